"""Countries and time zones, read from the tables that the tz database brings: zone.tab, iso3166.tab and its links."""

import re
from functools import cache, lru_cache
from importlib.resources import files

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from backend.common.localtime import is_zone

ELSEWHERE = "XX"  # a user-assigned code of ISO 3166-1: somewhere that is not in the list
_PLAIN_NAMES = {"GB": "United Kingdom", "US": "United States", "VI": "Virgin Islands (US)", "VG": "Virgin Islands (UK)"}
_MOST_PEOPLE = {"AU": "Australia/Sydney", "BR": "America/Sao_Paulo", "CA": "America/Toronto", "RU": "Europe/Moscow"}  # not first in zone.tab


def _rows(name: str) -> list[list[str]]:
    text = (files("tzdata") / "zoneinfo" / name).read_text(encoding="utf-8")
    return [line.split("\t") for line in text.splitlines() if line and not line.startswith("#")]


@cache
def _zone_countries() -> dict[str, str]:
    """Zone → country, one country each, in the order of zone.tab."""
    return {row[2]: row[0] for row in _rows("zone.tab")}


@cache
def _links() -> dict[str, str]:
    """Old and other names of a zone → the name it links to (Asia/Calcutta → Asia/Kolkata)."""
    words = [line[0].split() for line in _rows("tzdata.zi") if line[0].startswith("L ")]
    return {alias: target for _link, target, alias in words}


@cache
def english_names() -> dict[str, str]:
    """ISO 3166-1 alpha-2 code → plain English name, by name. Without ELSEWHERE, whose name a page translates."""
    named = {code: _PLAIN_NAMES.get(code, name) for code, name in _rows("iso3166.tab")}
    return dict(sorted(named.items(), key=lambda pair: pair[1]))


@cache
def countries() -> dict[str, Promise]:
    """Code → name in the reader's language, in the order of the English names."""
    return {code: gettext_lazy(name) for code, name in english_names().items()}


@cache
def zones() -> tuple[str, ...]:
    """The zones that a person chooses from, by name. Others (links, Etc/UTC) are still valid: `localtime.is_zone`."""
    return tuple(sorted(_zone_countries()))


def is_zone_of_people(name: str) -> bool:
    """A zone that a phone may report: one of a country, by any name, or UTC and its fixed offsets. Not `localtime` or `Factory`."""
    return is_zone(name) and (country_of_zone(name) is not None or name == "UTC" or name.startswith("Etc/"))


def is_country(code: object) -> bool:
    return code == ELSEWHERE or code in countries()


@lru_cache(maxsize=2048)
def country_of_zone(zone: str) -> str | None:
    """The country whose zone this is, also by an old name; None for Etc/UTC, fixed offsets and nonsense."""
    named = _zone_countries()
    if zone in named:
        return named[zone]
    target = _links().get(zone)
    return named.get(target) if target else None


@cache
def zone_of_country(code: str) -> str | None:
    """A first guess: the zone where most people of that country live; None for ELSEWHERE and nonsense."""
    return _MOST_PEOPLE.get(code) or next((zone for zone, country in _zone_countries().items() if country == code), None)


def country_of_languages(header: str) -> str | None:
    """The first region in an Accept-Language header, such as `en-GB,en;q=0.9`."""
    regions = re.findall(r"(?:^|,)\s*[A-Za-z]{2,3}(?:-[A-Za-z]{4})?-([A-Za-z]{2})\b", header)
    return next((code for region in regions if (code := region.upper()) in countries()), None)


@cache
def other_names() -> dict[str, str]:
    """Names that a phone may still report → the zone of the list that they mean."""
    listed = _zone_countries()
    return {alias: target for alias, target in _links().items() if alias not in listed and target in listed}
