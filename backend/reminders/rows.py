"""What sending needs of each table, as plain rows: thousands of them in a minute, and a model takes many times as long to make."""

import datetime as dt
import uuid
from typing import Any, NamedTuple

from backend.reminders.models import Notice, Occurrence


class Leased(NamedTuple):
    """A notice that is ours to send."""

    pk: int
    notice_id: uuid.UUID
    patient_id: uuid.UUID
    due_at: dt.datetime
    channel: str
    late_at: dt.datetime
    tries: int
    reason: str


class About(NamedTuple):
    """An occurrence that a notice is about."""

    pk: int
    notice_id: int | None
    reminder_id: uuid.UUID
    kind: str
    snooze: int
    due_at: dt.datetime
    slot_words: str
    words: dict[str, Any]
    answer: str
    cancelled_at: dt.datetime | None


class Phone(NamedTuple):
    """A browser that may be pushed to."""

    pk: int
    patient_id: uuid.UUID
    endpoint: str
    p256dh: str
    auth: str


class Person(NamedTuple):
    """Whom it is for."""

    pk: uuid.UUID
    email: str | None
    is_active: bool
    time_zone: str
    quiet_until: dt.datetime | None
    closing_since: dt.datetime | None


PERSON = ("pk", "user__email", "user__is_active", "time_zone", "quiet_until", "closing_since")
"""The columns of Person, asked of patients."""
AnyNotice = Notice | Leased
AnyOccurrence = Occurrence | About
