"""The verbs of a medicine plan. Each writes what was changed (TreatmentChange) and saves the reminders, in one transaction.

What is past is never rewritten: a step that a change closes keeps its words and gets `replaced_on`.
"""

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from backend.common.exceptions import DomainError, FieldError
from backend.common.localtime import MILLISECOND
from backend.patients.models import Patient
from backend.symptoms.services import hold as hold_patient
from backend.treatment import medicine_rule, reminding
from backend.treatment.medicine_input import Step, Typed, too_early_end
from backend.treatment.medicine_words import day_words, step_words
from backend.treatment.models import Medicine, MedicineStep, TreatmentChange
from backend.treatment.way_back import step_before

MOST = 60  # medicines of one person that have not ended
MOST_EVER = 500
DAY = dt.timedelta(days=1)
PAUSES = ("hospital", "told", "own")


@dataclass(frozen=True, slots=True)
class Kept:
    """`from_tomorrow`: a time that was moved has been told today already; the new one counts from tomorrow, and the page says so."""

    medicine: Medicine
    from_tomorrow: bool = False


def wrong(name: str, code: str, message: str) -> DomainError:
    return DomainError("invalid", _("Check what you sent."), [FieldError(name, code, message)])


@transaction.atomic
def save_medicine(patient: Patient, typed: Typed, author: Any, *, now: dt.datetime | None = None) -> Kept:
    """A new medicine, a titration with all its steps. The same id again is the same medicine: a double tap adds one."""
    now = now or timezone.now()
    hold_patient(patient)
    if typed.id and (held := patient.medicines.filter(pk=typed.id).first()):
        return Kept(held)
    _refuse_too_many(patient)
    facts = {
        name: getattr(typed, name)
        for name in ("name", "why", "instructions", "form", "max_per_day", "min_gap_minutes", "ended_on", "stock", "refill_on", "remind")
    }
    if typed.id and Medicine.objects.filter(pk=typed.id).exists():
        raise wrong("id", "taken", _("Send another id."))
    counted = patient.today(now) if typed.stock is not None else None
    medicine = Medicine.objects.create(id=typed.id or uuid.uuid4(), patient=patient, stock_counted_on=counted, **facts)
    rows = _add_steps(medicine, typed.steps, [])
    note(medicine, "added", author, {"steps": told(rows, patient.today(now))})
    return Kept(medicine, reminding.remind(medicine, now))


def _refuse_too_many(patient: Patient) -> None:
    if patient.medicines.filter(ended_on=None).count() >= MOST or patient.medicines.count() >= MOST_EVER:
        raise wrong("name", "too_many", _("Your plan holds %(most)s medicines. End one first.") % {"most": MOST})


def _add_steps(medicine: Medicine, steps: Iterable[Step], old: Sequence[dict[str, Any]]) -> list[MedicineStep]:
    made: list[MedicineStep] = []
    for step in steps:
        rows = medicine_rule.with_slots(step.times, made[-1].times if made else old)
        made.append(
            MedicineStep(
                medicine=medicine,
                starts_on=step.starts_on,
                dose_text=step.dose_text,
                times=medicine_rule.with_zone(rows, step, medicine.patient.time_zone),
                every_hours=step.every_hours,
                window_from=step.window_from,
                window_to=step.window_to,
            )
        )
    return MedicineStep.objects.bulk_create(made)


def told(steps: Iterable[Any], today: dt.date) -> list[str]:
    """The steps in words, as the history shows them."""
    return [_("From %(day)s: %(step)s") % {"day": day_words(one.starts_on, today), "step": step_words(one, one.times)} for one in steps]


def note(medicine: Medicine, what: str, author: Any, detail: dict[str, Any] | None = None) -> None:
    TreatmentChange.objects.create(patient=medicine.patient, about=medicine.pk, what=what, author=author, detail=detail or {})


@transaction.atomic
def change_facts(medicine: Medicine, facts: dict[str, Any], author: Any, *, now: dt.datetime | None = None) -> Kept:
    """Name, why, instructions, limits, last day, stock: those that differ. What was sent keeps the words that it was sent with."""
    now = now or timezone.now()
    medicine = locked(medicine)
    changed = {name: value for name, value in facts.items() if getattr(medicine, name) != value}
    if "remind" in changed:
        set_remind(medicine, changed.pop("remind"), author, now=now)
        medicine = locked(medicine)
    if (last := changed.get("ended_on")) is not None:
        del changed["ended_on"]
        end(medicine, last, author, now=now)
        medicine = locked(medicine)
    if not changed:
        return Kept(medicine)
    was = {name: str(getattr(medicine, name) or "") for name in changed}
    if "stock" in changed:
        changed["stock_counted_on"] = medicine.patient.today(now) if changed["stock"] is not None else None
    for name, value in changed.items():
        setattr(medicine, name, value)
    medicine.save(update_fields=[*changed, "updated_at"])
    note(medicine, "stock" if set(changed) <= {"stock", "stock_counted_on", "refill_on"} else "changed", author, {"was": was})
    return Kept(medicine, reminding.remind(medicine, now))


