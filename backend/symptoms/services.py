"""The verbs of the diary: record what phones send, read days and moments back."""

import dataclasses
import datetime as dt
import logging
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from backend.audit import services as audit
from backend.common import bulk, hooks
from backend.common.exceptions import FieldError
from backend.common.localtime import parse_stamp
from backend.patients.models import Patient
from backend.symptoms import fall_ticks, folding, moments, questions, safety
from backend.symptoms.envelopes import Envelope, Refused, Result, read
from backend.symptoms.instruments import response_id
from backend.symptoms.models import DiaryDay, DiaryRevision, Moment, SafetyAnswer
from backend.symptoms.provenance import Author

log = logging.getLogger(__name__)
SKEW_WORTH_KEEPING_S = 300
APART = ("safety", questions.KIND)  # kept in tables of their own, never folded into days


@dataclass
class Recorded:
    """What became of each item, in the order sent, and the days of all of them as they now stand."""

    results: list[Result]
    days: dict[dt.date, DiaryDay] = field(default_factory=dict)
    moments: dict[dt.date, list[Moment]] = field(default_factory=dict)


def record_envelopes(
    patient: Patient,
    author: Any,
    items: Sequence[Any],
    *,
    by: Author = "self",
    now: dt.datetime | None = None,
    sent_at: Any = None,
) -> Recorded:
    """Store each good item once; a bad one never blocks the others. Queries do not grow with the batch.

    `by`: whose word it is; a helper's and a coordinator's never beat the patient's own. `sent_at`: the phone's own
    clock at sending, to notice skew. A repeated item changes nothing.
    """
    now = now or timezone.now()
    results, envelopes = _read_all(patient, items, now)
    if not envelopes:
        return Recorded([results[index] for index in sorted(results)])
    with transaction.atomic():
        hold(patient)
        of_days = [e for e in envelopes.values() if e.kind != questions.KIND and e.kind not in hooks.envelope_kinds.entries]
        held = folding.held(patient, of_days, {e.id for e in envelopes.values()})
        fresh = _refuse(patient, _settle(patient, envelopes, results, held.known), envelopes, results, by)
        if fresh:
            said = [e for e in fresh if not is_apart(e)]
            _store(patient, author, said, by, _skew(sent_at, now))
            _store_safety(patient, author, [e for e in fresh if e.kind == "safety"], by)
            questions.record(patient, author, [e for e in fresh if e.kind == questions.KIND], by)
            _hand_over(patient, author, fresh, by)
            before = folding.standing(held)
            told = _fold(patient, author, said, held, by)
            folding.fold_responses(patient, said, by)
            if by == "self":
                moments.undo_restarts(patient, said, before, held.moments)
                _restart(patient, author, said, held)
            moments.keep_quiet(patient, said, now)
            gone = fall_ticks.taken_back(patient, said, before, held.moments) if by == "self" else []
            _store_safety(patient, author, gone, by)
            _tell(patient, author, fresh + told + gone)
    standing = [moment for moment in held.moments.values() if moment.kind is not None]
    return Recorded([results[index] for index in sorted(results)], held.days, moments_by_date(standing))


def _fold(patient: Patient, author: Any, said: list[Envelope], held: folding.Held, by: Author) -> list[Envelope]:
    """Days and moments. The moment of a day's tick may have moved: what its old day says then is stored too, and given back."""
    changed = folding.fold_days(patient, held.days, said, by)
    folding.fold_moments(patient, held.moments, [e for e in said if e.kind == "diary"], changed, by)
    before = folding.standing(held)
    folding.fold_moments(patient, held.moments, [e for e in said if e.kind == "moment"], (), by)
    echoes = folding.echoes(patient, said, before, held.moments)
    if echoes:
        _store(patient, author, echoes, by, None)
        now = folding.held(patient, echoes)
        folding.fold_moments(patient, now.moments, echoes, folding.fold_days(patient, now.days, echoes, by), by)
        held.days.update(now.days)
        held.moments.update(now.moments)
    return echoes


def is_apart(envelope: Envelope) -> bool:
    """Kept in tables of its own, never folded into days."""
    return envelope.kind in APART or envelope.kind in hooks.envelope_kinds.entries


