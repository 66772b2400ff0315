"""OpenAPI of the sync and diary endpoints, described by hand: no serializer stands on the hot path."""

from typing import Any

from backend.symptoms import fields, safety
from backend.symptoms.envelopes import HELPER
from backend.symptoms.instruments import INSTRUMENTS
from backend.symptoms.sets import SETS

STAMP = {"type": "string", "example": "2026-11-20T08:04:05.123Z", "description": "UTC, milliseconds, made once on the phone."}
UUID = {"type": "string", "format": "uuid"}
DATE = {"type": "string", "format": "date"}
ZONE = {"type": "string", "example": "Europe/London"}


def _object(properties: dict[str, Any], required: list[str] | None = None) -> dict[str, Any]:
    needed = list(properties) if required is None else required
    return {"type": "object", "properties": properties} | ({"required": needed} if needed else {})


def _field(field: fields.Field) -> dict[str, Any]:
    if field.kind == "scale":
        return {"type": "integer", "minimum": 0, "maximum": fields.SCALE_MAX, "nullable": True}
    if field.kind == "choice":
        return {"type": "string", "enum": [*field.codes, None], "nullable": True}
    if field.kind == "tick":
        return {"type": "boolean", "nullable": True, "description": str(field.label)}
    if field.kind == "slug":
        return {"type": "string", "pattern": f"^({fields.SLUG.pattern})?$", "nullable": True, "description": str(field.label)}
    return {"type": "string", "maxLength": field.most, "nullable": True}


def _fields(table: dict[str, fields.Field], **more: Any) -> dict[str, Any]:
    return _object({name: _field(field) for name, field in table.items()}, []) | more


TICK = {"type": "boolean", "nullable": True, "description": f"A tick of a set, one of {len(SETS)} names such as {', '.join(list(SETS)[:: len(SETS) // 4])}."}
TOUCHED = _fields(fields.DIARY, additionalProperties=TICK, minProperties=1)
TOUCHED_MOMENT = _fields(fields.MOMENT, additionalProperties=False, minProperties=1)
TOUCHED_QUESTION = _fields(fields.QUESTION, additionalProperties=False, minProperties=1)
FIELD_ERROR = _object({"field": {"type": "string"}, "code": {"type": "string"}, "message": {"type": "string"}})
ERROR = {"$ref": "#/components/schemas/Error"}  # common/openapi.py describes it
ERRORS: dict[Any, Any] = dict.fromkeys((400, 401, 403, 404, 409, 413, 415, 422, 429, 503), ERROR)

_HEAD = {"id": UUID, "stamp": STAMP, "tz": ZONE, "schema": {"type": "integer", "enum": sorted(fields.SCHEMAS)}}
_HELPER = {"type": "string", "enum": [*HELPER], "description": "Filled in by somebody else: told the value, or a guess."}
_RESPONSES = [
    _object({"response": UUID, "instrument": {"type": "string", "enum": [i.code]}, "date": DATE, "fields": _fields(dict(i.items))})
    for i in INSTRUMENTS.values()
]
_ANSWER = {"item": {"type": "string", "enum": [*safety.ITEMS]}, "answer": {"type": "string"}, "version": {"type": "integer", "minimum": 1}}
_BODIES: dict[str, Any] = {
    "diary": _object({"date": DATE, "fields": TOUCHED, "copied": {"type": "boolean"}, "helper": _HELPER}, ["date", "fields"]),
    "moment": _object({"moment": UUID, "date": DATE, "fields": TOUCHED_MOMENT, "helper": _HELPER}, ["moment", "date", "fields"]),
    "questionnaire": {"oneOf": _RESPONSES} if len(_RESPONSES) > 1 else _RESPONSES[0],
    "safety": _object({"date": DATE, **_ANSWER, "helper": _HELPER}, ["date", *_ANSWER]),
    "question": _object({"question": UUID, "date": DATE, "fields": TOUCHED_QUESTION, "helper": _HELPER}, ["question", "date", "fields"]),
}
ITEM = {"oneOf": [_object({**_HEAD, "kind": {"type": "string", "enum": [kind]}, "body": body}) for kind, body in _BODIES.items()]}
UNSENT = {"type": "integer", "minimum": 0, "description": "How many entries wait after this batch; told when it changed. With X-Stride-Device."}
# Each item is checked by itself and answered by itself, so the list takes any item.
SYNC_REQUEST: Any = {
    "application/json": _object({"items": {"type": "array", "maxItems": 200, "items": {"anyOf": [ITEM, {}]}}, "sent_at": STAMP, "unsent": UNSENT}, ["items"])
}

