"""What the safety answers of one person ask for next: a card, or whether help came. Reads only."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any, Protocol, TypeVar

from backend.patients.models import Patient
from backend.symptoms import merge, safety
from backend.symptoms.models import SafetyAnswer

ASK_HOURS = 48  # "Did you get help?" is asked for this long
OFTEN, OF_DAYS, QUIET_DAYS = 3, 5, 7  # weaker on 3 of 5 days: the card, at most once in 7 days [CS]


class Given(Protocol):
    """What this needs of a row: of one person, as it was given."""

    pk: Any
    patient_id: Any
    date: dt.date
    item: str
    answer: str
    tier: str
    stamp: Any


Row = TypeVar("Row", bound=Given)


def decided(rows: Iterable[Given]) -> set[Any]:
    """The ticks whose questions were answered on the same day, and not before (safety.is_decided): by primary key."""
    rows = list(rows)
    last: dict[Any, Given] = {}
    for row in rows:
        key = (row.patient_id, row.date, row.item)
        if key not in last or row.stamp >= last[key].stamp:
            last[key] = row
    return {row.pk for row in rows if safety.is_decided(row.item, _answered_since(row, last))}


def _answered_since(tick: Given, last: Mapping[Any, Given]) -> dict[str, str]:
    """The last answers to what a tick asks, given that day and not before it."""
    asked = {code: last.get((tick.patient_id, tick.date, code)) for code in safety.ASKS.get(tick.item, ())}
    return {code: row.answer for code, row in asked.items() if row is not None and row.stamp >= tick.stamp}


def standing(rows: Iterable[Row]) -> dict[str, Row]:
    """Of the rows of one person, oldest first: the last word on each item, if it counts and is of the emergency or the same-day tier."""
    rows = list(rows)
    settled = decided(rows)
    last: dict[str, Row] = {}
    for row in rows:
        last.pop(row.item, None)  # in the order of the last words
        last[row.item] = row
    return {item: row for item, row in last.items() if row.tier in ("emergency", "same-day") and row.pk not in settled}


def recent(patient: Patient, now: dt.datetime) -> dict[str, SafetyAnswer]:
    """The answers of the last 48 hours that stand."""
    return standing(patient.safety_answers.filter(stamp__gte=now - dt.timedelta(hours=ASK_HOURS)).order_by("stamp", "pk"))


def waits_for_help(patient: Patient, now: dt.datetime) -> dt.datetime | None:
    """When the newest such answer was given, if "Did you get help?" was not answered after it."""
    given = max((row.stamp for row in recent(patient, now).values()), default=None)
    if given is None or patient.safety_answers.filter(item="got_help", stamp__gt=given).exists():
        return None
    return given


def asked_about(patient: Patient, day: dt.date, fields: Mapping[str, Any], data: Mapping[str, str]) -> list[str]:
    """The safety screens that a saved log opens, the most urgent question first. Ask before the day is saved."""
    asked = [f"weaker-{side}" for side in ("left", "right") if _is_first_weaker(patient, day, side, fields)]
    if fields.get("tripped") == "fall":
        asked.append("fall")
    if not asked and any(_is_often_weaker(patient, day, side, fields) for side in ("left", "right")):
        asked.append("weaker-often")
    if data.get("note_worse") == "yes" or data.get("new") == "something":
        asked.append("new")
    return asked


def _is_first_weaker(patient: Patient, day: dt.date, side: str, fields: Mapping[str, Any]) -> bool:
    """No other day stands at "weaker" by her own word: a helper's has asked nothing."""
    name = f"strength_{side}"
    hers = {name: "weaker", f"winners__{name}__3": merge.RANK_PATIENT}  # merge.winners_to_row: the rank is the 4th
    return fields.get(name) == "weaker" and not patient.days.filter(**hers).exclude(date=day).exists()


def _is_often_weaker(patient: Patient, day: dt.date, side: str, fields: Mapping[str, Any]) -> bool:
    name = f"strength_{side}"
    if fields.get(name) != "weaker":
        return False
    before = (day - dt.timedelta(days=OF_DAYS - 1), day - dt.timedelta(days=1))
    if patient.days.filter(**{name: "weaker", "date__range": before}).count() + 1 < OFTEN:
        return False
    week = (day - dt.timedelta(days=QUIET_DAYS - 1), day + dt.timedelta(days=QUIET_DAYS - 1))
    return not patient.safety_answers.filter(item="weaker_often", date__range=week).exists()


def answers_of(asked: list[str], data: Mapping[str, str]) -> list[tuple[str, str]]:
    """What the log itself has already asked: kept as safety answers, beside the day."""
    found = [("note", "yes")] if data.get("note_worse") == "yes" else []
    return [*found, *([("weaker_often", "shown")] if "weaker-often" in asked else [])]


def body(item: str, answer: str, day: dt.date) -> dict[str, Any]:
    """The body of a safety envelope that the server's own page makes."""
    return {"date": day.isoformat(), "item": item, "answer": answer, "version": safety.VERSION}
