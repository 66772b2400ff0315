"""The demo's medicines and exercises: made up, typed as from a label and a therapist's plan, with three weeks of answers."""

import datetime as dt
import random
import uuid
from typing import Any

from backend.common.localtime import format_stamp, stamp_of
from backend.home.doses import reply_to
from backend.patients.models import Patient
from backend.reminders import reading
from backend.reminders.services import record_answers, save_reminder
from backend.symptoms.services import record_envelopes
from backend.treatment.services import read_exercise_plan, read_medicine, save_exercise_plan, save_medicine

EMAIL = "patient@demo.example"
WEEKS = 3
TITRATION = ((-21, "300 mg", ["22:00"]), (-14, "300 mg", ["08:00", "22:00"]), (-7, "300 mg", ["08:00", "14:00", "22:00"]), (1, "300 mg, 300 mg, 600 mg", None))
ALL_DAY = ["08:00", "14:00", "22:00"]
PLAN = {
    "stage": 2,
    "therapist": "Sam Ode (made up)",
    "items": [{"exercise": "heel-slide", "reps": 8, "sets": 1}, {"exercise": "seated-march", "reps": 6, "sets": 2}],
    "weekdays": [0, 2, 4],
    "times": ["10:30"],
}


def load(patient: Patient, now: dt.datetime, namespace: uuid.UUID) -> None:
    """As if it had been typed three weeks ago and answered since. What was due before now is not sent any more."""
    start = now - dt.timedelta(weeks=WEEKS)
    today, rng = patient.today(now), random.Random(11)  # noqa: S311 - made-up people
    for medicine in _medicines(today):
        typed, errors = read_medicine(medicine, patient.today(start))
        if typed is None:
            raise RuntimeError(f"The demo's medicines do not fit any more: {errors}")
        save_medicine(patient, typed, patient.user, now=start)
    plan, errors = read_exercise_plan(PLAN)
    if plan is None:
        raise RuntimeError(f"The demo's exercises do not fit any more: {errors}")
    save_exercise_plan(patient, patient.user, plan, start)
    _answer(patient, start, now, rng)
    _exercise(patient, today, namespace, rng)
    for reminder in reading.standing(patient):
        save_reminder(patient, reminder.kind, reminder.about, reminder.rule, zone=reminder.time_zone, travel=reminder.travel, now=now)


def _medicines(today: dt.date) -> list[dict[str, Any]]:
    def on(day: int) -> str:
        return (today + dt.timedelta(days=day)).isoformat()

    steps = [{"starts_on": on(day), "dose_text": dose, "times": [{"at": at} for at in times or ALL_DAY]} for day, dose, times in TITRATION]
    tablet = [{"starts_on": on(-21), "dose_text": "1 tablet"}]
    return [
        {"name": "Gabapentin", "why": "Nerve pain", "form": "times", "steps": steps},
        {"name": "Paracetamol 500 mg", "form": "as_needed", "steps": tablet, "max_per_day": 4, "min_gap_minutes": 240},
    ]


def _answer(patient: Patient, start: dt.datetime, now: dt.datetime, rng: random.Random) -> None:
    """Most are taken within minutes, some are skipped with a reason, some have no answer."""
    replies = []
    for item in reading.between(patient, start, now - dt.timedelta(minutes=30), now):
        luck = rng.random()
        said_at = item.due_at + dt.timedelta(minutes=rng.randrange(1, 25))
        if item.kind == "medicine" and luck < 0.94:
            taken = luck < 0.9
            replies.append(reply_to(item, "taken" if taken else "skipped", said_at, uuid.uuid4(), "" if taken else "forgot"))
    record_answers(patient, replies, now=now)


def _exercise(patient: Patient, today: dt.date, namespace: uuid.UUID, rng: random.Random) -> None:
    items = []
    for back in range(WEEKS * 7 - 1, 0, -1):
        date = today - dt.timedelta(days=back)
        if date.weekday() in PLAN["weekdays"] and rng.random() < 0.8:  # type: ignore[operator]
            fields = {"pain_before": rng.randrange(3, 5), "pain_after": rng.randrange(3, 6), "effort": rng.randrange(3, 6), "next_day": "yes"}
            items.append(_session(patient, date, fields, namespace))
    refused = [one for one in record_envelopes(patient, patient.user, items).results if one.code != "stored"]
    if refused:
        raise RuntimeError(f"The demo's exercises do not fit any more: {refused[0]}")


def _session(patient: Patient, date: dt.date, fields: dict[str, Any], namespace: uuid.UUID) -> dict[str, Any]:
    done = dt.datetime.combine(date, dt.time(11, 5), tzinfo=patient.zone)
    session = uuid.uuid5(namespace, f"{EMAIL}:{date}:session")
    body = {"session": str(session), "date": date.isoformat(), "fields": fields}
    return {
        "id": str(uuid.uuid5(session, "envelope")),
        "kind": "session",
        "stamp": format_stamp(stamp_of(done)),
        "tz": patient.time_zone,
        "schema": 1,
        "body": body,
    }
