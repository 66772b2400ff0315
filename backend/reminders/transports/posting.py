"""HTTP to the outside, for web push and SMS: many at once, no redirects, no proxy, and only to public addresses, dialled as they were resolved.

libcurl carries it (docs/decisions/2026-11-22-libcurl-sends.md): one thread a process starts, answers and ends all requests, and
keeps connections open between batches. It holds the interpreter for a twentieth of a millisecond a message.
"""

import atexit
import os
import threading
import time
from collections import deque
from collections.abc import Iterable, Sequence
from concurrent.futures import Future, InvalidStateError
from contextlib import suppress
from queue import Empty, SimpleQueue

import pycurl
from django.conf import settings

from backend.reminders.transports.base import UNSENT, Deadline, Job, Outcome
from backend.reminders.transports.dialling import dial, ready, trouble
from backend.reminders.transports.talk import Answer, Post, Request

IN_FLIGHT = 200
MOST_SOCKETS = 700  # below the 1,024 files that a process may open
PATIENCE_S = 2.0
TOTAL_S = 10.0
KEPT_OPEN_S = 10.0
LOOK_S = 0.02
"""How soon a new batch is seen while another one only waits for answers."""

_writing = threading.Lock()
# One batch is written at a time. To encrypt lets go of the interpreter for each message, and four threads that write took it from one
# another and from the line: a fifth of all they did (docs/benchmarks.md).


def begin(jobs: Sequence[Job], post: Post, deadline: Deadline, *, public_only: bool = True) -> "Future[list[Outcome]]":
    """Start posting, at once; the outcomes come later, in the order of the jobs. Each job's first words are made here, by the caller."""
    batch = Batch(len(jobs), deadline)
    with _writing:
        calls = [call for place, job in enumerate(jobs) if (call := Call(batch, place, job, post)).request]
    if calls:
        the_line(public_only=public_only).asked.put(calls)
    return batch.future


class Batch:
    """What is told together: outcomes by place, and a future that is done with the last of them."""

    def __init__(self, size: int, deadline: Deadline) -> None:
        self.deadline = deadline
        self.faster = settings.REMINDERS_FASTER
        self.outcomes = [UNSENT] * size
        self.left = size
        self.future: Future[list[Outcome]] = Future()
        if not size:
            self.future.set_result([])

    @property
    def is_over(self) -> bool:
        return self.future.done() or self.deadline.passed

    def settle(self, place: int, outcome: Outcome) -> None:
        self.outcomes[place] = outcome
        self.left -= 1
        if not self.left:
            with suppress(InvalidStateError):  # cancelled: nobody waits for it any more
                self.future.set_result(self.outcomes)

    def fail(self, error: Exception) -> None:
        with suppress(InvalidStateError):
            self.future.set_exception(error)


class Call:
    """One job: what it says next, and since when it holds a turn."""

    def __init__(self, batch: Batch, place: int, job: Job, post: Post) -> None:
        self.batch, self.place = batch, place
        self.talk = post(job)
        self.head: list[bytes] = []
        self.began = 0.0
        self.request: Request | None = None
        self.go_on(None)

    def go_on(self, answer: Answer | None) -> None:
        """The next request, or the end. A mistake that a stranger's address or key makes of our code is the end of this call alone."""
        self.request = None
        self.head = []
        try:
            self.request = next(self.talk) if answer is None else self.talk.send(answer)
        except StopIteration as end:
            self.end(end.value)
        except (ValueError, TypeError, IndexError) as error:
            self.end(Outcome("failed", type(error).__name__[:40]))
        except Exception as error:  # noqa: BLE001 - of this batch, and not of all that the line carries
            self.batch.fail(error)

    def end(self, outcome: Outcome) -> None:
        self.request = None
        self.batch.settle(self.place, outcome)

    @property
    def patience_s(self) -> float:
        return PATIENCE_S / self.batch.faster


