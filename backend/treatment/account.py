"""What the treatment holds about a person, for "download everything" and "close the account" (common/hooks.py)."""

from collections.abc import Iterable
from typing import Any

from backend.common.hooks import Held
from backend.common.owned import Rows, Table, delete_rows, export_rows
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
TABLES: tuple[Table, ...] = (
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


def export(user: Any) -> Iterable[tuple[str, Rows]]:
    """(table name, rows), each table read in one query."""
    patient = patient_or_none(user)
    return export_rows(patient, TABLES, INNER) if patient else ()


def close(user: Any) -> None:
    """All of it."""
    delete_rows(user, TABLES)
