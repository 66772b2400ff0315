"""The second start skips the preparation only when there is nothing to prepare."""

import sqlite3
from pathlib import Path

import pytest

from backend.config.runner import static_files
from backend.config.runner.shortcut import Shortcut

ENV = {"STRIDE_DEMO": "1"}


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder that an earlier start has prepared."""
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.delenv("REDIS_URL", raising=False)
    migrated(tmp_path, 3)
    (tmp_path / "static").mkdir()
    static_files.note_current(tmp_path / "static", static_files.fingerprint())
    Shortcut(tmp_path, ENV).remember()
    return tmp_path


def migrated(folder: Path, rows: int) -> None:
    connection = sqlite3.connect(folder / "stride.sqlite3")
    connection.execute("CREATE TABLE IF NOT EXISTS django_migrations (id INTEGER)")
    connection.executemany("INSERT INTO django_migrations VALUES (?)", [(number,) for number in range(rows)])
    connection.commit()
    connection.close()


def test_it_is_taken_when_nothing_has_changed(data: Path) -> None:
    assert Shortcut(data, ENV).can_be_taken()


def test_it_is_not_taken_before_the_first_start(tmp_path: Path, data: Path) -> None:
    assert not Shortcut(tmp_path / "other", ENV).can_be_taken()


def test_it_is_not_taken_when_the_database_is_gone(data: Path) -> None:
    (data / "stride.sqlite3").unlink()
    assert not Shortcut(data, ENV).can_be_taken()


def test_it_is_not_taken_when_the_database_is_another(data: Path) -> None:
    migrated(data, 1)
    assert not Shortcut(data, ENV).can_be_taken()


def test_it_is_not_taken_when_a_setting_has_changed(data: Path) -> None:
    assert not Shortcut(data, {**ENV, "PUBLIC_URL": "https://stride.example"}).can_be_taken()


def test_it_is_not_taken_when_a_static_file_has_changed(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(static_files, "fingerprint", lambda: "another")
    assert not Shortcut(data, ENV).can_be_taken()


@pytest.mark.parametrize("name", ["DATABASE_URL", "REDIS_URL"])
def test_it_is_not_taken_when_another_server_has_to_be_asked(data: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, "redis://127.0.0.1:1")
    assert not Shortcut(data, ENV).can_be_taken()
