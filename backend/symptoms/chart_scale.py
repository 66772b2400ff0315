"""Where a day and a value lie in a chart, and how a coordinate is written. Pure."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cached_property


def number(value: float) -> str:
    """A coordinate with at most one decimal and always a point: `48.1`, `246`."""
    return f"{value:.1f}".removesuffix(".0")


@dataclass(frozen=True)
class Scale:
    """Days from left to right, each in its own column; values from 0 at the bottom to 10 on top."""

    start: date
    days: int
    width: int
    top: float
    height: float = 196
    left: float = 28
    right_margin: float = 8

    @cached_property
    def right(self) -> float:
        return self.width - self.right_margin

    @cached_property
    def bottom(self) -> float:
        return self.top + self.height

    @cached_property
    def step(self) -> float:
        return (self.right - self.left) / self.days

    @cached_property
    def dot(self) -> float:
        return min(3.6, max(1.9, self.step / 3))

    def at(self, index: int) -> float:
        """The middle of the column of day number `index`."""
        return self.left + self.step * (index + 0.5)

    def edge(self, day: date) -> float:
        """The left edge of the column of `day`."""
        return self.left + self.step * (day - self.start).days

    def middle(self, day: date) -> float:
        return self.at((day - self.start).days)

    def y(self, value: int | Fraction) -> float:
        return self.bottom - self.height * float(value) / 10
