"""A rule as JSON, strictly read: what is wrong with it has a code and a place. Pure.

A rule is dated steps, each with its words and its slots (a time on the clock, on all days, on some weekdays, or every some
days from the first day of its step on), or counted hours round the clock, or both. Its form as JSON is what `Reminder.rule` holds:

    {"steps": [{"id", "starts_on", "ends_on" (inclusive, or null), "words": {…},
                "slots": [{"slot", "at": "08:00", "weekdays": [0..6, Monday is 0] or null, "every_days": 3, or left out}]}],
     "every": null, or one or a list of {"hours", "from": "2026-03-03T06:00:00Z", "until": null or a stamp (inclusive), "words": {…}}}

A step stands from `starts_on` until the day before the next one's, or until its own `ends_on`.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, NoReturn, NotRequired, TypedDict

from backend.common.localtime import DATE, is_zone

MAX_STEPS = 120
MAX_SLOTS = 48  # of one step: every half hour of a day
MAX_HOURS = 168  # a week
MAX_DAYS = 31  # between two of "every some days"
MAX_SLOT_LENGTH = 36  # Reminder.next_slot
MAX_WORDS, MAX_WORD_LENGTH = 12, 500
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2199, 12, 31)  # nothing is kept or asked for beyond them

CLOCK = re.compile(r"(?:[01]\d|2[0-3]):[0-5]\d", re.ASCII)
STAMP = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{3})?Z", re.ASCII)


class RuleError(ValueError):
    """A rule that cannot be kept. `code` is stable; `where` is the path to it, such as `steps.1.slots.0.at`."""

    def __init__(self, code: str, where: str = "") -> None:
        super().__init__(f"{where}: {code}" if where else code)
        self.code = code
        self.where = where


class SlotRow(TypedDict):
    slot: str
    at: str
    weekdays: list[int] | None
    every_days: NotRequired[int]


class StepRow(TypedDict):
    id: str
    starts_on: str
    ends_on: str | None
    words: dict[str, str]
    slots: list[SlotRow]


EveryRow = Mapping[str, Any]
"""{"hours", "from", "until", "words"}: "from" is a word of Python, so it has no TypedDict."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule that was read. `steps` and `every` hold it as JSON rows: 100,000 are opened in one minute, so nothing is copied."""

    steps: Sequence[StepRow]
    every: Sequence[EveryRow]

    @classmethod
    def from_json(cls, data: Any) -> "Rule":
        """Strictly read: RuleError names what is wrong and where. Slots come out in the order of the clock."""
        return _read_rule(data)

    @classmethod
    def stored(cls, data: Mapping[str, Any]) -> "Rule":
        """What `as_json` gave and the database kept: opened without being asked again. Never for what came from outside."""
        every = data.get("every")
        return cls(data.get("steps") or (), () if every is None else [every] if isinstance(every, dict) else every)

    def as_json(self) -> dict[str, Any]:
        every = [dict(row) for row in self.every]
        return {"steps": [dict(step) for step in self.steps], "every": None if not every else every[0] if len(every) == 1 else every}

    def standing(self, day: date) -> int | None:
        """The number of the last step that has begun by a local date. It may have ended: `last_day`."""
        text = day.isoformat()  # dates as ISO text compare as dates
        for index in range(len(self.steps) - 1, -1, -1):
            if self.steps[index]["starts_on"] <= text:
                return index
        return None

    def last_day(self, index: int) -> date:
        """The last local date of a step."""
        ends_on = self.steps[index]["ends_on"]
        last = date.fromisoformat(ends_on) if ends_on else LAST_DAY
        if index + 1 == len(self.steps):
            return last
        return min(last, date.fromordinal(date.fromisoformat(self.steps[index + 1]["starts_on"]).toordinal() - 1))

    def step_on(self, day: date) -> StepRow | None:
        """The step that stands on a local date, if one does."""
        index = self.standing(day)
        return None if index is None or self.last_day(index) < day else self.steps[index]


def read_time(text: Any, where: str = "at") -> time:
    """`08:00`, and nothing else: RuleError bad_time for 8:00, 24:00 or 25:00."""
    if not isinstance(text, str) or not CLOCK.fullmatch(text):
        raise RuleError("bad_time", where)
    return time(int(text[:2]), int(text[3:]))


def check_zone(tz: Any) -> str:
    """The name of a zone that exists, or RuleError unknown_zone."""
    if not is_zone(tz):
        raise RuleError("unknown_zone", "time_zone")
    return str(tz)


def _read_rule(data: Any) -> Rule:
    rule = _object(data, "", {"steps", "every"}, set())
    steps = rule.get("steps", [])
    every = rule.get("every")
    rows = [] if every is None else every if isinstance(every, list) else [every]
    if not isinstance(steps, list):
        _no("bad_rule", "steps")
    if not steps and not rows:
        _no("no_steps", "steps")
    if len(steps) > MAX_STEPS or len(rows) > MAX_STEPS:
        _no("too_many_steps", "steps")
    read = [_read_step(step, f"steps.{index}") for index, step in enumerate(steps)]
    _check_order(read)
    return Rule(read, [_read_every(row, f"every.{index}" if isinstance(every, list) else "every") for index, row in enumerate(rows)])


