"""Reminders: claiming, an idle tick, and sending.

    python -m benchmarks.reminders OUT.json [--quick | --full]

At a tenth of the size of the aim: 100,000 reminders in 12 zones, 10,000 due in one minute; `--full`: 1,000,000 and 100,000.
Claiming beside raw SQL that writes the same columns (the limit) and beside django-celery-beat with a row for each of 10,000
reminders (the peer); an idle tick at two sizes; sending to a push service on this machine that answers after 50 ms, beside
encryption alone, libcurl alone and both (the limits), and a loop of pywebpush's own `webpush()` (the peer).
"""

import datetime as dt
import json
import os
import statistics
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "benchmarks.settings")
django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from pywebpush import webpush  # noqa: E402

from backend.config import memory  # noqa: E402
from backend.reminders import dispatch_sql, services, tasks, vapid  # noqa: E402
from backend.reminders.models import Delivery, Notice, Occurrence  # noqa: E402
from benchmarks import bare_push, beat_peer, due, facts, report_reminders  # noqa: E402

BEAT_ROWS, BEAT_S = 10_000, 5.0
THREADS = 4  # of the worker: backend/config/runner/processes.py
IDLE_ROUNDS = 200


@dataclass(frozen=True)
class Size:
    """How much is due, of ten times as many; how often it is claimed; how many messages are sent in all."""

    due: int
    rounds: int
    sends: int
    small: int
    """The other size of the idle tick."""


SIZES = {"--quick": Size(1_000, 2, 900, 1_000), "": Size(10_000, 5, 9_000, 10_000), "--full": Size(100_000, 3, 30_000, 10_000)}
RAW = """
WITH due AS (
  SELECT r.id, r.patient_id, r.kind, r.about, r.rule, r.next_due_at, r.next_date, r.next_slot, gen_random_uuid() AS public
  FROM reminders_reminder r WHERE r.next_due_at <= %(now)s ORDER BY r.next_due_at LIMIT 1000 FOR UPDATE SKIP LOCKED
), told AS (
  INSERT INTO reminders_notice (notice_id, patient_id, due_at, channel, state, send_at, late_at, tries, reason, created_at)
  SELECT public, patient_id, next_due_at, 'first', 'waiting', next_due_at, next_due_at + interval '1 hour', 0, '', %(now)s FROM due
  ON CONFLICT DO NOTHING RETURNING id, notice_id
), made AS (
  INSERT INTO reminders_occurrence (occurrence_id, reminder_id, patient_id, notice_id, kind, about, local_date, slot, snooze, due_at, slot_words,
    words, answer, reason, late_note, created_at)
  SELECT gen_random_uuid(), due.id, due.patient_id, told.id, due.kind, due.about, due.next_date, due.next_slot, 0, due.next_due_at, '8am',
    due.rule->'steps'->0->'words', '', '', false, %(now)s FROM due JOIN told ON told.notice_id = due.public
  ON CONFLICT DO NOTHING
)
UPDATE reminders_reminder r SET next_due_at = r.next_due_at + interval '1 day', next_date = r.next_date + 1 FROM due WHERE r.id = due.id"""


