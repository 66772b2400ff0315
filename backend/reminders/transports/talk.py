"""What a way that posts has to say, apart from how it is carried: requests, what came back, and the outcome."""

import datetime as dt
from collections.abc import Callable, Collection, Generator, Sequence
from dataclasses import dataclass
from email.utils import parsedate_to_datetime

from backend.reminders.transports.base import Job, Outcome

LONGEST_WAIT_S = 15 * 60.0


@dataclass(frozen=True, slots=True)
class Request:
    """One POST. `headers`: whole lines, `Name: value`."""

    url: str
    headers: Sequence[str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    head: Sequence[bytes]
    """The lines of its head as they came."""

    @property
    def wait(self) -> float | None:
        """Retry-After in seconds, from a number or from a date beside the answer's own; a quarter of an hour at most."""
        said = self._said("retry-after")
        if said.isascii() and said.isdigit():
            return min(float(said[:9]), LONGEST_WAIT_S)
        until = _moment(said)
        now = _moment(self._said("date")) or dt.datetime.now(dt.UTC)
        return min(max((until - now).total_seconds(), 0.0), LONGEST_WAIT_S) if until else None

    def _said(self, name: str) -> str:
        for line in self.head:
            found, _colon, value = line.decode("latin-1").partition(":")
            if found.strip().lower() == name:
                return value.strip()
        return ""


def outcome_of(answer: Answer, *, gone: Collection[int] = ()) -> Outcome:
    """What a service meant: taken, try again later, this address is no more (`gone`, where it says so by a status), or never."""
    status, code = answer.status, str(answer.status)
    if 200 <= status < 300:
        return Outcome("sent", code)
    if status in gone:
        return Outcome("gone", code)
    if status in (408, 425, 429) or status >= 500:
        return Outcome("retry", code, answer.wait)
    return Outcome("failed", code)


Talk = Generator[Request, Answer, Outcome]
"""Yields what to post, is sent what came back, returns what became of it."""
Post = Callable[[Job], Talk]


def _moment(said: str) -> dt.datetime | None:
    try:
        found = parsedate_to_datetime(said)
    except (ValueError, TypeError):
        return None
    return found if found.tzinfo else found.replace(tzinfo=dt.UTC)