class Line:
    """The line to the outside of this process: a thread of its own, and connections that stay open between batches."""

    def __init__(self, *, public_only: bool) -> None:
        self.public_only = public_only
        self.asked: SimpleQueue[list[Call] | None] = SimpleQueue()
        self.waiting: deque[Call] = deque()
        self.going: dict[pycurl.Curl, Call] = {}
        self.turns: dict[Call, None] = {}  # of those that hold one, the eldest first
        self.free: list[pycurl.Curl] = []
        self.multi = _multi()
        self.thread = threading.Thread(target=self._run, name="posting", daemon=True)
        self.thread.start()
        atexit.register(self.close)

    def close(self) -> None:
        """At the end of the process. In a fork the thread is not there."""
        self.asked.put(None)
        self.thread.join(2)

    def _run(self) -> None:
        while self._listen():
            try:
                self._start()
                self.multi.perform()
                self._settle()
                if self.going:
                    self.multi.select(LOOK_S)
            except Exception as error:  # noqa: BLE001 - told to whoever waits, which would else be for ever
                self._give_up(error)
        self.multi.close()

    def _give_up(self, error: Exception) -> None:
        for call in (*self.turns, *self.going.values(), *self.waiting):
            call.batch.fail(error)
        self.waiting.clear()
        self.going.clear()
        self.turns.clear()
        self._hang_up()

    def _hang_up(self) -> None:
        self.multi.close()
        self.free = []
        self.multi = _multi()

    def _listen(self) -> bool:
        """New calls; when there is nothing to do, until there are some. False: hang up."""
        try:
            while True:
                calls = self.asked.get_nowait() if self.going or self.waiting else self._rest()
                if calls is None:
                    return False
                self.waiting.extend(calls)
        except Empty:
            return True

    def _rest(self) -> list[Call] | None:
        try:
            return self.asked.get(timeout=KEPT_OPEN_S)
        except Empty:
            self._hang_up()
            return self.asked.get()

    def _start(self) -> None:
        """As many as have room. One that hangs gives its turn away after a while, and keeps its socket alone."""
        now = time.monotonic()
        while self.turns and now - (eldest := next(iter(self.turns))).began >= eldest.patience_s:
            del self.turns[eldest]
        while self.waiting and len(self.turns) < IN_FLIGHT and len(self.going) < MOST_SOCKETS:
            call = self.waiting.popleft()
            if call.batch.is_over:
                call.end(UNSENT)
            elif call.request:
                call.began = now
                self.turns[call] = None
                self._dial(self.free.pop() if self.free else ready(public_only=self.public_only), call, call.request)

    def _dial(self, curl: pycurl.Curl, call: Call, request: Request) -> None:
        dial(curl, request, call.head, TOTAL_S / call.batch.faster)
        self.going[curl] = call
        self.multi.add_handle(curl)

    def _settle(self) -> None:
        more = 1
        while more:
            more, done, failed = self.multi.info_read()
            self._hear((curl, None) for curl in done)
            self._hear((curl, code) for curl, code, _words in failed)

    def _hear(self, found: Iterable[tuple[pycurl.Curl, int | None]]) -> None:
        for curl, code in found:
            self.multi.remove_handle(curl)
            call = self.going.pop(curl)
            outcome = trouble(curl, code)
            if outcome:
                call.end(outcome)
            else:
                call.go_on(Answer(curl.getinfo(pycurl.RESPONSE_CODE), call.head))
            if call.request:
                self._dial(curl, call, call.request)
            else:
                self.turns.pop(call, None)
                self.free.append(curl)


def _multi() -> pycurl.CurlMulti:
    made = pycurl.CurlMulti()
    made.setopt(pycurl.M_MAXCONNECTS, MOST_SOCKETS)
    return made


_making = threading.Lock()
_lines: dict[tuple[int, bool], Line] = {}


def the_line(*, public_only: bool) -> Line:
    """Of this process: a fork has the memory of its parent and none of its threads. Connections of the one kind never serve the other."""
    with _making:
        key = os.getpid(), public_only
        if key not in _lines or not _lines[key].thread.is_alive():
            _lines[key] = Line(public_only=public_only)
        return _lines[key]
