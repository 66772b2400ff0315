"""A plan in words: "300 mg, 8am and 8pm", "from Tue 3 March". Pure. Times as the person typed them, never worked out."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Protocol

from django.utils.dates import WEEKDAYS_ABBR
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from backend.common.bidi import apart
from backend.common.localtime import clock_words


class StepLike(Protocol):
    """A MedicineStep, or a step that was typed and is not kept yet."""

    @property
    def dose_text(self) -> str: ...
    @property
    def every_hours(self) -> int | None: ...
    @property
    def window_from(self) -> dt.time | None: ...
    @property
    def window_to(self) -> dt.time | None: ...


def joined(words: Sequence[str]) -> str:
    """8am, 2pm and 10pm"""
    if len(words) < 2:
        return "".join(words)
    return _("%(many)s and %(last)s") % {"many": ", ".join(words[:-1]), "last": words[-1]}


def day_words(day: dt.date, today: dt.date) -> str:
    """Tue 3 March; with the year when it is another one."""
    return date_format(day, "D j F" if day.year == today.year else "D j F Y")


def times_words(rows: Iterable[Mapping[str, Any]]) -> str:
    """The times of a step: "8am and 8pm", "on at 8am, off at 8pm", "a new one every 3 days at 9am, the old one off first", "8am, on Mon and Thu"."""
    rows = list(rows)
    if rows and (days := rows[0].get("every_days")):
        every = ngettext("a new one each day", "a new one every %(count)s days", days) % {"count": days}
        return _("%(every)s at %(time)s, the old one off first") % {"every": every, "time": clock_words(dt.time.fromisoformat(rows[0]["at"]))}
    part = {row.get("part"): clock_words(dt.time.fromisoformat(row["at"])) for row in rows}
    if part.get("on") and part.get("off"):
        words = _("on at %(on)s, off at %(off)s") % {"on": part["on"], "off": part["off"]}
    else:
        words = joined([clock_words(dt.time.fromisoformat(row["at"])) for row in sorted(rows, key=lambda row: row["at"])])
        if len(by_days := _by_days(rows)) > 1:
            return "; ".join(times_words(same) if days else _("%(times)s, each day") % {"times": times_words(same)} for days, same in by_days.items())
    days = rows[0].get("weekdays") if rows else None
    if days is None:
        return words
    return _("%(times)s, on %(days)s") % {"times": words, "days": joined([str(WEEKDAYS_ABBR[day]) for day in days])}


def _by_days(rows: Iterable[Mapping[str, Any]]) -> dict[tuple[int, ...], list[Mapping[str, Any]]]:
    """Days of the week → their times; no days: each day."""
    found: dict[tuple[int, ...], list[Mapping[str, Any]]] = {}
    for row in rows:
        found.setdefault(tuple(row.get("weekdays") or ()), []).append(row)
    return found


def when_words(step: StepLike, rows: Iterable[Mapping[str, Any]]) -> str:
    """When the step is taken, without its dose; empty for a medicine that is taken when needed."""
    rows = list(rows)
    if step.every_hours is None:
        return times_words(rows)
    hours = ngettext("every hour", "every %(count)s hours", step.every_hours) % {"count": step.every_hours}
    if step.window_from and step.window_to:
        return _("%(hours)s from %(start)s to %(end)s") % {"hours": hours, "start": clock_words(step.window_from), "end": clock_words(step.window_to)}
    if not rows:
        return hours
    return _("%(hours)s day and night, first at %(start)s") % {"hours": hours, "start": times_words(rows)}


def step_words(step: StepLike, rows: Iterable[Mapping[str, Any]], dose_text: str | None = None) -> str:
    """300 mg, 8am and 8pm. A dose that is a list itself keeps apart from its times: 300 mg, 300 mg, 600 mg at 8am, 2pm and 10pm.

    `dose_text`: said in place of the step's own.
    """
    rows = list(rows)
    dose, when = apart(step.dose_text if dose_text is None else dose_text), when_words(step, rows)
    if "," in dose and when and step.every_hours is None and not any(row.get("part") for row in rows):
        return _("%(dose)s at %(times)s") % {"dose": dose, "times": when}
    return ", ".join(one for one in (dose, when) if one)


def gap_words(minutes: int) -> str:
    """4 hours, 90 minutes"""
    if minutes % 60 == 0:
        return ngettext("%(count)s hour", "%(count)s hours", minutes // 60) % {"count": minutes // 60}
    return ngettext("%(count)s minute", "%(count)s minutes", minutes) % {"count": minutes}
