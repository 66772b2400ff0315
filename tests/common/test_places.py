import pytest

from backend.common import places


@pytest.mark.parametrize(
    ("zone", "country"),
    [
        ("Europe/London", "GB"),
        ("Asia/Calcutta", "IN"),
        ("Europe/Kiev", "UA"),
        ("US/Eastern", "US"),
        ("Europe/Oslo", "NO"),
        ("Etc/UTC", None),
        ("", None),
        ("Mars/Phobos", None),
    ],
)
def test_a_zone_tells_its_country_also_by_an_old_name(zone: str, country: str | None) -> None:
    assert places.country_of_zone(zone) == country


def test_every_zone_of_the_list_has_a_country_of_the_list() -> None:
    assert all(places.is_country(places.country_of_zone(zone)) for zone in places.zones())


def test_a_country_guesses_the_zone_of_most_of_its_people() -> None:
    assert [places.zone_of_country(code) for code in ("GB", "US", "AU", "BR")] == [
        *("Europe/London", "America/New_York"),
        *("Australia/Sydney", "America/Sao_Paulo"),
    ]


@pytest.mark.parametrize("name", ["localtime", "Factory", "posixrules", "../etc/passwd", "Mars/Phobos", ""])
def test_a_zone_that_is_no_place_is_refused(name: str) -> None:
    assert not places.is_zone_of_people(name)


@pytest.mark.parametrize(
    ("header", "country"), [("en-GB,en;q=0.9", "GB"), ("fr,de-at;q=0.8", "AT"), ("zh-Hant-TW", "TW"), ("en", None), ("", None), ("en-ZZ", None)]
)
def test_a_language_may_tell_a_country(header: str, country: str | None) -> None:
    assert places.country_of_languages(header) == country
