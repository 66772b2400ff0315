"""The rows of weekly cells under the pain: strength per leg, numbness, sleep. Pure.

A cell carries its figure; its shade only repeats it. A week without answers is a dash.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction

from django.utils.translation import gettext as _

from backend.symptoms.change import one_decimal
from backend.symptoms.chart_scale import Scale, number
from backend.symptoms.counts import Count
from backend.symptoms.trends import Trend, WeekRow

TITLE = 18
CELL = 28
BETWEEN = 14
ROOM_FOR_DECIMAL = 34
LEVELS = 4


# x, width, middle, words, level (1 to 4; 0 where nothing is known), class of the words.
# A tuple, because a template unpacks one several times faster than it looks up attributes.
Cell = tuple[str, str, str, str, int, str]


@dataclass(frozen=True, slots=True)
class Lane:
    title: str
    top: float
    cells: list[Cell]

    @property
    def title_y(self) -> str:
        return number(self.top + 12)

    @property
    def cell_y(self) -> str:
        return number(self.top + TITLE)

    @property
    def text_y(self) -> str:
        return number(self.top + TITLE + 19)

    @property
    def bottom(self) -> float:
        return self.top + TITLE + CELL


Said = tuple[str, int]  # words and level


def lanes(made: Trend, scale: Scale, *, top: float) -> list[Lane]:
    """Strength of each affected leg first: it must be seen as soon as the pain is."""
    numb = _("Some numbness, days a week") if made.asks_any_numbness else _("Numbness more, days a week")
    rows: list[tuple[str, Callable[[WeekRow], Said]]] = []
    if "left" in made.legs:
        rows.append((_("Left leg weaker, days a week"), lambda week: _counted(week.left)))
    if "right" in made.legs:
        rows.append((_("Right leg weaker, days a week"), lambda week: _counted(week.right)))
    rows.append((numb, lambda week: _counted(week.numbness)))
    rows.append((_("Trouble with sleep, 0 to 10, mean"), lambda week: _sleep(week, scale)))
    height = TITLE + CELL + BETWEEN
    return [Lane(title, top + height * row, [_cell(week, said(week), scale) for week in reversed(made.weeks)]) for row, (title, said) in enumerate(rows)]


def _counted(count: Count | None) -> Said:
    if count is None or not count.answered:
        return "–", 0
    return str(count.yes), min(LEVELS, max(1, count.yes))


def _sleep(week: WeekRow, scale: Scale) -> Said:
    mean = week.sleep.mean
    if mean is None:
        return "–", 0
    words = one_decimal(mean)
    if week.sleep.length * scale.step < ROOM_FOR_DECIMAL:
        words = str(int(mean + Fraction(1, 2)))
    return words, min(LEVELS, 1 + int(mean / 2.5))


def _cell(week: WeekRow, said: Said, scale: Scale) -> Cell:
    x = scale.edge(week.start)
    width = scale.edge(week.pain.end + timedelta(days=1)) - x
    words, level = said
    on = "on4" if level == LEVELS else "on"
    return number(x), number(width), number(x + width / 2), words, level, on
