"""A moment comes from PostgreSQL as the same moment in UTC, however it was written."""

import datetime as dt

import pytest
from django.db import DataError, connection

pytestmark = pytest.mark.django_db


def read(expression: str) -> dt.datetime:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {expression}")
        found: dt.datetime = cursor.fetchone()[0]
    return found


@pytest.mark.parametrize(
    ("expression", "moment"),
    [
        ("timestamptz '2026-11-20 08:00:00.5+05:45'", dt.datetime(2026, 11, 20, 2, 15, 0, 500_000, tzinfo=dt.UTC)),
        ("timestamptz '2026-11-20 08:00:00.000001Z'", dt.datetime(2026, 11, 20, 8, 0, 0, 1, tzinfo=dt.UTC)),
        ("timestamptz '0001-01-01 00:00:00Z'", dt.datetime(1, 1, 1, tzinfo=dt.UTC)),
        ("timestamptz '9999-12-31 23:59:59.999999Z'", dt.datetime(9999, 12, 31, 23, 59, 59, 999_999, tzinfo=dt.UTC)),
    ],
)
def test_a_moment_is_read_in_utc_to_the_microsecond(expression, moment):
    found = read(expression)
    assert (found, found.tzinfo) == (moment, dt.UTC)


@pytest.mark.parametrize("zone", ["Asia/Kathmandu", "America/St_Johns"])
def test_a_connection_in_another_zone_gives_the_same_moment_in_utc(zone):
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config(%s, %s, true)", ["timezone", zone])
    found = read("timestamptz '2026-11-20 08:00:00Z'")
    assert (found, found.tzinfo) == (dt.datetime(2026, 11, 20, 8, tzinfo=dt.UTC), dt.UTC)


@pytest.mark.parametrize("expression", ["timestamptz 'infinity'", "timestamptz '10000-01-01 00:00:00Z'", "timestamptz '0044-03-15 12:00:00 BC'"])
def test_a_moment_beyond_the_years_of_python_is_an_error_and_no_other_moment(expression):
    with pytest.raises(DataError):
        read(expression)
