"""Another time zone: noticed by the phone, asked once, answered for all reminders at once."""

import datetime as dt
from collections.abc import Collection
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils import timezone

from backend.common import places
from backend.patients.models import Patient
from backend.patients.services import update_profile
from backend.reminders import saving
from backend.reminders.reading import short_time
from backend.reminders.schedule import Due, Rule, due_between

YEAR = dt.timedelta(days=366)
EVERY = dt.timedelta(days=3)  # summer time begins and ends on different days in the world; nowhere for less than that


def same_clock(one: str, other: str, now: dt.datetime) -> bool:
    """Whether two zones show the same time all through the coming year: then there is nothing to ask. js/travel.js does the same."""
    here, there = ZoneInfo(one), ZoneInfo(other)
    return all((at := now + step * EVERY).astimezone(here).utcoffset() == at.astimezone(there).utcoffset() for step in range(YEAR // EVERY))


def is_another(patient: Patient, zone: str, now: dt.datetime) -> bool:
    """Is this a zone of people where the clock shows another time than that of the diary?"""
    return places.is_zone_of_people(zone) and not same_clock(zone, patient.time_zone, now)


def example(patient: Patient, zone: str, now: dt.datetime) -> dict[str, Any]:
    """What the question shows: both places, both clocks, and the next reminder each way."""
    here, home = ZoneInfo(zone), patient.zone
    due = _next(patient, now)
    shown = {"here": place_words(zone), "home": place_words(patient.time_zone), "now_here": _clock(now, here), "now_home": _clock(now, home)}
    if due is None:
        return shown
    return shown | {"at": due.at_words, "home_at_here": _clock(due.at, here)}


def _clock(at: dt.datetime, zone: ZoneInfo) -> str:
    return short_time(at.astimezone(zone))


def place_words(zone: str) -> str:
    """`America/New_York` → New York."""
    return zone.rsplit("/", 1)[-1].replace("_", " ")


def _next(patient: Patient, now: dt.datetime) -> Due | None:
    row = patient.reminders.filter(ended_at=None, paused_at=None).exclude(next_due_at=None).order_by("next_due_at").first()
    if row is None or row.next_due_at is None:
        return None
    return next(iter(due_between(Rule.stored(row.rule), row.next_due_at, row.next_due_at + dt.timedelta(minutes=1), row.time_zone)), None)


def follow_profile(patient: Patient, changed: Collection[str]) -> None:
    """hooks.profile_changed: whoever moves in "About me" takes the reminders along."""
    if "time_zone" in changed:
        saving.travelled(patient, patient.time_zone, keep_home=False, now=timezone.now())


@transaction.atomic
def answer(patient: Patient, zone: str, *, stays_home: bool, now: dt.datetime) -> list[Due]:
    """The same time on the clock: diary and reminders move there together. Home time: nothing moves, and it is not asked again."""
    left_out = saving.travelled(patient, zone, keep_home=stays_home, now=now)
    if not stays_home:
        update_profile(patient, time_zone=zone)
    return left_out
