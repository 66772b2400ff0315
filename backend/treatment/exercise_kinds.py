"""How reminders of exercises and routines behave (hooks.reminder_kinds): for 4 hours, never in the quiet hours, and not when it is done."""

import datetime as dt
import uuid
from collections import Counter
from collections.abc import Sequence

from backend.common.hooks import ReminderKind
from backend.reminders.models import Occurrence
from backend.treatment.models import ExerciseSession, PlanRevision, Routine
from backend.treatment.routines import KIND as ROUTINE_KIND

LATE_LIMIT = dt.timedelta(hours=4)
Key = tuple[uuid.UUID, dt.date]


def exercise_wanted(ids: Sequence[int]) -> set[int]:
    """Not for the first time of a day after one session, nor for the second after two."""
    asked = _open(ids)
    days = {row.local_date for row in asked}
    held = ExerciseSession.objects.filter(patient__in={row.patient_id for row in asked}, date__in=days, withdrawn=False)
    done: Counter[Key] = Counter()
    known = set()
    for patient, date, session in held.values_list("patient_id", "date", "session_id"):
        done[patient, date] += 1
        known.add(session)
    places = _places(asked)
    return {row.pk for row in asked if row.occurrence_id not in known and done[row.patient_id, row.local_date] < places[row.pk]}


def routine_wanted(ids: Sequence[int]) -> set[int]:
    """The same, by what was logged of this routine; never one that has ended or is paused."""
    asked = _open(ids)
    about = {row.about for row in asked if row.about}
    ended = set(Routine.objects.filter(pk__in=about).exclude(ended_on=None, paused_at=None).values_list("pk", flat=True))
    rows = PlanRevision.objects.filter(kind=ROUTINE_KIND, about__in=about, date__in={row.local_date for row in asked})
    done: Counter[Key] = Counter()
    for routine, date, fields in rows.values_list("about", "date", "fields"):
        done[routine, date] += 1 if fields.get("done") else -1
    places = _places(asked)
    return {row.pk for row in asked if row.about and row.about not in ended and done[row.about, row.local_date] < places[row.pk]}


def _open(ids: Sequence[int]) -> list[Occurrence]:
    """Those that have no answer yet."""
    return list(Occurrence.objects.filter(pk__in=ids, answer__in=("", Occurrence.Answer.LATER)))


def _places(asked: Sequence[Occurrence]) -> dict[int, int]:
    """The how-manieth time of its day each one is, from 1."""
    beside = Occurrence.objects.filter(reminder__in={row.reminder_id for row in asked}, local_date__in={row.local_date for row in asked}, snooze=0)
    times: dict[Key, list[dt.datetime]] = {}
    for reminder, date, due_at in beside.values_list("reminder_id", "local_date", "due_at"):
        times.setdefault((reminder, date), []).append(due_at)
    return {row.pk: max(1, sum(1 for due in times.get((row.reminder_id, row.local_date), []) if due <= row.due_at)) for row in asked}


KINDS = {
    "exercise": ReminderKind(late_limit=LATE_LIMIT, obeys_quiet_hours=True, still_wanted=exercise_wanted),
    ROUTINE_KIND: ReminderKind(late_limit=LATE_LIMIT, obeys_quiet_hours=True, still_wanted=routine_wanted),
}
