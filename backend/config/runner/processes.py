"""web, worker and beat under honcho's manager, each dying with its parent."""

import multiprocessing
import os
import shlex
import signal
import sys
import threading
from collections.abc import Callable
from typing import Any

from honcho import manager
from honcho.manager import Manager
from honcho.process import Popen, Process

from backend.config.runner.lifeline import child_setup, die_with_parent

PARTS = {
    "web": ["-m", "gunicorn", "--config", "python:backend.config.gunicorn"],
    "worker": ["-m", "backend.config.worker"],
    "beat": ["-m", "backend.config.beat"],
}

manager.KILL_WAIT = 10  # seconds; honcho's 5 are short on a busy machine


def _tied_popen(command: str, **options: Any) -> Popen:
    return Popen(command, preexec_fn=child_setup(), **options)


class TiedProcess(Process):
    """Honcho's process, and honcho's wrapper around it, tied to the runner by the kernel."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._child_ctor = _tied_popen
        self._runner = os.getpid()

    def run(self, events: Any = None, ignore_signals: bool = False) -> None:
        die_with_parent(self._runner)
        super().run(events, ignore_signals)


class Parts(Manager):
    """Runs the parts until one ends or a signal comes, then stops them all."""

    def __init__(self, env: dict[str, str], when_started: Callable[[], None]) -> None:
        multiprocessing.set_start_method("fork")  # a fork server would be the parent, and would outlive us
        super().__init__()
        self._process_ctor = TiedProcess
        self._when_started = when_started
        for name, command in PARTS.items():
            self.add_process(name, "exec " + shlex.join([sys.executable, *command]), env=env)

    def _start(self) -> None:
        super()._start()
        threading.Thread(target=self._when_started, daemon=True).start()  # after the forks, which would copy a running thread

    def run(self) -> int:
        """0 after Ctrl-C or SIGTERM, else the code of the part that ended, at least 1."""
        self.loop()
        asked = self.returncode in (128 + signal.SIGINT, 128 + signal.SIGTERM)
        return 0 if asked else max(1, abs(self.returncode or 1))
