"""A burst of reminders, real dispatchers beside it, and a push service on this machine that misbehaves as it is told."""

import datetime as dt
import os
import tempfile
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction

from backend.accounts.models import User
from backend.common import hooks
from backend.common.hooks import ReminderKind
from backend.config.runner.broker import Broker
from backend.patients.models import Patient
from backend.reminders import dispatch_sql
from backend.reminders.models import Preferences, PushSubscription, Reminder
from tests.faults.programs import Programs, address_of_the_database, alone_with_the_database
from tests.reminders.making import rule
from tests.reminders.pushing import Browser, PushService

FASTER = "1" if os.environ.get("STRIDE_TORTURE") else "20"
"""`make torture` waits as long as people do."""
OWN = {
    "STRIDE_TEST": "1",
    "STRIDE_PUSH_LOOPBACK": "1",
    "STRIDE_REMINDERS_FASTER": FASTER,
    "DJANGO_SETTINGS_MODULE": "backend.config.settings",
    "EMAIL_BACKEND": "django.core.mail.backends.dummy.EmailBackend",
}

ON_A_SERVER_ALONE = ["test_restarts.py"]
collect_ignore = ON_A_SERVER_ALONE if connection.vendor == "sqlite" else []


def pytest_terminal_summary(terminalreporter: Any) -> None:
    if collect_ignore:
        terminalreporter.write_line(f"Left out: {', '.join(collect_ignore)}. SQLite is a file: there is no server to restart.")


@pytest.fixture
def service() -> Iterator[PushService]:
    made = PushService()
    made.wait = "20"
    yield made
    made.close()


@pytest.fixture(autouse=True)
def _kind(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(hooks.reminder_kinds.entries, "fault", ReminderKind(dt.timedelta(hours=1), obeys_quiet_hours=False, still_wanted=set))


@pytest.fixture
def burst(transactional_db: Any, service: PushService) -> Callable[..., list[str]]:
    """How many people, and what their push service answers → the paths of their browsers. Each has two doses due in this minute.

    Nobody has quiet hours: a test that runs at night would wait for the morning.
    """

    def made(count: int, *answers: str, ago: dt.timedelta = dt.timedelta(0)) -> list[str]:
        at = dispatch_sql.database_now().replace(second=0, microsecond=0) - ago
        with transaction.atomic():  # nobody is due before their phone is there
            return _made(service, count, answers or ("201",), at)

    return made


def _made(service: PushService, count: int, answers: tuple[str, ...], at: dt.datetime) -> list[str]:
    users = User.objects.bulk_create(User(email=f"{uuid.uuid4().hex}@example.org") for _ in range(count))
    people = Patient.objects.bulk_create(Patient(user=user, country="GB", time_zone="UTC") for user in users)
    Preferences.objects.bulk_create(Preferences(patient=one, quiet_from="00:00", quiet_to="00:00") for one in people)
    due = {"time_zone": "UTC", "kind": "fault", "rule": rule(f"{at:%H:%M}"), "next_due_at": at, "next_date": at.date(), "next_slot": "s0"}
    Reminder.objects.bulk_create(Reminder(patient=one, about=uuid.uuid4(), **due) for one in people for _ in range(2))
    before = PushSubscription.objects.count()
    paths = [f"/{answers[number % len(answers)]}/{before + number}" for number in range(count)]
    browser = Browser()
    keys = browser.subscribe(people[0], service.url + paths[0])
    rest = zip(people[1:], paths[1:], strict=True)
    PushSubscription.objects.bulk_create(
        PushSubscription(patient=one, endpoint=service.url + path, endpoint_hash=path, p256dh=keys.p256dh, auth=keys.auth) for one, path in rest
    )
    return paths


@pytest.fixture(scope="session")
def broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Broker]:
    with tempfile.TemporaryDirectory(prefix="stride-mq-", ignore_cleanup_errors=True) as name:
        made = Broker(Path(name), tmp_path_factory.mktemp("broker"), durable=False)
        made.start()
        made.wait()
        yield made
        made.stop()


@pytest.fixture(scope="session")
def mother(django_db_setup: None, broker: Broker) -> Iterator[Programs]:
    made = Programs({**os.environ, **OWN, "DATABASE_URL": address_of_the_database()}, broker)
    yield made
    made.end()


@pytest.fixture
def programs(transactional_db: Any, mother: Programs) -> Iterator[Programs]:
    yield mother
    mother.kill_all()
    alone_with_the_database()
