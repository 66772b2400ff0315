"""Saving a rule, pausing and ending it, and moving it to another zone. Each leaves `next_*` as the rule says."""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backend.common.exceptions import DomainError, FieldError
from backend.common.localtime import is_zone, local_date
from backend.patients.models import Patient
from backend.reminders import kinds, schedule
from backend.reminders.models import Notice, Occurrence, Preferences, Reminder
from backend.reminders.schedule import Due, Rule

MOST = 200  # reminders of one person that have not ended
NEXT = ("next_due_at", "next_date", "next_slot", "next_sequence")
WORDS = {
    "bad_time": gettext_lazy("Type the time as 08:00."),
    "two_on_one_day": gettext_lazy("Two steps start on the same day. Change one of the dates."),
    "steps_out_of_order": gettext_lazy("A step starts before the one above it. Check the dates."),
    "end_before_start": gettext_lazy("The last day is before the first. Check both dates."),
    "no_slots": gettext_lazy("Add a time."),
    "no_steps": gettext_lazy("Add a time."),
    "unknown_zone": gettext_lazy("There is no such time zone. Choose one from the list."),
}


@dataclass(frozen=True, slots=True)
class Saved:
    """`changes_from_tomorrow`: a time that was moved has been told today already, so its new time counts from tomorrow."""

    reminder: Reminder
    changes_from_tomorrow: bool = False


def save_reminder(
    patient: Patient, kind: str, about: uuid.UUID | None, rule: Rule | Mapping[str, Any], *, zone: str, travel: str = "clock", now: dt.datetime
) -> Saved:
    """The one reminder of this kind about this thing, with this rule from now on. DomainError names what is wrong, and nothing is saved."""
    if not kinds.known(kind):
        raise ValueError(f"not in hooks.reminder_kinds: {kind}")
    read = _read(rule, zone, travel)
    try:
        with transaction.atomic():
            return _save(patient, kind, about, read, zone, travel, now)
    except IntegrityError:  # two saves at once: the other one made the row
        with transaction.atomic():
            return _save(patient, kind, about, read, zone, travel, now)


def _read(rule: Rule | Mapping[str, Any], zone: str, travel: str) -> Rule:
    try:
        read = Rule.from_json(rule.as_json() if isinstance(rule, Rule) else rule)
    except schedule.RuleError as error:
        raise _wrong(f"rule.{error.where}" if error.where else "rule", error.code) from error
    if not is_zone(zone):
        raise _wrong("time_zone", "unknown_zone")
    if travel not in Reminder.Travel.values:
        raise _wrong("travel", "unknown")
    return read


def _wrong(field: str, code: str) -> DomainError:
    return DomainError("invalid", _("Check what you typed."), [FieldError(field, code, str(WORDS.get(code, _("Check this."))))])


def _save(patient: Patient, kind: str, about: uuid.UUID | None, rule: Rule, zone: str, travel: str, now: dt.datetime) -> Saved:
    reminder = Reminder.objects.select_for_update(no_key=True).filter(patient=patient, kind=kind, about=about).first()
    if reminder is None or reminder.ended_at:
        _refuse_too_many(patient)
    reminder = reminder or Reminder(patient=patient, kind=kind, about=about)
    before = Rule.stored(reminder.rule) if reminder.rule else None
    reminder.rule, reminder.time_zone, reminder.travel, reminder.ended_at = rule.as_json(), zone, travel, None
    plan_next(reminder, rule, now)
    reminder.save()
    if before is None:
        return Saved(reminder)
    _cancel(reminder, now, rule)
    return Saved(reminder, _moved_after_it_fired(reminder, rule, now))


def _refuse_too_many(patient: Patient) -> None:
    list(Patient.objects.select_for_update(no_key=True).filter(pk=patient.pk).values_list("pk"))  # so that two calls cannot both be the last
    if patient.reminders.filter(ended_at=None).count() >= MOST:
        raise DomainError("too_many", _("There are %d reminders already. End one that you do not need.") % MOST, status=409)


def plan_next(reminder: Reminder, rule: Rule, after: dt.datetime) -> None:
    """What comes after this moment and was not told yet, into the row's own fields; not saved."""
    if reminder.paused_at or reminder.ended_at:
        set_next(reminder, None)
    else:
        set_next(reminder, schedule.next_due(rule, after, reminder.time_zone, fired=_fired(reminder, after)))


