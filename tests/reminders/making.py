"""Rules, replies and envelopes of the tests of reminders."""

import datetime as dt
import uuid
from typing import Any

from backend.reminders import services
from backend.reminders.services import Planned, Reply
from tests import factories


def rule(*times: str, starts_on: str = "2026-01-01", name: str = "Gabapentin", dose: str = "300 mg") -> dict[str, Any]:
    slots = [{"slot": f"s{number}", "at": at, "weekdays": None} for number, at in enumerate(times)]
    step = {"id": "one", "starts_on": starts_on, "ends_on": None, "words": {"name": name, "dose": dose}, "slots": slots}
    return {"steps": [step], "every": None}


def at(text: str) -> dt.datetime:
    """`2026-11-20 08:00` in UTC, which is London's time in winter."""
    return dt.datetime.fromisoformat(text).replace(tzinfo=dt.UTC)


def reply(occurrence: uuid.UUID, answer: str, stamp: dt.datetime, **extra: Any) -> Reply:
    return Reply(uuid.uuid4(), occurrence, answer, stamp, by=extra.pop("by", "app"), **extra)


def planned(reminder: Any, day: str, slot: str = "s0", snooze: int = 0) -> Planned:
    return Planned(reminder.pk, dt.date.fromisoformat(day), slot, snooze)


def envelope(answer: str | None, occurrence: uuid.UUID, when: dt.datetime, **body: Any) -> dict[str, Any]:
    said = {"date": str(when.date()), "occurrence": str(occurrence), "answer": answer, **body}
    return factories.envelope(when.date(), {}, at=when, kind="answer", body=said)


def state(notice: Any) -> tuple[str, str]:
    """Where a message stands, and why."""
    notice.refresh_from_db()
    return notice.state, notice.reason


def answered(notice: Any) -> None:
    services.record_answers(notice.patient, [reply(notice.occurrences.get().occurrence_id, "taken", notice.due_at)])