def _hand_over(patient: Patient, author: Any, fresh: list[Envelope], by: Author) -> None:
    """To the apps that keep kinds of their own: answers to reminders, doses, exercise sessions."""
    for kind, taker in hooks.envelope_kinds:
        if said := _said(fresh, kind, by):
            taker.record(patient, author, said)


def _said(fresh: list[Envelope], kind: str, by: Author) -> list[hooks.Said]:
    ranked = [(e, folding.rank_of(folding.author_of(e, by))) for e in fresh if e.kind == kind]
    return [hooks.Said(e.id, e.kind, e.stamp, e.tz, e.schema, e.date, e.fields, rank, e.body_hash) for e, rank in ranked]


def _refuse(patient: Patient, fresh: list[Envelope], envelopes: dict[int, Envelope], results: dict[int, Result], by: Author) -> list[Envelope]:
    """Without what the app that keeps its kind cannot take from this person; the others are not touched by it."""
    wrong: dict[uuid.UUID, list[FieldError]] = {}
    for kind, taker in hooks.envelope_kinds:
        if taker.refused and (said := _said(fresh, kind, by)):
            wrong |= taker.refused(patient, said)
    for index, e in envelopes.items():
        if e.id in wrong:
            results[index] = Result(str(e.id), "invalid", wrong[e.id])
    return [e for e in fresh if e.id not in wrong]


def _restart(patient: Patient, author: Any, said: list[Envelope], held: folding.Held) -> None:
    """What a second bout that restarts the treatment says beside itself: the start that counted until now, as a moment."""
    history = moments.restarts(patient, said, held.moments)
    if history:
        _store(patient, author, history, "self", None)
        before = folding.held(patient, history)
        folding.fold_moments(patient, before.moments, history, (), "self")
        held.moments.update(before.moments)


def hold(patient: Patient) -> None:
    """Puts two phones of one person in a row until the end of the transaction. SQLite's immediate transaction has done so already."""
    if connection.features.has_select_for_update:
        list(Patient.objects.select_for_update(no_key=True).filter(pk=patient.pk).values_list("pk"))


def _read_all(patient: Patient, items: Sequence[Any], now: dt.datetime) -> tuple[dict[int, Result], dict[int, Envelope]]:
    results: dict[int, Result] = {}
    envelopes: dict[int, Envelope] = {}
    for index, item in enumerate(items):
        try:
            envelopes[index] = _filed(patient, read(item, now))
        except Refused as refused:
            results[index] = refused.result
    return results, envelopes


def _filed(patient: Patient, envelope: Envelope) -> Envelope:
    """An answer of a questionnaire belongs to its own date's response, whatever id came with it.

    The id says no more than account, instrument and date do. A phone that holds an old answer under another id (moved to
    another day, say) cannot mend it: refused, it would be lost. A program that names a response is refused (responses_api.py).
    """
    if envelope.kind != "questionnaire":
        return envelope
    return dataclasses.replace(envelope, about=response_id(patient.user.account, envelope.instrument, envelope.date))


def _settle(patient: Patient, envelopes: dict[int, Envelope], results: dict[int, Result], revisions: Mapping[uuid.UUID, str]) -> list[Envelope]:
    """Tell new from known: the same id with the same body is `duplicate`, with another body `conflict`. `revisions`: those known of the diary."""
    known = dict(revisions)
    if answers := {e.id for e in envelopes.values() if e.kind == "safety"}:
        known |= dict(patient.safety_answers.filter(envelope_id__in=answers).values_list("envelope_id", "body_hash"))
    if asked := {e.id for e in envelopes.values() if e.kind == questions.KIND}:
        known |= questions.known(patient, asked)
    for kind, taker in hooks.envelope_kinds:
        if ids := {e.id for e in envelopes.values() if e.kind == kind}:
            known |= taker.known(patient, ids)
    fresh = []
    for index, envelope in envelopes.items():
        held = known.get(envelope.id)
        if held is None:
            known[envelope.id] = envelope.body_hash
            fresh.append(envelope)
            results[index] = Result(str(envelope.id), "stored")
        else:
            results[index] = _known_already(str(envelope.id), same=held == envelope.body_hash)
    return fresh


