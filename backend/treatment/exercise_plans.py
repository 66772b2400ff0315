"""The verbs of the exercise plan: save, pause, end. A change closes the old plan (`replaced_on`) and adds another; nothing moves on by itself."""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from backend.patients.models import Patient
from backend.reminders import services as reminders
from backend.reminders.models import Reminder
from backend.symptoms.services import hold
from backend.treatment import days_and_times
from backend.treatment.exercise_input import Typed
from backend.treatment.models import ExercisePlan, TreatmentChange

KIND = "exercise"
"""One reminder for the life of the diary (about nothing): a new plan changes it, so that a slot that fired is not told again."""


@dataclass(frozen=True, slots=True)
class Saved:
    plan: ExercisePlan
    changes_from_tomorrow: bool = False


def current_plan(patient: Patient) -> ExercisePlan | None:
    return patient.exercise_plans.filter(replaced_on=None).order_by("-created_at").first()


def earlier_plans(patient: Patient) -> list[ExercisePlan]:
    """What was replaced, the newest first; what stood for no whole day (put right at once) is left out."""
    return [one for one in patient.exercise_plans.exclude(replaced_on=None).order_by("-replaced_on", "-created_at") if one.replaced_on != one.starts_on]


@transaction.atomic
def save_plan(patient: Patient, author: Any, typed: Typed, now: dt.datetime) -> Saved:
    """The plan as it is from today on. The same plan again changes nothing."""
    hold(patient)
    old, today = current_plan(patient), patient.today(now)
    times = days_and_times.rows(typed.times, typed.weekdays, old.times if old else [])
    if old and (old.stage, old.therapist, old.items, old.times, old.remind) == (typed.stage, typed.therapist, typed.items, times, typed.remind):
        return Saved(old)
    if old:
        ExercisePlan.objects.filter(pk=old.pk).update(replaced_on=today)
    plan = ExercisePlan.objects.create(
        patient=patient,
        stage=typed.stage,
        therapist=typed.therapist,
        items=typed.items,
        times=times,
        remind=typed.remind,
        paused_at=old.paused_at if old else None,
        starts_on=today,
    )
    _note(patient, author, plan, "changed" if old else "added", {"stage": plan.stage, "before": str(old.pk)} if old else {"stage": plan.stage})
    return Saved(plan, _remind(patient, plan, now))


@transaction.atomic
def pause_plan(patient: Patient, author: Any, now: dt.datetime, *, paused: bool, with_all: bool = False) -> None:
    """Nothing is asked of her while it is paused; what was done stays. `with_all`: by "pause all" (pausing.py)."""
    hold(patient)
    plan = current_plan(patient)
    if plan is None or bool(plan.paused_at) == paused:
        return
    plan.paused_at = now if paused else None
    plan.save(update_fields=["paused_at"])
    _note(patient, author, plan, "paused" if paused else "resumed", {"with_all": True} if with_all else {})
    _remind(patient, plan, now)


@transaction.atomic
def end_plan(patient: Patient, author: Any, now: dt.datetime) -> None:
    """No plan any more; the old one stays as history."""
    hold(patient)
    plan = current_plan(patient)
    if plan is None:
        return
    plan.replaced_on = patient.today(now)
    plan.save(update_fields=["replaced_on"])
    _note(patient, author, plan, "ended", {})
    if held := _reminder(patient):
        reminders.end(held, now)


def _reminder(patient: Patient) -> Reminder | None:
    return Reminder.objects.filter(patient=patient, kind=KIND, about=None).first()


def _remind(patient: Patient, plan: ExercisePlan, now: dt.datetime) -> bool:
    """Whether a time that has passed today changes from tomorrow on only."""
    held = _reminder(patient)
    if not plan.times or not plan.remind:
        if held:
            reminders.end(held, now)
        return False
    step = {"id": str(uuid.uuid5(plan.pk, KIND)), "starts_on": plan.starts_on.isoformat(), "ends_on": None, "words": {"name": _("Exercises")}}
    rule = {"steps": [step | {"slots": days_and_times.slots(plan.times)}], "every": None}
    zone, travel = (held.time_zone, held.travel) if held else (patient.time_zone, Reminder.Travel.CLOCK)
    saved = reminders.save_reminder(patient, KIND, None, rule, zone=zone, travel=travel, now=now)
    if plan.paused_at:
        reminders.pause(saved.reminder, now)
    elif saved.reminder.paused_at:
        reminders.resume(saved.reminder, now)
    return saved.changes_from_tomorrow


def _note(patient: Patient, author: Any, plan: ExercisePlan, what: str, detail: dict[str, Any]) -> None:
    TreatmentChange.objects.create(patient=patient, about=plan.pk, what=what, detail=detail, author=author)


def plan_json(plan: ExercisePlan | None) -> dict[str, Any] | None:
    """The plan for programs: the shape that is put, with its id and since when."""
    if plan is None:
        return None
    return {
        "id": str(plan.pk),
        "stage": plan.stage,
        "therapist": plan.therapist,
        "items": plan.items,
        "weekdays": days_and_times.days_of(plan.times),
        "times": days_and_times.times_of(plan.times),
        "remind": plan.remind,
        "paused": plan.paused_at is not None,
        "starts_on": plan.starts_on.isoformat(),
    }
