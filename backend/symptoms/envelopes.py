"""What a phone sends, read strictly: one envelope a touch, made once, sent until it is settled. Pure."""

import datetime as dt
import hashlib
import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from backend.common import hooks
from backend.common.exceptions import FieldError
from backend.common.ids import read_uuid
from backend.common.localtime import datetime_of, is_zone, local_date, parse_date, parse_stamp
from backend.symptoms import fields as diary_fields
from backend.symptoms import safety
from backend.symptoms.instruments import INSTRUMENTS
from backend.symptoms.sets import SETS

KINDS = ("diary", "moment", "questionnaire", "safety", "question")
KEYS = {"id", "kind", "stamp", "tz", "schema", "body"}
BODY_KEYS = {
    "diary": {"date", "fields", "copied", "helper"},
    "moment": {"moment", "date", "fields", "helper"},
    "questionnaire": {"response", "instrument", "date", "fields", "helper"},
    "safety": {"date", "item", "answer", "version", "helper"},
    "question": {"question", "date", "fields", "helper"},
}
DIARY_FIELDS = {**diary_fields.DIARY, **SETS}
HELPER = ("told", "guess")  # on her phone somebody else fills in: did she tell them the value, or is it their guess?
ABOUT = {"moment": "moment", "questionnaire": "response", "question": "question"}
TABLES = {"diary": DIARY_FIELDS, "moment": diary_fields.MOMENT, "questionnaire": {}, "question": diary_fields.QUESTION}
MOST_VERSIONS = 10_000
DAY_MS = 24 * 3600 * 1000
AHEAD_MS = DAY_MS
OLDEST_DAYS = 5 * 366


@dataclass(frozen=True, slots=True)
class Envelope:
    """One clean envelope. `stamp_ms`: UTC milliseconds as the phone made them; `date`: the local diary day."""

    id: uuid.UUID
    kind: str
    stamp_ms: int
    tz: str
    schema: int
    date: dt.date
    fields: dict[str, Any]
    copied: bool
    about: uuid.UUID | None
    """The moment, questionnaire response or question that the fields belong to."""
    instrument: str
    helper: str
    body_hash: str

    @property
    def stamp(self) -> dt.datetime:
        return datetime_of(self.stamp_ms)


@dataclass(slots=True)
class Result:
    """What became of one item. `id` is what was sent, as text, so that the phone finds its own."""

    id: str
    code: str
    errors: list[FieldError] = field(default_factory=list)

    def as_json(self) -> dict[str, Any]:
        return {"id": self.id, "code": self.code, "errors": [error.as_json() for error in self.errors]}


class Refused(Exception):
    """This item cannot be stored; `result` says why. The others are not touched by it."""

    def __init__(self, result: Result) -> None:
        self.result = result


def read(item: Any, now: dt.datetime) -> Envelope:
    """The envelope in `item`. Raises Refused with `invalid`, `upgrade_needed`, `unknown_kind` or `clock_ahead`."""
    if not isinstance(item, Mapping):
        raise Refused(Result("", "invalid", [FieldError("item", "invalid", _("Send an object."))]))
    sent_id = item.get("id") if isinstance(item.get("id"), str) else ""
    reader = _Reader(str(sent_id)[:64])
    reader.refuse_unknown(item, KEYS, "")
    envelope_id = reader.read_uuid(item.get("id"), "id")
    if not diary_fields.is_known_schema(item.get("schema")):
        raise Refused(Result(reader.id, "upgrade_needed", [FieldError("schema", "unknown", _("Update the app."))]))
    if item.get("kind") not in (*KINDS, *hooks.envelope_kinds.entries):
        raise Refused(Result(reader.id, "unknown_kind", [FieldError("kind", "unknown", _("This kind is not known."))]))
    stamp_ms, tz = reader.stamp(item.get("stamp")), reader.zone(item.get("tz"))
    if stamp_ms - now.timestamp() * 1000 > AHEAD_MS:
        raise Refused(Result(reader.id, "clock_ahead", [FieldError("stamp", "clock_ahead", _("Which day was this?"))]))
    return reader.envelope(item, envelope_id, stamp_ms, tz, now)


