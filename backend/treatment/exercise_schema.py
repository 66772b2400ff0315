"""OpenAPI of the exercise plan and its sessions, described by hand as the diary's is."""

from typing import Any

from backend.symptoms.fields import SCALE_MAX, SCHEMAS
from backend.treatment.days_and_times import MOST_TIMES
from backend.treatment.exercise_input import LENGTHS, NUMBER_MOST
from backend.treatment.exercises import EXERCISES, STAGES
from backend.treatment.sessions import FIELDS

UUID = {"type": "string", "format": "uuid"}
DATE = {"type": "string", "format": "date"}
STAMP = {"type": "string", "example": "2026-11-20T08:04:05.123Z", "description": "UTC, milliseconds, made once on the phone."}
ERRORS: dict[Any, Any] = {key: {"$ref": "#/components/schemas/Error"} for key in (400, 401, 403, 404, 409, 413, 415, 422, 429, 503)}


def _object(properties: dict[str, Any], required: list[str] | None = None) -> dict[str, Any]:
    needed = list(properties) if required is None else required
    return {"type": "object", "properties": properties} | ({"required": needed} if needed else {})


_NUMBER = {"type": "integer", "minimum": 1, "maximum": NUMBER_MOST, "nullable": True, "description": "As the therapist's plan says; null where it says none."}
_ITEM = _object(
    {
        "exercise": {"type": "string", "enum": [*EXERCISES]},
        "reps": _NUMBER,
        "sets": _NUMBER,
        "note": {"type": "string", "maxLength": LENGTHS["note"]},
        "taught": {"type": "boolean", "description": "A therapist taught it: asked of a nerve slide alone."},
    },
    ["exercise"],
)
_OWN = _object(
    {
        "name": {"type": "string", "minLength": 1, "maxLength": LENGTHS["name"], "description": "One that is not in the library, as the therapist showed it."},
        "reps": _NUMBER,
        "sets": _NUMBER,
        "note": {"type": "string", "maxLength": LENGTHS["note"]},
    },
    ["name"],
)
_PLAN = {
    "stage": {"type": "integer", "enum": [*STAGES]},
    "therapist": {"type": "string", "maxLength": LENGTHS["therapist"]},
    "items": {"type": "array", "items": {"anyOf": [_ITEM, _OWN]}, "minItems": 1},
    "weekdays": {
        "type": "array",
        "nullable": True,
        "items": {"type": "integer", "minimum": 0, "maximum": 6},
        "minItems": 1,
        "description": "0 is Monday; null: each day.",
    },
    "times": {"type": "array", "maxItems": MOST_TIMES, "items": {"type": "string", "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$"}},
    "remind": {"type": "boolean"},
}
PLAN_PUT: Any = {"application/json": _object(_PLAN, ["stage", "items"]) | {"additionalProperties": False}}
_SHOWN = _object({"id": UUID, **_PLAN, "paused": {"type": "boolean"}, "starts_on": DATE})
PLAN: Any = {200: _object({"plan": {"nullable": True, "allOf": [_SHOWN]}, "changes_from_tomorrow": {"type": "boolean"}}, ["plan"]), **ERRORS}

_FIELDS: dict[str, Any] = {
    name: {"type": "integer", "minimum": 0, "maximum": SCALE_MAX, "nullable": True}
    if field.kind == "scale"
    else {"type": "boolean", "nullable": True}
    if field.kind == "tick"
    else {"type": "string", "enum": [*field.codes, None], "nullable": True}
    for name, field in FIELDS.items()
} | {"plan": {"type": "string", "format": "uuid", "nullable": True}}
_WINNER = _object({"value": {}, "stamp": STAMP, "id": UUID, "rank": {"type": "integer"}}, ["stamp", "id", "rank"])
SESSION: Any = {
    200: _object(
        {
            "session": UUID,
            "date": DATE,
            "stage": {"type": "integer", "nullable": True},
            "fields": _object(_FIELDS, []),
            "winners": {"type": "object", "additionalProperties": _WINNER},
        }
    ),
    **ERRORS,
}
_HEAD = {"id": UUID, "stamp": STAMP, "tz": {"type": "string", "example": "Europe/London"}, "schema": {"type": "integer", "enum": sorted(SCHEMAS)}}
SESSION_PUT: Any = {"application/json": _object({**_HEAD, "date": DATE, "fields": _object(_FIELDS, []) | {"additionalProperties": False, "minProperties": 1}})}
