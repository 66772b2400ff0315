"""The log as a plain form: what it asks of this person, and what a submitted form says."""

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from backend.common.localtime import format_stamp, stamp_of
from backend.patients.models import Patient
from backend.symptoms import fields as diary_fields
from backend.symptoms.models import DiaryDay
from backend.symptoms.reading import asks_any_numbness

NIGHT_ENDS_AT = 4  # from midnight to 3:59 the log offers yesterday first


def hidden_fields(patient: Patient) -> set[str]:
    """The questions that this person is not asked."""
    hidden = {f"strength_{side}" for side in ("left", "right") if side not in patient.legs}
    if asks_any_numbness(patient):
        hidden |= {"numbness", "numbness_side"}
    else:
        hidden.add("any_numbness")
        if len(patient.legs) < 2:
            hidden.add("numbness_side")
    return hidden


def offered_date(patient: Patient, now: dt.datetime) -> dt.date:
    """Today; in the small hours yesterday, while it is not complete."""
    local = now.astimezone(patient.zone)
    yesterday = local.date() - dt.timedelta(days=1)
    if local.hour < NIGHT_ENDS_AT and not patient.days.filter(date=yesterday, complete=True).exists():
        return yesterday
    return local.date()


def values_of(day: DiaryDay | None) -> dict[str, Any]:
    return {name: getattr(day, name) for name in diary_fields.DIARY} if day else {}


def touched(data: Mapping[str, str], current: Mapping[str, Any]) -> dict[str, Any]:
    """The fields that the form changed, as the table of fields takes them. A radio left alone is not in the form."""
    fields: dict[str, Any] = {}
    for name, field in diary_fields.DIARY.items():
        if name not in data:
            continue
        value: Any = data[name]
        if field.kind == "scale":
            value = int(value) if value.isascii() and value.isdigit() else value
        if field.kind == "text" and not value.strip():
            value = None
        if value != current.get(name) or name == "new":
            fields[name] = value
    return fields


def envelope(data: Mapping[str, str], date: dt.date, fields: dict[str, Any], tz: str) -> dict[str, Any]:
    """The form as an envelope: the hidden id makes a double tap harmless."""
    return {
        "id": data.get("envelope") or str(uuid.uuid4()),
        "kind": "diary",
        "stamp": format_stamp(stamp_of(timezone.now())),
        "tz": tz,
        "schema": 1,
        "body": {"date": date.isoformat(), "fields": fields},
    }
