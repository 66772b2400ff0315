"""Whom to call: every country that is offered, and the country of a time zone."""

import re

import pytest

from backend.common import places
from backend.education.emergency import COUNTRIES, SOMEWHERE_ELSE, Country, choices, for_country, zone_country, zones_by_country
from backend.education.emergency_world import AMBULANCE

EUROPE = [
    *("AT", "BE", "BG", "HR", "CY", "CZ", "DK", "EE", "FI", "FR", "DE", "GR", "HU", "IE", "IT", "LV"),
    *("LT", "LU", "MT", "NL", "PL", "PT", "RO", "SK", "SI", "ES", "SE", "IS", "LI", "NO", "CH"),
]
OTHERS = ["GB", "US", "CA", "AU", "NZ", "ZA", "IN", "SG", "HK", "JP", "IL"]


@pytest.mark.parametrize("country", COUNTRIES.values(), ids=lambda country: country.code)
def test_every_country_offered_has_a_number_that_a_phone_can_dial(country: Country) -> None:
    lines = [country.tel, *(line.tel for line in (*country.others, country.urgent, country.crisis) if line)]
    assert all(re.fullmatch(r"[#0-9]{2,13}", tel) for tel in lines)
    assert str(country.name)
    assert country.source == "[GK]"


def test_the_main_countries_have_rows_with_more_than_a_number() -> None:
    assert {*EUROPE, *OTHERS, SOMEWHERE_ELSE} == set(COUNTRIES) - set(AMBULANCE)


def test_every_country_that_sign_up_offers_has_a_number_and_its_own_name() -> None:
    rows = [for_country(code) for code in places.countries()]
    assert [row.code for row in rows] == list(places.countries())
    assert [row.code for row in rows if not row.tel.isdigit()] == []
    assert {row.number for row in rows if row.code not in COUNTRIES} == {"112"}


@pytest.mark.parametrize("code", EUROPE)
def test_112_works_across_europe(code: str) -> None:
    assert "112" in {COUNTRIES[code].number, *(line.number for line in COUNTRIES[code].others)}


@pytest.mark.parametrize(
    ("code", "number"), [("GB", "999"), ("US", "911"), ("CA", "911"), ("AU", "000"), ("NZ", "111"), ("JP", "119"), ("SG", "995"), ("IL", "101")]
)
def test_well_known_numbers(code: str, number: str) -> None:
    assert for_country(code).number == number


@pytest.mark.parametrize("code", [None, "", "zz", "<script>"])
def test_what_is_no_country_is_somewhere_else(code: str | None) -> None:
    assert for_country(code).code == SOMEWHERE_ELSE
    assert for_country(code).number == "112"


def test_somewhere_else_is_the_last_choice() -> None:
    names = [str(name) for _code, name in choices()]
    assert names[-1] == "Somewhere else"
    assert names[:-1] == sorted(names[:-1])


def test_british_words_stay_in_britain() -> None:
    assert [code for code, country in COUNTRIES.items() if str(country.hospital) == "A&E"] == ["GB"]
    assert [code for code, country in COUNTRIES.items() if "NHS" in country.urgent_words] == ["GB"]


@pytest.mark.parametrize(
    ("zone", "code"),
    [
        ("Europe/London", "GB"),
        ("Europe/Belfast", "GB"),
        ("Europe/Jersey", "GB"),
        ("Europe/Madrid", "ES"),
        ("Atlantic/Canary", "ES"),
        ("Europe/Zurich", "CH"),
        ("Europe/Vaduz", "LI"),
        ("America/Indianapolis", "US"),
        ("America/Puerto_Rico", "US"),
        ("America/Coral_Harbour", "CA"),
        ("Asia/Calcutta", "IN"),
        ("Asia/Kolkata", "IN"),
        ("Australia/ACT", "AU"),
        ("Indian/Reunion", "FR"),
        ("America/Sao_Paulo", "BR"),
        ("Pacific/Tongatapu", SOMEWHERE_ELSE),
        ("UTC", SOMEWHERE_ELSE),
        ("Etc/GMT+5", SOMEWHERE_ELSE),
        ("Mars/Olympus", SOMEWHERE_ELSE),
        ("../../etc/passwd", SOMEWHERE_ELSE),
    ],
)
def test_the_country_of_a_zone(zone: str, code: str) -> None:
    assert zone_country(zone) == code


def test_every_country_has_a_zone_by_which_a_phone_finds_it() -> None:
    assert set(COUNTRIES) - set(zones_by_country()) == {SOMEWHERE_ELSE}
