"""Change computed from noisy diaries: windows of 7 days, the start, and the noise band. Pure.

The rule: 7 days against 7 days, each with 4 values at least; a noise band of 1.96 pooled standard
deviations, never below 1 point, which ignores that neighbouring days are alike and so is a guide.
Means are exact fractions, so that a change of exactly 1.0 is never 0.9999. Nothing is carried
forward, filled in or interpolated.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from math import sqrt
from statistics import variance
from typing import Literal

LENGTH = 7
ENOUGH = 4  # days of 7
BASELINE_WITHIN = 14  # days in which a full window is looked for
PROVISIONAL_WITHIN = 28  # days in which the first 4 days with pain must lie
PERCENT_FROM = 3  # a smaller start makes percentages leap
SAME_BELOW = 1  # points
NOISE_FACTOR = 1.96

Label = Literal["same", "mixed", "much_less", "clearly_less", "little_less", "little_more", "clearly_more"]
Status = Literal["empty", "collecting", "too_few", "compared"]


@dataclass(frozen=True, slots=True)
class Window:
    """The values of the days `start` to `end`, both included; days without a value are absent."""

    start: date
    end: date
    values: tuple[int, ...]
    provisional: bool = False

    @property
    def length(self) -> int:
        return (self.end - self.start).days + 1

    @property
    def n(self) -> int:
        return len(self.values)

    @property
    def is_enough(self) -> bool:
        return self.n >= ENOUGH

    @property
    def mean(self) -> Fraction | None:
        return Fraction(sum(self.values), self.n) if self.is_enough else None

    @property
    def low(self) -> int | None:
        return min(self.values, default=None)

    @property
    def high(self) -> int | None:
        return max(self.values, default=None)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two windows that do not overlap, or why there is nothing to compare yet (`status`)."""

    status: Status
    base: Window | None
    now: Window
    change: Fraction | None = None
    percent: Fraction | None = None
    noise: float | None = None
    label: Label | None = None

    @property
    def compares_from(self) -> date | None:
        """The first day on which the window up to today lies clear of the starting one."""
        return self.base.end + timedelta(days=LENGTH) if self.base else None


def window(values: Mapping[date, int], end: date, length: int = LENGTH) -> Window:
    start = end - timedelta(days=length - 1)
    days = (start + timedelta(days=n) for n in range(length))
    return Window(start, end, tuple(values[day] for day in days if day in values))


def baseline(values: Mapping[date, int], today: date) -> Window | None:
    """The starting window: the first 7 days, from the first day with pain on, that hold 4.

    If 14 days brought none, the first 4 days with pain, marked provisional. It stays what it is
    when later days come in. Days too far apart to be one start (a try long ago) are passed over.
    """
    days = sorted(day for day in values if day <= today)
    for position, first in enumerate(days):
        found = _full_window(values, first, today)
        if found is None and today >= first + timedelta(days=BASELINE_WITHIN - 1):
            found = _first_days(values, days[position : position + ENOUGH])
        if found:
            return found
    return None


def _full_window(values: Mapping[date, int], first: date, today: date) -> Window | None:
    for shift in range(LENGTH - 1, BASELINE_WITHIN):
        end = first + timedelta(days=shift)
        if end > today:
            return None
        if (found := window(values, end)).is_enough:
            return found
    return None


def _first_days(values: Mapping[date, int], days: Sequence[date]) -> Window | None:
    if len(days) < ENOUGH or (days[-1] - days[0]).days >= PROVISIONAL_WITHIN:
        return None
    return Window(days[0], days[-1], tuple(values[day] for day in days), provisional=True)


def compare(base: Window | None, now: Window) -> Comparison:
    """The change from `base` to `now`; never from two windows that share a day."""
    if base is None or now.start <= base.end:
        return Comparison("collecting", base, now)
    if base.mean is None or now.mean is None:
        return Comparison("too_few", base, now)
    change = now.mean - base.mean
    percent = 100 * change / base.mean if base.mean >= PERCENT_FROM else None
    noise = noise_band(base.values, now.values)
    return Comparison("compared", base, now, change, percent, noise, label_of(change, percent, noise))


def noise_band(base: Sequence[int], now: Sequence[int]) -> float:
    """max(1.0, 1.96 · SDp · √(1/n_base + 1/n_now)): a guide, blind to day-to-day carry-over."""
    freedom = len(base) + len(now) - 2
    pooled = ((len(base) - 1) * variance(base) + (len(now) - 1) * variance(now)) / freedom
    return max(float(SAME_BELOW), NOISE_FACTOR * sqrt(pooled * (1 / len(base) + 1 / len(now))))


def label_of(change: Fraction, percent: Fraction | None, noise: float) -> Label:
    """First match wins. "The same" is said below 1.0 only, never for a change lost in noise."""
    if abs(change) < SAME_BELOW:
        return "same"
    if abs(change) < noise:
        return "mixed"
    return _less(change, percent) if change < 0 else _more(change, percent)


def _less(change: Fraction, percent: Fraction | None) -> Label:
    if percent is None:
        return "clearly_less" if change <= -2 else "little_less"
    if change <= -2 and percent <= -50:
        return "much_less"
    return "clearly_less" if percent <= -30 else "little_less"


def _more(change: Fraction, percent: Fraction | None) -> Label:
    if change >= 2 or (percent is not None and percent >= 30):
        return "clearly_more"
    return "little_more"


def one_decimal(value: Fraction) -> str:
    """`4.3`, halves rounded up, with a point in every locale: as the chart and the table say it."""
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return str(exact.quantize(Decimal("0.1"), ROUND_HALF_UP))
