"""Real processes beside the tests' own database: dispatchers, workers and beats, each killed by its own number, none outliving its test."""

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from django.db import connection

from backend.config.runner.broker import Broker
from backend.config.runner.lifeline import child_setup
from backend.reminders.models import Delivery, Notice
from tests.faults import invariants
from tests.reminders.pushing import PushService
from tests.support import machine

ROOT = Path(__file__).resolve().parents[2]
COMMAND = [sys.executable, "-m", "tests.faults.dispatcher"]


class Programs:
    """Forked by one mother, that loaded Stride once; those with a clock of their own are started alone."""

    def __init__(self, env: dict[str, str], broker: Broker) -> None:
        self.env = {**env, "REDIS_URL": broker.url, "PYTHONPATH": str(ROOT)}
        self.broker = broker
        self.running: set[int] = set()
        self.alone: dict[int, subprocess.Popen[bytes]] = {}
        self.mother = subprocess.Popen(COMMAND, cwd=ROOT, env=self.env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, preexec_fn=child_setup())

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

    def start_with_clock(self, clock: Path, verb: str) -> int:
        """Its clock is as far off as the file says, which may change at any moment: `+1h`, `-30m`, `+0`."""
        fake = {"LD_PRELOAD": str(machine.faketime()), "FAKETIME_TIMESTAMP_FILE": str(clock), "FAKETIME_NO_CACHE": "1"}
        # Neither the steady clock nor the dates of files: Python would compile all that it loads anew.
        fake |= {"FAKETIME_DONT_FAKE_MONOTONIC": "1", "NO_FAKE_STAT": "1", "PYTHONDONTWRITEBYTECODE": "1"}
        assert machine.faketime(), "Debian's package faketime is not installed. Run `make test` as root, or install it."
        own = subprocess.Popen([*COMMAND, verb], cwd=ROOT, env=self.env | fake, stdin=subprocess.DEVNULL, preexec_fn=child_setup())
        self.alone[own.pid] = own
        return own.pid

    def wait(self, number: int) -> int:
        """The exit code; minus the signal that ended it."""
        if own := self.alone.pop(number, None):
            return own.wait()
        self.running.discard(number)
        return self.ask("wait", str(number))

    def kill(self, number: int, how: int = signal.SIGKILL) -> int:
        assert number > 1  # 0 and -1 would mean the tests themselves, or everybody
        os.kill(number, how)
        return self.wait(number)

    def kill_all(self) -> None:
        for number in [*self.running, *self.alone]:
            self.kill(number)

    def end(self) -> None:
        self.kill_all()
        self.mother.kill()
        self.mother.wait(20)


def address_of_the_database() -> str:
    there = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{there['NAME']}"
    return f"postgres://{there['USER']}@{there['HOST']}:{there['PORT']}/{there['NAME']}"


def drop_connections_of_others() -> None:
    """As a restart of the database looks from outside. SQLite has none."""
    if connection.vendor == "sqlite":
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()")


def alone_with_the_database() -> None:
    """A process that was killed leaves its connection behind for a moment, locks and all: emptying the tables could meet them in a deadlock."""
    if connection.vendor == "sqlite":
        return

    def gone() -> bool:
        drop_connections_of_others()
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()")
            return bool(cursor.fetchone()[0] == 0)

    until(gone)


def until(true: Callable[[], bool], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, "it never came"
        time.sleep(0.02)


def wait_until_healed(seconds: float = 90) -> None:
    """Until no invariant is broken and all that is due was claimed; what is still wrong then fails the test."""
    end = time.monotonic() + seconds
    while (wrong := invariants.broken()) or Notice.objects.filter(state__in=Notice.OPEN).exists() or not Notice.objects.exists():
        assert time.monotonic() < end, wrong or list(Notice.objects.values_list("state", "channel").distinct())
        time.sleep(0.1)


def states() -> Counter[str]:
    return Counter(Notice.objects.values_list("state", flat=True))


def sends(service: PushService) -> Counter[str]:
    return Counter(service.paths())


def has_got(service: PushService, count: int) -> bool:
    return len(service.got) >= count


def topics(service: PushService, path: str) -> set[str]:
    return {headers["Topic"] for sent, headers, _body in service.got if sent == path}


def all_sent(service: PushService, paths: list[str], crashes: int = 0) -> None:
    """Each person once, and once more at most for each crash between the sending and its note: in the same place on the phone.

    And once more for each answer that came after the patience was over, as on a busy machine: that is noted.
    """
    assert (states(), set(sends(service))) == ({"sent": len(paths)}, set(paths))
    late = Counter(Delivery.objects.filter(outcome="retry").values_list("subscription__endpoint", flat=True))
    often = {path: count for path, count in sends(service).items() if count > 1 + crashes + late[service.url + path]}
    assert often == {}
    assert all(len(topics(service, path)) == 1 for path in paths)
