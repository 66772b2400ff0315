"""Reminders at a tenth of the size of the aim: 100,000 of them in 12 zones, 10,000 due in one minute.

Claiming beside raw SQL that writes the same columns (the limit), an idle tick at two sizes, and sending to a push service on
this machine that answers after 50 ms beside a loop of pywebpush's own `webpush()`.
"""

import base64
import datetime as dt
import json
import os
import statistics
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "benchmarks.settings")
django.setup()

from cryptography.hazmat.primitives.asymmetric import ec  # noqa: E402
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat  # noqa: E402
from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from pywebpush import webpush  # noqa: E402

from backend.accounts.models import User  # noqa: E402
from backend.common import hooks  # noqa: E402
from backend.common.hooks import ReminderKind  # noqa: E402
from backend.config.runner.lifeline import child_setup  # noqa: E402
from backend.patients.models import Patient  # noqa: E402
from backend.reminders import dispatch_sql, services, vapid  # noqa: E402
from backend.reminders.models import Delivery, Notice, Occurrence, PushSubscription, Reminder  # noqa: E402

ZONES = (
    *("Europe/London", "Europe/Berlin", "America/New_York", "America/Chicago", "America/Los_Angeles", "America/St_Johns"),
    *("Asia/Kolkata", "Asia/Kathmandu", "Asia/Tokyo", "Australia/Adelaide", "Australia/Lord_Howe", "Pacific/Auckland"),
)
KIND = "bench"
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


def people(count: int) -> list[Patient]:
    users = User.objects.bulk_create((User(email=f"{uuid.uuid4().hex}@example.org") for _ in range(count)), batch_size=5000)
    made = (Patient(user=user, country="GB", time_zone=ZONES[number % len(ZONES)]) for number, user in enumerate(users))
    return Patient.objects.bulk_create(made, batch_size=5000)


def remind(patients: list[Patient], each: int, now: dt.datetime) -> None:
    """`each` reminders of each person, the first of them due now."""

    def rows() -> Iterator[Reminder]:
        for patient in patients:
            for number in range(each):
                at = now + dt.timedelta(hours=2 * number)
                local = at.astimezone(patient.zone)
                slots = [{"slot": str(uuid.uuid4()), "at": f"{local:%H:%M}", "weekdays": None}]
                words = {"name": "Gabapentin", "dose": "300 mg", "instructions": "With water"}
                rule = {"steps": [{"id": "one", "starts_on": "2026-01-01", "ends_on": None, "words": words, "slots": slots}], "every": None}
                due = {"next_due_at": at, "next_date": local.date(), "next_slot": slots[0]["slot"]}
                yield Reminder(patient=patient, kind=KIND, about=uuid.uuid4(), rule=rule, time_zone=patient.time_zone, **due)

    Reminder.objects.bulk_create(rows(), batch_size=5000)


def again(now: dt.datetime) -> None:
    """As it was before the claim."""
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE reminders_delivery, reminders_answer, reminders_occurrence, reminders_notice")
        cursor.execute(
            "UPDATE reminders_reminder SET next_due_at = next_due_at - interval '1 day', next_date = next_date - 1 WHERE next_due_at > %s",
            [now + dt.timedelta(hours=23)],
        )
        cursor.execute("VACUUM ANALYZE reminders_reminder")


def timed(work: Callable[[], int]) -> float:
    began = time.perf_counter()
    done = work()
    return done / (time.perf_counter() - began)


def claim(now: dt.datetime) -> int:
    carried: list[int] = []
    services.claim_all(now, carried.extend)
    return len(carried)


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


@contextmanager
def sink() -> Iterator[str]:
    """A push service in a process of its own, so that it does not take the sender's turns."""
    process = subprocess.Popen([sys.executable, "-m", "benchmarks.push_sink"], stdout=subprocess.PIPE, text=True, preexec_fn=child_setup())
    assert process.stdout
    try:
        yield f"http://127.0.0.1:{int(process.stdout.readline())}"
    finally:
        process.kill()
        process.wait()


def browser() -> dict[str, str]:
    point = ec.generate_private_key(ec.SECP256R1()).public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return {"p256dh": base64.urlsafe_b64encode(point).rstrip(b"=").decode(), "auth": base64.urlsafe_b64encode(os.urandom(16)).rstrip(b"=").decode()}


def ready_to_send(now: dt.datetime, url: str) -> list[int]:
    """Each person has one browser; what is due is claimed and waits."""
    keys = browser()
    phones = (
        PushSubscription(patient_id=pk, endpoint=f"{url}/{number}", endpoint_hash=str(pk), **keys)
        for number, pk in enumerate(Patient.objects.values_list("pk", flat=True))
    )
    PushSubscription.objects.bulk_create(phones, batch_size=5000)
    carried: list[int] = []
    services.claim_all(now, carried.extend)
    return carried


def send(ids: list[int]) -> int:
    return sum(services.deliver(ids[start : start + 1000]) for start in range(0, len(ids), 1000))


def send_one_by_one(url: str, count: int) -> int:
    keys, claims = browser(), {"sub": "mailto:nobody@example.org"}
    payload = json.dumps({"title": "You have a reminder", "body": "Your 8am reminder. Already done? Do nothing."})
    for number in range(count):
        webpush({"endpoint": f"{url}/{number}", "keys": keys}, payload, vapid_private_key=vapid.private_keys()[0], vapid_claims=dict(claims), ttl=60)
    return count


def main() -> None:
    out, quick = sys.argv[1], "--quick" in sys.argv
    call_command("migrate", verbosity=0)
    settings.PUSH_LOOPBACK = True
    hooks.reminder_kinds.register(KIND, ReminderKind(dt.timedelta(hours=1), obeys_quiet_hours=False, still_wanted=set))
    count, rounds = (1000, 2) if quick else (10_000, 5)
    now = dispatch_sql.database_now().replace(second=0, microsecond=0)
    results: dict[str, Any] = {"due": count, "reminders": 10 * count, "rounds": rounds, "idle_ms": {}}
    patients = people(count)
    remind(patients[: count // 10], 10, now)
    claim(now)
    results["idle_ms"][count] = idle(200)
    Reminder.objects.all().delete()
    remind(patients, 10, now)
    again(now)
    rates: dict[str, list[float]] = {"raw SQL": [], "Stride": []}
    for _ in range(rounds):
        for name, work in (("raw SQL", claim_raw), ("Stride", claim)):
            rates[name].append(timed(lambda work=work: work(now)))
            assert Occurrence.objects.count() == Notice.objects.count() == count
            again(now)
    results["claims_s"] = {name: statistics.median(found) for name, found in rates.items()}
    claim(now)
    results["idle_ms"][10 * count] = idle(200)
    again(now)
    results["sends_s"] = sending(now)
    with open(out, "w") as file:
        json.dump(results, file)


def sending(now: dt.datetime) -> dict[str, float]:
    with sink() as url:
        ids = ready_to_send(now, url)
        alone = [timed(lambda: send_one_by_one(url, 40))]
        stride = timed(lambda: send(ids) and Delivery.objects.filter(outcome="sent").count())
        alone.append(timed(lambda: send_one_by_one(url, 40)))
    return {"webpush() in a loop": statistics.mean(alone), "Stride": stride}


if __name__ == "__main__":
    main()
