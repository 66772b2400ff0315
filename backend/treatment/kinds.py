"""The reminders of treatment: how late each may still be told, and whether it is still wanted just before it is sent."""

import datetime as dt
from collections.abc import Sequence

from django.db.models import F, Q

from backend.common.hooks import ReminderKind
from backend.reminders.models import Occurrence
from backend.treatment.models import Medicine

MEDICINE, PATCH_OFF = "medicine", "patch_off"
PATCH_LATE = dt.timedelta(hours=24)  # at most until the next one goes on, which wanted_patches looks at


def wanted_medicines(ids: Sequence[int]) -> set[int]:
    """Not answered, and of a medicine that she wants to be reminded of, neither paused nor over on that day. Two queries for any number."""
    rows = list(Occurrence.objects.filter(pk__in=ids, answer__in=("", Occurrence.Answer.LATER)).values_list("pk", "about", "local_date"))
    taken = Medicine.objects.filter(pk__in={about for _pk, about, _day in rows if about}, paused_at=None, remind=True)
    until = dict(taken.values_list("pk", "ended_on"))
    return {pk for pk, about, day in rows if about in until and ((last := until[about]) is None or day <= last + dt.timedelta(days=1))}


def wanted_patches(ids: Sequence[int]) -> set[int]:
    """As a medicine, and the next patch has not gone on since."""
    wanted = wanted_medicines(ids)
    rows = list(Occurrence.objects.filter(pk__in=wanted).values_list("pk", "patient", "about", "due_at"))
    on_since = Q()
    for _pk, patient, about, due in rows:
        on_since |= Q(patient=patient, about=about, due_at__gt=due)
    if not rows:
        return set()
    later = Occurrence.objects.filter(on_since, kind=MEDICINE, due_at__lte=dt.datetime.now(dt.UTC)).annotate(of=F("about")).values_list("of", "due_at")
    worn = list(later)
    return {pk for pk, _patient, about, due in rows if not any(of == about and on > due for of, on in worn)}


KINDS = {
    MEDICINE: ReminderKind(dt.timedelta(minutes=60), obeys_quiet_hours=False, still_wanted=wanted_medicines, repeats=True),
    PATCH_OFF: ReminderKind(PATCH_LATE, obeys_quiet_hours=False, still_wanted=wanted_patches, repeats=True),
}
