"""schedule.py against a clock on the wall (wall_clock.py): the right minute, none missed, none doubled."""

import datetime as dt
import random
import uuid
from zoneinfo import available_timezones

import pytest

from backend.reminders import schedule
from tests.reminders.wall_clock import ALWAYS, DAY, HOUR, MINUTE, UTC, Clock, Event, changes, histories

SEED = 20261121
TIMES = [f"{hour:02d}:{minute:02d}" for hour in range(24) for minute in (0, 15, 30, 45, 59)]


def some_slots(rng: random.Random, count: int) -> list[dict]:
    night = [at for at in TIMES if at < "04:00" or at > "21:30"]  # where clocks change
    times = sorted(set(rng.sample(night, count)) | set(rng.sample(TIMES, 2)))
    every_third = [None, None, sorted(rng.sample(range(7), rng.randint(1, 6)))]
    made = [{"slot": str(uuid.UUID(int=rng.getrandbits(128))), "at": at, "weekdays": rng.choice(every_third)} for at in times]
    for slot in made:
        if slot["weekdays"] is None and rng.random() < 0.3:
            slot["every_days"] = rng.randint(1, 5)
    return made


def some_rule(rng: random.Random, around: dt.date) -> dict:
    """One to four steps that begin in the days about a change; the last may end there."""
    starts = sorted({around + dt.timedelta(days=rng.randint(-5, 4)) for _ in range(rng.randint(1, 4))})
    steps = [{"id": str(number), "starts_on": day.isoformat(), "ends_on": None, "words": {}, "slots": some_slots(rng, 8)} for number, day in enumerate(starts)]
    if rng.random() < 0.4:
        steps[-1]["ends_on"] = (starts[-1] + dt.timedelta(days=rng.randint(0, 5))).isoformat()
    return {"steps": steps, "every": None}


def as_events(found: list[schedule.Due]) -> list[Event]:
    return [Event(due.at, due.date, due.slot) for due in found]


def compare(tz: str, change: dt.datetime, rng: random.Random, rules: int) -> None:
    """Three days either side of one change, by walking and by asking from single moments."""
    start, end = change - 3 * DAY, change + 3 * DAY
    clock = Clock(tz, start, end)
    for _ in range(rules):
        data = some_rule(rng, change.date())
        rule = schedule.Rule.from_json(data)
        expected = clock.events(data)
        assert as_events(schedule.due_between(rule, start, end, tz)) == expected, (tz, change, data)
        assert len({(event.date, event.slot) for event in expected}) == len(expected)
        asked = [change + rng.randint(-300, 300) * MINUTE for _ in range(6)] + [event.at for event in expected]
        for after in asked:
            due = schedule.next_due(rule, after, tz)
            following = next((event for event in expected if event.at > after), None)
            assert (as_events([due]) if due and due.at < end else []) == ([following] if following else []), (tz, after, data)


@pytest.mark.parametrize("tz", [*ALWAYS, "America/Nuuk", "Africa/Cairo"])  # gaps that end and begin at midnight
def test_every_slot_comes_once_on_its_minute_about_a_change_of_the_clock(tz):
    rng = random.Random(f"{SEED}{tz}")
    for change in changes(tz, dt.datetime(2026, 1, 1, tzinfo=UTC), dt.datetime(2027, 1, 1, tzinfo=UTC)):
        compare(tz, change, rng, 4)


def test_every_slot_comes_once_in_zones_taken_by_lot():
    rng = random.Random(SEED)
    for tz in rng.sample(sorted(available_timezones() - {"localtime", "Factory"}), 12):
        for change in list(changes(tz, dt.datetime(2026, 1, 1, tzinfo=UTC), dt.datetime(2028, 1, 1, tzinfo=UTC)))[:2] or [dt.datetime(2026, 3, 1, tzinfo=UTC)]:
            compare(tz, change, rng, 2)


@pytest.mark.torture
def test_every_change_of_every_distinct_zone_from_2020_to_2037():
    rng = random.Random(SEED)
    seen = 0
    for tz, moments in histories().items():
        for change in moments or [dt.datetime(2026, 3, 1, tzinfo=UTC)]:
            compare(tz, change, rng, 8)
            seen += 1
    assert seen > 1000, f"Only {seen} changes were looked at: is the tz database whole?"


# --- flights ----------------------------------------------------------------------------------------------------------

DATE_LINE = ["Pacific/Auckland", "Pacific/Honolulu", "Pacific/Kiritimati", "Pacific/Pago_Pago", "Pacific/Apia"]
CITIES = [*ALWAYS, *DATE_LINE, "Asia/Kathmandu", "America/St_Johns"]


