"""OpenAPI of the medicines, described by hand as the diary's is."""

from typing import Any

from backend.treatment.medicine_input import FORMS, LENGTHS, MOST_A_DAY, MOST_DAYS, MOST_GAP, MOST_HOURS, MOST_STEPS, MOST_TIMES

UUID = {"type": "string", "format": "uuid"}
DATE = {"type": "string", "format": "date"}
CLOCK = {"type": "string", "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$", "example": "08:00"}
ERRORS: dict[Any, Any] = {key: {"$ref": "#/components/schemas/Error"} for key in (400, 401, 403, 404, 409, 413, 415, 422, 429, 503)}


def _object(properties: dict[str, Any], required: list[str] | None = None) -> dict[str, Any]:
    needed = list(properties) if required is None else required
    return {"type": "object", "properties": properties} | ({"required": needed} if needed else {})


def _or_null(kind: dict[str, Any], **more: Any) -> dict[str, Any]:
    return kind | {"nullable": True} | more


def _number(most: int, words: str = "") -> dict[str, Any]:
    return {"type": "integer", "minimum": 1, "maximum": most, "nullable": True} | ({"description": words} if words else {})


_TEXT = {name: {"type": "string", "maxLength": most} for name, most in LENGTHS.items()}
_WEEKDAYS = {"type": "array", "items": {"type": "integer", "minimum": 0, "maximum": 6}, "nullable": True, "description": "0 is Monday; null: each day."}
_PART = {"type": "string", "enum": ["", "on", "off"], "description": "Of a patch."}
_DAYS = _number(MOST_DAYS, 'Of a patch that stays on for days: after so many a new one goes on in its place. Its only time is its "on".')
_TIME = _object({"at": CLOCK, "weekdays": _WEEKDAYS, "part": _PART, "every_days": _DAYS}, ["at"])
_TIME_KEPT = _object({"slot": {"type": "string"}, "at": CLOCK, "weekdays": _WEEKDAYS, "part": _PART, "every_days": _DAYS})
_INTERVAL = {
    "every_hours": _number(MOST_HOURS),
    "window_from": _or_null(CLOCK, description="With window_to: the waking day. Both null: day and night."),
    "window_to": _or_null(CLOCK),
}
_STEP = _object(
    {"starts_on": DATE, "dose_text": {**_TEXT["dose_text"], "minLength": 1}, "times": {"type": "array", "items": _TIME, "maxItems": MOST_TIMES}, **_INTERVAL},
    ["starts_on", "dose_text"],
)
_STEP_KEPT = _object(
    {
        "id": UUID,
        "starts_on": DATE,
        "dose_text": {"type": "string"},
        "times": {"type": "array", "items": _TIME_KEPT},
        **_INTERVAL,
        "confirmed": {"type": "string", "enum": ["", "same", "changed", "unsure"]},
        "replaced_on": _or_null(DATE, description="From this day on another step stands in its place; it stays as history."),
    }
)
_STEPS = {"type": "array", "items": _STEP, "minItems": 1, "maxItems": MOST_STEPS}
_FACTS = {
    "name": {**_TEXT["name"], "minLength": 1},
    "why": _TEXT["why"],
    "instructions": _TEXT["instructions"],
    "max_per_day": _number(MOST_A_DAY, "As needed: the most times in 24 hours, from the label."),
    "min_gap_minutes": _number(MOST_GAP, "As needed: the least time between two, from the label."),
    "ended_on": _or_null(DATE, description="The last day."),
    "stock": {"type": "string", "nullable": True, "description": "Doses left, as counted."},
    "refill_on": _or_null(DATE),
    "remind": {"type": "boolean", "description": "false: no message is sent; its doses stay on Today and in the plan."},
}
_FORM = {"type": "string", "enum": [*FORMS]}
POST: Any = {"application/json": _object({"id": UUID, "form": _FORM, **_FACTS, "steps": _STEPS}, ["name", "form", "steps"]) | {"additionalProperties": False}}
PUT: Any = {"application/json": _object({**_FACTS, "steps": _STEPS}, []) | {"additionalProperties": False}}
_MEDICINE = _object(
    {
        "id": UUID,
        "form": _FORM,
        **_FACTS,
        "stock_counted_on": _or_null(DATE),
        "paused": {"type": "string", "enum": ["", "hospital", "told", "own"]},
        "held_from": _or_null(DATE, description="No step starts from this day on."),
        "next_due_at": {"type": "string", "format": "date-time", "nullable": True},
        "steps": {"type": "array", "items": _STEP_KEPT},
    }
)
_SAVED = _object({"medicine": _MEDICINE, "changes_from_tomorrow": {"type": "boolean", "description": "A time that was moved has been told today already."}})
LIST: Any = {200: _object({"medicines": {"type": "array", "items": _MEDICINE}}), **ERRORS}
ONE: Any = {200: _object({"medicine": _MEDICINE}), **ERRORS}
MADE: Any = {200: _SAVED, 201: _SAVED, **ERRORS}
SAVED: Any = {200: _SAVED, **ERRORS}
