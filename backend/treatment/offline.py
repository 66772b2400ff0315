"""The plan as a phone keeps it, to be read without a network: in words, by day, so that the phone works nothing out."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _

from backend.common.localtime import format_stamp, stamp_of
from backend.patients.models import Patient
from backend.treatment import reading
from backend.treatment.exercise_plans import current_plan
from backend.treatment.exercise_views import shown_plan
from backend.treatment.exercises import Exercise
from backend.treatment.medicine_words import day_words, gap_words
from backend.treatment.models import AsNeededDose, Medicine

STANDS = ("now", "next")


def plan_json(patient: Patient, now: dt.datetime) -> dict[str, Any]:
    """Medicines with the steps of today and of days to come, what is taken when needed, and the exercises."""
    plan = reading.plan_of(patient, now)
    return {
        "medicines": [_medicine(row, plan.today, now) for row in plan.regular],
        "needed": [_named(row.medicine) | needed_json(row.medicine, row.said) | {"words": row.words, "limits": row.limits} for row in plan.needed],
        "exercises": _exercises(patient),
    }


def _named(medicine: Medicine) -> dict[str, Any]:
    return {
        "name": medicine.name,
        "why": medicine.why,
        "instructions": medicine.instructions,
        "ended_on": medicine.ended_on and medicine.ended_on.isoformat(),
    }


def _medicine(row: reading.Row, today: dt.date, now: dt.datetime) -> dict[str, Any]:
    ended = row.medicine.ended_on
    return _named(row.medicine) | {
        "paused": row.medicine.paused_at is not None,
        "held": row.steps_wait,
        "ends": day_words(ended, today) if ended else "",
        "steps": [_step(one) for one in reading.step_rows(row.medicine, now) if one.state in STANDS],
    }


def _step(row: reading.StepRow) -> dict[str, Any]:
    """A dose that she said was changed is not told again: the new one is not known."""
    words = _("The dose your prescriber told you") if row.confirmed == "changed" else row.words
    return {
        "starts_on": row.step.starts_on.isoformat(),
        "day": row.day,
        "words": words,
        "confirmed": row.confirmed,
        "asked": row.not_confirmed,
        "before": row.before,
    }


def needed_json(medicine: Medicine, said: Iterable[AsNeededDose]) -> dict[str, Any]:
    """Her own limits and what was said of each dose: js/as-needed.js goes on from here."""
    return {
        "medicine": str(medicine.pk),
        "max_per_day": medicine.max_per_day,
        "min_gap_minutes": medicine.min_gap_minutes,
        "gap": gap_words(medicine.min_gap_minutes) if medicine.min_gap_minutes else "",
        "doses": [_dose(one) for one in said],
    }


def _dose(one: AsNeededDose) -> dict[str, Any]:
    return {
        "dose": str(one.dose_id),
        "id": str(one.envelope_id),
        "stamp": format_stamp(stamp_of(one.stamp)),
        "taken_at": format_stamp(stamp_of(one.taken_at)),
        "withdrawn": one.withdrawn,
        "past_maximum": one.past_maximum,
        "within_gap": one.within_gap,
    }


def _exercises(patient: Patient) -> dict[str, Any] | None:
    found = current_plan(patient)
    if found is None:
        return None
    plan = shown_plan(found)
    items = [_exercise(one) for one in plan["items"]]
    stage = _("Stage %(number)s: %(stage)s") % {"number": plan["number"], "stage": plan["stage"]}
    return {"therapist": plan["therapist"], "stage": stage, "when": plan["when"], "paused": plan["paused"], "items": items}


def _exercise(one: dict[str, Any]) -> dict[str, Any]:
    move: Exercise | None = one["exercise"]
    caution, article = (move.caution, move.article) if move else (_("Do it as your therapist showed you."), "")
    return {"name": one["name"], "amount": one["amount"], "note": one["note"] or "", "caution": caution, "article": article}
