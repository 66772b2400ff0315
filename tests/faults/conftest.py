"""A burst of reminders, real dispatchers beside it, and a push service on this machine that misbehaves as it is told."""

import datetime as dt
import os
import signal
import subprocess
import sys
import tempfile
import time
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from backend.accounts.models import User
from backend.common import hooks
from backend.common.hooks import ReminderKind
from backend.config.runner.broker import Broker
from backend.config.runner.lifeline import child_setup
from backend.patients.models import Patient
from backend.reminders import dispatch_sql
from backend.reminders.models import Notice, PushSubscription, Reminder
from tests.faults import invariants
from tests.reminders.making import rule
from tests.reminders.pushing import Browser, PushService

ROOT = Path(__file__).resolve().parents[2]
FASTER = "20"


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
    """How many people, and what their push service answers → the paths of their browsers. Each has two doses due in this minute."""

    def made(count: int, *answers: str) -> list[str]:
        now = dispatch_sql.database_now().replace(second=0, microsecond=0)
        users = User.objects.bulk_create(User(email=f"{uuid.uuid4().hex}@example.org") for _ in range(count))
        people = Patient.objects.bulk_create(Patient(user=user, country="GB", time_zone="UTC") for user in users)
        due = {"time_zone": "UTC", "kind": "fault", "rule": rule(f"{now:%H:%M}"), "next_due_at": now, "next_date": now.date(), "next_slot": "s0"}
        Reminder.objects.bulk_create(Reminder(patient=one, about=uuid.uuid4(), **due) for one in people for _ in range(2))
        browser = Browser()
        paths = [f"/{(answers or ('201',))[number % len(answers or '1')]}/{number}" for number in range(count)]
        keys = browser.subscribe(people[0], service.url + paths[0])
        rest = zip(people[1:], paths[1:], strict=True)
        PushSubscription.objects.bulk_create(
            PushSubscription(patient=one, endpoint=service.url + path, endpoint_hash=path, p256dh=keys.p256dh, auth=keys.auth) for one, path in rest
        )
        return paths

    return made


class Programs:
    """Real processes beside the tests' own database and a broker of their own; each can be killed, none outlives the test."""

    def __init__(self, env: dict[str, str], broker: Broker) -> None:
        self.broker = broker
        self.running: set[int] = set()
        command = [sys.executable, "-m", "tests.faults.dispatcher"]
        self.mother = subprocess.Popen(command, cwd=ROOT, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, preexec_fn=child_setup())

    def ask(self, *words: str) -> int:
        assert self.mother.stdin
        assert self.mother.stdout
        self.mother.stdin.write(" ".join(words) + "\n")
        self.mother.stdin.flush()
        return int(self.mother.stdout.readline())

    def start(self, verb: str, *words: str) -> int:
        number = self.ask(verb, *words)
        self.running.add(number)
        return number

    def dispatcher(self, fail_at: str = "") -> int:
        return self.start("dispatch", *([fail_at] if fail_at else []))

    def wait(self, number: int) -> int:
        """The exit code; minus the signal that ended it."""
        self.running.discard(number)
        return self.ask("wait", str(number))

    def kill(self, number: int, how: int = signal.SIGKILL) -> int:
        os.kill(number, how)
        return self.wait(number)

    def kill_all(self) -> None:
        for number in list(self.running):
            self.kill(number)

    def end(self) -> None:
        self.mother.kill()
        self.mother.wait(20)


@pytest.fixture(scope="session")
def mother(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Programs]:
    folder = tempfile.TemporaryDirectory(prefix="stride-mq-", ignore_cleanup_errors=True)
    broker = Broker(Path(folder.name), tmp_path_factory.mktemp("broker"), durable=False)
    broker.start()
    broker.wait()
    own = {"STRIDE_TEST": "1", "STRIDE_PUSH_LOOPBACK": "1", "STRIDE_REMINDERS_FASTER": FASTER, "DJANGO_SETTINGS_MODULE": "backend.config.settings"}
    made = Programs({**os.environ, **own, "DATABASE_URL": address_of_the_database(), "REDIS_URL": broker.url, "PYTHONPATH": str(ROOT)}, broker)
    yield made
    made.kill_all()
    made.end()
    broker.stop()
    folder.cleanup()


@pytest.fixture
def programs(transactional_db: Any, mother: Programs) -> Iterator[Programs]:
    yield mother
    mother.kill_all()


def address_of_the_database() -> str:
    there = connection.settings_dict
    return f"postgres://{there['USER']}@{there['HOST']}:{there['PORT']}/{there['NAME']}"


def wait_until_healed(seconds: float = 90) -> None:
    """Until no invariant is broken and all that is due was claimed; what is still wrong then fails the test."""
    until = time.monotonic() + seconds
    while (wrong := invariants.broken()) or Notice.objects.filter(state__in=Notice.OPEN).exists() or not Notice.objects.exists():
        assert time.monotonic() < until, wrong or list(Notice.objects.values_list("state", "channel").distinct())
        time.sleep(0.1)


def until(true: Callable[[], bool], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it never came"
        time.sleep(0.02)


def drop_connections_of_others() -> None:
    """As a restart of the database looks from outside."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()")


def sends(service: PushService) -> Counter[str]:
    return Counter(service.paths())


def topics(service: PushService, path: str) -> set[str]:
    return {headers["Topic"] for sent, headers, _body in service.got if sent == path}
