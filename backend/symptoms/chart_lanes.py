"""The rows of weekly cells under the pain: strength per leg, the leg check, numbness, sleep. Pure.

A cell carries its figure; its shade only repeats it. A week without answers is a dash.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from fractions import Fraction
from functools import partial
from typing import NamedTuple

from django.utils.translation import gettext as _

from backend.symptoms.change import one_decimal
from backend.symptoms.chart_scale import Scale, number
from backend.symptoms.counts import Count
from backend.symptoms.instruments import AID, AID_MARKS, AID_SHORT, JOB_MARKS, JOB_SHORT, JOBS, job, level
from backend.symptoms.trends import Trend, WeekRow

TITLE = 18
CELL = 28
BETWEEN = 14
ROOM_FOR_DECIMAL = 34
ROOM_FOR_WORD = 58
LEVELS = 4
CLASSES = ("t-soft mid", "on", "on", "on", "on4")  # of a cell's words, by level
CORNER = 4
RIGHT_SIDE = "a4 4 0 0 1 4 4v20a4 4 0 0 1-4 4"
LEFT_SIDE = "a4 4 0 0 1-4-4v-20a4 4 0 0 1 4-4z"


class Cell(NamedTuple):
    middle: float
    width: float
    words: str
    level: int  # 1 to 4; 0 where nothing is known


@dataclass(frozen=True, slots=True)
class Lane:
    title: str
    top: float
    cells: list[Cell]

    @property
    def title_y(self) -> str:
        return number(self.top + 12)

    @property
    def text_y(self) -> str:
        return number(self.top + TITLE + 19)

    @property
    def shades(self) -> list[tuple[int, str]]:
        """Level and one path for all its cells: a template is quicker with 4 paths than with 13 boxes."""
        levels = sorted({cell.level for cell in self.cells if cell.level})
        return [(level, "".join(self._box(cell) for cell in self.cells if cell.level == level)) for level in levels]

    @property
    def texts(self) -> list[tuple[str, str, str]]:
        """Class, middle and words."""
        return [(CLASSES[cell.level], number(cell.middle), cell.words) for cell in self.cells]

    def _box(self, cell: Cell) -> str:
        left, inner = number(cell.middle - cell.width / 2 + CORNER), number(cell.width - 2 * CORNER)
        return f"M{left} {number(self.top + TITLE)}h{inner}{RIGHT_SIDE}h-{inner}{LEFT_SIDE}"

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
    rows += _check_rows(made, scale) if made.has_checks else []
    rows.append((numb, lambda week: _counted(week.numbness)))
    rows.append((_("Trouble with sleep, 0 to 10, mean"), lambda week: _sleep(week, scale)))
    height = TITLE + CELL + BETWEEN
    return [Lane(title, top + height * row, [_cell(week, said(week), scale) for week in reversed(made.weeks)]) for row, (title, said) in enumerate(rows)]


def _check_rows(made: Trend, scale: Scale) -> list[tuple[str, Callable[[WeekRow], Said]]]:
    """Leg jobs of each affected leg, and the walking aid: a word in each cell, a letter where there is no room."""
    legs = {"left": _("Left leg: %(job)s"), "right": _("Right leg: %(job)s")}
    rows = [(legs[leg] % {"job": _lower(label)}, job(leg, name)) for leg in made.legs for name, label in JOBS.items()]
    return [(title, partial(_level, item, scale)) for title, item in [*rows, (_("What you use to walk"), AID)]]


def _lower(label: object) -> str:
    words = str(label)
    return words[:1].lower() + words[1:]


def _level(item: str, scale: Scale, week: WeekRow) -> Said:
    found = level(item, week.check.get(item))
    if found is None:
        return "–", 0
    room = week.pain.length * scale.step >= ROOM_FOR_WORD
    words = (AID_SHORT if room else AID_MARKS) if item == AID else (JOB_SHORT if room else JOB_MARKS)
    return str(words[found]), found + 1


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
    left = scale.edge(week.start)
    width = scale.edge(week.pain.end + timedelta(days=1)) - left
    return Cell(left + width / 2, width, *said)
