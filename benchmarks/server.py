"""Stride's web server as it runs for real: gunicorn, gthread, two workers, on loopback."""

import http.client
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from backend.config.runner.lifeline import child_setup
from tests.support.services import free_port

READY_SECONDS = 60


@dataclass(frozen=True)
class Server:
    port: int
    pid: int

    def cpu_seconds(self) -> float:
        """What the workers have used so far: unlike the clock, it is hardly moved by other work on the machine. Linux only, else 0."""
        children = Path(f"/proc/{self.pid}/task/{self.pid}/children")
        return sum(map(_cpu, children.read_text().split())) if children.exists() else 0.0


def _cpu(pid: str) -> float:
    after_name = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(after_name[11]) + int(after_name[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def serving() -> Iterator[Server]:
    """A server that answers."""
    port = free_port()
    env = {**os.environ, "WEB_BIND": f"127.0.0.1:{port}", "WEB_WORKERS": "2", "WEB_THREADS": "8"}
    command = [sys.executable, "-m", "gunicorn", "--config", "python:backend.config.gunicorn"]
    process = subprocess.Popen(command, env=env, preexec_fn=child_setup())
    try:
        _wait(port, process)
        yield Server(port, process.pid)
    finally:
        process.terminate()
        process.wait(30)


def _wait(port: int, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + READY_SECONDS
    while time.monotonic() < end and process.poll() is None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            connection.request("GET", "/livez", headers={"Host": "localhost"})
            if connection.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.1)
        finally:
            connection.close()
    raise RuntimeError("The web server of the benchmark did not come up.")
