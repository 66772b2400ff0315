"""`make test` installs what the tests need, or names it; it never skips."""

import os
from pathlib import Path

import pytest

from tests.support import machine


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine with neither PostgreSQL nor Chromium."""
    monkeypatch.setattr(machine, "NEEDS", {"postgresql": lambda: None, "chromium": lambda: None})
    monkeypatch.setattr(machine, "WISHES", {})


@pytest.fixture
def apt(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An apt-get that only notes what it was asked for."""
    program, asked = tmp_path / "apt-get", tmp_path / "asked"
    program.write_text(f'#!/bin/sh\necho "$DEBIAN_FRONTEND $*" >> {asked}\n')
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin:/usr/bin")
    return asked


@pytest.mark.usefixtures("bare")
def test_root_on_debian_installs_what_is_missing(apt: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "getuid", lambda: 0)
    machine.install_what_is_missing()
    update, *installs = apt.read_text().splitlines()
    assert update == "noninteractive -q -y -o DPkg::Lock::Timeout=300 update"
    assert [line.split()[-1] for line in installs] == ["postgresql", "chromium"]


@pytest.mark.usefixtures("bare")
def test_nobody_but_root_calls_apt(apt: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "getuid", lambda: 1000)
    machine.install_what_is_missing()
    assert not apt.exists()


@pytest.mark.usefixtures("bare")
def test_what_is_missing_is_named_with_the_way_to_get_it() -> None:
    with pytest.raises(SystemExit) as refused:
        machine.refuse_what_is_missing()
    assert "postgresql and chromium not found" in str(refused.value)
    assert "apt-get install postgresql chromium" in str(refused.value)


def test_a_machine_that_has_everything_is_not_touched(apt: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "NEEDS", {"postgresql": lambda: "/here"})
    monkeypatch.setattr(machine, "WISHES", {"chromium-headless-shell": lambda: "/here"})
    machine.install_what_is_missing()
    machine.refuse_what_is_missing()
    assert not apt.exists()


@pytest.mark.usefixtures("bare")
def test_what_only_makes_the_tests_quicker_is_installed_and_never_asked_for(apt: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "getuid", lambda: 0)
    monkeypatch.setattr(machine, "NEEDS", {})
    monkeypatch.setattr(machine, "WISHES", {"chromium-headless-shell": lambda: None})
    machine.install_what_is_missing()
    machine.refuse_what_is_missing()
    assert apt.read_text().splitlines()[-1].endswith("chromium-headless-shell")
