from datetime import UTC, date, datetime, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.common.localtime import (
    datetime_of,
    format_stamp,
    is_zone,
    local_date,
    local_ms,
    parse_date,
    parse_stamp,
    stamp_of,
)


@pytest.mark.parametrize("name", ["Europe/London", "UTC", "America/Argentina/Buenos_Aires"])
def test_a_zone_of_the_database_is_known(name):
    assert is_zone(name)


@pytest.mark.parametrize(
    "name",
    [
        "Mars/Olympus",
        "",
        "../../etc/passwd",
        "europe/london",
        "Europe/London\x00",
        None,
        5,
        [],
        "A" * 10**6,
    ],
)
def test_a_zone_that_does_not_exist_is_not_known(name):
    assert not is_zone(name)


def test_the_date_is_that_of_the_wall_calendar():
    instant = datetime(2026, 11, 20, 23, 30, tzinfo=UTC)
    assert local_date(instant, "Europe/London") == date(2026, 11, 20)
    assert local_date(instant, "Europe/Madrid") == date(2026, 11, 21)
    assert local_date(instant, "Pacific/Pago_Pago") == date(2026, 11, 20)


def test_a_stamp_is_read_to_the_millisecond():
    assert parse_stamp("2026-11-20T08:04:05.123Z") == 1795161845123
    assert parse_stamp("1969-12-31T23:59:59.999Z") == -1


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-20T08:04:05Z",
        "2026-11-20T08:04:05.123",
        "2026-11-20T08:04:05.123+00:00",
        "2026-11-20T08:04:05.1234Z",
        "2026-11-20 08:04:05.123Z",
        "2026-11-20t08:04:05.123z",
        "2026-02-30T08:04:05.123Z",
        "2026-11-20T24:00:00.000Z",
        "0000-11-20T08:04:05.123Z",
        "2026-11-20T08:04:05.123Z\n",
        "٢٠٢٦-11-20T08:04:05.123Z",
        "",
        None,
        1795161845123,
    ],
)
def test_a_stamp_of_any_other_form_is_refused(text):
    with pytest.raises(ValueError):
        parse_stamp(text)


@given(st.datetimes(timezones=st.just(UTC)))
def test_a_stamp_survives_the_way_there_and_back(instant):
    stamp_ms = stamp_of(instant)
    assert parse_stamp(format_stamp(stamp_ms)) == stamp_ms
    assert stamp_of(datetime_of(stamp_ms)) == stamp_ms


@given(st.datetimes(timezones=st.just(UTC)), st.datetimes(timezones=st.just(UTC)))
def test_stamps_sort_as_text_as_they_do_as_numbers(one, two):
    a, b = stamp_of(one), stamp_of(two)
    assert (a < b) == (format_stamp(a) < format_stamp(b))


def test_a_wall_clock_time_follows_the_summer_time():
    assert datetime_of(local_ms(date(2026, 7, 1), time(12), "Europe/London")).hour == 11
    assert datetime_of(local_ms(date(2026, 12, 1), time(12), "Europe/London")).hour == 12


def test_a_date_is_read_in_one_form_only():
    assert parse_date("2026-11-20") == date(2026, 11, 20)
    for text in [
        "20261120",
        "2026-W47-5",
        "2026-11-31",
        "2026-11-20T00:00",
        " 2026-11-20",
        None,
        20261120,
    ]:
        with pytest.raises(ValueError):
            parse_date(text)


@pytest.mark.parametrize("name", ["localtime", "Factory", "posixrules", "", "../etc/passwd"])
def test_a_file_that_is_no_zone_of_a_place_is_refused(name):
    assert not is_zone(name)