def fly(rule: schedule.Rule, legs: list[tuple[dt.datetime, str]], end: dt.datetime) -> tuple[list[schedule.Due], set]:
    """What the dispatcher would tell on a journey, and what the flights left out: as services.py uses schedule.py."""
    told: list[schedule.Due] = []
    left_out: set = set()
    for number, (landed, tz) in enumerate(legs):
        if number:
            left_out |= {due.key for due in schedule.passed_over(rule, landed, legs[number - 1][1], tz)}
        until = legs[number + 1][0] if number + 1 < len(legs) else end
        fired = {due.key for due in told}
        due = schedule.next_due(rule, landed, tz, fired=fired)
        while due and due.at <= until:
            told.append(due)
            due = schedule.next_due(rule, due.at, tz, behind=due.key, fired=fired)
    return told, left_out


def journey(rng: random.Random, start: dt.datetime, days: int) -> list[tuple[dt.datetime, str]]:
    """Up to two flights a day for some days, each to anywhere."""
    moments = sorted({start + rng.randint(1, days * 24 * 60) * MINUTE for _ in range(rng.randint(1, 2 * days))})
    return [(start, rng.choice(CITIES)), *((at, rng.choice(CITIES)) for at in moments)]


def compare_journey(rng: random.Random, start: dt.datetime) -> None:
    days = 4
    end = start + (days + 2) * DAY
    data = {"steps": [{"id": "a", "starts_on": "2020-01-01", "ends_on": None, "words": {}, "slots": some_slots(rng, 2)}], "every": None}
    for slot in data["steps"][0]["slots"]:
        slot["weekdays"] = None
        slot.pop("every_days", None)
    rule = schedule.Rule.from_json(data)
    legs = journey(rng, start, days)
    told, left_out = fly(rule, legs, end)
    assert as_events(told) == journey_by_the_wall(data, legs, end)
    keys = [due.key for due in told]
    assert len(set(keys)) == len(keys), "told twice"
    assert {due.key for due in whole_days(rule, legs, end)} <= set(keys) | left_out, "neither told nor said to be left out"


def journey_by_the_wall(data: dict, legs: list[tuple[dt.datetime, str]], end: dt.datetime) -> list[Event]:
    found: list[Event] = []
    for number, (landed, tz) in enumerate(legs):
        until = legs[number + 1][0] if number + 1 < len(legs) else end
        known = {(event.date, event.slot) for event in found}
        # A day more on either side, so that the clock shows every date whole.
        events = Clock(tz, landed - DAY, until + DAY).events(data)
        found += [event for event in events if landed < event.at <= until and (event.date, event.slot) not in known]
    return found


def whole_days(rule: schedule.Rule, legs: list[tuple[dt.datetime, str]], end: dt.datetime) -> list[schedule.Due]:
    """Every slot of every date from the first departure to the last arrival, whatever the zone."""
    (start, first), last = legs[0], legs[-1][1]
    ahead = {due.key for due in schedule.due_between(rule, end, end + 4 * DAY, last)}
    begun = {due.key for due in schedule.due_between(rule, start - 4 * DAY, start + MINUTE, first)}
    middle = schedule.due_between(rule, start, end, "UTC")
    return [due for due in middle if due.key not in ahead | begun]


def test_a_journey_over_the_date_line_tells_each_slot_once_and_names_what_it_leaves_out():
    rng = random.Random(SEED)
    for _ in range(12):
        compare_journey(rng, dt.datetime(2026, rng.choice([3, 6, 10, 11]), rng.randint(1, 28), rng.randint(0, 23), tzinfo=UTC))


@pytest.mark.torture
def test_a_thousand_journeys():
    rng = random.Random(SEED + 1)
    for _ in range(1000):
        compare_journey(rng, dt.datetime(rng.randint(2020, 2037), rng.randint(1, 12), rng.randint(1, 28), rng.randint(0, 23), tzinfo=UTC))


# --- hours ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("hours", [1, 5, 8, 12, 24, 72])
def test_counted_hours_keep_their_distance_through_every_change(hours):
    start = dt.datetime(2026, 3, 3, 6, tzinfo=UTC)
    rule = schedule.Rule.from_json({"every": {"hours": hours, "from": "2026-03-03T06:00:00Z"}})
    expected = [start + number * hours * HOUR for number in range(-(-40 * 24 // hours))]
    for tz in ALWAYS:
        found = schedule.due_between(rule, start - DAY, start + 40 * DAY, tz)
        assert [due.at for due in found] == expected
        assert len({due.key for due in found}) == len(found)


def test_a_window_gives_the_hours_that_a_scan_of_the_day_finds():
    for first in range(0, 24, 3):
        for last in range(24):
            if first == last:
                continue
            for hours in (1, 3, 4, 5, 6, 8, 12):
                minutes, at = set(), first * 60
                while True:
                    minutes.add(at % 1440)
                    if any((at + step) % 1440 == last * 60 for step in range(hours * 60)):
                        break
                    at += hours * 60
                found = schedule.expand_window(hours, dt.time(first), dt.time(last))
                assert found == [dt.time(*divmod(minute, 60)) for minute in sorted(minutes)], (hours, first, last)
