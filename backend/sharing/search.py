"""Finding a patient by name, birth date or clinic number, as people type them. Pure."""

import datetime as dt
import re
import unicodedata
from collections.abc import Iterable

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
PARTS = re.compile(r"(?P<a>\d{1,4})[\s./,-]+(?P<b>\d{1,2}|[a-z]{3,9})[\s./,-]+(?P<c>\d{1,4})", re.ASCII)
MONTH_FIRST = re.compile(r"(?P<b>[a-z]{3,9})[\s.]+(?P<a>\d{1,2})(?:st|nd|rd|th)?[\s,]+(?P<c>\d{4})", re.ASCII)
EIGHT = re.compile(r"\d{8}", re.ASCII)


def plain(text: str) -> str:
    """Without accents, case and doubled spaces, so that "zoe" finds "Zoë"."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(letter for letter in letters if not unicodedata.combining(letter)).split())


def birth_dates(text: str, today: dt.date) -> set[dt.date]:
    """Every date that `text` can mean: 9 May 1949, 9/5/1949, 09.05.49, 1949-05-09, 09051949. Day or month first: both."""
    text = re.sub(r"(?<=\d)(st|nd|rd|th)\b", "", plain(text))
    if EIGHT.fullmatch(text):
        return _dates(text[:2], text[2:4], text[4:], today) | _dates(text[:4], text[4:6], text[6:], today)
    found = PARTS.fullmatch(text) or MONTH_FIRST.fullmatch(text)
    return _dates(found["a"], found["b"], found["c"], today) if found else set()


def _dates(a: str, b: str, c: str, today: dt.date) -> set[dt.date]:
    if b[:3] in MONTHS:
        return _date(c, MONTHS.index(b[:3]) + 1, a, today)
    if not b.isdigit():
        return set()
    if len(a) == 4:
        return _date(a, int(b), c, today)
    return _date(c, int(b), a, today) | _date(c, int(a), b, today)


def _date(year: str, month: int, day: str, today: dt.date) -> set[dt.date]:
    full = int(year)
    if len(year) == 2:
        full += 2000 if 2000 + full <= today.year else 1900
    try:
        found = dt.date(full, month, int(day))
    except ValueError:
        return set()
    return {found}


def matches(query: str, dates: Iterable[dt.date], *, name: str, birth_date: dt.date | None, clinic_number: str) -> bool:
    """Whether this person is meant. `dates` is birth_dates(query): worked out once for a whole list."""
    if birth_date and birth_date in dates:
        return True
    words, numbers = plain(query).split(), _bare(clinic_number)
    sought = _bare(query)
    return all(word in plain(name) for word in words) or bool(sought and sought in numbers)


def _bare(number: str) -> str:
    """A clinic number without the spaces and dashes that people leave out."""
    return re.sub(r"[\W_]+", "", plain(number))
