"""Dates, figures and icons as every page prints them."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.template import Context, Template

from backend.common.icons import ICONS
from backend.common.templatetags import stride

FRIDAY = date(2026, 11, 20)


def test_dates_are_words_with_their_weekday():
    assert stride.day(FRIDAY) == "Fri 20 November"
    assert stride.day_long(FRIDAY) == "Friday 20 November"
    assert stride.weekday(FRIDAY) == "Friday"


def test_dates_that_may_be_years_away_carry_the_year():
    assert stride.day_year(date(1954, 2, 14)) == "14 February 1954"
    assert stride.month(FRIDAY) == "November 2026"
    assert stride.day_short(FRIDAY) == "20 Nov"


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (FRIDAY, "today"),
        (date(2026, 11, 19), "yesterday"),
        (date(2026, 11, 11), "Wed 11 November"),
        (date(2025, 12, 31), "Wed 31 December 2025"),
        (None, "–"),
    ],
)
def test_ago_says_today_yesterday_or_the_date(value, words):
    assert stride.ago(value, FRIDAY) == words


@pytest.mark.parametrize(
    ("value", "words"),
    [(4.25, "4.3"), (4, "4.0"), (0, "0.0"), (None, "–"), (-1.65, "−1.7"), (-0.04, "0.0"), (Decimal("6.35"), "6.4")],
)
def test_a_figure_has_one_decimal_and_nothing_known_is_a_dash(value, words):
    assert stride.figure(value) == words


def test_a_count_of_zero_is_not_a_dash():
    assert stride.whole(0) == "0"
    assert stride.whole(None) == "–"


def test_days_are_said_with_their_n():
    assert stride.of_days(6, 7) == "6 of 7 days"


def test_a_clock_reads_like_a_clock():
    assert stride.clock(datetime(2026, 11, 20, 8, 4, 59, tzinfo=UTC)) == "8:04am"
    assert stride.clock(datetime(2026, 11, 20, 18, 23, tzinfo=UTC)) == "6:23pm"
    assert stride.clock(datetime(2026, 11, 20, 12, 0, tzinfo=UTC)) == "noon"
    assert stride.desk_clock(datetime(2026, 11, 20, 18, 3, tzinfo=UTC)) == "18:03"


@pytest.mark.parametrize("name", sorted(ICONS))
def test_every_icon_is_hidden_from_screen_readers(name):
    html = Template('{% load stride %}{% icon name "is-phone" %}').render(Context({"name": name}))
    assert 'aria-hidden="true"' in html
    assert 'class="icon is-phone"' in html
    assert "style=" not in html


def test_an_unknown_icon_is_an_error_and_not_an_empty_box():
    with pytest.raises(KeyError):
        stride.icon("unicorn")


def test_item_and_from_zero_serve_the_pads():
    assert stride.item({"pain_avg": 6}, "pain_avg") == 6
    assert stride.item(None, "pain_avg") is None
    assert list(stride.from_zero(2)) == [0, 1, 2]
