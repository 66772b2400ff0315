"""Heat, TENS and therapy visits: planned, and logged each time. A visit is a moment of the diary as well.

What was logged is append-only (PlanRevision of the kind "routine"): taking it back is one more row.
"""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backend.common.exceptions import DomainError, FieldError
from backend.common.ids import read_uuid
from backend.common.localtime import format_stamp, parse_date, stamp_of
from backend.patients.models import Patient
from backend.reminders import services as reminders
from backend.reminders.models import Occurrence, Reminder
from backend.symptoms.fields import clean_text
from backend.symptoms.merge import RANK_PATIENT
from backend.symptoms.services import hold, record_envelopes
from backend.treatment import days_and_times, doing
from backend.treatment.models import PlanRevision, Routine, TreatmentChange

KIND = "routine"
MINUTES_MOST = 240
NOTE_MAX = 120
MOST = 20  # of one person that have not ended
SHOWN_DAYS = 14
FACTS = ("kind", "note", "minutes", "on_date", "remind", "times")
YEARS_AHEAD = dt.timedelta(days=2 * 366)
NAMES: dict[str, str | Promise] = {"heat": gettext_lazy("Heat"), "tens": gettext_lazy("TENS"), "therapy": gettext_lazy("Therapy visit")}
CAUTIONS: dict[str, tuple[str | Promise, ...]] = {
    "heat": (
        gettext_lazy("Never on skin that you cannot feel well: it can burn you before you notice. Check the skin each time."),
        gettext_lazy("Warm, not hot, with a layer of cloth between, and for 15 to 20 minutes at most."),
        gettext_lazy("Not in bed at night, not when you may fall asleep, and not over a medicine patch."),
    ),
    "tens": (
        gettext_lazy("Never on numb or broken skin, the front of your neck, near your eyes, or near a cancer or other growth."),
        gettext_lazy("Not with a pacemaker, a heart rhythm problem or epilepsy. Not in pregnancy, unless your doctor or midwife advises it."),
        gettext_lazy("Not while you drive, sleep or wash. Know what causes your pain first, and let a therapist show you how."),
    ),
    "therapy": (),
}


KEYS = frozenset(("id", "kind", "note", "minutes", "on_date", "weekdays", "times", "remind"))


@dataclass(frozen=True, slots=True)
class Typed:
    id: uuid.UUID | None
    kind: str
    note: str
    weekdays: list[int] | None
    times: list[dt.time]
    on_date: dt.date | None
    minutes: int | None
    remind: bool


def read(data: Mapping[str, Any], today: dt.date, routine: Routine | None = None) -> tuple[Typed | None, list[FieldError]]:
    """A routine as it was typed, or everything that is wrong with it.

    `routine`: the one that it is from now on. What it is does not change, since what was logged keeps its name; its date may be past.
    """
    errors = days_and_times.unknown(data, KEYS)
    kind, minutes, kept = data.get("kind", routine and routine.kind), data.get("minutes"), routine.on_date if routine else None
    if not isinstance(kind, str) or kind not in NAMES or (routine and kind != routine.kind):
        errors.append(FieldError("kind", "invalid", _("Choose what it is.")))
    note = _note(data.get("note"), errors)
    key = None if data.get("id") is None else read_uuid(data["id"], "id", errors)
    if not isinstance(data.get("remind", True), bool):
        errors.append(FieldError("remind", "invalid", _("Send true or false")))
    if minutes is not None and not (type(minutes) is int and 1 <= minutes <= MINUTES_MOST):
        errors.append(FieldError("minutes", "invalid", _("Enter whole minutes from 1 to %d, or leave it empty.") % MINUTES_MOST))
    on_date = _date(data.get("on_date"), kind, min(today, kept or today), errors)
    weekdays, wrong_days = (None, []) if on_date else days_and_times.read_days(data.get("weekdays"))
    times, wrong_times = days_and_times.read_times(data.get("times", []))
    if on_date and not times and not wrong_times:
        errors.append(FieldError("times", "required", _("Add the time of the visit.")))
    errors += wrong_days + wrong_times
    if errors:
        return None, errors[:20]
    return Typed(key, str(kind), note, weekdays, times, on_date, minutes, data.get("remind", True)), []


