"""Names, birth dates and clinic numbers as people type them."""

import datetime as dt

import pytest

from backend.sharing.search import birth_dates, matches

TODAY = dt.date(2026, 11, 20)
MAY = dt.date(1949, 5, 9)


@pytest.mark.parametrize(
    "typed",
    [
        *("9 May 1949", "9 may 1949", "09 May 1949", "9th May 1949", "May 9, 1949", "May 9 1949", "9 May 49"),
        *("9/5/1949", "09/05/1949", "9.5.1949", "9-5-1949", "9/5/49", "1949-05-09", "1949/5/9", "09051949", "19490509"),
    ],
)
def test_a_birth_date_is_understood(typed: str) -> None:
    assert MAY in birth_dates(typed, TODAY)


def test_day_first_and_month_first_are_both_tried() -> None:
    assert birth_dates("9/5/1949", TODAY) == {MAY, dt.date(1949, 9, 5)}


@pytest.mark.parametrize("typed", ["", "Anne", "1949", "31/2/1949", "99/99/9999", "STR-0144", "0/0/0000", "9 Foo 1949", "1" * 300])
def test_what_is_no_date_finds_no_date(typed: str) -> None:
    assert birth_dates(typed, TODAY) == set()


@pytest.mark.parametrize(
    ("query", "name", "number", "found"),
    [
        ("reid", "Thomas Reid", "", True),
        ("reid thomas", "Thomas Reid", "", True),
        ("zoe", "Zoë Ångström", "", True),
        ("ÅNGSTRÖM", "Zoë Ångström", "", True),
        ("مريم", "مريم الخطيب", "", True),
        ("str 144", "Thomas Reid", "STR-0144", False),
        ("str0144", "Thomas Reid", "STR-0144", True),
        ("STR-0144", "Thomas Reid", "str 0144", True),
        ("reed", "Thomas Reid", "", False),
        ("-", "Thomas Reid", "", False),
    ],
)
def test_a_person_is_found_by_part_of_the_name_or_by_number(query: str, name: str, number: str, found: bool) -> None:
    assert matches(query, birth_dates(query, TODAY), name=name, birth_date=None, clinic_number=number) is found
