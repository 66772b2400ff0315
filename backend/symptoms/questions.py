"""What a patient wants to ask at her next review: stored as it comes, folded like a moment. Called inside the transaction of the write.

Kept beside the diary, not in it: a question belongs to no day, and no scope of a grant shows it.
"""

import uuid
from collections.abc import Iterable, Sequence
from typing import Any

from backend.common.localtime import format_stamp, stamp_of
from backend.education.search import names_danger
from backend.patients.models import Patient, Question, QuestionRevision
from backend.symptoms import merge
from backend.symptoms.envelopes import Envelope
from backend.symptoms.folding import as_revision, author_of, rank_of
from backend.symptoms.provenance import Author

KIND = "question"
COLUMNS = ("text", "article", "asked", "withdrawn", "created_at", "winners", "updated_at")


def id_from_article(account: uuid.UUID, slug: str, words: str) -> uuid.UUID:
    """The one question of these words of an article: added twice, or on two phones, it is one. frontend_static/js/learn-ask.js makes the same."""
    return uuid.uuid5(account, f"question:{slug}:{words}")


def is_own(account: uuid.UUID, question: Question) -> bool:
    """In her own words, and not in those of an article."""
    return question.question_id != id_from_article(account, question.article, question.text)


def known(patient: Patient, ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, str]:
    """Envelope → hash of its body, of those that are stored already."""
    return dict(patient.question_revisions.filter(envelope_id__in=ids).values_list("envelope_id", "body_hash"))


def record(patient: Patient, author: Any, fresh: Sequence[Envelope], by: Author) -> None:
    """Store new envelopes and fold them into their questions. No query without one."""
    if fresh:
        QuestionRevision.objects.bulk_create(_revision(patient, author, e, by) for e in fresh)
        _fold(patient, fresh, by)


def _revision(patient: Patient, author: Any, e: Envelope, by: Author) -> QuestionRevision:
    return QuestionRevision(
        patient=patient,
        envelope_id=e.id,
        question_id=_about(e),
        fields=e.fields,
        stamp=e.stamp,
        tz=e.tz,
        schema=e.schema,
        rank=rank_of(author_of(e, by)),
        guessed=e.helper == "guess",
        author=author,
        body_hash=e.body_hash,
    )


def _about(e: Envelope) -> uuid.UUID:
    assert e.about is not None  # noqa: S101 - envelopes.py refuses a question without one
    return e.about


def _fold(patient: Patient, fresh: Sequence[Envelope], by: Author) -> None:
    held = {one.question_id: one for one in patient.questions.filter(question_id__in=set(map(_about, fresh)))}
    for e in fresh:
        question = held.setdefault(_about(e), Question(patient=patient, question_id=_about(e), created_at=e.stamp))
        winners = merge.fold_into(merge.winners_from_row(question.winners), as_revision(e, by))
        question.winners = merge.winners_to_row(winners)
        question.created_at = min(question.created_at, e.stamp)
        _with_values(question, merge.values(winners))
    Question.objects.bulk_create(held.values(), update_conflicts=True, unique_fields=("patient", "question_id"), update_fields=COLUMNS)


def _with_values(question: Question, values: dict[str, Any]) -> None:
    question.text, question.article = values.get("text") or "", values.get("article") or ""
    question.asked, question.withdrawn = values.get("asked") is True, values.get("withdrawn") is True


def refold(patient: Patient, question_id: uuid.UUID) -> dict[str, Any]:
    """The winners from all revisions: the check that the stored fold is the fold (tests, repair)."""
    said = QuestionRevision.objects.filter(patient=patient, question_id=question_id)
    return merge.winners_to_row(merge.fold(merge.Revision(r.fields, stamp_of(r.stamp), str(r.envelope_id), r.rank) for r in said))


def as_json(question: Question) -> dict[str, Any]:
    """With the winners, so that a phone can fold on while it is offline."""
    return {
        "question": str(question.question_id),
        "text": question.text,
        "article": question.article,
        "asked": question.asked,
        "withdrawn": question.withdrawn,
        "created_at": format_stamp(stamp_of(question.created_at)),
        "get_help_first": is_own(question.patient.user.account, question) and names_danger(question.text),
        "winners": merge.winners_to_json(merge.winners_from_row(question.winners)),
    }