def _note(given: Any, errors: list[FieldError]) -> str:
    if given is not None and not isinstance(given, str):
        errors.append(FieldError("note", "invalid", _("Enter words")))
        return ""
    note = clean_text(given or "").replace("\n", " ")
    if len(note) > NOTE_MAX:
        errors.append(FieldError("note", "too_long", _("Use %d characters or fewer.") % NOTE_MAX))
    return note


def _date(given: Any, kind: Any, today: dt.date, errors: list[FieldError]) -> dt.date | None:
    """A visit may have a date of its own."""
    if not given or kind != "therapy":
        return None
    try:
        day = parse_date(given)
    except ValueError:
        errors.append(FieldError("on_date", "invalid", _("There is no such day. Choose another one.")))
        return None
    if not today <= day <= today + YEARS_AHEAD:
        errors.append(FieldError("on_date", "past", _("Choose today or a day that comes.")))
    return day


def standing(patient: Patient) -> list[Routine]:
    return list(patient.routines.filter(ended_on=None).order_by("created_at"))


@transaction.atomic
def save(patient: Patient, author: Any, typed: Typed, now: dt.datetime, routine: Routine | None = None) -> tuple[Routine | None, list[FieldError]]:
    """A new routine, or the one that is there as it is from now on. The same again is no other one."""
    hold(patient)
    if routine is None and typed.id and (held := patient.routines.filter(pk=typed.id).first()):
        return held, []
    if routine and routine.ended_on:
        raise DomainError("ended", _("This routine has ended. Add it again when you start again."), status=409)
    if typed.id and routine is None and Routine.objects.filter(pk=typed.id).exists():
        return None, [FieldError("id", "taken", _("Send another id."))]
    if routine is None and len(standing(patient)) >= MOST:
        return None, [FieldError("kind", "too_many", _("There are %d routines already. End one that you do not need.") % MOST)]
    made = routine or Routine(id=typed.id or uuid.uuid4(), patient=patient, starts_on=patient.today(now))
    before = {name: getattr(made, name) for name in ("times", "minutes", "note")} if routine else {}
    stood = {name: getattr(made, name) for name in FACTS}
    made.kind, made.note, made.minutes, made.on_date, made.remind = typed.kind, typed.note, typed.minutes, typed.on_date, typed.remind
    made.times = days_and_times.rows(typed.times, typed.weekdays, made.times)
    if routine and stood == {name: getattr(made, name) for name in FACTS}:
        return made, []
    made.save()
    TreatmentChange.objects.create(patient=patient, about=made.pk, what="changed" if routine else "added", detail=before, author=author)
    _remind(patient, made, now)
    return made, []


@transaction.atomic
def end(patient: Patient, author: Any, routine: Routine, now: dt.datetime) -> None:
    """It is not planned any more; what was logged stays."""
    hold(patient)
    if patient.routines.filter(pk=routine.pk).exclude(ended_on=None).exists():
        return
    Routine.objects.filter(pk=routine.pk).update(ended_on=patient.today(now))
    TreatmentChange.objects.create(patient=patient, about=routine.pk, what="ended", detail={}, author=author)
    if held := Reminder.objects.filter(patient=patient, kind=KIND, about=routine.pk).first():
        reminders.end(held, now)


@transaction.atomic
def pause(patient: Patient, author: Any, routine: Routine, now: dt.datetime, *, paused: bool, with_all: bool = False) -> None:
    """Nothing is asked of her while it is paused; what was done stays. Twice is once. `with_all`: by "pause all" (pausing.py)."""
    hold(patient)
    held = patient.routines.filter(pk=routine.pk, ended_on=None).first()
    if held is None or bool(held.paused_at) == paused:
        return
    held.paused_at = now if paused else None
    held.save(update_fields=["paused_at"])
    what, detail = ("paused", {"with_all": True} if with_all else {}) if paused else ("resumed", {})
    TreatmentChange.objects.create(patient=patient, about=held.pk, what=what, detail=detail, author=author)
    _remind(patient, held, now)