def _known_already(sent_id: str, *, same: bool) -> Result:
    if same:
        return Result(sent_id, "duplicate")
    return Result(sent_id, "conflict", [FieldError("id", "conflict", _("Another entry with this id is kept. Try again: it goes as a new one."))])


def _store(patient: Patient, author: Any, fresh: list[Envelope], by: Author, skew: int | None) -> None:
    same = {
        "patient_id": patient.pk,
        "author_id": author and author.pk,
        "clock_skew_s": skew,
        "received_at": timezone.now(),
    }
    rows = [
        {
            **same,
            "envelope_id": e.id,
            "kind": e.kind,
            "date": e.date,
            "moment_id": e.about,
            "guessed": e.helper == "guess",
            "rank": folding.rank_of(folding.author_of(e, by)),
            "fields": e.fields,
            "stamp": e.stamp,
            "tz": e.tz,
            "schema": e.schema,
            "provenance": folding.provenance_of(e, by),
            "body_hash": e.body_hash,
        }
        for e in fresh
    ]
    bulk.insert(DiaryRevision, rows)


def _store_safety(patient: Patient, author: Any, fresh: list[Envelope], by: Author) -> None:
    SafetyAnswer.objects.bulk_create(_safety_answer(patient, author, e, by) for e in fresh)
    if old := {e.fields["version"] for e in fresh} - {safety.VERSION}:
        log.warning("a phone shows an old safety table: %s", ", ".join(map(str, sorted(old))))


def _safety_answer(patient: Patient, author: Any, e: Envelope, by: Author) -> SafetyAnswer:
    item, answer = e.fields["item"], e.fields["answer"]
    led = safety.lead(item, answer)
    return SafetyAnswer(
        patient=patient,
        envelope_id=e.id,
        date=e.date,
        item=item,
        answer=answer,
        tier=led.tier if led else "",
        card=led.card if led else "",
        table_version=e.fields["version"],
        stamp=e.stamp,
        tz=e.tz,
        author=author,
        by=folding.author_of(e, by),
        guessed=e.helper == "guess",
        body_hash=e.body_hash,
    )


def _skew(sent_at: Any, now: dt.datetime) -> int | None:
    try:
        seconds = round(now.timestamp() - parse_stamp(sent_at) / 1000)
    except ValueError:
        return None
    # A phone that thinks it is 1970 still fits the column.
    return max(-(2**31), min(seconds, 2**31 - 1)) if abs(seconds) > SKEW_WORTH_KEEPING_S else None


def _tell(patient: Patient, author: Any, fresh: list[Envelope]) -> None:
    detail = {"revisions": len(fresh), "fields": sorted({_named(e, name) for e in fresh for name in e.fields})}
    audit.write(author, "diary.recorded", patient, subject=patient.user, detail=detail)
    dates = {e.date for e in fresh if e.kind != questions.KIND}
    for _name, changed in hooks.day_changed if dates else ():
        changed(patient.pk, dates)


def _named(e: Envelope, name: str) -> str:
    """A field as the audit trail may name it: the name of a tick (`place.pain.left.calf`) would tell its value."""
    if e.kind in APART:
        return e.kind
    if name in ("rough", "restart"):
        return "kind"
    return name.split(".")[0] if e.kind == "diary" else name


def days_between(patient: Patient, first: dt.date, last: dt.date) -> list[DiaryDay]:
    """The days that hold something, oldest first."""
    return list(patient.days.filter(date__range=(first, last)).order_by("date"))


def moments_between(patient: Patient, first: dt.date, last: dt.date) -> list[Moment]:
    """The moments that stand (not withdrawn), oldest first."""
    return list(patient.moments.filter(date__range=(first, last)).exclude(kind=None).order_by("date", "pk"))


def moments_by_date(moments: Iterable[Moment]) -> dict[dt.date, list[Moment]]:
    found: dict[dt.date, list[Moment]] = {}
    for moment in moments:
        found.setdefault(moment.date, []).append(moment)
    return found
