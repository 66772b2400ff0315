"""Zones, dates and stamps, strictly read. Pure: `now` and the zone are always arguments.

A stamp on the wire is RFC 3339 in UTC with exactly three decimals, `2026-11-20T08:04:05.123Z`.
Inside, a stamp is an int: milliseconds since 1970 in UTC, so that stamps compare as numbers.
"""

import re
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from django.utils.translation import gettext, pgettext

STAMP = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z", re.ASCII)
DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
EARLIEST = date(1900, 1, 1)  # so that a day or a month before still exists
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MILLISECOND = timedelta(milliseconds=1)


@cache
def _zones() -> frozenset[str]:
    # These two are names of files, not of places: one is this machine's own zone, the other says that none is set.
    return frozenset(available_timezones() - {"localtime", "Factory"})


def is_zone(name: Any) -> bool:
    """Is this the name of a zone of the tz database, such as `Europe/London`?

    Asked of the list of names, never of the file system: a name from outside is not a path.
    """
    return isinstance(name, str) and name in _zones()


def local_date(instant: datetime, zone: str) -> date:
    """The date on the wall calendar of `zone` at this instant."""
    return instant.astimezone(ZoneInfo(zone)).date()


def local_ms(day: date, at: time, zone: str) -> int:
    """The stamp of a wall-clock time in `zone`; in a repeated hour the first one."""
    return stamp_of(datetime.combine(day, at, tzinfo=ZoneInfo(zone)))


def parse_stamp(text: Any) -> int:
    """Milliseconds of a stamp from the wire; ValueError for anything but the one form."""
    if not isinstance(text, str) or not STAMP.fullmatch(text):
        raise ValueError("a stamp looks like 2026-11-20T08:04:05.123Z")
    return stamp_of(datetime.fromisoformat(text))


def format_stamp(stamp_ms: int) -> str:
    return datetime_of(stamp_ms).isoformat(timespec="milliseconds")[:23] + "Z"


def stamp_of(instant: datetime) -> int:
    """Whole milliseconds of an aware datetime, rounded down."""
    return (instant - EPOCH) // MILLISECOND


def datetime_of(stamp_ms: int) -> datetime:
    return EPOCH + timedelta(milliseconds=stamp_ms)


def parse_date(text: Any) -> date:
    """A date from the wire; ValueError for anything but the form `2026-11-20`, or a day before 1900."""
    if not isinstance(text, str) or not DATE.fullmatch(text):
        raise ValueError("a date looks like 2026-11-20")
    day = date.fromisoformat(text)
    if day < EARLIEST:
        raise ValueError("no diary reaches back so far")
    return day


def clock_words(at: time) -> str:
    """A time as a label says it: 8am, 8:30am, noon, midnight."""
    if at.minute == 0 and at.hour in (0, 12):
        return gettext("noon") if at.hour else gettext("midnight")
    shown = f"{at.hour % 12 or 12}" + (f":{at.minute:02d}" if at.minute else "")
    form = pgettext("time of day", "%(time)sam") if at.hour < 12 else pgettext("time of day", "%(time)spm")
    return form % {"time": shown}
