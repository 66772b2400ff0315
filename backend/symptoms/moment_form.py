"""What happened, as a plain form: what it says, and what it still has to ask."""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from backend.common.localtime import format_stamp, parse_date, stamp_of
from backend.symptoms.envelopes import Result
from backend.symptoms.fields import MOMENT, clean_text
from backend.symptoms.log_form import helper
from backend.symptoms.models import Moment
from backend.symptoms.safety import VERSION

FIRST = ("flare", "trip", "fall")
KINDS = tuple((code, label) for code, label in sorted(MOMENT["kind"].choices, key=lambda kind: kind[0] not in FIRST))


@dataclass
class Said:
    """A submitted form. `asks`: safety screens that it opens; `errors`: why nothing may be kept yet."""

    moment_id: uuid.UUID
    date: dt.date
    fields: dict[str, Any]
    envelope: str
    filled_by: str = ""
    worse: bool = False
    asks: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


def read_id(text: str | None) -> uuid.UUID:
    """The moment that the form is about; a new one where it names none."""
    try:
        return uuid.UUID(text or "")
    except ValueError:
        return uuid.uuid4()


def read(data: Mapping[str, str], held: Moment | None, today: dt.date) -> Said:
    """Only what differs from `held` is said. Free text is not kept before "new or getting worse?" is answered."""
    said = Said(held.moment_id if held else read_id(data.get("moment")), _date(data, held, today), {}, data.get("envelope", ""), data.get("filled_by", ""))
    do = data.get("do", "")
    if do == "withdraw":
        said.fields = {"kind": None} if held else {}
    elif do in ("restart", "keep") and held:
        said.fields = {"kind": held.kind, "restart": do == "restart"}
    else:
        _read_words(said, data, held)
    return said


def _date(data: Mapping[str, str], held: Moment | None, today: dt.date) -> dt.date:
    if data.get("do") in ("withdraw", "restart", "keep") and held:
        return held.date
    try:
        return parse_date(data.get("date", ""))
    except ValueError:
        return held.date if held else today


def _is_date(text: str) -> bool:
    try:
        parse_date(text)
    except ValueError:
        return False
    return True


def _read_words(said: Said, data: Mapping[str, str], held: Moment | None) -> None:
    kind, note = data.get("kind", held.kind if held else None), clean_text(data.get("note", ""))
    if kind is None:
        said.errors.append(_("Tap what it was."))
    if held is None or kind != held.kind or said.date != held.date:
        said.fields["kind"] = kind
    if note != ((held.note if held else None) or ""):
        said.fields["note"] = note or None
    said.worse = data.get("note_worse") == "yes"  # also without a new word: a yes is never silent
    if said.fields.get("note") and data.get("note_worse") not in ("yes", "no"):
        said.errors.append(_("Answer the question below your note: is this new or getting worse?"))
    if data.get("date") and not _is_date(data["date"]):
        said.errors.append(_("There is no such day. Choose another one."))
    if kind == "fall" and (held is None or held.kind != "fall"):
        said.asks.append("fall")
    if said.worse:
        said.asks += ["new", "worse"]


def items(said: Said, zone: str) -> list[dict[str, Any]]:
    """The form as envelopes: the moment, and the safety answers that it gives."""
    stamp = stamp_of(timezone.now())
    by = helper(said.filled_by)
    moment = {"moment": str(said.moment_id), "date": said.date.isoformat(), "fields": said.fields} | by
    made = [_item(said.envelope, "moment", moment, stamp, zone)] if said.fields else []
    for number, item in enumerate(_yeses(said), 1):
        body = {"date": said.date.isoformat(), "item": item, "answer": "yes", "version": VERSION} | by
        made.append(_item(_id_of(said, item), "safety", body, stamp + number, zone))
    return made


def _yeses(said: Said) -> list[str]:
    """A fall ticks what the log's fall ticks, whether or not its questions are seen. Words that say "worse" are a yes."""
    return [*(["fell"] if "fall" in said.asks else []), *(["note"] if said.worse else [])]


def _id_of(said: Said, item: str) -> str:
    """A double tap is one answer."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"{said.envelope}/{item}")) if said.envelope and said.fields else ""


def _item(envelope_id: str, kind: str, body: dict[str, Any], stamp: int, zone: str) -> dict[str, Any]:
    return {"id": envelope_id or str(uuid.uuid4()), "kind": kind, "stamp": format_stamp(stamp), "tz": zone, "schema": 1, "body": body}


def messages(results: list[Result]) -> list[str]:
    """What is wrong with items that were not stored, as instructions."""
    bad = [result for result in results if result.code not in ("stored", "duplicate")]
    return [error.message for result in bad for error in result.errors] or [result.code for result in bad]
