"""When a rule is due next. Pure: the moment, the rule and the zone are arguments, and nothing is read from the database.

The form of a rule is told in rules.py. Sources: RFC 5545 3.3.5 names the first of two minutes in a repeated hour; it moves
a time in a gap by the length of the gap, and Stride takes the first minute after the gap instead, so that a dose is told
as near to its time as the clock allows (shared design: reminders). PEP 495 for `fold`. What is due is ordered by the wall
clock (date, time, slot), which never runs against the order of the instants.
"""

import uuid
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.utils.translation import get_language

from backend.common.localtime import clock_words
from backend.reminders.rules import LAST_DAY, MAX_DAYS, MAX_SLOT_LENGTH, EveryRow, Rule, RuleError, SlotRow, StepRow, check_zone, read_time

__all__ = [
    "MAX_DAYS",
    "MAX_SLOT_LENGTH",
    "Due",
    "Key",
    "Rule",
    "RuleError",
    "check_zone",
    "clock_words",
    "due_between",
    "due_of",
    "due_on",
    "expand_window",
    "instant",
    "next_due",
    "occurrence_id",
    "passed_over",
    "read_time",
]

CACHED = 16384  # wall times that are remembered: two days of every minute in a few zones, about 5 MB
DAY, MINUTE, SECOND, TICK = timedelta(days=1), timedelta(minutes=1), timedelta(seconds=1), timedelta.resolution
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
LAST_MINUTE = (datetime(2200, 1, 1, tzinfo=UTC) - EPOCH) // MINUTE

Key = tuple[date, str] | int
"""What is fired once: (local date, slot); of counted hours the number, which is the minute since 1970."""


class Due(NamedTuple):
    """One event of a rule. `at` is UTC; `date` is the local date it belongs to, also where a gap moved it past midnight.

    `words` are those of its step; `until_yesterday` is among them on the first day of the step only.
    """

    at: datetime
    date: date
    slot: str
    clock: str
    """The time on the wall clock as it stands in the rule, `08:00`, also where a gap moved `at`."""
    sequence: int | None
    words: Mapping[str, str]

    @property
    def at_words(self) -> str:
        """The time as a label says it: 8am. In the reader's language."""
        return _at_words(self.clock, get_language())

    @property
    def key(self) -> Key:
        return (self.date, self.slot) if self.sequence is None else self.sequence


# --- asking -----------------------------------------------------------------------------------------------------------


def next_due(rule: Rule, after: datetime, tz: str, *, behind: Key | None = None, fired: AbstractSet[Key] = frozenset()) -> Due | None:
    """The first event strictly after `after`; None when the rule is over.

    Several may share one instant: a gap moves 01:00 and 01:30 to the same minute. Who walks from event to event gives the
    key of the one it comes from as `behind` (with its instant as `after`), and gets the next of the same instant too.
    `fired`: keys that have been told already and must not be again: after a flight over the date line, or an edit.
    """
    found = _next_slot(rule, after, tz, behind, fired) if rule.steps else None
    for row in rule.every:
        other = _next_of_sequence(row, after, tz, behind, fired)
        if other and (found is None or other.at < found.at):
            found = other
    return found


def due_between(rule: Rule, start: datetime, end: datetime, tz: str) -> list[Due]:
    """Every event with start <= at < end, in order."""
    return list(_walk(rule, start, end, tz))


def due_on(rule: Rule, day: date, tz: str) -> list[Due]:
    """Every event that belongs to a local date, in order; also one that a gap moved past its midnight."""
    if not _is_real(day, tz):
        return []
    end = _moment(day + DAY, "00:00", tz) + TICK  # what a gap moved past midnight is due then, and not later
    return [due for due in _walk(rule, _moment(day, "00:00", tz), end, tz) if due.date == day]


def due_of(rule: Rule, key: Key, tz: str) -> Due | None:
    """The event with this key as the rule and zone stand: its words and its time in words. None: the rule has none such."""
    if isinstance(key, int):
        return _numbered_due(rule, key, tz)
    day, slot = key
    step = rule.step_on(day)
    for row in step["slots"] if step else ():
        if step and row["slot"] == slot and _falls_on(step, row, day) and _is_real(day, tz):
            return _slot_due(step, row, day, tz)
    return None


