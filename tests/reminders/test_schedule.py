"""What schedule.py says on single days, and what it refuses. The minute-by-minute oracle is in test_schedule_oracle.py."""

import datetime as dt
import uuid

import pytest

from backend.reminders import schedule
from backend.reminders.schedule import Rule, RuleError

UTC = dt.UTC
LONDON = "Europe/London"


def step(*times: str, starts_on: str = "2026-01-01", name: str = "a", **more) -> dict:
    slots = [{"slot": at, "at": at, "weekdays": None} for at in times]
    return {"id": name, "starts_on": starts_on, "ends_on": None, "words": {"dose": name}, "slots": slots} | more


def rule(*steps: dict, every=None) -> Rule:
    return Rule.from_json({"steps": list(steps), "every": every})


def at(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text).replace(tzinfo=UTC)


def shown(found: list[schedule.Due]) -> list[str]:
    return [f"{due.at:%d %H:%M} {due.slot}" for due in found]


# --- the wall clock ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "clock", "tz", "utc"),
    [
        ("2026-03-29", "01:30", LONDON, "2026-03-29 01:00"),  # a gap of an hour
        ("2026-10-25", "01:30", LONDON, "2026-10-25 00:30"),  # twice: the first
        ("2026-10-04", "02:15", "Australia/Lord_Howe", "2026-10-03 15:30"),  # a gap of half an hour
        ("2026-03-29", "02:59", "Antarctica/Troll", "2026-03-29 01:00"),  # a gap of two hours
        ("2026-03-28", "23:30", "America/Nuuk", "2026-03-29 01:00"),  # a gap that ends at midnight
        ("2026-11-21", "08:00", "Asia/Kathmandu", "2026-11-21 02:15"),
    ],
)
def test_a_time_on_the_wall_has_one_minute(day, clock, tz, utc):
    assert schedule.instant(dt.date.fromisoformat(day), dt.time.fromisoformat(clock), tz) == at(utc)


def test_times_that_a_gap_moves_to_one_minute_are_all_told():
    night = rule(step("00:30", "01:00", "01:30", "02:00"))
    found = schedule.due_between(night, at("2026-03-29 00:00"), at("2026-03-29 12:00"), LONDON)
    assert shown(found) == ["29 00:30 00:30", "29 01:00 01:00", "29 01:00 01:30", "29 01:00 02:00"]
    assert [due.at_words for due in found] == ["12:30am", "1am", "1:30am", "2am"]


def test_an_evening_that_a_gap_moves_past_midnight_stays_of_its_date():
    found = schedule.due_on(rule(step("23:30")), dt.date(2026, 3, 28), "America/Nuuk")
    assert [(due.date, due.at) for due in found] == [(dt.date(2026, 3, 28), at("2026-03-29 01:00"))]


def test_a_date_that_a_country_leaves_out_tells_nothing():
    samoa = rule(step("08:00", starts_on="2011-01-01"))
    found = schedule.due_between(samoa, at("2011-12-29 12:00"), at("2011-12-31 12:00"), "Pacific/Apia")
    assert [due.date.isoformat() for due in found] == ["2011-12-29", "2011-12-31"]
    assert schedule.due_on(samoa, dt.date(2011, 12, 30), "Pacific/Apia") == []


# --- steps ------------------------------------------------------------------------------------------------------------


def test_a_step_stands_until_the_day_before_the_next_one():
    plan = rule(step("08:00", name="a"), step("20:00", name="b", starts_on="2026-01-08"))
    found = schedule.due_between(plan, at("2026-01-07 00:00"), at("2026-01-09 00:00"), "UTC")
    assert [(due.date.day, due.words["dose"]) for due in found] == [(7, "a"), (8, "b")]


def test_nothing_is_due_between_the_last_day_of_a_step_and_the_next_one():
    plan = rule(step("08:00", ends_on="2026-01-02"), step("08:00", name="b", starts_on="2026-02-01"))
    assert schedule.next_due(plan, at("2026-01-02 08:00"), "UTC").date == dt.date(2026, 2, 1)


def test_a_rule_that_is_over_has_nothing_next():
    assert schedule.next_due(rule(step("08:00", ends_on="2026-01-02")), at("2026-01-02 08:00"), "UTC") is None