class _Reader:
    """Reads one item and gathers what is wrong, so that the person can mend all of it at once."""

    def __init__(self, item_id: str) -> None:
        self.id = item_id
        self.errors: list[FieldError] = []

    def fail(self, name: str, code: str, message: str) -> None:
        self.errors.append(FieldError(name, code, message))

    def stop_if_wrong(self) -> None:
        if self.errors:
            raise Refused(Result(self.id, "invalid", self.errors[:20]))

    def refuse_unknown(self, given: Mapping[str, Any], known: set[str], prefix: str) -> None:
        for name in [key for key in given if key not in known][:20]:
            self.fail(f"{prefix}{str(name)[:64]}", "unknown_field", _("This field is not part of an entry."))

    def read_uuid(self, value: Any, name: str) -> uuid.UUID:
        return read_uuid(value, name, self.errors) or uuid.UUID(int=0)

    def stamp(self, value: Any) -> int:
        try:
            stamp_ms = parse_stamp(value)
            datetime_of(stamp_ms - DAY_MS), datetime_of(stamp_ms + DAY_MS)  # a local date exists on either side
            return stamp_ms
        except (ValueError, OverflowError):
            self.fail("stamp", "invalid", _("Send the time as 2026-11-20T08:04:05.123Z."))
            raise Refused(Result(self.id, "invalid", self.errors)) from None

    def zone(self, value: Any) -> str:
        if not is_zone(value):
            self.fail("tz", "invalid", _("Send a time zone such as Europe/London."))
            self.stop_if_wrong()
        return str(value)

    def read_date(self, value: Any, stamp_ms: int, tz: str, now: dt.datetime) -> dt.date:
        """The diary day: not after the phone's own date when it made the stamp, at most 5 years back."""
        try:
            day = parse_date(value)
        except ValueError:
            self.fail("date", "invalid", _("Send the day as 2026-11-20."))
            raise Refused(Result(self.id, "invalid", self.errors)) from None
        if day > local_date(datetime_of(stamp_ms), tz):
            self.fail("date", "future", _("Choose today or a day before."))
        elif (now.date() - day).days > OLDEST_DAYS:
            self.fail("date", "too_old", _("Choose a day within the last 5 years."))
        return day

    def envelope(self, item: Mapping[str, Any], envelope_id: uuid.UUID, stamp_ms: int, tz: str, now: dt.datetime) -> Envelope:
        kind, body = item["kind"], item.get("body")
        if not isinstance(body, Mapping):
            self.fail("body", "invalid", _("Send an object."))
            raise Refused(Result(self.id, "invalid", self.errors))
        apart = hooks.envelope_kinds.entries.get(kind)
        self.refuse_unknown(body, {"date", "helper", *apart.keys} if apart else BODY_KEYS[kind], "body.")
        day = self.read_date(body.get("date"), stamp_ms, tz, now)
        about = self.read_uuid(body.get(ABOUT[kind]), f"body.{ABOUT[kind]}") if kind in ABOUT else None
        instrument = self.instrument(body.get("instrument")) if kind == "questionnaire" else ""
        clean = self.clean(body, kind, instrument, item["schema"], now)
        helper = self.helper(body.get("helper"))
        self.stop_if_wrong()
        copied = body.get("copied") is True
        return Envelope(envelope_id, kind, stamp_ms, tz, item["schema"], day, clean, copied, about, instrument, helper, body_hash(item))

    def clean(self, body: Mapping[str, Any], kind: str, instrument: str, schema: int, now: dt.datetime) -> dict[str, Any]:
        """What is kept of the body, by its kind."""
        if apart := hooks.envelope_kinds.entries.get(kind):
            clean, errors = apart.read(body, now)
            self.errors += errors
            return clean
        return self.safety(body) if kind == "safety" else self.fields(body.get("fields"), kind, instrument, schema)

    def fields(self, given: Any, kind: str, instrument: str, schema: int) -> dict[str, Any]:
        table = INSTRUMENTS[instrument].items if kind == "questionnaire" and instrument else TABLES[kind]
        clean, problems = diary_fields.check(given, table, schema=schema)
        self.errors += [FieldError(**problem) for problem in problems]
        return clean

    def instrument(self, code: Any) -> str:
        if isinstance(code, str) and code in INSTRUMENTS:
            return code
        self.fail("instrument", "unknown", _("This questionnaire is not known."))
        self.stop_if_wrong()
        return ""

    def safety(self, body: Mapping[str, Any]) -> dict[str, Any]:
        """Item, answer and the version of the table that the phone showed."""
        item, answer, version = body.get("item"), body.get("answer"), body.get("version")
        if not isinstance(item, str) or not isinstance(answer, str) or safety.lead(item, answer) is None:
            self.fail("answer", "unknown", _("This question or answer is not known."))
        if type(version) is not int or not 0 < version < MOST_VERSIONS:
            self.fail("version", "invalid", _("Send the version of the table as a number."))
        return {"item": item, "answer": answer, "version": version}

    def helper(self, given: Any) -> str:
        if given in (None, "", *HELPER):
            return given or ""
        self.fail("helper", "invalid", _("Choose one of the answers"))
        return ""


def body_hash(item: Mapping[str, Any]) -> str:
    """SHA-256 of all that was sent but the id: the same id with another body is a conflict, never an overwrite."""
    said = {key: item[key] for key in KEYS - {"id"} if key in item}
    return hashlib.sha256(json.dumps(said, sort_keys=True, separators=(",", ":")).encode("utf-8", "surrogatepass")).hexdigest()