def passed_over(rule: Rule, at: datetime, old_tz: str, new_tz: str) -> list[Due]:
    """The events that a flight at `at` leaves out: their wall time lay ahead in the old zone, and lies behind in the new one.

    To be said, and never told as if they were due (proof: fault 15). Counted hours leave nothing out.
    """
    found = _walk(Rule(rule.steps, ()), at - 2 * DAY, at + TICK, new_tz)
    return [due for due in found if (old := due_of(rule, due.key, old_tz)) is None or old.at > at]


def occurrence_id(reminder_id: uuid.UUID, day: date | None, slot: str, snooze: int = 0, sequence: int | None = None) -> uuid.UUID:
    """The id of an occurrence, which a phone without a network can make too: uuid5 of the reminder and `date/slot/snooze` or `#sequence/snooze`."""
    return uuid.uuid5(reminder_id, f"{day}/{slot}/{snooze}" if sequence is None else f"#{sequence}/{snooze}")


def instant(day: date, at: time, tz: str) -> datetime:
    """A wall-clock minute as UTC: in a gap the first whole minute after it, in a repeated hour the first pass."""
    return _moment(day, f"{at:%H:%M}", tz)


def expand_window(hours: int, window_from: time, window_to: time) -> list[time]:
    """ "Every N hours from 7am to 10pm" as times of day: from the first on, both ends included. A window may cross midnight."""
    if isinstance(hours, bool) or not isinstance(hours, int) or not 1 <= hours <= 24:
        raise RuleError("bad_hours")
    start, end = _minutes(window_from), _minutes(window_to)
    if start == end:
        raise RuleError("bad_window")
    length = (end - start) % (24 * 60)
    found = sorted({(start + at) % (24 * 60) for at in range(0, length + 1, hours * 60)})
    return [time(*divmod(at, 60)) for at in found]


# --- walking the wall clock -------------------------------------------------------------------------------------------


def _walk(rule: Rule, start: datetime, end: datetime, tz: str) -> Iterator[Due]:
    due = next_due(rule, start - TICK, tz)
    while due and due.at < end:
        yield due
        due = next_due(rule, due.at, tz, behind=due.key)


def _next_slot(rule: Rule, after: datetime, tz: str, behind: Key | None, fired: AbstractSet[Key]) -> Due | None:
    day = _first_day(after, tz)
    standing = rule.standing(day)
    for index in range(standing or 0, len(rule.steps)):
        step, last = rule.steps[index], rule.last_day(index)
        if index != standing:
            day = max(day, date.fromisoformat(step["starts_on"]))
        while day <= last:
            if row := _first_of_day(step, day, after, tz, behind, fired):
                return _slot_due(step, row, day, tz)
            day += DAY
    return None


def _first_of_day(step: StepRow, day: date, after: datetime, tz: str, behind: Key | None, fired: AbstractSet[Key]) -> SlotRow | None:
    """The first slot of this date that comes after, by the wall clock."""
    best: SlotRow | None = None
    for row in step["slots"]:
        if best and (best["at"], best["slot"]) <= (row["at"], row["slot"]):
            continue
        if not _falls_on(step, row, day):
            continue
        moment = _moment(day, row["at"], tz)
        if moment < after or (moment == after and not _follows(step, row, day, behind)) or (fired and (day, row["slot"]) in fired):
            continue
        best = row
    return best if best and _is_real(day, tz) else None


def _follows(step: StepRow, row: SlotRow, day: date, behind: Key | None) -> bool:
    """Of two slots at one instant: does this one come behind the one that was told?"""
    if behind is None or isinstance(behind, int) or day < behind[0]:
        return False
    if day > behind[0]:
        return True
    told = next((other["at"] for other in step["slots"] if other["slot"] == behind[1]), None)
    return told is not None and (row["at"], row["slot"]) > (told, behind[1])


def _slot_due(step: StepRow, row: SlotRow, day: date, tz: str) -> Due:
    words = step["words"]
    if "until_yesterday" in words and day.isoformat() != step["starts_on"]:
        words = {name: text for name, text in words.items() if name != "until_yesterday"}
    return Due(_moment(day, row["at"], tz), day, row["slot"], row["at"], None, words)


