"""A medicine plan as a person keeps it with a calendar and a pencil: what is taken today, what comes, what waits.

An independent model of treatment/medicine_services.py. It knows no steps, rows or replaced days: each day it writes down
what was right on that day, and never turns a page back.
"""

import datetime as dt
from dataclasses import dataclass, field

DAY = dt.timedelta(days=1)
Dose = tuple[str, tuple[str, ...]]
"""What is taken and at which times: ("300 mg", ("08:00", "20:00"))."""


@dataclass
class Calendar:
    today: dt.date
    ahead: dict[dt.date, Dose]
    """Day → what is taken from that day on, of the days after today."""
    now: Dose | None = None
    since: dt.date | None = None
    """The day on which today's dose began."""
    waiting: list[tuple[int, Dose]] = field(default_factory=list)
    """Held: days after the first of them, and the dose."""
    before: list[Dose] = field(default_factory=list)
    """The doses that led to today's, the last one last: where "step back" goes."""
    last: dt.date | None = None
    paused: bool = False
    written: dict[dt.date, Dose | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._begin()

    def _begin(self) -> None:
        if (dose := self.ahead.pop(self.today, None)) is not None:
            self._take(dose)
        self.written[self.today] = self.now

    def _take(self, dose: Dose) -> None:
        """From today on this one. What stood for no whole day leads nowhere."""
        if self.now is not None and self.since is not None and self.since < self.today:
            self.before.append(self.now)
        self.now, self.since = dose, self.today

    def sleep(self) -> None:
        self.today += DAY
        self._begin()

    def takes(self, day: dt.date) -> Dose | None:
        """What is right on a day to come, as the plan stands."""
        if self.paused or (self.last is not None and day > self.last):
            return None
        begun = [start for start in self.ahead if start <= day]
        return self.ahead[max(begun)] if begun else self.now

    def hold(self) -> None:
        if self.waiting or not self.ahead:
            return
        first = min(self.ahead)
        self.waiting = [((start - first).days, dose) for start, dose in sorted(self.ahead.items())]
        self.ahead = {}

    def go_on(self, first: dt.date) -> None:
        self.ahead = {first + days * DAY: dose for days, dose in self.waiting}
        self.waiting = []
        self._begin()

    @property
    def step_before(self) -> Dose | None:
        return next((dose for dose in reversed(self.before) if dose != self.now), None)

    def step_back(self, gaps: list[int]) -> None:
        """To the dose before. Today's own, and all that was to come, wait. `gaps`: days between today's and each that waits."""
        back = self.step_before
        waits = [dose for _days, dose in self.waiting] or [dose for _start, dose in sorted(self.ahead.items())]
        assert back is not None
        assert self.now is not None
        self.waiting = [(0, self.now), *zip(gaps, waits, strict=True)]
        self.ahead = {}
        while self.before.pop() != back:
            pass
        self.now, self.since = back, self.today
        self.written[self.today] = back

    def change(self, steps: dict[dt.date, Dose]) -> None:
        self.waiting, self.ahead = [], dict(steps)
        new = self.ahead.get(self.today)
        if new == self.now:
            self.ahead.pop(self.today, None)  # as it was
        elif new in self.before:  # back to an earlier dose: what led to that one leads to this one
            while self.before.pop() != new:
                pass
            self.ahead.pop(self.today)
            self.now, self.since = new, self.today
        self._begin()

    def end(self, last: dt.date) -> None:
        self.last = last
        self.ahead = {start: dose for start, dose in self.ahead.items() if start <= last}
