"""OpenAPI of the changes of a plan, as-needed doses and routines, described by hand as the diary's is."""

from typing import Any

from backend.treatment import changes, routines
from backend.treatment.days_and_times import MOST_TIMES
from backend.treatment.medicine_schema import CLOCK, DATE, ERRORS, UUID
from backend.treatment.medicine_services import PAUSES
from backend.treatment.step_answers import ANSWERS

STAMP = {"type": "string", "example": "2026-11-20T08:04:05.123Z", "description": "UTC, milliseconds."}
TEXT = {"type": "string"}
GONE: Any = {204: None, **ERRORS}


def _object(properties: dict[str, Any], required: list[str] | None = None) -> dict[str, Any]:
    needed = list(properties) if required is None else required
    return {"type": "object", "properties": properties} | ({"required": needed} if needed else {})


_WORDS: dict[str, Any] = {
    "next_on": DATE,
    "ended_on": DATE,
    "step": UUID,
    "confirmed": {"type": "string", "enum": [*ANSWERS]},
    "reason": {"type": "string", "enum": [*PAUSES]},
}


def _one_of(verbs: changes.Verbs) -> dict[str, Any]:
    """One shape for each verb: what it names, and nothing else."""
    made = [_object({"do": {"type": "string", "enum": [do]}, **{name: _WORDS[name] for name in names}}) for do, names in verbs.items()]
    return {"application/json": {"oneOf": [one | {"additionalProperties": False} for one in made]}}


CHANGE: Any = _one_of(changes.OF_MEDICINE)
ALL_CHANGE: Any = _one_of(changes.OF_ALL)
PLAN_CHANGE: Any = _one_of(changes.OF_EXERCISES)
_LINES = {"type": "array", "items": TEXT}
_CHANGED = _object({"what": TEXT, "words": TEXT, "at": {"type": "string", "format": "date-time"}, "now": _LINES, "before": _LINES})
CHANGES: Any = {200: _object({"changes": {"type": "array", "items": _CHANGED}}), **ERRORS}

_LIMIT = {"type": "boolean", "description": "By the limits that she typed from the label, as they stood then."}
_DOSE = _object({"dose": UUID, "medicine": UUID, "taken_at": STAMP, "name": TEXT, "dose_text": TEXT, "past_maximum": _LIMIT, "within_gap": _LIMIT})
DOSE: Any = {200: _DOSE, **ERRORS}
DOSES: Any = {200: _object({"doses": {"type": "array", "items": _DOSE}}), **ERRORS}
DOSE_PUT: Any = {"application/json": _object({"taken_at": STAMP}) | {"additionalProperties": False}}

_KIND = {"type": "string", "enum": [*routines.NAMES]}
_DAYS = {
    "type": "array",
    "nullable": True,
    "items": {"type": "integer", "minimum": 0, "maximum": 6},
    "minItems": 1,
    "description": "0 is Monday; null: each day.",
}
_ROUTINE: dict[str, Any] = {
    "note": {"type": "string", "maxLength": routines.NOTE_MAX},
    "minutes": {"type": "integer", "minimum": 1, "maximum": routines.MINUTES_MOST, "nullable": True},
    "on_date": {**DATE, "nullable": True, "description": "A therapy visit on one day; otherwise days and times."},
    "weekdays": _DAYS,
    "times": {"type": "array", "maxItems": MOST_TIMES, "items": CLOCK},
    "remind": {"type": "boolean"},
}
_SHOWN = _object({"id": UUID, "kind": _KIND, **_ROUTINE, "starts_on": DATE, "ended_on": {**DATE, "nullable": True}, "paused": {"type": "boolean"}})
_DONE = _object(
    {
        "id": {**UUID, "nullable": True, "description": "null: answered to its reminder."},
        "routine": UUID,
        "date": DATE,
        "at": {"type": "string", "format": "date-time"},
    }
)
ROUTINES: Any = {200: _object({"routines": {"type": "array", "items": _SHOWN}, "done": {"type": "array", "items": _DONE}}), **ERRORS}
ROUTINE: Any = {200: _SHOWN, **ERRORS}
ROUTINE_MADE: Any = {200: _SHOWN, 201: _SHOWN, **ERRORS}
ROUTINE_POST: Any = {"application/json": _object({"id": UUID, "kind": _KIND, **_ROUTINE}, ["kind"]) | {"additionalProperties": False}}
ROUTINE_PUT: Any = {"application/json": _object({"kind": _KIND, **_ROUTINE}, []) | {"additionalProperties": False}}
DONE: Any = {200: _object({"done": {"type": "array", "items": _DONE}}), **ERRORS}