def _falls_on(step: StepRow, row: SlotRow, day: date) -> bool:
    """Every some days is counted in dates of the wall, from the first day of the step: no clock change moves it."""
    if "every_days" in row:
        return (day.toordinal() - date.fromisoformat(step["starts_on"]).toordinal()) % row["every_days"] == 0
    return row["weekdays"] is None or day.weekday() in row["weekdays"]


# --- counted hours ----------------------------------------------------------------------------------------------------

# The number of a counted event is its minute since 1970 in UTC: another interval or another start never meets the number
# of an event that was told for another time, which would silently leave the new one out.


def _next_of_sequence(row: EveryRow, after: datetime, tz: str, behind: Key | None, fired: AbstractSet[Key]) -> Due | None:
    step, at = timedelta(hours=row["hours"]), _stamp(row["from"])
    at += max(0, -((at - after) // step)) * step  # the first one at `after` or later
    while due := _counted(row, at, tz):
        told = at == after and (behind is None or isinstance(behind, int))
        if not told and due.key not in fired:
            return due
        at += step
    return None


def _numbered_due(rule: Rule, number: int, tz: str) -> Due | None:
    if not 0 <= number <= LAST_MINUTE:
        return None
    minute = EPOCH + number * MINUTE
    for row in rule.every:
        due = _next_of_sequence(row, minute - TICK, tz, None, frozenset())
        if due and due.sequence == number:
            return due
    return None


def _counted(row: EveryRow, at: datetime, tz: str) -> Due | None:
    if (row.get("until") and at > _stamp(row["until"])) or at.date() > LAST_DAY:
        return None
    wall = at.astimezone(_zone(tz))
    return Due(at, wall.date(), "", wall.isoformat()[11:16], (at - EPOCH) // MINUTE, row["words"])


# --- the wall clock of a zone, remembered -----------------------------------------------------------------------------


@lru_cache(maxsize=1024)
def _zone(tz: str) -> ZoneInfo:
    return ZoneInfo(check_zone(tz))


@lru_cache(maxsize=CACHED)
def _moment(day: date, at: str, tz: str) -> datetime:
    zone = _zone(tz)
    wall = datetime(day.year, day.month, day.day, int(at[:2]), int(at[3:]), tzinfo=zone)
    before, later = wall.utcoffset(), wall.replace(fold=1).utcoffset()
    assert before is not None  # noqa: S101 - every ZoneInfo has an offset
    assert later is not None  # noqa: S101
    if before >= later:
        return wall.astimezone(UTC)  # fold 0: the first pass of a repeated hour
    return _after_gap(wall.replace(tzinfo=UTC) - later, wall.replace(tzinfo=UTC) - before, zone)


def _after_gap(low: datetime, high: datetime, zone: ZoneInfo) -> datetime:
    """The clock jumps after `low` and not after `high`: by halves to the second of it, then the first whole minute on the wall."""
    offset = high.astimezone(zone).utcoffset()
    while high - low > SECOND:
        middle = low + ((high - low) // SECOND // 2) * SECOND
        if middle.astimezone(zone).utcoffset() == offset:
            high = middle
        else:
            low = middle
    wall = high.astimezone(zone)
    return high + timedelta(seconds=-wall.second % 60)


@lru_cache(maxsize=CACHED)
def _is_real(day: date, tz: str) -> bool:
    """Does this date exist here? Samoa had no 30 December 2011: its whole day was one gap, and its doses are not told at once."""
    return _moment(day, "00:00", tz) < _moment(day, "23:59", tz)


@lru_cache(maxsize=CACHED)
def _first_day(after: datetime, tz: str) -> date:
    """The first date that may have something due at `after` or later: the local one, or the one before if a gap moved its evening over midnight."""
    day = after.astimezone(_zone(tz)).date()
    before = day - DAY
    return before if _moment(before, "23:59", tz) >= min(after, _moment(day, "00:00", tz)) else day


@lru_cache(maxsize=4096)
def _stamp(text: str) -> datetime:
    return datetime.fromisoformat(text)


@lru_cache(maxsize=4096)
def _at_words(at: str, _language: str | None) -> str:
    return clock_words(time(int(at[:2]), int(at[3:])))


def _minutes(at: time) -> int:
    return at.hour * 60 + at.minute
