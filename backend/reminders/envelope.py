"""The envelope kind "answer" on `POST /api/v1/sync/`: an answer to a reminder, also given without a network."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from backend.common.exceptions import FieldError
from backend.common.hooks import EnvelopeKind, Said
from backend.common.ids import read_uuid
from backend.common.localtime import datetime_of, parse_date, parse_stamp
from backend.patients.models import Patient
from backend.reminders import answering
from backend.reminders.answering import Planned, Reply
from backend.reminders.schedule import MAX_SLOT_LENGTH

KEYS = frozenset({"occurrence", "answer", "reason", "done_at", "reminder", "slot", "snooze", "on", "sequence"})
MOST_SEQUENCE = 10**9


def read(body: Mapping[str, Any], now: dt.datetime) -> tuple[dict[str, Any], list[FieldError]]:
    """The clean body, and what is wrong with it."""
    errors: list[FieldError] = []
    clean: dict[str, Any] = {"occurrence": _id(body, "occurrence", errors), "answer": _answer(body, errors), "reason": _reason(body, errors)}
    clean["done_at"] = _done_at(body, now, errors)
    if body.get("reminder") is not None:
        clean["planned"] = _planned(body, errors)
    return clean, errors


def _id(body: Mapping[str, Any], name: str, errors: list[FieldError]) -> uuid.UUID:
    return read_uuid(body.get(name), f"body.{name}", errors) or uuid.UUID(int=0)


def _answer(body: Mapping[str, Any], errors: list[FieldError]) -> str:
    value = body.get("answer", "missing")
    if value is None or value in answering.ANSWERS:
        return value or ""
    errors.append(FieldError("body.answer", "unknown", _("Choose one of the answers")))
    return ""


def _reason(body: Mapping[str, Any], errors: list[FieldError]) -> str:
    value = body.get("reason") or ""
    if value in ("", *answering.REASONS):
        return str(value)
    errors.append(FieldError("body.reason", "unknown", _("Choose one of the answers")))
    return ""


def _done_at(body: Mapping[str, Any], now: dt.datetime, errors: list[FieldError]) -> dt.datetime | None:
    if body.get("done_at") is None:
        return None
    try:
        stamp = datetime_of(parse_stamp(body["done_at"]))
    except (ValueError, OverflowError):
        errors.append(FieldError("body.done_at", "invalid", _("Send the time as 2026-11-20T08:04:05.123Z.")))
        return None
    if stamp > now + dt.timedelta(days=1):
        errors.append(FieldError("body.done_at", "future", _("This time has not come yet.")))
    return stamp


def _planned(body: Mapping[str, Any], errors: list[FieldError]) -> Planned:
    try:
        date = parse_date(body.get("on"))
    except ValueError:
        errors.append(FieldError("body.on", "invalid", _("Send the day as 2026-11-20.")))
        date = dt.date(2000, 1, 1)
    slot, snooze, sequence = body.get("slot") or "", body.get("snooze", 0), body.get("sequence")
    if not isinstance(slot, str) or len(slot) > MAX_SLOT_LENGTH:
        errors.append(FieldError("body.slot", "invalid", _("Send the slot as the plan names it.")))
        slot = ""
    if type(snooze) is not int or not 0 <= snooze <= answering.snoozing.MOST:
        errors.append(FieldError("body.snooze", "invalid", _("Send a whole number.")))
        snooze = 0
    if sequence is not None and (type(sequence) is not int or not 0 <= sequence < MOST_SEQUENCE):
        errors.append(FieldError("body.sequence", "invalid", _("Send a whole number.")))
        sequence = None
    return Planned(_id(body, "reminder", errors), date, slot, snooze, sequence)


def _reply(said: Said) -> Reply:
    body = said.body
    return Reply(
        said.id,
        body["occurrence"],
        body["answer"],
        said.stamp,
        by="app",
        reason=body["reason"],
        done_at=body["done_at"],
        rank=said.rank,
        body_hash=said.body_hash,
        planned=body.get("planned"),
    )


def refused(patient: Patient, said: Sequence[Said]) -> dict[uuid.UUID, list[FieldError]]:
    return answering.refused(patient, [_reply(one) for one in said])


def record(patient: Patient, author: Any, said: Sequence[Said]) -> None:
    answering.record_answers(patient, [_reply(one) for one in said])


ENVELOPE = EnvelopeKind(KEYS, read, answering.known, record, refused)
