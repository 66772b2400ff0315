"""Which days and at what times, for exercises and routines: read from what was typed, kept as rows, said in words. Pure."""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backend.common.exceptions import FieldError
from backend.reminders.schedule import clock_words
from backend.treatment.clock_text import read_clock

WEEKDAYS = (
    (gettext_lazy("Monday"), gettext_lazy("Mon")),
    (gettext_lazy("Tuesday"), gettext_lazy("Tue")),
    (gettext_lazy("Wednesday"), gettext_lazy("Wed")),
    (gettext_lazy("Thursday"), gettext_lazy("Thu")),
    (gettext_lazy("Friday"), gettext_lazy("Fri")),
    (gettext_lazy("Saturday"), gettext_lazy("Sat")),
    (gettext_lazy("Sunday"), gettext_lazy("Sun")),
)
MOST_TIMES = 6
Row = dict[str, Any]


def read_days(given: Any) -> tuple[list[int] | None, list[FieldError]]:
    """Monday is 0. None: each day."""
    if given is None:
        return None, []
    if not isinstance(given, list) or any(type(one) is not int or not 0 <= one <= 6 for one in given):
        return None, [FieldError("weekdays", "invalid", _("Send the days as numbers from 0 (Monday) to 6 (Sunday)."))]
    if not given:
        return None, [FieldError("weekdays", "required", _("Choose at least one day."))]
    chosen = sorted(set(given))
    return (None if len(chosen) == 7 else chosen), []


def read_times(given: Any) -> tuple[list[dt.time], list[FieldError]]:
    """Times of the day, earliest first; none is an answer too."""
    if not isinstance(given, list):
        return [], [FieldError("times", "invalid", _("Send a list of times such as 08:00."))]
    if len(given) > MOST_TIMES:
        return [], [FieldError("times", "too_many", _("Give at most %d times a day.") % MOST_TIMES)]
    try:
        times = [read_clock(one) for one in given]
    except ValueError:
        return [], [FieldError("times", "invalid", _("Enter a time such as 08:00, up to 23:59."))]
    if len(set(times)) < len(times):
        return [], [FieldError("times", "twice", _("Give each time once."))]
    return sorted(times), []


def rows(times: Sequence[dt.time], weekdays: Sequence[int] | None, before: Sequence[Row]) -> list[Row]:
    """The rows of these times. A time that stood before keeps its slot; a moved one takes over the slot of one that is gone."""
    held = {row["at"]: row["slot"] for row in before}
    texts = [f"{at:%H:%M}" for at in times]
    free = [row["slot"] for row in before if row["at"] not in texts]
    days = None if weekdays is None else list(weekdays)
    return [{"slot": held.get(at) or (free.pop(0) if free else str(uuid.uuid4())), "at": at, "weekdays": days, "part": ""} for at in texts]


def slots(kept: Sequence[Row]) -> list[Row]:
    """The rows as a reminder's rule wants them."""
    return [{"slot": row["slot"], "at": row["at"], "weekdays": row.get("weekdays")} for row in kept]


def on_day(kept: Sequence[Row], day: dt.date) -> list[Row]:
    """The rows of one day, earliest first."""
    return sorted((row for row in kept if row.get("weekdays") is None or day.weekday() in row["weekdays"]), key=lambda row: str(row["at"]))


def days_of(kept: Sequence[Row]) -> list[int] | None:
    """The days of the rows, which have the same ones; none without rows."""
    return kept[0].get("weekdays") if kept else None


def times_of(kept: Sequence[Row]) -> list[str]:
    return [row["at"] for row in kept]


def in_words(kept: Sequence[Row]) -> str:
    """ "Mon, Wed and Fri, at 9am and 5pm"; empty without rows."""
    if not kept:
        return ""
    days = days_of(kept)
    named = _("Each day") if days is None else and_join([str(WEEKDAYS[day][1]) for day in days])
    return _("%(days)s, at %(times)s") % {"days": named, "times": and_join([clock_words(read_clock(at)) for at in times_of(kept)])}


def and_join(words: Sequence[str]) -> str:
    if len(words) < 2:
        return "".join(words)
    return _("%(first)s and %(last)s") % {"first": ", ".join(words[:-1]), "last": words[-1]}


def unknown(data: Mapping[Any, Any], keys: frozenset[str], prefix: str = "") -> list[FieldError]:
    """Names that nobody asked for."""
    return [FieldError(f"{prefix}{str(key)[:64]}", "unknown_field", _("This field is not known.")) for key in data if key not in keys][:20]
