"""The diary write beside its peers: one entry at a time, a batch of 30 as a phone sends it after days offline, and that batch again.

    python -m benchmarks.diary_write OUT.json [--quick]      one database, the one that DATABASE_URL names

Every round fires the same entries at each subject in turn, in another order each time; the figures are medians over the rounds.
"""

import argparse
import itertools
import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "benchmarks.settings")
django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection, connections  # noqa: E402
from django.db.models import Max  # noqa: E402

from backend.audit.models import AuditEvent  # noqa: E402
from backend.symptoms.models import DiaryDay, DiaryRevision, Moment  # noqa: E402
from benchmarks import cast, limits, queries  # noqa: E402
from benchmarks.bodies import BATCH, Diary, Item, for_peer, for_stride  # noqa: E402
from benchmarks.load import Run, Shot, fire  # noqa: E402
from benchmarks.server import Server, serving  # noqa: E402

SUBJECTS: dict[str, tuple[str, Callable[[list[Item]], bytes]]] = {
    "Stride": ("/api/v1/sync/", for_stride),
    "bare DRF": ("/api/peer/drf/", for_peer),
    "raw Django": ("/api/peer/django/", for_peer),
}
AGAIN = "Stride, the same again"
LIMIT = "raw SQL, one connection"


@dataclass(frozen=True)
class Case:
    """`lanes` phones at once, each sending `shots` requests of `size` entries in a round."""

    name: str
    size: int
    lanes: int
    shots: int
    rounds: int

    def items(self, seed: int) -> list[list[Item]]:
        diary = Diary(seed)
        return [diary.single() if self.size == 1 else diary.batch(self.size) for _ in range(self.shots)]


SINGLE = Case("single", 1, lanes=8, shots=75, rounds=7)
OFFLINE = Case("batch of 30", BATCH, lanes=4, shots=15, rounds=7)


def lanes_for(case: Case, subject: str, seed: int) -> list[list[Shot]]:
    """Each phone is a person of its own; the subjects of one round send the same entries (under ids of their own)."""
    path, body = SUBJECTS[subject]
    people = cast.phones(case.lanes, diaries=subject == "Stride")  # a bare view has no patients to read
    return [[(path, who.headers, body(items)) for items in case.items(seed + n)] for n, who in enumerate(people)]


def measure(case: Case, server: Server, seed: int) -> dict[str, list[dict[str, float]]]:
    """Per subject one line a round."""
    found: dict[str, list[dict[str, float]]] = {name: [] for name in (*SUBJECTS, AGAIN, LIMIT)}
    for number, order in zip(range(case.rounds), itertools.cycle(itertools.permutations(SUBJECTS)), strict=False):
        for subject in order:
            lanes = lanes_for(case, subject, seed + 1000 * number)
            before = rows() if subject == "Stride" else {}
            found[subject].append(timed(case, server, lanes))
            if subject == "Stride":
                must_have_grown(before, case)
                found[AGAIN].append(repeated(case, server, lanes))
        found[LIMIT].append(limit(case, seed + 1000 * number))
    return found


def timed(case: Case, server: Server, lanes: list[list[Shot]]) -> dict[str, float]:
    cpu = server.cpu_seconds()
    connections.close_all()  # a fork must not inherit one
    run = fire(server.port, lanes)
    return line(case, run) | {"cpu_ms": 1000 * (server.cpu_seconds() - cpu) / len(run.latencies)}


def line(case: Case, run: Run) -> dict[str, float]:
    return {
        "requests_s": run.per_second,
        "entries_s": run.per_second * case.size,
        "p50_ms": 1000 * run.percentile(0.5),
        "p95_ms": 1000 * run.percentile(0.95),
        "p99_ms": 1000 * run.percentile(0.99),
    }


def limit(case: Case, seed: int) -> dict[str, float]:
    statements = limits.statements_per_second(cast.phones(1, diaries=False)[0].user_id, case.items(seed))
    return {"requests_s": statements, "entries_s": statements * case.size}


def rows() -> dict[str, Any]:
    """What a write changes; the same before and after means that nothing was written."""
    counts = {model.__name__: model.objects.count() for model in (DiaryRevision, DiaryDay, Moment, AuditEvent)}
    return counts | {"changed": DiaryDay.objects.aggregate(at=Max("updated_at"))["at"]}


def must_have_grown(before: dict[str, Any], case: Case) -> None:
    stored = rows()["DiaryRevision"] - before["DiaryRevision"]
    if stored != case.lanes * case.shots * case.size:
        raise RuntimeError(f"{stored} entries were stored, {case.lanes * case.shots * case.size} were sent: the figures mean nothing.")


def repeated(case: Case, server: Server, lanes: list[list[Shot]]) -> dict[str, float]:
    before = rows()
    found = timed(case, server, lanes)
    if rows() != before:
        raise RuntimeError("A repeated request wrote rows.")
    return found


def warm(server: Server) -> None:
    """Every worker and thread has its connection, every import is made, and the planner knows the tables."""
    for case, subject in itertools.product((SINGLE, OFFLINE), SUBJECTS):
        timed(case, server, lanes_for(case, subject, 7))
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def statements() -> dict[str, dict[str, dict[str, int]]]:
    """Per subject and size of the batch, and of the same batch again."""
    sizes = {1: SINGLE, BATCH: OFFLINE, 200: Case("batch of 200", 200, 1, 1, 1)}
    found: dict[str, dict[str, dict[str, int]]] = {name: {} for name in (*SUBJECTS, AGAIN)}
    queries.count(lanes_for(SINGLE, "Stride", 1)[0][0])  # what is asked once in the life of a process is not counted
    for (size, case), subject in itertools.product(sizes.items(), SUBJECTS):
        shot = lanes_for(case, subject, 99)[0][0]
        found[subject][str(size)] = queries.count(shot)
        if subject == "Stride":
            found[AGAIN][str(size)] = queries.count(shot)
    return found


def medians(rounds: dict[str, list[dict[str, float]]]) -> dict[str, dict[str, float]]:
    return {name: {key: median(one[key] for one in lines) for key in lines[0]} for name, lines in rounds.items()}


def run(cases: list[Case]) -> dict[str, Any]:
    settings.STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # else the server warns that it is not there
    call_command("migrate", verbosity=0, interactive=False)
    call_command("migrate", verbosity=0, interactive=False, run_syncdb=True)  # the peers' table, which points at the users'
    result: dict[str, Any] = {"database": database(), "queries": statements(), "cases": {}}
    with serving() as server:
        warm(server)
        for number, case in enumerate(cases):
            rounds = measure(case, server, seed=100_000 * (number + 1))
            setting = {"size": case.size, "lanes": case.lanes, "shots": case.shots, "rounds": case.rounds}
            result["cases"][case.name] = {"setting": setting, "medians": medians(rounds), "rounds": rounds}
    return result


def database() -> str:
    if connection.vendor == "sqlite":
        return "SQLite"
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        return f"PostgreSQL {cursor.fetchone()[0].split()[0]}"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.diary_write")
    parser.add_argument("out", type=Path)
    parser.add_argument("--quick", action="store_true", help="a tenth of the requests")
    chosen = parser.parse_args()
    cases = [SINGLE, OFFLINE]
    if chosen.quick:
        cases = [Case(c.name, c.size, c.lanes, max(4, c.shots // 5), 3) for c in cases]
    chosen.out.write_text(json.dumps(run(cases), indent=1))


if __name__ == "__main__":
    main()