def main() -> None:
    out = sys.argv[1]
    size = SIZES[next((name for name in sys.argv[2:] if name in SIZES), "")]
    call_command("migrate", verbosity=0)
    settings.PUSH_LOOPBACK = True
    now = dispatch_sql.database_now().replace(second=0, microsecond=0)
    results: dict[str, Any] = {"due": size.due, "reminders": 10 * size.due, "rounds": size.rounds, "idle_ms": {}, "load": [facts.load()]}
    times = [now + dt.timedelta(hours=2 * number) for number in range(10)]
    patients = due.people(size.due)
    memory.settle()  # as dispatcher and worker do once they stand
    for count in (size.small, 10 * size.due):
        due.forget()
        due.remind(patients[: count // 10], times, now)
        claim(now)
        all_is_sent(now)
        results["idle_ms"][count] = idle(IDLE_ROUNDS)
    again(now)
    beat = beat_peer.Beat(BEAT_ROWS)
    memory.settle()  # its rows are no part of what claims
    results["claims_s"] = claiming(now, size, beat)
    beat_peer.forget()
    again(now)
    results |= sending(now, size.sends)
    results["load"].append(facts.load())
    with open(out, "w") as file:
        json.dump(results, file)


def claiming(now: dt.datetime, size: Size, beat: beat_peer.Beat) -> dict[str, float]:
    """Medians, in turn. What is claimed last stays claimed."""
    rates: dict[str, list[float]] = {"raw SQL": [], "Stride": [], report_reminders.BEAT: []}
    for number in range(size.rounds):
        for name, work in (("raw SQL", claim_raw), ("Stride", claim)):
            rates[name].append(timed(lambda work=work: work(now))[0])
            assert Occurrence.objects.count() == Notice.objects.count() == size.due
            if (number, name) != (size.rounds - 1, "Stride"):
                again(now)
        rates[report_reminders.BEAT].append(beat.sends_per_second(BEAT_S))
        print(f"   round {number + 1}: " + ", ".join(f"{name} {found[-1]:,.0f}/s" for name, found in rates.items()), flush=True)
    return {name: statistics.median(found) for name, found in rates.items()}


def sending(now: dt.datetime, count: int) -> dict[str, dict[str, float]]:
    """Medians of three rounds in turn: messages a second, and milliseconds of this process's own CPU for each."""
    rounds: dict[str, list[tuple[float, float]]] = {}
    with due.sink() as url:
        ids = ready_to_send(now, url, count)
        memory.settle()  # nor what claiming left of a sender
        third = count // 3
        for number in range(3):
            part = ids[number * third : (number + 1) * third]
            works: dict[str, Callable[[], int]] = {
                "webpush() in a loop": partial(send_one_by_one, url, 40),
                report_reminders.ENCRYPTION: partial(bare_push.encrypt, third),
                "libcurl alone": partial(bare_push.post, url, third),
                "libcurl and encryption": partial(bare_push.post_encrypted, url, third),
                "Stride": partial(send, part),
            }
            for name, work in works.items():
                rounds.setdefault(name, []).append(timed(work))
    assert Delivery.objects.filter(outcome="sent").count() == 3 * third
    medians = {name: [statistics.median(figure) for figure in zip(*found, strict=True)] for name, found in rounds.items()}
    return {"sends_s": {name: found[0] for name, found in medians.items()}, "sends_cpu_ms": {name: found[1] for name, found in medians.items()}}


def ready_to_send(now: dt.datetime, url: str, count: int) -> list[int]:
    """What is due is claimed and waits; those it goes to have one browser each."""
    claim(now)
    ids = list(Notice.objects.order_by("due_at", "pk").values_list("pk", flat=True)[:count])
    due.give_phones(Notice.objects.filter(pk__among=ids).values_list("patient_id", flat=True), url)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE patients_patient, accounts_user, reminders_pushsubscription")  # made in one go here; grown over months elsewhere
    return ids


def again(now: dt.datetime) -> None:
    """As it was before the claim."""
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")  # a busy machine takes longer for 100,000 rows than a person would wait
        cursor.execute("TRUNCATE reminders_delivery, reminders_answer, reminders_occurrence, reminders_notice")
        cursor.execute(
            "UPDATE reminders_reminder SET next_due_at = next_due_at - interval '1 day', next_date = next_date - 1 WHERE next_due_at > %s",
            [now + dt.timedelta(hours=23)],
        )
        cursor.execute("VACUUM ANALYZE reminders_reminder")


def all_is_sent(now: dt.datetime) -> None:
    """As it is when nothing is due and nothing on its way."""
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        cursor.execute("UPDATE reminders_notice SET state = 'sent', sent_at = %s", [now])
        cursor.execute("VACUUM ANALYZE reminders_notice, reminders_occurrence, reminders_reminder")


def timed(work: Callable[[], int]) -> tuple[float, float]:
    """(how many a second, ms of CPU of this process for each)."""
    began, used = time.perf_counter(), time.process_time()
    done = work()
    return done / (time.perf_counter() - began), (time.process_time() - used) * 1000 / done


def claim(now: dt.datetime) -> int:
    """To the last row committed and the last message to the broker."""
    return services.claim_all(now, tasks.enqueue)


def claim_raw(now: dt.datetime) -> int:
    done = 0
    while True:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(RAW, {"now": now})
            if not cursor.rowcount:
                return done
            done += cursor.rowcount


def idle(rounds: int) -> float:
    """Median ms of a tick that finds nothing."""
    found = []
    for _ in range(rounds):
        began = time.perf_counter()
        services.tick(lambda ids: None)
        found.append((time.perf_counter() - began) * 1000)
    return statistics.median(found)


def send(ids: list[int]) -> int:
    """As a worker does it: messages of up to a thousand ids, in its four threads."""
    with ThreadPoolExecutor(THREADS) as threads:
        return sum(threads.map(deliver, (ids[start : start + 1000] for start in range(0, len(ids), 1000))))


def deliver(ids: list[int]) -> int:
    try:
        return services.deliver(ids)
    finally:
        connection.close()


def send_one_by_one(url: str, count: int) -> int:
    keys, claims = due.browser(), {"sub": "mailto:nobody@example.org"}
    payload = json.dumps({"title": "You have a reminder", "body": "Your 8am reminder. Already done? Do nothing."})
    for number in range(count):
        webpush({"endpoint": f"{url}/{number}", "keys": keys}, payload, vapid_private_key=vapid.private_keys()[0], vapid_claims=dict(claims), ttl=60)
    return count


if __name__ == "__main__":
    main()