def _check_order(steps: Sequence[StepRow]) -> None:
    seen: set[str] = set()
    for index, step in enumerate(steps):
        if step["id"] in seen:
            _no("step_twice", f"steps.{index}.id")
        seen.add(step["id"])
        if index and step["starts_on"] == steps[index - 1]["starts_on"]:
            _no("two_on_one_day", f"steps.{index}.starts_on")
        if index and step["starts_on"] < steps[index - 1]["starts_on"]:
            _no("steps_out_of_order", f"steps.{index}.starts_on")


def _read_step(data: Any, where: str) -> StepRow:
    step = _object(data, where, {"id", "starts_on", "ends_on", "words", "slots"}, {"id", "starts_on", "slots"})
    starts_on = _read_date(step["starts_on"], f"{where}.starts_on")
    ends_on = None if step.get("ends_on") is None else _read_date(step["ends_on"], f"{where}.ends_on")
    if ends_on and ends_on < starts_on:
        _no("end_before_start", f"{where}.ends_on")
    slots = step["slots"]
    if not isinstance(slots, list) or not slots:
        _no("no_slots", f"{where}.slots")
    if len(slots) > MAX_SLOTS:
        _no("too_many_slots", f"{where}.slots")
    read = [_read_slot(slot, f"{where}.slots.{index}") for index, slot in enumerate(slots)]
    _check_slots(read, f"{where}.slots")
    return {
        "id": _read_text(step["id"], f"{where}.id", MAX_SLOT_LENGTH),
        "starts_on": starts_on,
        "ends_on": ends_on,
        "words": _read_words(step.get("words", {}), f"{where}.words"),
        "slots": sorted(read, key=lambda slot: (slot["at"], slot["slot"])),
    }


def _read_slot(data: Any, where: str) -> SlotRow:
    slot = _object(data, where, {"slot", "at", "weekdays", "every_days"}, {"slot", "at"})
    read_time(slot["at"], f"{where}.at")
    weekdays = slot.get("weekdays")
    if weekdays is not None:
        good = isinstance(weekdays, list) and all(type(day) is int and 0 <= day <= 6 for day in weekdays)
        if not good or not weekdays or len(set(weekdays)) != len(weekdays):
            _no("bad_weekdays", f"{where}.weekdays")
        weekdays = sorted(weekdays)
    read: SlotRow = {"slot": _read_text(slot["slot"], f"{where}.slot", MAX_SLOT_LENGTH), "at": slot["at"], "weekdays": weekdays}
    if (days := slot.get("every_days")) is not None:
        if type(days) is not int or not 1 <= days <= MAX_DAYS or weekdays is not None:
            _no("bad_days", f"{where}.every_days")
        read["every_days"] = days
    return read


def _check_slots(slots: Sequence[SlotRow], where: str) -> None:
    """One slot once, and one time of one weekday once: two doses at 8am are one dose text."""
    ids: set[str] = set()
    taken: set[tuple[str, int]] = set()
    for index, slot in enumerate(slots):
        if slot["slot"] in ids:
            _no("slot_twice", f"{where}.{index}.slot")
        ids.add(slot["slot"])
        times = {(slot["at"], day) for day in (range(7) if slot["weekdays"] is None else slot["weekdays"])}
        if times & taken:
            _no("time_twice", f"{where}.{index}.at")
        taken |= times


def _read_every(data: Any, where: str) -> EveryRow:
    row = _object(data, where, {"hours", "from", "until", "words"}, {"hours", "from"})
    if type(row["hours"]) is not int or not 1 <= row["hours"] <= MAX_HOURS:
        _no("bad_hours", f"{where}.hours")
    start = _read_stamp(row["from"], f"{where}.from")
    until = None if row.get("until") is None else _read_stamp(row["until"], f"{where}.until")
    if until and datetime.fromisoformat(until) < datetime.fromisoformat(start):
        _no("end_before_start", f"{where}.until")
    return {"hours": row["hours"], "from": start, "until": until, "words": _read_words(row.get("words", {}), f"{where}.words")}


def _read_words(data: Any, where: str) -> dict[str, str]:
    if not isinstance(data, dict) or len(data) > MAX_WORDS:
        _no("bad_words", where)
    for name, text in data.items():
        if not isinstance(name, str) or not isinstance(text, str) or len(text) > MAX_WORD_LENGTH:
            _no("bad_words", where)
    return dict(data)


def _read_text(data: Any, where: str, longest: int) -> str:
    if not isinstance(data, str) or not 1 <= len(data) <= longest:
        _no("bad_name", where)
    return str(data)


def _read_date(data: Any, where: str) -> str:
    try:
        day = date.fromisoformat(data) if isinstance(data, str) and DATE.fullmatch(data) else None
    except ValueError:
        day = None
    if day is None or not FIRST_DAY <= day <= LAST_DAY:
        _no("bad_date", where)
    return day.isoformat()


def _read_stamp(data: Any, where: str) -> str:
    try:
        stamp = datetime.fromisoformat(data) if isinstance(data, str) and STAMP.fullmatch(data) else None
    except ValueError:
        stamp = None
    if stamp is None or not FIRST_DAY <= stamp.date() <= LAST_DAY:
        _no("bad_stamp", where)
    return str(data)


def _object(data: Any, where: str, known: set[str], needed: set[str]) -> dict[str, Any]:
    if not isinstance(data, dict) or not needed <= data.keys() <= known:
        _no("bad_rule", where)
    return dict(data)


def _no(code: str, where: str) -> NoReturn:
    raise RuleError(code, where)
