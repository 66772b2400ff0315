"""The queue before SQLite's one writer: everybody's turn comes, and a writer that died does not hold it."""

import multiprocessing
import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError

from backend.common.sqlite.base import DatabaseWrapper

WRITES = 25


def database(folder: Path, timeout: float = 20) -> DatabaseWrapper:
    options = {"timeout": timeout, "transaction_mode": "IMMEDIATE", "init_command": "PRAGMA journal_mode=WAL;"}
    settings = {"NAME": folder / "queue.sqlite3", "OPTIONS": options, "CONN_MAX_AGE": 0, "CONN_HEALTH_CHECKS": False, "AUTOCOMMIT": True, "TIME_ZONE": None}
    return DatabaseWrapper({"ENGINE": "backend.common.sqlite", **settings})


def begin(connection: DatabaseWrapper) -> None:
    connection.ensure_connection()
    connection.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)


def count_up(folder: Path) -> None:
    connection = database(folder)
    for _ in range(WRITES):
        begin(connection)
        with connection.cursor() as cursor:
            number = cursor.execute("SELECT number FROM counter").fetchone()[0]
            cursor.execute("UPDATE counter SET number = %s", [number + 1])
        connection.commit()
        connection.set_autocommit(True)
    connection.close()


@pytest.fixture(autouse=True)
def databases_of_its_own(django_db_blocker: Any) -> Iterator[None]:
    with django_db_blocker.unblock():
        yield


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    connection = database(tmp_path)
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE counter (number integer)")
        cursor.execute("INSERT INTO counter VALUES (0)")
    connection.close()
    return tmp_path


def number(folder: Path) -> int:
    with database(folder).cursor() as cursor:
        return int(cursor.execute("SELECT number FROM counter").fetchone()[0])


def start(work: Any, *given: Any) -> Any:
    process = multiprocessing.get_context("spawn").Process(target=work, args=given)
    process.start()
    return process


def hold(folder: Path, ready: Path) -> None:
    begin(database(folder))
    ready.touch()
    time.sleep(60)


def held(folder: Path) -> Any:
    process = start(hold, folder, folder / "ready")
    while not (folder / "ready").exists():
        time.sleep(0.01)
    return process


def test_writers_of_several_processes_lose_no_turn(folder: Path) -> None:
    writers = [start(count_up, folder) for _ in range(4)]
    for writer in writers:
        writer.join(30)
    assert number(folder) == 4 * WRITES


def test_a_writer_that_was_killed_gives_its_turn_back(folder: Path) -> None:
    process = held(folder)
    os.kill(process.pid, signal.SIGKILL)
    process.join(10)
    count_up(folder)
    assert number(folder) == WRITES


def test_who_waits_too_long_hears_that_the_database_is_locked(folder: Path) -> None:
    process = held(folder)
    with pytest.raises(OperationalError, match="locked"):
        begin(database(folder, timeout=0.2))
    process.kill()
    process.join(10)


def test_a_transaction_that_fails_gives_its_turn_back(folder: Path) -> None:
    connection = database(folder)
    begin(connection)
    connection.rollback()
    count_up(folder)
    assert number(folder) == WRITES
