"""The log as a plain form: what it asks of this person, and what a submitted form says."""

import datetime as dt
import json
from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from backend.common import hooks
from backend.common.localtime import format_stamp, stamp_of
from backend.patients.models import Patient
from backend.symptoms import body_map, merge
from backend.symptoms import fields as diary_fields
from backend.symptoms.models import DiaryDay
from backend.symptoms.reading import asks_any_numbness
from backend.symptoms.sets import SETS, ticked

SCALE_DIGITS = 4  # a longer number is no answer, and int() refuses very long ones
EFFECTS_FIRST = dt.timedelta(days=7)
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
    """Every question with its answer, and the ticks that are set. What a helper chose is no answer of hers: see `helped` and `helped_ticks`."""
    if day is None:
        return {}
    theirs = _ticked_by_helper(day)
    hers = dict.fromkeys((name for name in ticks_of(day) if name not in theirs), True)
    return {name: getattr(day, name) for name in diary_fields.DIARY} | dict.fromkeys(helped(day)) | hers


def helped(day: DiaryDay | None) -> dict[str, Any]:
    """The tiles that somebody else chose, and their note: shown beside the question, never chosen for her."""
    winners = merge.winners_from_row(day.winners) if day else {}
    tiles = (name for name in diary_fields.DIARY if name != "new" and name in winners)
    return {name: winners[name].value for name in tiles if winners[name].rank < merge.RANK_PATIENT and winners[name].value is not None}


def helped_ticks(day: DiaryDay | None) -> dict[str, str]:
    """Set → what somebody else ticked there, in words: shown below the boxes, ticked for nobody."""
    theirs = _ticked_by_helper(day) if day else set()
    groups = [(f"place.{layer.code}.", group.label, box) for layer in body_map.PLACES for group in layer.groups for box in group.boxes]
    groups += [("feel.", group.label, box) for group in body_map.FEELS for box in group.boxes]
    words: dict[str, list[str]] = {}
    for code, label, box in groups:
        if box.name in theirs:
            words.setdefault(code, []).append(f"{label}: {str(box.label).lower()}")
    words["side_effect."] = [str(box.label) for box in body_map.EFFECTS if box.name in theirs]
    return {code: ", ".join(found) for code, found in words.items() if found}


def _ticked_by_helper(day: DiaryDay) -> set[str]:
    winners = merge.winners_from_row(day.winners)
    return {name for name in ticks_of(day) if winners[name].rank < merge.RANK_PATIENT}


def is_worst_low(day: DiaryDay | None) -> bool:
    """A rule across answers only warns, and only on the screen."""
    if day is None or day.pain_worst is None or day.pain_avg is None:
        return False
    return day.pain_worst < day.pain_avg


def ticks_of(day: DiaryDay) -> list[str]:
    """The names that are ticked, in the order of the table."""
    return ticked(merge.values(merge.winners_from_row(day.winners)), "")


def shown(data: Mapping[str, str]) -> dict[str, Any]:
    """What the page showed when it was made: a value that came from another phone since then is not the form's word."""
    try:
        values = json.loads(data.get("shown", "{}"))
    except (ValueError, RecursionError):
        return {}
    return values if isinstance(values, dict) else {}


def touched(data: Mapping[str, str], shown: Mapping[str, Any]) -> dict[str, Any]:
    """The fields that the form changed against what it showed. A radio left alone is not in the form."""
    fields: dict[str, Any] = {}
    for name, field in diary_fields.DIARY.items():
        if name not in data:
            continue
        value: Any = data[name]
        if field.kind == "scale":
            value = int(value) if len(value) < SCALE_DIGITS and value.isascii() and value.isdigit() else value
        if field.kind == "text" and not value.strip():
            value = None
        if value != shown.get(name) or name == "new":
            fields[name] = value
    return fields | changed_ticks(data, shown)


def dose_changed(patient: Patient, day: dt.date) -> bool:
    """On this day or in the 6 before it: side effects are asked for in sight. js/log-ticks.js asks the same of what the phone knows."""
    steps = [step for _app, changes in hooks.dose_changes for step in changes(patient, day)]
    return any(dt.timedelta(0) <= day - step < EFFECTS_FIRST for step in steps)


def changed_ticks(data: Mapping[str, str], shown: Mapping[str, Any]) -> dict[str, bool]:
    """An empty box is not in the form: one that was shown with its tick and is absent was unticked, if the boxes were shown at all."""
    if data.get("ticks") != "shown":
        return {}
    return {name: name in data for name in SETS if (name in data) != (shown.get(name) is True)}


def note_waits(fields: Mapping[str, Any], data: Mapping[str, str]) -> bool:
    """Free text is not kept before "new or getting worse?" is answered; "Something new or worse" says yes to it, and opens the list."""
    return bool(fields.get("note")) and data.get("note_worse") not in ("yes", "no") and data.get("new") != "something"


def helper(filled_by: str) -> dict[str, str]:
    """The part of an envelope's body that says whose word it is: "told" or "guess" when somebody else filled it in."""
    return {"helper": filled_by} if filled_by else {}


def envelope(envelope_id: str, date: dt.date, fields: dict[str, Any], tz: str, filled_by: str = "") -> dict[str, Any]:
    """What the form says as an envelope."""
    return {
        "id": envelope_id,
        "kind": "diary",
        "stamp": format_stamp(stamp_of(timezone.now())),
        "tz": tz,
        "schema": 1,
        "body": {"date": date.isoformat(), "fields": fields} | helper(filled_by),
    }
