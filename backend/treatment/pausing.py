"""In hospital: pause all that is due by itself, and go on with what was paused together: medicines, exercises, heat, TENS and visits."""

import datetime as dt
import uuid
from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.utils import timezone

from backend.patients.models import Patient
from backend.treatment import exercise_plans, routines
from backend.treatment.medicine_services import pause, refuse_reason, taken, unpause
from backend.treatment.models import ExercisePlan, Medicine, Routine

Part = Medicine | ExercisePlan | Routine
"""One thing that is due by itself."""


def parts_of(patient: Patient, today: dt.date) -> list[Part]:
    """All that is due by itself, paused or not: medicines first."""
    medicines = taken(patient, today).exclude(form=Medicine.Form.AS_NEEDED)
    plan = exercise_plans.current_plan(patient)
    planned = [one for one in routines.standing(patient) if one.times and (one.on_date is None or one.on_date >= today)]
    return [*medicines, *([plan] if plan else []), *planned]


def to_pause(patient: Patient, today: dt.date) -> list[Part]:
    """What "pause all" pauses now."""
    return [one for one in parts_of(patient, today) if one.paused_at is None]


@transaction.atomic
def pause_all(patient: Patient, reason: str, author: Any, *, now: dt.datetime | None = None) -> int:
    """In hospital: everything that is due by itself. How many."""
    now = now or timezone.now()
    refuse_reason(reason)
    found = to_pause(patient, patient.today(now))
    for one in found:
        if isinstance(one, Medicine):
            pause(one, reason, author, with_all=True, now=now)
        elif isinstance(one, ExercisePlan):
            exercise_plans.pause_plan(patient, author, now, paused=True, with_all=True)
        else:
            routines.pause(patient, author, one, now, paused=True, with_all=True)
    return len(found)


@transaction.atomic
def unpause_all(patient: Patient, author: Any, *, shown: Collection[uuid.UUID] | None = None, now: dt.datetime | None = None) -> int:
    """`shown`: those that she saw when she said so, so that a double tap reaches no other one. How many."""
    now = now or timezone.now()
    found = [one for one in paused_together(patient, patient.today(now)) if shown is None or one.pk in shown]
    for one in found:
        if isinstance(one, Medicine):
            unpause(one, author, now=now)
        elif isinstance(one, ExercisePlan):
            exercise_plans.pause_plan(patient, author, now, paused=False)
        else:
            routines.pause(patient, author, one, now, paused=False)
    return len(found)


def paused_together(patient: Patient, today: dt.date) -> list[Part]:
    """What goes on together: what "pause all" paused. What was paused before, for a reason of its own, stays paused."""
    return paused_with_all(patient, today) or list(taken(patient, today).exclude(paused_at=None))


def paused_with_all(patient: Patient, today: dt.date) -> list[Part]:
    paused = [one for one in parts_of(patient, today) if one.paused_at is not None]
    said = patient.treatment_changes.filter(what="paused").order_by("pk")
    last = dict(said.values_list("about", "detail"))
    plans = set(patient.exercise_plans.values_list("pk", flat=True))  # a plan that was changed in a pause is paused by the word about the old one
    moves: dict[str, Any] = next((detail for about, detail in said.filter(about__in=plans).order_by("-pk").values_list("about", "detail")), {})
    return [one for one in paused if (moves if isinstance(one, ExercisePlan) else last.get(one.pk, {})).get("with_all")]
