"""What carries messages: one class for each way, each told a batch, each telling permanent from passing trouble apart."""

import datetime as dt
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

Kind = Literal["sent", "retry", "gone", "failed", "unsent"]
"""gone: this address is no more. failed: another try would not help. unsent: the time was up before it was tried."""


@dataclass(frozen=True, slots=True)
class Message:
    """What is said, in the form of each way. `small`: for a push service that found the payload too large."""

    tag: str
    title: str
    body: str
    link: str
    """With the signed token; the whole address."""
    payload: dict[str, Any]
    small: dict[str, Any]
    now: dt.datetime
    """When it was written, by the database's clock: this machine's may be hours off."""
    late_at: dt.datetime
    urgent: bool


@dataclass(frozen=True, slots=True)
class Address:
    """Where to: an endpoint with its keys, or an e-mail address, or a number."""

    to: str
    p256dh: str = ""
    auth: str = ""


@dataclass(frozen=True, slots=True)
class Job:
    notice: int
    message: Message
    address: Address
    subscription: int | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    kind: Kind
    code: str = ""
    retry_after: float | None = None


UNSENT = Outcome("unsent", "deadline")


class Transport(Protocol):
    name: str

    def begin(self, jobs: Sequence[Job], deadline: "Deadline") -> Future[list[Outcome]]:
        """One outcome a job, in their order, at once or later. What was not begun before the deadline is `unsent`."""
        ...


class AtOnce(ABC):
    """A way that comes back when all is sent."""

    def begin(self, jobs: Sequence[Job], deadline: "Deadline") -> Future[list[Outcome]]:
        found: Future[list[Outcome]] = Future()
        found.set_result(self.send_all(jobs, deadline))
        return found

    @abstractmethod
    def send_all(self, jobs: Sequence[Job], deadline: "Deadline") -> list[Outcome]: ...


@dataclass(slots=True)
class Deadline:
    """By this process's own steady clock; or sooner, when somebody asks to stop."""

    seconds: float
    stopping: Callable[[], bool] = lambda: False
    began: float = field(default_factory=time.monotonic)

    @property
    def passed(self) -> bool:
        return self.stopping() or time.monotonic() - self.began >= self.seconds