def test_a_rule_that_begins_next_year_says_so_at_once():
    assert schedule.next_due(rule(step("08:00", starts_on="2027-11-01")), at("2026-01-01 00:00"), "UTC").date == dt.date(2027, 11, 1)


def test_until_yesterday_is_said_on_the_first_day_of_a_step_only():
    plan = rule(step("08:00", words={"dose": "300 mg", "until_yesterday": "100 mg"}))
    first, second = schedule.due_between(plan, at("2026-01-01 00:00"), at("2026-01-03 00:00"), "UTC")
    assert first.words["until_yesterday"] == "100 mg"
    assert second.words == {"dose": "300 mg"}


def test_a_slot_on_weekdays_comes_on_those():
    plan = step("08:00")
    plan["slots"][0]["weekdays"] = [0, 3]
    found = schedule.due_between(rule(plan), at("2026-11-16 00:00"), at("2026-11-30 00:00"), "UTC")
    assert [due.date.isoformat() for due in found] == ["2026-11-16", "2026-11-19", "2026-11-23", "2026-11-26"]


def test_a_slot_every_3_days_is_counted_from_the_first_day_of_its_step_and_no_clock_change_moves_it():
    plan = step("09:00", starts_on="2026-03-24")
    plan["slots"][0]["every_days"] = 3
    found = schedule.due_between(rule(plan), at("2026-03-20 00:00"), at("2026-04-04 00:00"), LONDON)  # summer time from 29 March
    assert [f"{due.at:%d %H:%M}" for due in found] == ["24 09:00", "27 09:00", "30 08:00", "02 08:00"]
    assert schedule.due_of(rule(plan), (dt.date(2026, 3, 30), "09:00"), LONDON) == found[2]
    assert schedule.due_of(rule(plan), (dt.date(2026, 3, 29), "09:00"), LONDON) is None


# --- what was told already --------------------------------------------------------------------------------------------


def test_a_slot_that_was_told_today_and_is_moved_changes_from_tomorrow():
    moved = rule({**step("10:00"), "slots": [{"slot": "morning", "at": "10:00", "weekdays": None}]})
    today = dt.date(2026, 1, 5)
    due = schedule.next_due(moved, at("2026-01-05 08:30"), "UTC", fired={(today, "morning")})
    assert due.at == at("2026-01-06 10:00")


def test_a_flight_west_over_the_date_line_does_not_tell_a_date_again():
    plan, told = rule(step("08:00")), {(dt.date(2026, 11, 21), "08:00")}  # in Auckland, at 19:00 UTC on the 20th
    due = schedule.next_due(plan, at("2026-11-21 03:00"), "Pacific/Honolulu", fired=told)
    assert due.at == at("2026-11-22 18:00")


def test_a_flight_east_over_the_date_line_names_what_it_leaves_out():
    found = schedule.passed_over(rule(step("08:00", "14:00", "22:00")), at("2026-11-20 12:00"), LONDON, "Pacific/Auckland")
    assert [(due.date.day, due.slot) for due in found] == [(20, "14:00"), (20, "22:00")]


def test_a_flight_west_leaves_nothing_out():
    assert schedule.passed_over(rule(step("08:00", "14:00")), at("2026-11-20 12:00"), LONDON, "America/New_York") == []


# --- counted hours ----------------------------------------------------------------------------------------------------

EVERY_8 = {"hours": 8, "from": "2026-03-03T06:00:00Z", "words": {"dose": "1"}, "until": None}


def test_counted_hours_have_a_number_and_end_with_their_last_stamp():
    counted = rule(every={**EVERY_8, "until": "2026-03-03T22:00:00Z"})
    found = schedule.due_between(counted, at("2026-03-01 00:00"), at("2026-03-09 00:00"), LONDON)
    assert [(f"{due.at:%H:%M}", due.at_words) for due in found] == [("06:00", "6am"), ("14:00", "2pm"), ("22:00", "10pm")]
    assert [due.sequence * 60 for due in found] == [int(due.at.timestamp()) for due in found]


