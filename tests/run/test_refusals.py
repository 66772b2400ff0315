"""What stops a start: one clear sentence that says what to do, and nothing half-started."""

import os
import socket
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from backend.config.runner import prepare
from backend.config.runner.broker import socket_folder
from backend.config.runner.sentences import CannotStart
from backend.education import library
from backend.education.markup import ContentError, Fault
from tests.run.conftest import ROOT, Runner
from tests.support.services import free_port

Start = Callable[..., Runner]


def refusal(runner: Runner) -> str:
    """The one sentence of a start that did not happen."""
    assert runner.ended() != 0
    assert runner.processes() == []
    sentences = [line for line in runner.lines if line.startswith("Stride cannot start: ")]
    assert len(sentences) == 1, runner.output
    assert "Traceback" not in runner.output
    return sentences[0]


@pytest.mark.parametrize("host", ["127.0.0.1", "0.0.0.0"])
def test_a_port_that_is_taken(start: Start, host: str) -> None:
    with socket.socket() as taken:
        taken.bind((host, 0))
        taken.listen()
        port = taken.getsockname()[1]
        words = refusal(start(PORT=str(port)))
    assert f"port {port} is taken" in words
    assert "PORT=" in words


@pytest.mark.parametrize("port", ["abc", "0", "70000"])
def test_a_port_that_is_none(port: str) -> None:
    env = {**os.environ, "PORT": port}
    answer = subprocess.run(["bin/run"], cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert answer.returncode == 1
    assert f"PORT={port} is not a port" in answer.stderr


def test_a_data_folder_that_cannot_be_made(start: Start, tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    words = refusal(start(tmp_path / "file" / "data"))
    assert "is not writable" in words
    assert "STRIDE_DATA_DIR=" in words


def test_a_redis_that_does_not_answer(start: Start) -> None:
    url = f"redis://:secret-word@127.0.0.1:{free_port()}/0"
    words = refusal(start(REDIS_URL=url))
    assert "REDIS_URL=" in words
    assert "leave REDIS_URL unset" in words
    assert "secret-word" not in words


def test_a_postgresql_that_does_not_answer(start: Start) -> None:
    words = refusal(start(DATABASE_URL=f"postgres://me:secret-word@127.0.0.1:{free_port()}/stride"))
    assert "cannot be reached" in words
    assert "DATABASE_URL" in words
    assert "secret-word" not in words


@pytest.mark.parametrize(("setting", "url"), [("DATABASE_URL", "nonsense"), ("DATABASE_URL", "mysql://me:secret-word@host/stride"), ("REDIS_URL", "redis://")])
def test_an_address_that_is_none(start: Start, setting: str, url: str) -> None:
    words = refusal(start(**{setting: url}))
    assert f"{setting} is not understood. Write " in words
    assert "secret-word" not in words


def test_a_database_file_that_is_none(start: Start, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("These are my notes, not a database. " * 100)
    assert "cannot be reached" in refusal(start(DATABASE_URL=f"sqlite:///{tmp_path}/notes.txt"))


def test_content_or_a_setting_that_is_broken(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_language: str) -> None:
        raise ContentError([Fault("en/articles/sleep.md", 13, "title: is missing"), Fault("en/articles/mood.md", 2, "slug: is missing")])

    prepare.check_system()
    assert prepare.STEPS.index(prepare.check_system) < prepare.STEPS.index(prepare.migrate)
    monkeypatch.setattr(library, "load_all", broken)
    with pytest.raises(CannotStart) as stopped:
        prepare.check_system()
    words = "a check failed: en/articles/sleep.md:13: title: is missing (and 1 more: `manage.py check` lists all). Mend it and start again."
    assert str(stopped.value) == words


def test_a_setting_that_would_open_the_demo_to_others(start: Start) -> None:
    assert "STRIDE_DEMO=0" in refusal(start(PUBLIC_URL="https://stride.example"))


def test_a_broker_that_cannot_start(start: Start, tmp_path: Path) -> None:
    server = tmp_path / "redis-server"
    server.write_text("#!/bin/sh\necho 'Fatal: no memory today'\nexit 1\n")
    server.chmod(0o755)
    words = refusal(start(tmp_path / "data", PATH=f"{tmp_path}:{os.environ['PATH']}"))
    assert "no memory today" in words
    assert "REDIS_URL" in words


def test_a_second_start_on_data_that_are_in_use(start: Start) -> None:
    first = start().up()
    second = start()
    assert second.ended() != 0
    assert f"already running on these data, at http://localhost:{first.port}" in second.output
    assert first.get("/healthz") == 200


def test_a_python_that_is_too_old(tmp_path: Path) -> None:
    for name in ("python3", "python3.11", "python3.12", "python3.13", "python3.14"):
        (tmp_path / name).write_text("#!/bin/sh\ncase $2 in *print*) echo 'it found 3.9';; *) exit 1;; esac\n")
        (tmp_path / name).chmod(0o755)
    (tmp_path / "bin").symlink_to(ROOT / "bin")  # a tree without a virtual environment
    env = {"PATH": f"{tmp_path}:/usr/bin:/bin"}
    answer = subprocess.run([tmp_path / "bin" / "find-python"], cwd=tmp_path, env=env, capture_output=True, text=True, check=False)
    assert answer.returncode == 1
    assert "Python 3.11 or newer and it found 3.9" in answer.stderr


def test_the_bootstrap_itself_refuses_an_old_python() -> None:
    program = "import sys; sys.version_info = (3, 10, 1); sys.argv = ['bootstrap.py', 'run']; exec(open('bin/bootstrap.py').read())"
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    answer = subprocess.run(["python3", "-c", f"__file__ = 'bin/bootstrap.py'; {program}"], cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert answer.returncode == 1
    assert "needs Python 3.11 or newer and this is 3.10" in answer.stderr


def test_the_path_of_the_brokers_socket_stays_short_however_long_the_data_folder_is() -> None:
    folder = socket_folder(Path("/a-long-name" * 40))
    try:
        assert len(str(folder / "broker.sock")) < 104  # macOS; Linux takes 107
    finally:
        folder.rmdir()
