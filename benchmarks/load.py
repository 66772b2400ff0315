"""The load: one process for each phone at once, each with a connection of its own that stays open."""

import http.client
import math
import multiprocessing
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

Shot = tuple[str, dict[str, str], bytes]  # path, headers, body
Send = Callable[[int, Sequence[Shot], Any], tuple[float, float, list[float]]]  # port, shots, what starts all lanes → begin, end, latencies
DEADLINE_SECONDS = 120
FORK = multiprocessing.get_context("fork")


@dataclass(frozen=True)
class Run:
    """What one round of one subject took. Times in seconds."""

    wall: float
    latencies: list[float]

    @property
    def per_second(self) -> float:
        return len(self.latencies) / self.wall

    def percentile(self, share: float) -> float:
        """The nearest rank: with 600 requests p99 is the sixth slowest."""
        ranked = sorted(self.latencies)
        return ranked[max(0, math.ceil(share * len(ranked)) - 1)]


def fire(port: int, lanes: Sequence[Sequence[Shot]], send: Send | None = None) -> Run:
    """Each lane sends its shots one after the other; the lanes run side by side and start together."""
    start = FORK.Barrier(len(lanes))
    pipes = [FORK.Pipe(duplex=False) for _ in lanes]
    processes = [
        FORK.Process(target=_lane, args=(send or post_all, port, lane, start, mine), daemon=True) for lane, (_, mine) in zip(lanes, pipes, strict=True)
    ]
    for process in processes:
        process.start()
    answers = [_receive(theirs, process) for (theirs, _), process in zip(pipes, processes, strict=True)]
    for process in processes:
        process.join()
    wall = max(end for _, end, _ in answers) - min(begin for begin, _, _ in answers)
    return Run(wall, [seconds for _, _, latencies in answers for seconds in latencies])


def _receive(pipe: Any, process: Any) -> tuple[float, float, list[float]]:
    if not pipe.poll(DEADLINE_SECONDS):
        raise RuntimeError("A lane of the load did not finish in time.")
    answer = pipe.recv()
    if isinstance(answer, str):
        raise RuntimeError(answer)
    return answer


def _lane(send: Send, port: int, shots: Sequence[Shot], start: Any, pipe: Any) -> None:
    try:
        pipe.send(send(port, shots, start))
    except Exception as error:  # noqa: BLE001  whatever it was, the parent tells it
        pipe.send(f"{type(error).__name__}: {error}")


def post_all(port: int, shots: Sequence[Shot], start: Any) -> tuple[float, float, list[float]]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    connection.connect()
    start.wait(DEADLINE_SECONDS)
    latencies = []
    began = time.monotonic()
    for path, headers, body in shots:
        sent = time.perf_counter()
        connection.request("POST", path, body, headers)
        reply = connection.getresponse()
        text = reply.read()
        latencies.append(time.perf_counter() - sent)
        if reply.status not in (200, 201):
            raise RuntimeError(f"{path} answered {reply.status}: {text[:300]!r}")
    ended = time.monotonic()
    connection.close()
    return began, ended, latencies
