from datetime import date

import pytest

from backend.symptoms.calendar import month, parse_month
from backend.symptoms.trends import DayPoint, MomentPoint

TODAY = date(2026, 11, 20)
START = date(2026, 11, 3)


def november(days=(), moments=(), today=TODAY, start=START):
    return month(date(2026, 11, 1), days, moments, today=today, start=start)


def cell(grid, number):
    return next(day for week in grid.weeks for day in week if day and day.date.day == number)


def test_weeks_begin_on_monday_and_hold_7_places():
    grid = november()
    assert {len(week) for week in grid.weeks} == {7}
    assert grid.weeks[0][:6] == (None,) * 6
    assert grid.weeks[0][6].date == date(2026, 11, 1)
    assert all(week[0] is None or week[0].date.weekday() == 0 for week in grid.weeks)


@pytest.mark.parametrize(
    ("number", "state"),
    [(1, "before_start"), (3, "none"), (4, "partial"), (5, "complete"), (6, "withdrawn"), (20, "none"), (21, "future")],
)
def test_each_day_says_what_is_known_of_it(number, state):
    days = [
        DayPoint(date(2026, 11, 4), 6),
        DayPoint(date(2026, 11, 5), 6, complete=True),
        DayPoint(date(2026, 11, 6), withdrawn=True),
    ]
    assert cell(november(days), number).state == state


def test_a_day_before_the_start_that_was_filled_in_shows_its_pain():
    assert cell(november([DayPoint(date(2026, 11, 1), 0)]), 1).words == "pain 0, logged in part"


def test_the_tick_of_a_day_adds_nothing_to_a_fall_told_on_that_day():
    told, tick = MomentPoint(date(2026, 11, 9), "fall"), MomentPoint(date(2026, 11, 9), "fall", is_tick=True)
    assert [cell(november(moments=list(moments)), 9).falls for moments in ([tick], [told, tick], [told, told, tick])] == [1, 1, 2]


def test_a_day_says_its_pain_and_its_falls_in_words():
    day = DayPoint(date(2026, 11, 9), 6, complete=True)
    fall, trip = MomentPoint(day.date, "fall"), MomentPoint(day.date, "trip")
    assert cell(november([day], [fall, fall, trip]), 9).words == "pain 6, complete, 2 falls"


def test_a_fall_stands_on_a_day_that_was_not_logged():
    found = cell(november(moments=[MomentPoint(date(2026, 11, 9), "fall")]), 9)
    assert (found.state, found.falls, found.words) == ("none", 1, "not logged, 1 fall")


def test_only_a_day_to_come_cannot_be_logged():
    grid = november()
    assert cell(grid, 1).can_log
    assert cell(grid, 20).can_log
    assert cell(grid, 20).is_today
    assert not cell(grid, 21).can_log


def test_one_pages_back_to_the_start_and_forward_to_today():
    grid = month(date(2026, 10, 15), (), today=TODAY, start=date(2026, 9, 30))
    assert (grid.key, grid.previous, grid.next) == ("2026-10", "2026-09", "2026-11")
    assert (november().previous, november().next) == (None, None)


def test_one_pages_back_to_a_day_filled_in_before_the_start():
    assert november([DayPoint(date(2026, 8, 1), 5)]).previous == "2026-10"


def test_without_a_start_every_past_month_can_be_paged_to():
    grid = month(date(2026, 11, 1), (), today=TODAY)
    assert (grid.previous, cell(grid, 1).state) == ("2026-10", "none")


def test_pages_turn_over_the_year():
    grid = month(date(2026, 12, 1), (), today=date(2027, 1, 1), start=date(2026, 1, 1))
    assert (grid.previous, grid.next) == ("2026-11", "2027-01")


def test_a_month_in_the_address_is_read_in_one_form_only():
    assert parse_month("2026-11") == date(2026, 11, 1)
    for text in ["2026-13", "2026-00", "2026-1", "0000-01", "2026-11-01", "november", "", None, "٢٠٢٦-11"]:
        with pytest.raises(ValueError):
            parse_month(text)