def _fired(reminder: Reminder, now: dt.datetime) -> set[schedule.Key]:
    """The keys of these days that are used up: told, or answered before they were due."""
    if reminder._state.adding:
        return set()
    rows = reminder.occurrences.filter(local_date__gte=local_date(now, reminder.time_zone) - dt.timedelta(days=1), snooze=0)
    return {key_of(row) for row in rows.exclude(notice=None, answer="")}


def set_next(reminder: Reminder, due: Due | None) -> None:
    reminder.next_due_at = due.at if due else None
    reminder.next_date = due.date if due else None
    reminder.next_slot = due.slot if due else ""
    reminder.next_sequence = due.sequence if due else None


def _moved_after_it_fired(reminder: Reminder, rule: Rule, now: dt.datetime) -> bool:
    """Is a slot that was told today due once more today, at another time? Its key is used up, so it is not told twice."""
    today = local_date(now, reminder.time_zone)
    fired = {(o.slot, o.due_at) for o in reminder.occurrences.filter(local_date=today, sequence=None, snooze=0, due_at__lte=now)}
    ahead = {due.slot: due.at for due in schedule.due_on(rule, today, reminder.time_zone) if due.at > now and due.sequence is None}
    return any(slot in ahead and ahead[slot] != at for slot, at in fired)


def _cancel(reminder: Reminder, now: dt.datetime, rule: Rule | None = None) -> None:
    """What has not been sent and is not in the rule any more (no rule: all of it) is not sent."""
    rows = reminder.occurrences.filter(answer="", cancelled_at=None, notice__state__in=Notice.OPEN)
    gone = [row.pk for row in rows if rule is None or schedule.due_of(rule, key_of(row), reminder.time_zone) is None]
    if gone:
        Occurrence.objects.filter(pk__in=gone).update(cancelled_at=now)


def key_of(row: Occurrence) -> schedule.Key:
    return (row.local_date, row.slot) if row.sequence is None else row.sequence


@transaction.atomic
def pause(reminder: Reminder, now: dt.datetime) -> None:
    """Nothing is told until `resume`; what waits to be sent is not sent."""
    held = _held(reminder)
    held.paused_at = held.paused_at or now
    _stand(held, now)


@transaction.atomic
def resume(reminder: Reminder, now: dt.datetime) -> None:
    held = _held(reminder)
    held.paused_at = None
    _stand(held, now)


@transaction.atomic
def end(reminder: Reminder, now: dt.datetime) -> None:
    """It stays as history. Saving its rule again begins it anew."""
    held = _held(reminder)
    held.ended_at = held.ended_at or now
    _stand(held, now)


def _held(reminder: Reminder) -> Reminder:
    return Reminder.objects.select_for_update(no_key=True).get(pk=reminder.pk)


def _stand(reminder: Reminder, now: dt.datetime) -> None:
    plan_next(reminder, Rule.stored(reminder.rule), now)
    reminder.save(update_fields=["paused_at", "ended_at", "updated_at", *NEXT])
    if reminder.next_due_at is None:
        _cancel(reminder, now)


@transaction.atomic
def travelled(patient: Patient, zone: str, *, keep_home: bool, now: dt.datetime) -> list[Due]:
    """The answer to "You seem to be in another time zone": the same time on the clock there, or the time at home.

    Returns what the flight leaves out, to be said: times that lay ahead at home and lie behind in the new zone.
    """
    if not is_zone(zone):
        raise _wrong("time_zone", "unknown_zone")
    Preferences.objects.update_or_create(patient=patient, defaults={"zone_asked": zone})
    left_out: list[Due] = []
    for reminder in _standing(patient):
        if keep_home:
            reminder.travel = Reminder.Travel.HOME
        elif reminder.time_zone != zone:
            rule, old = Rule.stored(reminder.rule), reminder.time_zone
            left_out += schedule.passed_over(rule, now, old, zone)
            reminder.travel, reminder.time_zone = Reminder.Travel.CLOCK, zone
            plan_next(reminder, rule, now)
        reminder.save(update_fields=["travel", "time_zone", "updated_at", *NEXT])
    return sorted(left_out, key=lambda due: due.at)


def _standing(patient: Patient) -> Iterable[Reminder]:
    return Reminder.objects.select_for_update(no_key=True).filter(patient=patient, ended_at=None).order_by("pk")
