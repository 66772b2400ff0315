"""What the safety answers of one person ask for next: a card, or whether help came. Reads only."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from backend.patients.models import Patient
from backend.symptoms import safety
from backend.symptoms.models import SafetyAnswer

ASK_HOURS = 48  # "Did you get help?" is asked for this long
OFTEN, OF_DAYS, QUIET_DAYS = 3, 5, 7  # weaker on 3 of 5 days: the card, at most once in 7 days [CS]


def recent(patient: Patient, now: dt.datetime) -> dict[str, SafetyAnswer]:
    """The last word on each item of the last 48 hours, if it is of the emergency or the same-day tier."""
    rows = patient.safety_answers.filter(stamp__gte=now - dt.timedelta(hours=ASK_HOURS)).order_by("stamp", "pk")
    last = {row.item: row for row in rows}
    return {item: row for item, row in last.items() if row.tier in ("emergency", "same-day")}


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
    name = f"strength_{side}"
    return fields.get(name) == "weaker" and not patient.days.filter(**{name: "weaker"}).exclude(date=day).exists()


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