@transaction.atomic
def set_remind(medicine: Medicine, wanted: bool, author: Any, *, now: dt.datetime | None = None) -> Kept:
    """Off: no message is sent (kinds.py). Its doses stay on Today, in the plan and in the figures."""
    medicine = locked(medicine)
    _refuse_ended(medicine, medicine.patient.today(now or timezone.now()))
    if medicine.remind != wanted:
        medicine.remind = wanted
        medicine.save(update_fields=["remind", "updated_at"])
        note(medicine, "reminders_on" if wanted else "reminders_off", author)
    return Kept(medicine)


def locked(medicine: Medicine) -> Medicine:
    """The row as it stands, with the patient's row held: two phones change a plan one after the other."""
    hold_patient(medicine.patient)
    patient = medicine.patient
    fresh = Medicine.objects.get(pk=medicine.pk)
    fresh.patient = patient
    return fresh


@transaction.atomic
def change_plan(medicine: Medicine, steps: Sequence[Step], author: Any, *, now: dt.datetime | None = None) -> Kept:
    """Other steps from their first day on, never before today. Those that stay as they were stay the same rows."""
    now = now or timezone.now()
    medicine = locked(medicine)
    today = medicine.patient.today(now)
    _refuse_ended(medicine, today)
    if steps[0].starts_on < today:
        raise wrong("steps.0.starts_on", "past", _("A change starts today or later."))
    if medicine.ended_on and steps[-1].starts_on > medicine.ended_on:
        raise wrong("ended_on", "before_start", too_early_end(steps))
    rows, zone = list(medicine.steps.all()), medicine.patient.time_zone
    current = medicine_rule.step_on(rows, today, medicine.held_from)
    new = [
        step for number, step in enumerate(steps) if not (number == 0 and current and step.starts_on == today and medicine_rule.is_same(current, step, zone))
    ]
    planned = [one for one in rows if one.replaced_on is None and one is not current]
    kept = {
        one.starts_on
        for one in planned
        if any(one.starts_on == step.starts_on and medicine_rule.is_same(one, step, zone) for step in new) and not _is_held(medicine, one)
    }
    dropped = [one for one in planned if one.starts_on not in kept and (one.starts_on > today or _is_held(medicine, one))]
    closed = [current] if current and new and new[0].starts_on == today else []
    new = [step for step in new if step.starts_on not in kept]
    if not new and not dropped and medicine.held_from is None:
        return Kept(medicine)
    _close(closed, today)
    drop(dropped, today)
    added = _add_steps(medicine, new, current.times if current else (planned[0].times if planned else []))
    medicine.held_from = None
    medicine.save(update_fields=["held_from", "updated_at"])
    note(medicine, "changed", author, {"steps": told(added, today), "was": told(closed + dropped, today)})
    return Kept(medicine, reminding.remind(medicine, now))


def _is_held(medicine: Medicine, step: Any) -> bool:
    return medicine.held_from is not None and step.starts_on >= medicine.held_from


def _close(steps: Iterable[MedicineStep], today: dt.date) -> None:
    """From today on another stands in its place."""
    for one in steps:
        one.replaced_on = today
        one.save(update_fields=["replaced_on"])


def drop(steps: Iterable[MedicineStep], today: dt.date) -> None:
    """They never began, whatever day they had: planned for later, or held."""
    for one in steps:
        one.replaced_on = min(today, one.starts_on)
        one.save(update_fields=["replaced_on"])


def _refuse_ended(medicine: Medicine, today: dt.date) -> None:
    if medicine.ended_on and medicine.ended_on < today:
        raise DomainError("ended", _("This medicine has ended. Add it again when you start again."), status=409)


@transaction.atomic
def hold_plan(medicine: Medicine, author: Any, *, now: dt.datetime | None = None) -> Kept:
    """From tomorrow on no step starts until the plan goes on: today's dose stays."""
    now = now or timezone.now()
    medicine = locked(medicine)
    today = medicine.patient.today(now)
    _refuse_ended(medicine, today)
    if medicine.held_from is None:
        if not medicine_rule.held(medicine.steps.all(), today + DAY):
            raise DomainError("no_step", _("No step is planned after this one."), status=409)
        _hold(medicine, today + DAY)
        note(medicine, "held", author, {"undo": _way_to_undo(today, None)})
    return Kept(medicine, reminding.remind(medicine, now))