def _remind(patient: Patient, routine: Routine, now: dt.datetime) -> None:
    held = Reminder.objects.filter(patient=patient, kind=KIND, about=routine.pk).first()
    if not routine.times or not routine.remind:
        if held:
            reminders.end(held, now)
        return
    first = routine.on_date or routine.starts_on
    words = {"name": str(NAMES[routine.kind])}
    step = {"id": str(routine.pk), "starts_on": first.isoformat(), "ends_on": routine.on_date and routine.on_date.isoformat(), "words": words}
    rule = {"steps": [step | {"slots": days_and_times.slots(routine.times)}], "every": None}
    zone, travel = (held.time_zone, held.travel) if held else (patient.time_zone, Reminder.Travel.CLOCK)
    saved = reminders.save_reminder(patient, KIND, routine.pk, rule, zone=zone, travel=travel, now=now)
    if routine.paused_at:
        reminders.pause(saved.reminder, now)
    elif saved.reminder.paused_at:
        reminders.resume(saved.reminder, now)


def log(patient: Patient, author: Any, routine: Routine, envelope: uuid.UUID, now: dt.datetime) -> None:
    """ "Done" once more today. The same envelope twice is one."""
    _log(patient, author, routine, envelope, now)


def take_back(patient: Patient, author: Any, routine: Routine, done: uuid.UUID, now: dt.datetime) -> bool:
    """It was not done. Twice is once. False: no such thing was logged of this routine."""
    held = PlanRevision.objects.filter(patient=patient, kind=KIND, about=routine.pk, envelope_id=done).first()
    if held is None or not held.fields.get("done"):
        return False
    _log(patient, author, routine, uuid.uuid5(done, "undone"), now, done)
    return True


@transaction.atomic
def _log(patient: Patient, author: Any, routine: Routine, envelope: uuid.UUID, now: dt.datetime, undoes: uuid.UUID | None = None) -> None:
    fields = {"undoes": str(undoes)} if undoes else {"done": True}
    row = {"kind": KIND, "about": routine.pk, "date": patient.today(now), "fields": fields, "stamp": now, "tz": patient.time_zone}
    made = PlanRevision.objects.get_or_create(
        patient=patient, envelope_id=envelope, defaults={**row, "schema": 1, "rank": RANK_PATIENT, "author": author, "body_hash": ""}
    )[1]
    if made:
        doing.tell(patient, KIND, [] if undoes else [doing.Done(envelope, patient.today(now), routine.pk)], [undoes] if undoes else [], now)
    if made and routine.kind == Routine.Kind.THERAPY:
        _visit(patient, author, undoes or envelope, "" if undoes else "therapy", now)


def _visit(patient: Patient, author: Any, logged: uuid.UUID, kind: str, now: dt.datetime) -> None:
    row = PlanRevision.objects.filter(patient=patient, envelope_id=logged, kind=KIND).first()
    if row is None:
        return
    body = {"moment": str(uuid.uuid5(logged, "therapy")), "date": row.date.isoformat(), "fields": {"kind": kind or None}}
    stamp = format_stamp(stamp_of(row.stamp) if kind else max(stamp_of(now), stamp_of(row.stamp) + 1))
    record_envelopes(patient, author, [{"id": str(uuid.uuid4()), "kind": "moment", "stamp": stamp, "tz": patient.time_zone, "schema": 1, "body": body}])


@dataclass(frozen=True, slots=True)
class Logged:
    """`envelope`: of the log, to take it back; None: answered to a reminder, and put right there."""

    routine: uuid.UUID
    at: dt.datetime
    date: dt.date
    envelope: uuid.UUID | None = None


def logged(patient: Patient, now: dt.datetime) -> list[Logged]:
    """What was done in the last 14 days, the newest first: logged here, or answered to a reminder."""
    since = patient.today(now) - dt.timedelta(days=SHOWN_DAYS)
    rows = list(PlanRevision.objects.filter(patient=patient, kind=KIND, date__gte=since))
    undone = {row.fields.get("undoes") for row in rows}
    found = [Logged(row.about, row.stamp, row.date, row.envelope_id) for row in rows if row.fields.get("done") and str(row.envelope_id) not in undone]
    told = [doing.reply_id(one) for one in (row.envelope_id for row in rows)]
    taken = Occurrence.objects.filter(patient=patient, kind=KIND, answer=Occurrence.Answer.TAKEN, local_date__gte=since).exclude(about=None)
    taken = taken.exclude(answers__envelope_id__in=told)  # the answer that a log here has given
    found += [Logged(row.about, row.done_at or row.due_at, row.local_date) for row in taken if row.about]
    return sorted(found, key=lambda one: one.at, reverse=True)
