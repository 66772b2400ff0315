"""What the processes without pages read: each takes memory on a small machine all day."""

import os
import subprocess
import sys

import pytest

STARTS = {
    "worker": "from celery.apps.worker import Worker; Worker.start = stop; from backend.config import worker; worker.main()",
    "dispatcher": "from django.core.management import execute_from_command_line as run; from backend.config import memory; "
    "memory.settle = stop; run(['manage.py', 'dispatch', '--loop'])",
    "beat": "from celery.beat import Service; Service.start = stop; from backend.config import beat; beat.main()",
}
STOP = """
import os, sys
def stop(*_):
    print(*sys.modules)
    sys.stdout.flush()
    os._exit(0)
"""
PAGES = {"backend.config.urls", "rest_framework.views", "drf_spectacular.plumbing", "allauth.account.views"}
CLIENTS = {"requests", "anymail"}
SHELLS = {"celery.bin.celery", "prompt_toolkit"}


def told_by(start: str, **env: str) -> str:
    words = [sys.executable, "-c", STOP + start]
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": "backend.config.settings", **env}
    return subprocess.run(words, env=env, capture_output=True, text=True, check=True, timeout=60).stdout


def read_by(name: str, **env: str) -> set[str]:
    """The modules that a process has read when its work begins."""
    return set(told_by(STARTS[name], **env).split())


@pytest.mark.parametrize("name", ["worker", "dispatcher"])
def test_what_sends_reminders_reads_no_page_no_shell_and_no_second_client(name: str) -> None:
    modules = read_by(name)
    assert "backend.reminders.delivering" in modules
    assert modules & (PAGES | CLIENTS | SHELLS) == set()


def test_beat_reads_no_table_and_no_page() -> None:
    modules = read_by("beat")
    assert "backend.config.celery" in modules
    assert {one for one in modules if one.endswith(".models")} | modules & (PAGES | SHELLS) == set()


def test_a_service_of_anymail_is_read_where_it_is_chosen() -> None:
    assert "anymail" in read_by("worker", EMAIL_BACKEND="anymail.backends.test.EmailBackend")


def test_the_number_of_threads_is_a_setting() -> None:
    count = "from celery.apps.worker import Worker; Worker.start = lambda worker: stop(print(worker.concurrency))"
    assert told_by(f"{count}; from backend.config import worker; worker.main()", WORKER_THREADS="7").split()[0] == "7"
