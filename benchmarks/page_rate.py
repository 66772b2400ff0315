"""How many times a second an article of Learn is served, beside the least that the same server can answer.

    python -m benchmarks.page_rate OUT.json [--quick]

Every round asks each subject in turn, in another order each time; the figures are medians over the rounds.
"""

import argparse
import http.client
import itertools
import json
import os
import socket
from dataclasses import dataclass, field, replace
from pathlib import Path
from statistics import median
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "benchmarks.settings")
django.setup()

from benchmarks.load import Run, Shot, fire  # noqa: E402
from benchmarks.raw_get import get_all, read_answer, request  # noqa: E402
from benchmarks.server import Server, serving  # noqa: E402

ARTICLE = "/learn/gabapentin-and-pregabalin/"
BARE = "bare HttpResponse"
LANES = 8


@dataclass(frozen=True)
class Subject:
    path: str
    headers: dict[str, str] = field(default_factory=dict)
    status: int = 200
    share: float = 1  # of the shots: what is slow is asked less often

    def lane(self, shots: int) -> list[Shot]:
        headers = {"Host": "localhost", **self.headers}
        return [(self.path, headers, str(self.status).encode())] * max(1, round(shots * self.share))


@dataclass(frozen=True)
class Case:
    """In a round each of `LANES` readers at once asks `shots` times."""

    shots: int = 250
    rounds: int = 7


def subjects(etag: str) -> dict[str, Subject]:
    packed, known = {"Accept-Encoding": "gzip"}, {"If-None-Match": etag}
    return {
        BARE: Subject("/peer/bare/", packed),
        "article, gzip": Subject(ARTICLE, packed),
        "article, plain": Subject(ARTICLE),
        "article, 304, gzip": Subject(ARTICLE, packed | known, 304),
        "article, 304, plain": Subject(ARTICLE, known, 304),
        "article, drawn anew": Subject("/peer/drawn/", share=0.1),
    }


def answered(server: Server, subject: Subject) -> int:
    """Bytes of one answer, head and all."""
    with socket.create_connection(("127.0.0.1", server.port), timeout=30) as connection:
        connection.sendall(request(subject.path, {"Host": "localhost", **subject.headers}))
        status, size = read_answer(connection)
    if status != subject.status:
        raise RuntimeError(f"{subject.path} answered {status}, expected {subject.status}.")
    return size


def etag_of(server: Server) -> str:
    """What a browser would send back the next time."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    connection.request("GET", ARTICLE, headers={"Host": "localhost"})
    reply = connection.getresponse()
    reply.read()
    connection.close()
    return str(reply.headers["ETag"])


def timed(server: Server, subject: Subject, shots: int) -> dict[str, float]:
    lanes = [subject.lane(shots)] * LANES
    cpu = server.cpu_seconds()
    run = fire(server.port, lanes, get_all)
    return line(run) | {"cpu_ms": 1000 * (server.cpu_seconds() - cpu) / len(run.latencies)}


def line(run: Run) -> dict[str, float]:
    shares = {"p50_ms": 0.5, "p95_ms": 0.95, "p99_ms": 0.99}
    return {"requests_s": run.per_second} | {key: 1000 * run.percentile(share) for key, share in shares.items()}


def measure(server: Server, asked: dict[str, Subject], case: Case) -> dict[str, list[dict[str, float]]]:
    found: dict[str, list[dict[str, float]]] = {name: [] for name in asked}
    for number in range(case.rounds):
        for name in in_turn(list(asked), number):
            found[name].append(timed(server, asked[name], case.shots))
    return found


def in_turn(names: list[str], number: int) -> list[str]:
    """Each round begins with another one, and every other round runs backwards: none always follows the same one."""
    start = number % len(names)
    order = names[start:] + names[:start]
    return order[::-1] if number % 2 else order


def medians(rounds: dict[str, list[dict[str, float]]]) -> dict[str, dict[str, float]]:
    return {name: {key: median(one[key] for one in lines) for key in lines[0]} for name, lines in rounds.items()}


def run(case: Case) -> dict[str, Any]:
    with serving() as server:
        asked = subjects(etag_of(server))
        sizes = {name: answered(server, subject) for name, subject in asked.items()}
        for subject, _ in itertools.product(asked.values(), range(2)):
            timed(server, subject, 25)  # every worker has drawn its page and made its imports
        rounds = measure(server, asked, case)
    return {"article": ARTICLE, "lanes": LANES, "shots": case.shots, "rounds_of": case.rounds, "bytes": sizes, "medians": medians(rounds), "rounds": rounds}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.page_rate")
    parser.add_argument("out", type=Path)
    parser.add_argument("--quick", action="store_true", help="a fifth of the requests in three rounds")
    chosen = parser.parse_args()
    case = Case()
    if chosen.quick:
        case = replace(case, shots=case.shots // 5, rounds=3)
    chosen.out.write_text(json.dumps(run(case), indent=1))


if __name__ == "__main__":
    main()
