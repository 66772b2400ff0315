"""What the diary holds about a person, for "download everything" and "close the account" (common/hooks.py)."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.db import models

from backend.common.hooks import Held
from backend.patients.access import patient_or_none
from backend.symptoms.models import DiaryDay, DiaryRevision, Moment, QuestionnaireResponse, SafetyAnswer

HELD = {
    "symptoms.DiaryDay": Held("diary_days"),
    "symptoms.DiaryRevision": Held("diary_revisions"),
    "symptoms.Moment": Held("moments"),
    "symptoms.QuestionnaireResponse": Held("questionnaires"),
    "symptoms.SafetyAnswer": Held("safety_answers"),
}
TABLES: tuple[tuple[str, type[models.Model], str], ...] = (
    ("diary_days", DiaryDay, "date"),
    ("moments", Moment, "date"),
    ("questionnaires", QuestionnaireResponse, "date"),
    ("safety_answers", SafetyAnswer, "stamp"),
    ("diary_revisions", DiaryRevision, "stamp"),
)
INNER = {"id", "patient_id", "author_id", "body_hash"}
AT_ONCE = 2000

Rows = Iterable[dict[str, Any]]


def export(user: Any) -> Iterable[tuple[str, Rows]]:
    """(table name, rows), each table read in one query."""
    patient = patient_or_none(user)
    if patient:
        for name, model, order in TABLES:
            yield name, _rows(model._default_manager.filter(patient=patient).order_by(order, "pk"), user)


def _rows(found: models.QuerySet[Any], user: Any) -> Iterator[dict[str, Any]]:
    for row in found.values().iterator(chunk_size=AT_ONCE):
        words = {"entered_by": _who(row["author_id"], user)} if "author_id" in row else {}
        yield {name: value for name, value in row.items() if name not in INNER} | words


def _who(author_id: int | None, user: Any) -> str:
    if author_id is None:
        return "somebody who has no account any more"
    return "you" if author_id == user.pk else "somebody else"


def close(user: Any) -> None:
    """The whole diary. What this person wrote in somebody else's diary stays there, without a name."""
    for model in (SafetyAnswer, QuestionnaireResponse, Moment, DiaryDay, DiaryRevision):
        model._default_manager.filter(patient__user=user).delete()