def test_a_change_of_counted_hours_never_meets_a_number_that_was_told_for_another_time():
    before = rule(every={**EVERY_8, "hours": 2})
    told = {due.key for due in schedule.due_between(before, at("2026-03-03 06:00"), at("2026-03-03 13:00"), "UTC")}
    found, due = [], schedule.next_due(rule(every=EVERY_8), at("2026-03-03 13:00"), "UTC", fired=told)
    while due.at < at("2026-03-04 13:00"):
        found.append(f"{due.at:%H:%M}")
        due = schedule.next_due(rule(every=EVERY_8), due.at, "UTC", behind=due.key, fired=told)
    assert found == ["14:00", "22:00", "06:00"]


def test_a_counted_event_that_ends_one_row_and_begins_the_next_is_told_once():
    rows = [{**EVERY_8, "until": "2026-03-04T06:00:00Z"}, {"hours": 6, "from": "2026-03-04T06:00:00Z", "words": {}}]
    found = schedule.due_between(rule(every=rows), at("2026-03-03 20:00"), at("2026-03-04 13:00"), "UTC")
    assert [f"{due.at:%H:%M}" for due in found] == ["22:00", "06:00", "12:00"]
    assert [schedule.due_of(rule(every=rows), due.key, "UTC") for due in found] == found
    assert schedule.due_of(rule(every=rows), found[0].key + 1, "UTC") is None


# --- ids and words ----------------------------------------------------------------------------------------------------


def test_a_phone_can_make_the_same_id():
    reminder = uuid.UUID("6f1f1a5e-5b5e-4a52-9c5c-0d2b7f0a1c11")
    assert schedule.occurrence_id(reminder, dt.date(2026, 3, 3), "m", 1) == uuid.uuid5(reminder, "2026-03-03/m/1")
    assert schedule.occurrence_id(reminder, None, "", 0, 17) == uuid.uuid5(reminder, "#17/0")


def test_what_is_due_is_found_again_by_its_key():
    plan = rule(step("08:00", "20:00"))
    due = schedule.next_due(plan, at("2026-11-21 09:00"), LONDON)
    assert schedule.due_of(plan, due.key, LONDON) == due
    assert schedule.due_of(plan, (due.date, "gone"), LONDON) is None


@pytest.mark.parametrize(
    ("clock", "words"),
    [("00:00", "midnight"), ("00:30", "12:30am"), ("08:00", "8am"), ("08:05", "8:05am"), ("12:00", "noon"), ("12:15", "12:15pm"), ("23:59", "11:59pm")],
)
def test_a_time_is_said_as_labels_say_it(clock, words):
    assert schedule.clock_words(dt.time.fromisoformat(clock)) == words


# --- what is refused --------------------------------------------------------------------------------------------------

GOOD = {"id": "a", "starts_on": "2026-03-03", "slots": [{"slot": "m", "at": "08:00"}]}


def with_slot(**more) -> dict:
    return {"steps": [{**GOOD, "slots": [{"slot": "m", "at": "08:00", **more}]}]}


def with_step(**more) -> dict:
    return {"steps": [{**GOOD, **more}]}


def steps(*days: str) -> dict:
    return {"steps": [{**GOOD, "id": str(number), "starts_on": day} for number, day in enumerate(days)]}


