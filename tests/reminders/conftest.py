"""Kinds and rules of the tests, which need no other app."""

import datetime as dt
import uuid
from collections.abc import Iterator
from typing import Any

import pytest

from backend.common import hooks
from backend.common.hooks import ReminderKind
from backend.patients.models import Patient
from backend.reminders import services
from backend.reminders.models import Notice, Reminder
from tests.reminders.making import rule
from tests.reminders.pushing import PushService


@pytest.fixture(autouse=True)
def _kinds(monkeypatch: pytest.MonkeyPatch) -> None:
    """A medicine: 60 minutes, told once more. An exercise: 4 hours, quiet at night. A habit: until midnight."""
    for name, kind in {
        "medicine": ReminderKind(dt.timedelta(minutes=60), obeys_quiet_hours=False, still_wanted=set, repeats=True),
        "exercise": ReminderKind(dt.timedelta(hours=4), obeys_quiet_hours=True, still_wanted=set),
        "daily_log": ReminderKind(None, obeys_quiet_hours=True, still_wanted=set),
    }.items():
        monkeypatch.setitem(hooks.reminder_kinds.entries, name, kind)


@pytest.fixture
def remind(amina: Patient) -> Any:
    """times, kind → a saved reminder of Amina's, as of `now`."""

    def saved(*times: str, kind: str = "medicine", now: dt.datetime, patient: Patient | None = None, **extra: Any) -> Reminder:
        about = extra.pop("about", None) or uuid.uuid4()
        zone = extra.pop("zone", "Europe/London")
        return services.save_reminder(patient or amina, kind, about, rule(*times, **extra), zone=zone, now=now).reminder

    return saved


@pytest.fixture
def service() -> Iterator[PushService]:
    """A push service on this machine."""
    made = PushService()
    yield made
    made.close()


@pytest.fixture
def now(db: Any) -> dt.datetime:
    """This minute, by the database's clock."""
    return services.database_now().replace(second=0, microsecond=0)


@pytest.fixture
def due(amina: Patient, remind: Any, now: dt.datetime, django_capture_on_commit_callbacks: Any) -> Any:
    """A medicine of Amina's that is due, claimed; its notice."""

    def made(kind: str = "medicine", **extra: Any) -> Notice:
        remind(f"{now:%H:%M}", kind=kind, now=now - dt.timedelta(minutes=5), zone="UTC", **extra)
        with django_capture_on_commit_callbacks(execute=True):
            services.claim_all(now, lambda ids: None)
        return Notice.objects.get(channel="first")

    return made
