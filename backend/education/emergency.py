"""Whom to call, by country: the one table behind "Get help now", sign-up and the care cards.

Every number here is from general knowledge and is listed for clinical review (docs/safety/clinical-review.md). A number
that is not well established is left out rather than guessed: an empty field shows neutral words, never a wrong number.
"""

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from zoneinfo import available_timezones

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from backend.common.places import ELSEWHERE, countries, country_of_zone
from backend.education.emergency_world import AMBULANCE

SOMEWHERE_ELSE = ELSEWHERE
CHECKED = "2026-11-21"
Words = str | Promise
_HOSPITAL = _("the emergency department")
_DOCTOR = _("your doctor")


@dataclass(frozen=True)
class Line:
    """A telephone line: its name, and the number as people write it."""

    name: Words
    number: str

    @property
    def tel(self) -> str:
        """The number as a phone dials it."""
        return re.sub(r"[^0-9+#*]", "", self.number)


@dataclass(frozen=True)
class Country:
    """`number` is called first; `others` also reach help. `urgent` and `crisis` are None where none is well established."""

    code: str
    name: Words
    number: str
    others: tuple[Line, ...] = ()
    urgent: Line | None = None
    crisis: Line | None = None
    hospital: Words = _HOSPITAL
    doctor: Words = _DOCTOR
    source: str = "[GK]"

    @property
    def tel(self) -> str:
        return Line("", self.number).tel

    @property
    def urgent_words(self) -> str:
        """The urgent line as a heading says it: "NHS 111", "Healthdirect 1800 022 222"; empty where there is none."""
        if self.urgent is None:
            return ""
        name = str(self.urgent.name)
        return name if name.endswith(self.urgent.number) else f"{name} {self.urgent.number}"


_112 = Line(_("also"), "112")
_112_MOBILE = Line(_("from a mobile"), "112")
_AMBULANCE = _("ambulance")
_ER = _("the emergency room")
_GP = _("your GP")


def _ambulance(number: str) -> tuple[Line, ...]:
    return (Line(_AMBULANCE, number),)


_TABLE = (
    Country("AU", _("Australia"), "000", (_112_MOBILE,), Line("Healthdirect", "1800 022 222"), Line("Lifeline", "13 11 14"), doctor=_GP),
    Country("AT", _("Austria"), "112", _ambulance("144"), Line(_("health line"), "1450"), Line("TelefonSeelsorge", "142")),
    Country("BE", _("Belgium"), "112", (), Line(_("doctor on duty"), "1733"), Line("Zelfmoordlijn", "1813"), doctor=_GP),
    Country("BG", _("Bulgaria"), "112"),
    Country("CA", _("Canada"), "911", (), Line(_("health line"), "811"), Line(_("Suicide Crisis Helpline"), "988"), _ER),
    Country("HR", _("Croatia"), "112", _ambulance("194")),
    Country("CY", _("Cyprus"), "112", (Line(_("also"), "199"),)),
    Country("CZ", _("Czechia"), "112", _ambulance("155"), None, Line("Linka první psychické pomoci", "116 123")),
    Country("DK", _("Denmark"), "112", (), None, Line("Livslinien", "70 201 201"), doctor=_GP),
    Country("EE", _("Estonia"), "112", (), Line(_("family doctor line"), "1220")),
    Country("FI", _("Finland"), "112", (), Line(_("medical help line"), "116 117"), Line("MIELI", "09 2525 0111")),
    Country("FR", _("France"), "112", (Line("SAMU", "15"),), None, Line(_("suicide prevention line"), "3114")),
    Country("DE", _("Germany"), "112", (), Line(_("doctor on call"), "116 117"), Line("TelefonSeelsorge", "0800 111 0 111")),
    Country("GR", _("Greece"), "112", _ambulance("166"), None, Line(_("suicide prevention line"), "1018")),
    Country("HK", _("Hong Kong"), "999", (_112_MOBILE,), None, Line(_("The Samaritan Befrienders"), "2389 2222")),
    Country("HU", _("Hungary"), "112", _ambulance("104"), None, Line(_("crisis line"), "116 123")),
    Country("IS", _("Iceland"), "112", (), Line(_("health line"), "1700"), Line(_("Red Cross help line"), "1717")),
    Country("IN", _("India"), "112", _ambulance("108"), None, Line("Tele-MANAS", "14416")),
    Country("IE", _("Ireland"), "112", (Line(_("also"), "999"),), None, Line("Samaritans", "116 123"), doctor=_GP),
    Country("IL", _("Israel"), "101", (), None, Line("ERAN", "1201"), _ER),
    Country("IT", _("Italy"), "112", _ambulance("118"), Line(_("doctor on call"), "116 117"), Line("Telefono Amico", "02 2327 2327")),
    Country("JP", _("Japan"), "119", (), Line(_("advice line, in many areas"), "#7119"), Line("Inochi no Denwa", "0120 783 556")),
    Country("LV", _("Latvia"), "112", _ambulance("113"), Line(_("family doctor line"), "66016001"), Line(_("crisis line"), "116 123")),
    Country("LI", _("Liechtenstein"), "112", _ambulance("144"), None, Line("Die Dargebotene Hand", "143")),
    Country("LT", _("Lithuania"), "112", (), None, Line(_("crisis line"), "1809")),
    Country("LU", _("Luxembourg"), "112", (), None, Line("SOS Détresse", "45 45 45")),
    Country("MT", _("Malta"), "112", (), None, Line(_("support line"), "179")),
    Country("NL", _("Netherlands"), "112", (), None, Line("113 Zelfmoordpreventie", "0800 0113"), doctor=_GP),
    Country("NZ", _("New Zealand"), "111", (), Line("Healthline", "0800 611 116"), Line(_("Need to talk?"), "1737"), doctor=_GP),
    Country("NO", _("Norway"), "113", (_112,), Line(_("doctor on call"), "116 117"), Line("Mental Helse", "116 123"), doctor=_GP),
    Country("PL", _("Poland"), "112", _ambulance("999"), Line(_("patient line"), "800 190 590"), Line(_("crisis line"), "116 123")),
    Country("PT", _("Portugal"), "112", (), Line("SNS 24", "808 24 24 24"), Line("SOS Voz Amiga", "213 544 545")),
    Country("RO", _("Romania"), "112", (), None, Line(_("suicide prevention line"), "0800 801 200")),
    Country("SG", _("Singapore"), "995", (), Line(_("non-emergency ambulance"), "1777"), Line(_("Samaritans of Singapore"), "1767")),
    Country("SK", _("Slovakia"), "112", _ambulance("155"), None, Line("Linka dôvery Nezábudka", "0800 800 566")),
    Country("SI", _("Slovenia"), "112", (), None, Line("Samarijan", "116 123")),
    Country("ZA", _("South Africa"), "112", _ambulance("10177"), None, Line(_("Suicide Crisis Helpline"), "0800 567 567")),
    Country("ES", _("Spain"), "112", (), None, Line(_("suicide prevention line"), "024")),
    Country("SE", _("Sweden"), "112", (), Line(_("health line"), "1177"), Line("Mind Självmordslinjen", "90101")),
    Country("CH", _("Switzerland"), "144", (_112,), None, Line("Die Dargebotene Hand", "143")),
    Country("GB", _("United Kingdom"), "999", (_112,), Line("NHS 111", "111"), Line("Samaritans", "116 123"), _("A&E"), _GP),
    Country("US", _("United States"), "911", (), None, Line(_("Suicide and Crisis Lifeline"), "988"), _ER),
    Country(SOMEWHERE_ELSE, _("Somewhere else"), "112"),
)
_NAMES = countries()
_WORLD = tuple(Country(code, _NAMES[code], number) for code, number in AMBULANCE.items())
COUNTRIES: dict[str, Country] = {country.code: country for country in (*_TABLE, *_WORLD)}

