"""What the treatment holds about a person, for "download everything" and "close the account" (common/hooks.py)."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.db import models

from backend.common.hooks import Held
from backend.patients.access import patient_or_none
from backend.treatment.models import AsNeededDose, ExercisePlan, ExerciseSession, Medicine, MedicineStep, PlanRevision, Routine, TreatmentChange

HELD = {
    "treatment.Medicine": Held("plan_items"),
    "treatment.MedicineStep": Held("plan_steps"),
    "treatment.TreatmentChange": Held("plan_changes"),
    "treatment.AsNeededDose": Held("as_needed_doses"),
    "treatment.ExercisePlan": Held("exercise_plans"),
    "treatment.ExerciseSession": Held("exercise_sessions"),
    "treatment.PlanRevision": Held("exercise_session_revisions"),
    "treatment.Routine": Held("routines"),
}
TABLES: tuple[tuple[str, type[models.Model], str, str], ...] = (
    ("plan_items", Medicine, "patient", "created_at"),
    ("plan_steps", MedicineStep, "medicine__patient", "starts_on"),
    ("plan_changes", TreatmentChange, "patient", "at"),
    ("as_needed_doses", AsNeededDose, "patient", "taken_at"),
    ("exercise_plans", ExercisePlan, "patient", "created_at"),
    ("exercise_sessions", ExerciseSession, "patient", "date"),
    ("exercise_session_revisions", PlanRevision, "patient", "stamp"),
    ("routines", Routine, "patient", "created_at"),
)
INNER = {"patient_id", "author_id", "body_hash"}
AT_ONCE = 2000

Rows = Iterable[dict[str, Any]]


def export(user: Any) -> Iterable[tuple[str, Rows]]:
    """(table name, rows), each table read in one query."""
    patient = patient_or_none(user)
    if patient:
        for name, model, owner, order in TABLES:
            yield name, _rows(model._default_manager.filter(**{owner: patient}).order_by(order, "pk"))


def _rows(found: models.QuerySet[Any]) -> Iterator[dict[str, Any]]:
    for row in found.values().iterator(chunk_size=AT_ONCE):
        yield {name: value for name, value in row.items() if name not in INNER}


def close(user: Any) -> None:
    """All of it."""
    for _name, model, owner, _order in reversed(TABLES):
        model._default_manager.filter(**{f"{owner}__user": user}).delete()
