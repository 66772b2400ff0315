"""The trend of a diary over the last days: series, weeks, change, counts and words. Pure.

The caller decides which days are there to be read (all of a patient's own, or those inside a
grant); every figure, the start included, comes from these days alone. `today` is the patient's.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from datetime import date, timedelta
from fractions import Fraction
from functools import cached_property
from math import ceil
from typing import Any

from django.utils.translation import gettext

from backend.symptoms import findings, leg_checks
from backend.symptoms.change import LENGTH, Comparison, Window, baseline, compare, one_decimal, window
from backend.symptoms.counts import (
    ANY_NUMBNESS,
    DAY_FIELDS,
    NUMBNESS_MORE,
    SOMETHING_NEW,
    WEAKER_LEFT,
    WEAKER_RIGHT,
    Count,
    DayPoint,
    MomentPoint,
    Record,
    between,
    count,
    dates_of,
    record,
)
from backend.symptoms.findings import Finding
from backend.symptoms.leg_checks import CheckPoint

__all__ = ["DAY_FIELDS", "SPANS", "CheckPoint", "DayPoint", "MomentPoint", "Trend", "as_json", "trend"]

SPANS = (14, 28, 90)
RECENT = 14  # days over which weaker and number are counted in words
WEAKER = {"left": WEAKER_LEFT, "right": WEAKER_RIGHT}


@dataclass(frozen=True, slots=True)
class Point:
    """One day of the shown period. `day` is None where nothing was logged: a gap stays a gap."""

    date: date
    day: DayPoint | None
    n: int
    mean: Fraction | None

    @property
    def pain(self) -> int | None:
        return self.day.pain_avg if self.day else None


@dataclass(frozen=True, slots=True)
class WeekRow:
    """A row of the table beside the chart; the oldest may be shorter than 7 days."""

    pain: Window
    sleep: Window
    left: Count | None
    right: Count | None
    numbness: Count
    falls: int
    trips: int
    logged: int
    check: Mapping[str, str] = field(default_factory=dict)
    """The weekly leg check that falls into these days: item → answer."""

    @property
    def start(self) -> date:
        return self.pain.start

    @property
    def known_falls(self) -> int | None:
        """None where nothing at all is known of the week: not 0."""
        return self.falls if self.logged or self.falls else None

    @property
    def pain_shown(self) -> str:
        return mean_shown(self.pain)

    @property
    def sleep_shown(self) -> str:
        return mean_shown(self.sleep)

    def weaker(self, leg: str) -> Count | None:
        return self.left if leg == "left" else self.right

    def jobs(self, leg: str) -> list[str]:
        """What the leg check says of one leg, in words, in the order of the table."""
        return [leg_checks.word(item, self.check.get(item)) for item in leg_checks.items_of([leg])[:-1]]

    @property
    def aid(self) -> str:
        return leg_checks.word(leg_checks.AID, self.check.get(leg_checks.AID))

    @property
    def left_jobs(self) -> list[str]:
        return self.jobs("left")

    @property
    def right_jobs(self) -> list[str]:
        return self.jobs("right")


def mean_shown(shown: Window) -> str:
    """As the table says it: a mean of 4 days and more, "too few" below, a dash for nothing."""
    if shown.mean is not None:
        return one_decimal(shown.mean)
    return gettext("too few") if shown.n else "–"


@dataclass(frozen=True)
class Diary:
    """What is known, up to today, and what the log asks of this person."""

    days: Sequence[DayPoint]
    moments: Sequence[MomentPoint]
    today: date
    legs: Sequence[str]
    asks_any_numbness: bool
    checks: Sequence[CheckPoint] = ()

    @cached_property
    def pains(self) -> dict[date, int]:
        return {day.date: day.pain_avg for day in self.days if day.pain_avg is not None}

    @cached_property
    def sleeps(self) -> dict[date, int]:
        return {day.date: day.sleep for day in self.days if day.sleep is not None}

    @property
    def numbness(self) -> tuple[str, str]:
        return ANY_NUMBNESS if self.asks_any_numbness else NUMBNESS_MORE

    def compared(self) -> Comparison:
        now = window(self.pains, self.today)
        return compare(baseline(self.pains, self.today), now) if self.pains else Comparison("empty", None, now)

    def dates_of(self, kind: str, start: date, end: date) -> tuple[date, ...]:
        return tuple(dates_of(self.moments, kind, start, end))


@dataclass(frozen=True, slots=True)
class Trend:
    today: date
    span: int
    points: tuple[Point, ...]
    weeks: tuple[WeekRow, ...]  # newest first
    pain: Comparison
    record: Record
    new: Count
    falls: tuple[date, ...]
    trips: tuple[date, ...]
    legs: tuple[str, ...]
    asks_any_numbness: bool
    shared_since: date | None
    findings: tuple[Finding, ...]

    @property
    def has_checks(self) -> bool:
        """Whether a leg check falls into the shown weeks: only then lanes and tables are drawn for it."""
        return any(week.check for week in self.weeks)

    @property
    def start(self) -> date:
        return self.points[0].date

    @property
    def is_empty(self) -> bool:
        """Nothing to draw: no day of the period holds anything, and nobody fell or tripped."""
        return not (self.falls or self.trips or self.has_checks or any(point.day for point in self.points))

    @property
    def note(self) -> str:
        """What a reader with a grant must know of every figure here."""
        return findings.shared_note(self.shared_since, self.today) if self.shared_since else ""


def trend(
    days: Iterable[DayPoint],
    moments: Iterable[MomentPoint] = (),
    *,
    today: date,
    span: int = 28,
    legs: Sequence[str] = ("left", "right"),
    asks_any_numbness: bool = False,
    shared_since: date | None = None,
    checks: Iterable[CheckPoint] = (),
) -> Trend:
    """The last `span` days up to `today`, compared with the start of all `days`.

    `legs` are those the log asks about (fields.legs). `asks_any_numbness`: she said "no numbness"
    at the start. `shared_since`: a grant limits `days` and `moments`, and the words say so.
    `checks`: the weekly leg checks; none where the grant does not hold them.
    """
    known = sorted((day for day in days if day.date <= today), key=lambda day: day.date)
    held = sorted((check for check in checks if check.date <= today), key=lambda check: check.date)
    diary = Diary(known, [m for m in moments if m.date <= today], today, legs, asks_any_numbness, held)
    start = today - timedelta(days=span - 1)
    shown = between(known, start, today)
    made = Trend(
        today=today,
        span=span,
        points=_points(diary, shown, start),
        weeks=_weeks(diary, start),
        pain=diary.compared(),
        record=record(shown, span),
        new=count(shown, SOMETHING_NEW, span),
        falls=diary.dates_of("fall", start, today),
        trips=diary.dates_of("trip", start, today),
        legs=tuple(legs),
        asks_any_numbness=asks_any_numbness,
        shared_since=shared_since,
        findings=(),
    )
    return replace(made, findings=tuple(_in_words(made, diary)))


def _points(diary: Diary, shown: Sequence[DayPoint], start: date) -> tuple[Point, ...]:
    by_date = {day.date: day for day in shown}
    made = []
    for number in range((diary.today - start).days + 1):
        day = start + timedelta(days=number)
        week = window(diary.pains, day)
        made.append(Point(day, by_date.get(day), week.n, week.mean))
    return tuple(made)


def _weeks(diary: Diary, start: date) -> tuple[WeekRow, ...]:
    """Weeks counted back from today, so that the newest is always the last 7 days."""
    span = (diary.today - start).days + 1
    ends = [diary.today - timedelta(days=LENGTH * number) for number in range(ceil(span / LENGTH))]
    return tuple(_week(diary, max(start, end - timedelta(days=LENGTH - 1)), end) for end in ends)


def _week(diary: Diary, first: date, end: date) -> WeekRow:
    days, length = between(diary.days, first, end), (end - first).days + 1
    return WeekRow(
        pain=window(diary.pains, end, length),
        sleep=window(diary.sleeps, end, length),
        left=count(days, WEAKER_LEFT, length) if "left" in diary.legs else None,
        right=count(days, WEAKER_RIGHT, length) if "right" in diary.legs else None,
        numbness=count(days, diary.numbness, length),
        falls=len(diary.dates_of("fall", first, end)),
        trips=len(diary.dates_of("trip", first, end)),
        logged=sum(not day.withdrawn for day in days),
        check=leg_checks.known_in(diary.checks, first, end),
    )


def _in_words(made: Trend, diary: Diary) -> Iterator[Finding]:
    today, span = made.today, made.span
    yield findings.of_pain(made.pain, shared=made.shared_since is not None, today=today)
    yield from _recent_in_words(diary)
    yield from leg_checks.in_words(diary.checks, diary.legs, today)
    yield findings.of_falls(made.falls, span, today)
    if made.trips:
        yield findings.of_trips(made.trips, span, today)
    yield findings.of_new(made.new)
    yield findings.of_record(made.record)


def _recent_in_words(diary: Diary) -> Iterator[Finding]:
    """Strength of each affected leg, and numbness: the last 14 days beside the 14 before."""
    middle = diary.today - timedelta(days=RECENT)
    recent = between(diary.days, middle + timedelta(days=1), diary.today)
    before = between(diary.days, middle - timedelta(days=RECENT - 1), middle)
    for leg in diary.legs:
        question = WEAKER[leg]
        yield findings.of_strength(leg, count(recent, question, RECENT), count(before, question, RECENT))
    numb = [count(days, diary.numbness, RECENT) for days in (recent, before)]
    yield findings.of_numbness(*numb, any_at_all=diary.asks_any_numbness)


def as_json(made: Trend) -> dict[str, Any]:
    """The same trend for `/api/v1/trends/`: dates as text, means with 2 decimals, gaps as null."""
    return {
        "days": made.span,
        "from": made.start.isoformat(),
        "to": made.today.isoformat(),
        "shared_since": made.shared_since and made.shared_since.isoformat(),
        "note": made.note,
        "series": [_point_json(point) for point in made.points],
        "change": _change_json(made.pain),
        "weeks": [_week_json(row) for row in made.weeks],
        "new": asdict(made.new),
        "record": asdict(made.record),
        "falls": [day.isoformat() for day in made.falls],
        "trips": [day.isoformat() for day in made.trips],
        "findings": [asdict(finding) for finding in made.findings],
    }


def _point_json(point: Point) -> dict[str, Any]:
    day = asdict(point.day) if point.day else dict.fromkeys(DAY_FIELDS)
    return {**day, "date": point.date.isoformat(), "pain_mean_7": _number(point.mean), "pain_n_7": point.n}


def _change_json(comparison: Comparison) -> dict[str, Any]:
    return {
        "status": comparison.status,
        "label": comparison.label,
        "since": "start",
        "baseline": _window_json(comparison.base),
        "current": _window_json(comparison.now),
        "value": _number(comparison.change),
        "percent": _number(comparison.percent),
        "noise": comparison.noise and round(comparison.noise, 2),
    }


def _window_json(shown: Window | None) -> dict[str, Any] | None:
    if shown is None:
        return None
    return {
        "from": shown.start.isoformat(),
        "to": shown.end.isoformat(),
        "days": shown.length,
        "n": shown.n,
        "mean": _number(shown.mean),
        "low": shown.low,
        "high": shown.high,
        "provisional": shown.provisional,
    }


def _week_json(row: WeekRow) -> dict[str, Any]:
    return {
        "from": row.start.isoformat(),
        "pain": _window_json(row.pain),
        "sleep": _window_json(row.sleep),
        "left_weaker": row.left and asdict(row.left),
        "right_weaker": row.right and asdict(row.right),
        "numbness": asdict(row.numbness),
        "falls": row.known_falls,
        "trips": row.trips,
        "leg_check": dict(row.check),
    }


def _number(value: Fraction | None) -> float | None:
    return None if value is None else round(float(value), 2)