# Places with a code of their own in the zone table that use another country's numbers.
_SAME_NUMBERS = {
    **dict.fromkeys(("GG", "JE", "IM"), "GB"),
    **dict.fromkeys(("PR", "VI", "GU", "AS", "MP"), "US"),
    **dict.fromkeys(("GP", "MQ", "GF", "RE", "YT"), "FR"),
    **{"AX": "FI", "SJ": "NO", "GL": "DK", "FO": "DK"},
}


def for_country(code: str | None) -> Country:
    """The country's row; a country without one keeps its name and gets 112; none at all is "Somewhere else"."""
    code = (code or "").upper()
    if code in COUNTRIES:
        return COUNTRIES[code]
    elsewhere = COUNTRIES[SOMEWHERE_ELSE]
    return replace(elsewhere, code=code, name=_NAMES[code]) if code in _NAMES else elsewhere


def choices() -> list[tuple[str, Words]]:
    """Every country with a row of its own, by name in the reader's language, "Somewhere else" last."""
    rows = sorted(COUNTRIES.values(), key=lambda row: (row.code == SOMEWHERE_ELSE, str(row.name)))
    return [(row.code, row.name) for row in rows]


def zone_country(zone: str) -> str:
    """The code of the offered country of a time zone name; "XX" for an unknown zone or a country without one."""
    return _zone_countries().get(zone, SOMEWHERE_ELSE)


def zones_by_country() -> dict[str, list[str]]:
    """Every zone name of every country with a row, old names too: browsers still say "Asia/Calcutta"."""
    found: dict[str, list[str]] = {}
    for zone, code in sorted(_zone_countries().items()):
        found.setdefault(code, []).append(zone)
    return found


@lru_cache
def _zone_countries() -> dict[str, str]:
    """Zone name → code of a country with a row."""
    codes = {zone: _OLD_NAMES.get(zone) or country_of_zone(zone) or "" for zone in available_timezones()}
    same = {zone: _SAME_NUMBERS.get(code, code) for zone, code in codes.items()}
    return {zone: code for zone, code in same.items() if code in COUNTRIES}


_OLD_NAMES = {"America/Coral_Harbour": "CA"}  # its rules are now a copy of Panama's