def _hold(medicine: Medicine, day: dt.date | None) -> None:
    medicine.held_from = day
    medicine.save(update_fields=["held_from", "updated_at"])


def _way_to_undo(today: dt.date, held_from: dt.date | None, stood: Iterable[MedicineStep] = (), made: Iterable[MedicineStep] = ()) -> dict[str, Any]:
    """What undoing.py needs, kept beside the change: the steps that it closed and those that it made."""
    ids = {name: [str(one.pk) for one in steps] for name, steps in (("stood", stood), ("made", made))}
    return {"on": today.isoformat(), "held_from": held_from and held_from.isoformat(), **ids}


@transaction.atomic
def go_on(medicine: Medicine, next_on: dt.date, author: Any, *, now: dt.datetime | None = None) -> Kept:
    """The held steps go on, the first of them on `next_on`, the others as far behind it as they were typed."""
    now = now or timezone.now()
    medicine = locked(medicine)
    today = medicine.patient.today(now)
    _refuse_ended(medicine, today)
    waiting = medicine_rule.held(medicine.steps.all(), medicine.held_from)
    if not waiting:
        if any(one.replaced_on is None and one.starts_on == next_on for one in medicine.steps.all()):
            return Kept(medicine)  # it was said already
        raise DomainError("not_held", _("This plan is not held."), status=409)
    if not today <= next_on <= today + dt.timedelta(days=2 * 366):
        raise wrong("next_on", "past", _("Choose today or a later day."))
    later = next_on - waiting[0].starts_on
    if medicine.ended_on and waiting[-1].starts_on + later > medicine.ended_on:
        raise wrong("next_on", "after_end", _("A step would start after the last day. Change the plan instead."))
    current = medicine_rule.step_on(medicine.steps.all(), today, medicine.held_from)
    _close([current] if current and current.starts_on == next_on else [], today)
    moved = _moved(medicine, waiting, later, today) if later else waiting
    _hold(medicine, None)
    note(medicine, "resumed", author, {"steps": told(moved, today)})
    return Kept(medicine, reminding.remind(medicine, now))


def _moved(medicine: Medicine, steps: Iterable[MedicineStep], later: dt.timedelta, today: dt.date) -> list[MedicineStep]:
    """Copies of steps that have not begun, on other days. The old ones stay as history that never stood."""
    steps = list(steps)
    copies = [_copy(medicine, one, one.starts_on + later) for one in steps]
    drop(steps, today)
    return MedicineStep.objects.bulk_create(copies)


def _copy(medicine: Medicine, step: MedicineStep, starts_on: dt.date) -> MedicineStep:
    same = {name: getattr(step, name) for name in ("dose_text", "every_hours", "window_from", "window_to")}
    times = medicine_rule.with_zone(step.times, step, medicine.patient.time_zone)
    return MedicineStep(medicine=medicine, starts_on=starts_on, times=times, **same)


@transaction.atomic
def step_back(medicine: Medicine, author: Any, *, step: uuid.UUID | None = None, now: dt.datetime | None = None) -> Kept:
    """From today on the dose before this one, and the rest is held until she says when it goes on.

    `step`: the one that she saw when she said so, so that a double tap is one step back.
    """
    now = now or timezone.now()
    medicine = locked(medicine)
    today = medicine.patient.today(now)
    _refuse_ended(medicine, today)
    earlier = step_before(medicine, today)
    rows = list(medicine.steps.all())
    current = medicine_rule.step_on(rows, today, medicine.held_from)
    if step is not None and (current is None or current.pk != step):
        if any(one.pk == step and one.replaced_on is not None for one in rows):
            return Kept(medicine)
        raise DomainError("plan_changed", _("Your plan has changed. Look at it again."), status=409)
    if earlier is None or current is None:
        raise DomainError("no_step", _("There is no step before this one."), status=409)
    span = max(current.starts_on - earlier.starts_on, DAY)
    later = today + span - current.starts_on
    waiting = [one for one in rows if one.replaced_on is None and one is not current and (one.starts_on > current.starts_on)]
    again = _copy(medicine, current, today + span)
    moved = _moved(medicine, waiting, later, today)
    _close([current], today)
    back = _copy(medicine, earlier, today)
    MedicineStep.objects.bulk_create([back, again])
    undo = _way_to_undo(today, medicine.held_from, stood=[current, *waiting], made=[back, again, *moved])
    _hold(medicine, today + DAY)
    note(medicine, "stepped_back", author, {"steps": told([back], today), "was": told([current], today), "undo": undo})
    return Kept(medicine, reminding.remind(medicine, now))


