"""The month grid of the diary: weeks from Monday, each day with what is known of it. Pure."""

import re
from calendar import Calendar
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from backend.symptoms.counts import DayPoint, MomentPoint, once

State = Literal["none", "partial", "complete", "withdrawn", "future", "before_start"]
MONDAY = 0
MONTH = re.compile(r"\d{4}-\d{2}", re.ASCII)
STATES: Mapping[State, Any] = {
    "none": gettext_lazy("not logged"),
    "partial": gettext_lazy("logged in part"),
    "complete": gettext_lazy("complete"),
    "withdrawn": gettext_lazy("withdrawn"),
    "future": "",
    "before_start": "",
}


@dataclass(frozen=True, slots=True)
class CalendarDay:
    date: date
    state: State
    pain: int | None = None
    falls: int = 0
    is_today: bool = False

    @property
    def can_log(self) -> bool:
        """Any day up to today can be filled in, also one before she started."""
        return self.state != "future"

    @property
    def words(self) -> str:
        """What the cell says without its colours: `pain 6, complete, 1 fall`."""
        pain = _("pain %(pain)s") % {"pain": self.pain} if self.pain is not None else ""
        falls = ngettext("%(n)s fall", "%(n)s falls", self.falls) % {"n": self.falls} if self.falls else ""
        return ", ".join(part for part in (pain, str(STATES[self.state]), falls) if part)


@dataclass(frozen=True, slots=True)
class Month:
    """`weeks` are rows of 7; a place of another month is None."""

    first: date
    weeks: tuple[tuple[CalendarDay | None, ...], ...]
    previous: str | None
    next: str | None

    @property
    def key(self) -> str:
        return month_key(self.first)


def month_key(day: date) -> str:
    return f"{day.year:04d}-{day.month:02d}"


def parse_month(text: Any) -> date:
    """The first day of a month from the address, `2026-11`; ValueError for anything else."""
    if not isinstance(text, str) or not MONTH.fullmatch(text):
        raise ValueError("a month looks like 2026-11")
    return date.fromisoformat(f"{text}-01")


def month(
    first: date,
    days: Iterable[DayPoint],
    moments: Iterable[MomentPoint] = (),
    *,
    today: date,
    start: date | None = None,
) -> Month:
    """The grid of the month of `first`, from the days and moments of that month.

    `start` is the day on which she started with Stride; without it every past day may be paged to.
    """
    first = first.replace(day=1)
    by_date = {day.date: day for day in days}
    falls = [moment.date for moment in once(moments) if moment.kind == "fall"]
    weeks = tuple(
        tuple(_cell(day, by_date.get(day), falls, today, start) if day.month == first.month else None for day in week)
        for week in Calendar(MONDAY).monthdatescalendar(first.year, first.month)
    )
    earliest = min([start, *by_date]) if start else date.min
    before, after = first - timedelta(days=1), (first + timedelta(days=31)).replace(day=1)
    return Month(
        first=first,
        weeks=weeks,
        previous=month_key(before) if before >= earliest.replace(day=1) else None,
        next=month_key(after) if after <= today else None,
    )


def _cell(day: date, known: DayPoint | None, falls: list[date], today: date, start: date | None) -> CalendarDay:
    pain = known.pain_avg if known else None
    return CalendarDay(day, _state(day, known, today, start), pain, falls.count(day), day == today)


def _state(day: date, known: DayPoint | None, today: date, start: date | None) -> State:
    if day > today:
        return "future"
    if known is None:
        return "before_start" if start and day < start else "none"
    if known.withdrawn:
        return "withdrawn"
    return "complete" if known.complete else "partial"