@pytest.mark.parametrize(
    ("data", "code", "where"),
    [
        (with_slot(at="25:00"), "bad_time", "steps.0.slots.0.at"),
        (with_slot(at="24:00"), "bad_time", "steps.0.slots.0.at"),
        (with_slot(at="8:00"), "bad_time", "steps.0.slots.0.at"),
        (with_slot(at="٠٨:٠٠"), "bad_time", "steps.0.slots.0.at"),
        (with_slot(at=800), "bad_time", "steps.0.slots.0.at"),
        (with_slot(weekdays=[]), "bad_weekdays", "steps.0.slots.0.weekdays"),
        *((with_slot(every_days=days), "bad_days", "steps.0.slots.0.every_days") for days in (0, 32, -3, True, "3", 2.5)),
        (with_slot(every_days=3, weekdays=[1]), "bad_days", "steps.0.slots.0.every_days"),
        (with_slot(weekdays=[7]), "bad_weekdays", "steps.0.slots.0.weekdays"),
        (with_slot(weekdays=[1, 1]), "bad_weekdays", "steps.0.slots.0.weekdays"),
        (with_slot(weekdays=[True]), "bad_weekdays", "steps.0.slots.0.weekdays"),
        (with_slot(slot="x" * 37), "bad_name", "steps.0.slots.0.slot"),
        (with_slot(dose="600 mg"), "bad_rule", "steps.0.slots.0"),
        (with_step(slots=[]), "no_slots", "steps.0.slots"),
        (
            with_step(slots=[{"slot": str(n), "at": f"{n // 2:02d}:{n % 2 * 30:02d}"} for n in range(48)] + [{"slot": "x", "at": "00:01"}]),
            "too_many_slots",
            "steps.0.slots",
        ),
        (with_step(slots=[{"slot": "m", "at": "08:00"}, {"slot": "m", "at": "09:00"}]), "slot_twice", "steps.0.slots.1.slot"),
        (with_step(slots=[{"slot": "m", "at": "08:00"}, {"slot": "n", "at": "08:00", "weekdays": [2]}]), "time_twice", "steps.0.slots.1.at"),
        (with_step(ends_on="2026-03-02"), "end_before_start", "steps.0.ends_on"),
        (with_step(starts_on="2026-02-30"), "bad_date", "steps.0.starts_on"),
        (with_step(starts_on="20260303"), "bad_date", "steps.0.starts_on"),
        (with_step(words={"dose": 300}), "bad_words", "steps.0.words"),
        (steps("2026-03-03", "2026-03-03"), "two_on_one_day", "steps.1.starts_on"),
        (steps("2026-03-10", "2026-03-03"), "steps_out_of_order", "steps.1.starts_on"),
        ({"steps": [GOOD, {**GOOD, "starts_on": "2026-04-01"}]}, "step_twice", "steps.1.id"),
        ({"steps": [{**GOOD, "id": str(n)} for n in range(121)]}, "too_many_steps", "steps"),
        ({"steps": [], "every": None}, "no_steps", "steps"),
        ({"steps": [GOOD], "zone": LONDON}, "bad_rule", ""),
        ({"every": {**EVERY_8, "hours": 0}}, "bad_hours", "every.hours"),
        ({"every": {**EVERY_8, "hours": 2.5}}, "bad_hours", "every.hours"),
        ({"every": {**EVERY_8, "from": "2026-03-03T06:00"}}, "bad_stamp", "every.from"),
        ({"every": {**EVERY_8, "until": "2026-03-03T05:59:59Z"}}, "end_before_start", "every.until"),
        ([], "bad_rule", ""),
    ],
)
def test_a_rule_that_cannot_be_kept_says_what_and_where(data, code, where):
    with pytest.raises(RuleError) as found:
        Rule.from_json(data)
    assert (found.value.code, found.value.where) == (code, where)


@pytest.mark.parametrize("tz", ["Europe/Atlantis", "../../etc/passwd", "localtime", "", None])
def test_a_zone_that_does_not_exist_is_refused(tz):
    with pytest.raises(RuleError, match="unknown_zone"):
        schedule.check_zone(tz)
    with pytest.raises(RuleError, match="unknown_zone"):
        schedule.instant(dt.date(2026, 3, 3), dt.time(8), tz)


@pytest.mark.parametrize(("hours", "end", "code"), [(0, 22, "bad_hours"), (25, 22, "bad_hours"), (True, 22, "bad_hours"), (4, 7, "bad_window")])
def test_a_window_that_makes_no_sense_is_refused(hours, end, code):
    with pytest.raises(RuleError, match=code):
        schedule.expand_window(hours, dt.time(7), dt.time(end))


def test_a_rule_comes_back_from_the_database_as_it_was_read():
    read = Rule.from_json({"steps": [{**GOOD, "slots": [{"slot": "n", "at": "20:00"}, {"slot": "m", "at": "08:00"}]}], "every": EVERY_8})
    assert [slot["at"] for slot in read.steps[0]["slots"]] == ["08:00", "20:00"]
    kept = Rule.stored(read.as_json())
    assert kept.as_json() == read.as_json() == Rule.from_json(read.as_json()).as_json()
    assert schedule.next_due(kept, at("2026-03-03 00:00"), LONDON) == schedule.next_due(read, at("2026-03-03 00:00"), LONDON)