WINNER = _object({"value": {}, "stamp": STAMP, "id": UUID, "rank": {"type": "integer"}}, ["stamp", "id", "rank"])
MOMENT = _object({"moment": UUID, "kind": {"type": "string", "nullable": True}, "note": {"type": "string", "nullable": True}})
DAY: Any = _object(
    {
        "date": DATE,
        "fields": _fields(fields.DIARY, additionalProperties=TICK),
        "winners": {"type": "object", "additionalProperties": WINNER},
        "provenance": {"type": "string"},
        "complete": {"type": "boolean"},
        "withdrawn": {"type": "boolean"},
        "moments": {"type": "array", "items": MOMENT},
    }
)
CODES = ["stored", "duplicate", "conflict", "invalid", "clock_ahead", "upgrade_needed", "unknown_kind"]
RESULT = _object({"id": {"type": "string"}, "code": {"type": "string", "enum": CODES}, "errors": {"type": "array", "items": FIELD_ERROR}})
SYNC = _object(
    {
        "server_time": STAMP,
        "server_epoch": {"type": "string"},
        "results": {"type": "array", "items": RESULT},
        "days": {"type": "object", "additionalProperties": DAY},
    }
)
SYNC_RESPONSES: Any = {200: SYNC, **ERRORS}
DIARY_LIST: Any = {200: _object({"days": {"type": "array", "items": DAY}}), **ERRORS}
DAY_PUT: Any = {"application/json": _object({**_HEAD, "fields": TOUCHED, "copied": {"type": "boolean"}}, [*_HEAD, "fields"])}
DAY_RESPONSES: Any = {200: DAY, **ERRORS}
MOMENT_PUT: Any = {"application/json": _object({**_HEAD, "date": DATE, "fields": TOUCHED_MOMENT})}
MOMENT_RESPONSES: Any = {200: _object({**MOMENT["properties"], "date": DATE}), **ERRORS}

_ITEM = _object(
    {
        "name": {"type": "string"},
        "label": {"type": "string"},
        "choices": {"type": "array", "items": _object({"code": {"type": "string"}, "label": {"type": "string"}})},
    }
)
_QUESTIONNAIRE = _object(
    {
        "code": {"type": "string"},
        "version": {"type": "integer"},
        "title": {"type": "string"},
        "period": {"type": "string", "enum": ["week"]},
        "items": {"type": "array", "items": _ITEM},
    }
)
_ITEM_FIELDS = _fields({name: item for one in INSTRUMENTS.values() for name, item in one.items.items()})
RESPONSE: Any = _object(
    {
        "response": UUID,
        "instrument": {"type": "string", "enum": [*INSTRUMENTS]},
        "version": {"type": "integer"},
        "date": DATE,
        "week": {"type": "string", "example": "2026-W47"},
        "fields": _ITEM_FIELDS,
        "winners": {"type": "object", "additionalProperties": WINNER},
        "complete": {"type": "boolean"},
    }
)
QUESTIONNAIRES: Any = {200: _object({"questionnaires": {"type": "array", "items": _QUESTIONNAIRE}}), **ERRORS}
RESPONSE_LIST: Any = {200: _object({"responses": {"type": "array", "items": RESPONSE}}), **ERRORS}
RESPONSE_RESPONSES: Any = {200: RESPONSE, **ERRORS}
RESPONSE_PUT: Any = {
    "application/json": _object({**_HEAD, "instrument": RESPONSE["properties"]["instrument"], "date": DATE, "fields": _ITEM_FIELDS | {"minProperties": 1}})
}

QUESTION: Any = _object(
    {
        "question": UUID,
        "text": {"type": "string"},
        "article": {"type": "string", "description": "The slug of the article it is from; empty for her own words."},
        "asked": {"type": "boolean"},
        "withdrawn": {"type": "boolean"},
        "created_at": STAMP,
        "get_help_first": {"type": "boolean", "description": "Her own words name a danger: show “Get help now” before them."},
        "winners": {"type": "object", "additionalProperties": WINNER},
    }
)
QUESTION_LIST: Any = {200: _object({"questions": {"type": "array", "items": QUESTION}}), **ERRORS}
QUESTION_RESPONSES: Any = {200: QUESTION, **ERRORS}
QUESTION_PUT: Any = {"application/json": _object({**_HEAD, "date": DATE, "fields": TOUCHED_QUESTION})}
