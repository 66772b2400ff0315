"""Days and moments as trends read them, and what is counted of them. Pure.

Strength and numbness are answers "against last week": they are counted, never averaged.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from datetime import date

from django.utils.translation import gettext as _


@dataclass(frozen=True, slots=True)
class DayPoint:
    """A folded diary day. A day that she never touched has no DayPoint at all."""

    date: date
    pain_avg: int | None = None
    strength_left: str | None = None
    strength_right: str | None = None
    numbness: str | None = None
    any_numbness: str | None = None
    new: str | None = None
    sleep: int | None = None
    provenance: str = ""
    complete: bool = False
    withdrawn: bool = False


# In the order of DayPoint: `DayPoint(*row) for row in days.values_list(*DAY_FIELDS)`.
DAY_FIELDS = tuple(field.name for field in fields(DayPoint))


@dataclass(frozen=True, slots=True)
class MomentPoint:
    """A trip or a fall that stands; a withdrawn moment has kind None and counts nowhere. `is_tick`: made by the log's "Trip or fall?"."""

    date: date
    kind: str | None
    is_tick: bool = False


@dataclass(frozen=True, slots=True)
class Count:
    """`yes` of `answered`, of `asked` days on which the log was filled in, in `days` days."""

    days: int
    asked: int
    answered: int
    yes: int

    @property
    def shown(self) -> str:
        """As a table says it: `2 of 5` answers; nothing known is not 0."""
        return _("%(yes)s\u00a0of\u00a0%(n)s") % {"yes": self.yes, "n": self.answered} if self.answered else "–"


@dataclass(frozen=True, slots=True)
class Record:
    """How the days of a period came about."""

    days: int
    counted: int
    complete: int
    copied: int
    backfilled: int
    by_others: int
    withdrawn: int


# The counted questions: field, the answer that counts, the answers that are none.
WEAKER_LEFT = ("strength_left", "weaker")
WEAKER_RIGHT = ("strength_right", "weaker")
NUMBNESS_MORE = ("numbness", "more")
ANY_NUMBNESS = ("any_numbness", "yes")
SOMETHING_NEW = ("new", "something")
NOT_AN_ANSWER = (None, "skipped")


def between(days: Iterable[DayPoint], start: date, end: date) -> list[DayPoint]:
    return [day for day in days if start <= day.date <= end]


def count(days: Sequence[DayPoint], question: tuple[str, str], length: int) -> Count:
    """How often `question` was answered so, in `days` of a period of `length` days."""
    field, answer = question
    # A withdrawn day asks nothing, but an answer that still stands on it counts: a safety answer outlives its withdrawal.
    asked = [given for day in days if (given := getattr(day, field)) is not None or not day.withdrawn]
    answered = [given for given in asked if given not in NOT_AN_ANSWER]
    return Count(length, len(asked), len(answered), answered.count(answer))


def record(days: Sequence[DayPoint], length: int) -> Record:
    came = [day.provenance for day in days if day.pain_avg is not None]
    return Record(
        days=length,
        counted=len(came),
        complete=sum(day.complete for day in days),
        copied=came.count("copied"),
        backfilled=came.count("backfilled"),
        by_others=came.count("helper") + came.count("phone"),
        withdrawn=sum(day.withdrawn for day in days),
    )


def once(moments: Iterable[MomentPoint]) -> list[MomentPoint]:
    """What counts: the tick of a day beside a moment of its kind on that day tells the same event again, and adds nothing."""
    moments = list(moments)
    told = {(m.date, m.kind) for m in moments if not m.is_tick}
    return [m for m in moments if not (m.is_tick and (m.date, m.kind) in told)]


def dates_of(moments: Iterable[MomentPoint], kind: str, start: date, end: date) -> list[date]:
    """The dates of the falls (or trips) of a period, oldest first; two on one day are two, but see `once`."""
    return sorted(m.date for m in once(moments) if m.kind == kind and start <= m.date <= end)
