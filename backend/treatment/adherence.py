"""What became of what was due: taken, skipped, missed, not recorded yet. Counts of her own answers, and their words. Pure.

Source: clinical-facts 5.3. Of due: scheduled doses that were not paused; as-needed ones are counted apart; a patch is one dose,
put on and taken off. These are answers and no refills of a pharmacy, so this is no PDC and no MPR, and nobody is called
adherent by it. An answer is in time for 48 hours; until then a dose without one is "not recorded yet", afterwards
"missed" in code and in exports, and "not recorded" to the person: nobody knows whether she took it.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Protocol

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

IN_TIME = dt.timedelta(hours=48)
DAYS = 7
NOT_ON_PURPOSE = ("ran_out", "forgot")
REASONS: dict[str, Any] = {
    "side_effect": gettext_lazy("a side effect"),
    "felt_well": gettext_lazy("felt well"),
    "ran_out": gettext_lazy("ran out"),
    "forgot": gettext_lazy("forgot"),
    "told_to_stop": gettext_lazy("told to stop"),
    "other": gettext_lazy("another reason"),
}


class State(StrEnum):
    TAKEN = "taken"
    SKIPPED = "skipped"
    MISSED = "missed"
    OPEN = "not_recorded"


class DoseLike(Protocol):
    """What is asked of a dose: a reminders.reading.Item has it. `date` is its local one; `answer`: taken, skipped, later or empty."""

    @property
    def due_at(self) -> dt.datetime: ...
    @property
    def date(self) -> dt.date: ...
    @property
    def answer(self) -> str: ...
    @property
    def reason(self) -> str: ...
    @property
    def late_note(self) -> bool: ...


@dataclass(frozen=True, slots=True)
class Dose:
    due_at: dt.datetime
    date: dt.date
    answer: str = ""
    reason: str = ""
    late_note: bool = False
    """Said more than 48 hours after it was due."""


@dataclass(frozen=True, slots=True)
class Count:
    """Of one medicine in some days. `skipped`: reason → how many; the empty reason: none was given."""

    first: dt.date
    last: dt.date
    taken: int = 0
    missed: int = 0
    open: int = 0
    skipped: Mapping[str, int] = field(default_factory=dict)
    late_notes: int = 0
    """Of those taken or skipped: noted more than 48 hours later."""

    @property
    def due(self) -> int:
        return self.taken + self.missed + self.open + self.skipped_in_all

    @property
    def skipped_in_all(self) -> int:
        return sum(self.skipped.values())

    @property
    def skipped_on_purpose(self) -> int:
        return sum(number for reason, number in self.skipped.items() if reason not in NOT_ON_PURPOSE)

    @property
    def percent(self) -> int | None:
        """Taken, of due, in whole per cent; 100 and 0 only for all and none. None: nothing was due."""
        if not self.due:
            return None
        nearest = (200 * self.taken + self.due) // (2 * self.due)
        return nearest if self.taken in (0, self.due) else min(max(nearest, 1), 99)


def state_of(dose: DoseLike, now: dt.datetime) -> State:
    """Of a dose that is due. "Later" is no answer yet."""
    if dose.answer == "taken":
        return State.TAKEN
    if dose.answer == "skipped":
        return State.SKIPPED
    return State.OPEN if now - dose.due_at <= IN_TIME else State.MISSED


def count(doses: Iterable[DoseLike], now: dt.datetime, last: dt.date, days: int = DAYS) -> Count:
    """Of the local dates that end with `last`. What is still to come is not due."""
    first = last - dt.timedelta(days=days - 1)
    due = [dose for dose in doses if first <= dose.date <= last and dose.due_at <= now]
    states = [state_of(dose, now) for dose in due]
    said = Counter(states)
    reasons = Counter(dose.reason for dose, state in zip(due, states, strict=True) if state is State.SKIPPED)
    late = sum(dose.late_note for dose, state in zip(due, states, strict=True) if state in (State.TAKEN, State.SKIPPED))
    return Count(first, last, said[State.TAKEN], said[State.MISSED], said[State.OPEN], dict(reasons), late)


def weeks(doses: Iterable[DoseLike], now: dt.datetime, today: dt.date, number: int) -> list[Count]:
    """The last weeks of 7 days, the newest first; the newest ends today."""
    doses = list(doses)
    return [count(doses, now, today - dt.timedelta(days=DAYS * back)) for back in range(number)]


def patches(on: Iterable[DoseLike], off: Iterable[DoseLike]) -> list[Dose]:
    """Each patch as one dose: taken when it was put on and taken off. It counts from when it is due off, if it was put on.

    The `off` of a patch is the first one after its `on`, up to the next `on`; so give an `off` too that is due after the
    last day. A patch that never went on has the answer of its `on`, and so has one without any `off` (it ended in between).
    """
    starts = sorted(on, key=lambda dose: dose.due_at)
    ends = sorted(off, key=lambda dose: dose.due_at)
    made = []
    for number, start in enumerate(starts):
        until = starts[number + 1].due_at if number + 1 < len(starts) else None
        end = next((one for one in ends if one.due_at > start.due_at and (until is None or one.due_at <= until)), None)
        made.append(_patch(start, end))
    return made


def _patch(start: DoseLike, end: DoseLike | None) -> Dose:
    if end is None or start.answer != "taken":
        return Dose(start.due_at, start.date, start.answer, start.reason, start.late_note)
    return Dose(end.due_at, start.date, end.answer, end.reason, start.late_note or end.late_note)


# ---- In words -------------------------------------------------------------------------------------------------------


def in_words(counted: Count, when: str = "") -> str:
    """ "Taken 19 of 21 due (90%) in the last 7 days; 1 skipped on purpose; 1 not recorded". `when`: other words for the days."""
    when = when or last_days((counted.last - counted.first).days + 1)
    if not counted.due:
        return _("Nothing was due %(when)s") % {"when": when}
    figures = {"taken": counted.taken, "due": counted.due, "percent": counted.percent, "when": when}
    return "; ".join([_("Taken %(taken)s of %(due)s due (%(percent)s%%) %(when)s") % figures, *_rest(counted)])


def last_days(days: int) -> str:
    return ngettext("today", "in the last %(count)s days", days) % {"count": days}


def _rest(counted: Count) -> Sequence[str]:
    """What is not "taken", each with its number; nothing for none."""
    ran_out, forgot = (counted.skipped.get(reason, 0) for reason in NOT_ON_PURPOSE)
    said = (
        (counted.skipped_on_purpose, _("%(count)s skipped on purpose")),
        (ran_out, _("%(count)s skipped (ran out)")),
        (forgot, _("%(count)s skipped (forgot)")),
        (counted.missed, _("%(count)s not recorded")),
        (counted.open, _("%(count)s not recorded yet")),
        (counted.late_notes, _("%(count)s noted more than 2 days later")),
    )
    return [words % {"count": number} for number, words in said if number]


def reasons_in_words(counted: Count) -> str:
    """ "2 a side effect, 1 felt well": why, where a reason was given; empty without one. The most frequent first."""
    given = sorted(((number, reason) for reason, number in counted.skipped.items() if reason in REASONS), key=lambda one: (-one[0], one[1]))
    return ", ".join(f"{number} × {REASONS[reason]}" for number, reason in given)


def used_in_words(times: int, days: int = DAYS) -> str:
    """Of a medicine that is taken when needed: never of due."""
    when = last_days(days)
    if not times:
        return _("Not used %(when)s") % {"when": when}
    return ngettext("Used %(count)s time %(when)s", "Used %(count)s times %(when)s", times) % {"count": times, "when": when}