def refuse_reason(reason: str) -> None:
    if reason not in PAUSES:
        raise wrong("reason", "required" if not reason else "invalid", _("Choose why."))


@transaction.atomic
def pause(medicine: Medicine, reason: str, author: Any, *, with_all: bool = False, now: dt.datetime | None = None) -> Kept:
    """Nothing is due until it goes on. The steps of a titration wait: a dose never grows while nobody takes it."""
    now = now or timezone.now()
    refuse_reason(reason)
    medicine = locked(medicine)
    today = medicine.patient.today(now)
    _refuse_ended(medicine, today)
    if medicine.paused_at is None:
        medicine.paused_at, medicine.pause_reason = now, reason
        if medicine.held_from is None and medicine_rule.held(medicine.steps.all(), today + DAY):
            medicine.held_from = today + DAY
        medicine.save(update_fields=["paused_at", "pause_reason", "held_from", "updated_at"])
        note(medicine, "paused", author, {"reason": reason, "with_all": with_all})
    return Kept(medicine, reminding.remind(medicine, now))


@transaction.atomic
def unpause(medicine: Medicine, author: Any, *, now: dt.datetime | None = None) -> Kept:
    """Due again. Steps that waited go on only when she says so."""
    now = now or timezone.now()
    medicine = locked(medicine)
    if medicine.paused_at is not None:
        days = (medicine.patient.today(now) - medicine.paused_at.astimezone(medicine.patient.zone).date()).days
        medicine.paused_at, medicine.pause_reason = None, ""
        medicine.save(update_fields=["paused_at", "pause_reason", "updated_at"])
        note(medicine, "unpaused", author, {"days": days})
    return Kept(medicine, reminding.remind(medicine, now))


def taken(patient: Patient, today: dt.date) -> Any:
    """Those that have not ended."""
    return patient.medicines.exclude(ended_on__lt=today).order_by("created_at", "pk")


def _refuse_early_end(medicine: Medicine, last: dt.date) -> None:
    first = min((one.starts_on for one in medicine.steps.all()), default=last)
    if last < first:
        raise wrong("ended_on", "before_start", _("The last day comes before the first. Choose a later one."))


@transaction.atomic
def end(medicine: Medicine, last: dt.date, author: Any, *, now: dt.datetime | None = None) -> Kept:
    """`last` is the last day that it is taken. Steps that would start later never do."""
    now = now or timezone.now()
    medicine = locked(medicine)
    today = medicine.patient.today(now)
    if medicine.ended_on == last:
        return Kept(medicine)
    _refuse_early_end(medicine, last)
    if last > today + dt.timedelta(days=2 * 366):
        raise wrong("ended_on", "range", _("Choose a day within the next 2 years."))
    medicine.ended_on = last
    medicine.save(update_fields=["ended_on", "updated_at"])
    drop([one for one in medicine.steps.all() if one.replaced_on is None and one.starts_on > max(last, today)], today)
    note(medicine, "ended", author, {"last": last.isoformat()})
    return Kept(medicine, reminding.remind(medicine, now))


@transaction.atomic
def confirm_step(step: MedicineStep, answer: str, author: Any, *, now: dt.datetime | None = None, said_at: dt.datetime | None = None) -> Kept:
    """The answer to "Has your prescriber changed this?": the latest word counts, and all of them stay in the history."""
    now = now or timezone.now()
    if answer not in (MedicineStep.Confirmed.SAME, MedicineStep.Confirmed.CHANGED, MedicineStep.Confirmed.UNSURE):
        raise wrong("confirmed", "required" if not answer else "invalid", _("Tap No, Yes or Not sure."))
    medicine = locked(step.medicine)
    step = medicine.steps.get(pk=step.pk)
    # Said on a page it comes after all that a phone said, also where that phone's clock runs ahead.
    said_at = said_at or max(filter(None, (now, step.confirmed_at and step.confirmed_at + MILLISECOND)))
    if step.replaced_on is None and (step.confirmed_at is None or step.confirmed_at < said_at):
        is_new = step.confirmed != answer
        step.confirmed, step.confirmed_at = answer, said_at
        step.save(update_fields=["confirmed", "confirmed_at"])
        if is_new:
            note(medicine, "confirmed", author, {"answer": answer, "steps": told([step], medicine.patient.today(now))})
    return Kept(medicine, reminding.remind(medicine, now))


def count_stock(medicine: Medicine, stock: Decimal | None, refill_on: dt.date | None, author: Any, *, now: dt.datetime | None = None) -> Kept:
    return change_facts(medicine, {"stock": stock, "refill_on": refill_on}, author, now=now)
