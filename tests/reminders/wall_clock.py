"""What is due, found by looking at a wall clock minute by minute. An oracle: it shares no idea with reminders/schedule.py.

It knows one thing of zones: what zoneinfo writes on the wall at a UTC minute. No offset, no `fold`, no arithmetic of dates.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from zoneinfo import ZoneInfo, available_timezones

UTC, MINUTE, HOUR, DAY = dt.UTC, dt.timedelta(minutes=1), dt.timedelta(hours=1), dt.timedelta(days=1)
FIRST, LAST = dt.datetime(2020, 1, 1, tzinfo=UTC), dt.datetime(2038, 1, 1, tzinfo=UTC)
ALWAYS = ("Europe/London", "America/New_York", "Australia/Lord_Howe", "Africa/Casablanca", "Antarctica/Troll")


@dataclass(frozen=True)
class Event:
    at: dt.datetime
    date: dt.date
    slot: str


def wall(at: dt.datetime, zone: ZoneInfo) -> dt.datetime:
    return at.astimezone(zone).replace(tzinfo=None)


class Clock:
    """Every minute from `start` to `end` as the wall of one zone shows it."""

    def __init__(self, tz: str, start: dt.datetime, end: dt.datetime) -> None:
        zone = ZoneInfo(tz)
        self.minutes: list[tuple[dt.datetime, dt.datetime]] = []
        at = start
        while at < end:
            self.minutes.append((at, wall(at, zone)))
            at += MINUTE
        self.first_shown: dict[dt.datetime, dt.datetime] = {}
        for at, shown in self.minutes:
            self.first_shown.setdefault(shown, at)
        self.dates = sorted({shown.date() for _at, shown in self.minutes})

    def when(self, day: dt.date, at: str) -> dt.datetime | None:
        """The first minute that shows it; if none does, the first that shows a later time. None: not within this clock."""
        wanted = dt.datetime.combine(day, dt.time.fromisoformat(at))
        if wanted in self.first_shown:
            return self.first_shown[wanted]
        if wanted < self.minutes[0][1]:
            return None
        return next((moment for moment, shown in self.minutes if shown > wanted), None)

    def events(self, rule: dict) -> list[Event]:
        """Of every date that the wall shows: each slot of the step that stands, once."""
        found = []
        for day in self.dates:
            for slot in slots_on(rule, day):
                at = self.when(day, slot["at"])
                if at is not None:
                    found.append((at, day, slot["at"], slot["slot"]))
        return [Event(at, day, slot) for at, day, _clock, slot in sorted(found)]


def slots_on(rule: dict, day: dt.date) -> list[dict]:
    """Of the steps that have begun, the one that began last, if it has not ended."""
    begun = [step for step in rule["steps"] if dt.date.fromisoformat(step["starts_on"]) <= day]
    if not begun:
        return []
    step = max(begun, key=lambda one: one["starts_on"])
    if step["ends_on"] and dt.date.fromisoformat(step["ends_on"]) < day:
        return []
    found = [slot for slot in step["slots"] if slot["weekdays"] is None or day.weekday() in slot["weekdays"]]
    return [slot for slot in found if "every_days" not in slot or day in every(slot["every_days"], dt.date.fromisoformat(step["starts_on"]), day)]


def every(days: int, first: dt.date, until: dt.date) -> list[dt.date]:
    """Counted on the fingers, from the first on."""
    found = [first]
    while found[-1] < until:
        found.append(found[-1] + days * DAY)
    return found


def changes(tz: str, first: dt.datetime = FIRST, last: dt.datetime = LAST) -> Iterator[dt.datetime]:
    """Every UTC minute at which the clock of a zone does not go on by one minute (changes that are undone within a day apart)."""
    zone = ZoneInfo(tz)
    day = first
    while day < last:
        if lead(day, zone) != lead(day + DAY, zone):
            yield minute_of_change(day, zone)
        day += DAY


def minute_of_change(day: dt.datetime, zone: ZoneInfo) -> dt.datetime:
    at = day
    for step in (HOUR, MINUTE):
        while lead(at + step, zone) == lead(day, zone):
            at += step
    return at + MINUTE


def lead(at: dt.datetime, zone: ZoneInfo) -> dt.timedelta:
    return wall(at, zone) - at.replace(tzinfo=None)


def histories() -> dict[str, list[dt.datetime]]:
    """One zone for each distinct history of the years 2020 to 2037, with its changes."""
    found: dict[tuple, str] = {}
    moments: dict[str, list[dt.datetime]] = {}
    for tz in (*ALWAYS, *sorted(available_timezones() - {"localtime", "Factory"})):
        all_of_it = list(changes(tz))
        zone = ZoneInfo(tz)
        history = (lead(FIRST, zone), *((at, lead(at, zone)) for at in all_of_it))
        if found.setdefault(history, tz) == tz:
            moments[tz] = all_of_it
    return moments
