"""People with reminders that are due, made in bulk; and a push service on this machine. Imported after Django is set up."""

import base64
import datetime as dt
import json
import os
import subprocess
import sys
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.db import connection

from backend.accounts.models import User
from backend.config.runner.lifeline import child_setup
from backend.patients.models import Patient
from backend.reminders.models import PushSubscription
from benchmarks.peers.apps import KIND

ZONES = (
    *("Europe/London", "Europe/Berlin", "America/New_York", "America/Chicago", "America/Los_Angeles", "America/St_Johns"),
    *("Asia/Kolkata", "Asia/Kathmandu", "Asia/Tokyo", "Australia/Adelaide", "Australia/Lord_Howe", "Pacific/Auckland"),
)
AT_ONCE = 5000
WORDS = {"name": "Gabapentin", "dose": "300 mg", "instructions": "With water"}
REMINDERS = """
INSERT INTO reminders_reminder (id, patient_id, kind, about, rule, time_zone, travel, next_due_at, next_date, next_slot, created_at, updated_at)
SELECT gen_random_uuid(), patient_id, %(kind)s, gen_random_uuid(),
  jsonb_build_object('every', NULL, 'steps', jsonb_build_array(jsonb_build_object('id', 'one', 'starts_on', '2026-01-01', 'ends_on', NULL,
    'words', %(words)s::jsonb, 'slots', jsonb_build_array(jsonb_build_object('slot', slot, 'at', to_char(local, 'HH24:MI'), 'weekdays', NULL))))),
  time_zone, 'clock', at, local::date, slot, %(now)s, %(now)s
FROM (
  SELECT p.id AS patient_id, p.time_zone, at, at AT TIME ZONE p.time_zone AS local, gen_random_uuid()::text AS slot
  FROM patients_patient p CROSS JOIN unnest(%(times)s::timestamptz[]) AS at WHERE p.id = ANY(%(people)s)
) AS wanted"""


def people(count: int) -> list[Patient]:
    users = User.objects.bulk_create((User(email=f"{uuid.uuid4().hex}@example.org") for _ in range(count)), batch_size=AT_ONCE)
    made = (Patient(user=user, country="GB", time_zone=ZONES[number % len(ZONES)]) for number, user in enumerate(users))
    return Patient.objects.bulk_create(made, batch_size=AT_ONCE)


def remind(patients: Iterable[Patient], times: Iterable[dt.datetime], now: dt.datetime) -> None:
    """One reminder of each person at each of the times, every day."""
    ids, said = [patient.pk for patient in patients], {"kind": KIND, "words": json.dumps(WORDS), "now": now, "times": list(times)}
    with connection.cursor() as cursor:
        for start in range(0, len(ids), AT_ONCE):
            cursor.execute(REMINDERS, said | {"people": ids[start : start + AT_ONCE]})


def forget() -> None:
    """Every reminder and what came of it; the people stay."""
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE reminders_reminder, reminders_notice, reminders_occurrence, reminders_answer, reminders_delivery, reminders_pushsubscription")


def browser() -> dict[str, str]:
    point = ec.generate_private_key(ec.SECP256R1()).public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
    return {"p256dh": base64.urlsafe_b64encode(point).rstrip(b"=").decode(), "auth": base64.urlsafe_b64encode(os.urandom(16)).rstrip(b"=").decode()}


def give_phones(patients: Iterable[uuid.UUID], url: str) -> None:
    """Each of them has one browser."""
    keys = browser()
    phones = (PushSubscription(patient_id=pk, endpoint=f"{url}/{number}", endpoint_hash=str(pk), **keys) for number, pk in enumerate(patients))
    PushSubscription.objects.bulk_create(phones, batch_size=AT_ONCE)


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
