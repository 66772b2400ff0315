"""The real `make run`, with real processes, on a data folder and a port of the tests' own."""

import http.client
import os
import shutil
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from backend.config.runner.broker import socket_folder
from tests.support.services import free_port

ROOT = Path(__file__).resolve().parents[2]
OURS = ("STRIDE_", "DATABASE_URL", "REDIS_URL", "PORT", "PUBLIC_URL", "ALLOWED_HOSTS", "MAKE", "MFLAGS", "DJANGO_", "PYTEST_")


class Runner:
    """One `make run` in a session of its own, as a terminal gives it, so that Ctrl-C reaches the whole group."""

    def __init__(self, data: Path, **env: str) -> None:
        self.data = data
        self.port = int(env.setdefault("PORT", str(free_port())))
        clean = {name: value for name, value in os.environ.items() if not name.startswith(OURS)}
        self.began = time.monotonic()
        self.process = subprocess.Popen(
            ["make", "--no-print-directory", "run"],
            cwd=ROOT,
            env={**clean, "STRIDE_DATA_DIR": str(data), **env},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            stdin=subprocess.DEVNULL,
            text=True,
            start_new_session=True,
        )
        self.lines: list[str] = []
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout
        for line in self.process.stdout:
            self.lines.append(line.rstrip())

    @property
    def output(self) -> str:
        return "\n".join(self.lines)

    def wait_for(self, words: str, seconds: float = 120) -> float:
        """Until a line holds `words`; seconds since the start."""
        while words not in self.output:
            assert self.process.poll() is None, f"make run ended early:\n{self.output}"
            assert time.monotonic() - self.began < seconds, f"no {words!r} in {seconds} s:\n{self.output}"
            time.sleep(0.02)
        return time.monotonic() - self.began

    def up(self) -> "Runner":
        self.wait_for("Stride is running at")
        return self

    def ended(self, seconds: float = 60) -> int:
        """The exit code, once it has ended and said everything."""
        code = self.process.wait(seconds)
        self._reader.join(10)
        return code

    def interrupt(self) -> int:
        os.killpg(self.process.pid, signal.SIGINT)
        return self.ended()

    def get(self, path: str) -> int:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        connection.request("GET", path, headers={"Host": f"localhost:{self.port}"})
        return connection.getresponse().status

    def processes(self, containing: str = "") -> list[int]:
        """Everything alive that was started with this data folder. The broker writes its title over its environment, so it is known by its socket."""
        marks = (f"STRIDE_DATA_DIR={self.data}".encode(), str(socket_folder(self.data)).encode())
        found = []
        for folder in Path("/proc").glob("[0-9]*"):
            try:
                command = (folder / "cmdline").read_bytes().replace(b"\0", b" ")
                facts = (folder / "environ").read_bytes() + command
            except OSError:
                continue  # it has just ended
            if containing.encode() in command and any(mark in facts for mark in marks):
                found.append(int(folder.name))
        return found

    def left_after(self, seconds: float) -> list[int]:
        end = time.monotonic() + seconds
        while self.processes() and time.monotonic() < end:
            time.sleep(0.05)
        return self.processes()


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """One data folder for the module: what the first start makes, the others find."""
    folder = tmp_path_factory.mktemp("stride") / "data"
    yield folder
    shutil.rmtree(socket_folder(folder))


@pytest.fixture
def start(data: Path) -> Iterator[Callable[..., Runner]]:
    """Starts runners; none outlives the test."""
    runners: list[Runner] = []

    def _start(folder: Path = data, **env: str) -> Runner:
        runners.append(Runner(folder, **env))
        return runners[-1]

    yield _start
    for runner in runners:
        for pid in [runner.process.pid, *runner.processes()]:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
        runner.ended()
