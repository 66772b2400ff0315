"""What is checked before anything starts. Standard library only: it runs before the packages are installed."""

import fcntl
import os
import socket
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from backend.config.runner.sentences import CannotStart, step, stop

ROOT = Path(__file__).resolve().parents[3]
LOOPBACK = [(socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")]
PATIENCE = 3.0
"""Seconds that a start waits for a port and for a data folder: the parts of one that was just killed need a moment to go."""


@dataclass(frozen=True)
class Plan:
    """What this start will use."""

    port: int
    data_dir: Path
    binds: list[str]

    @property
    def address(self) -> str:
        """By name: a passkey belongs to a name, never to an IP address."""
        return f"http://localhost:{self.port}"


def port_wanted() -> int:
    text = os.environ.get("PORT", "").strip() or "8000"
    if not text.isdigit() or not 1 <= int(text) <= 65535:
        raise CannotStart(f"PORT={text} is not a port. Choose a number from 1024 to 65535, for example: PORT=8001 make run")
    return int(text)


def _try_to_bind(family: socket.AddressFamily, host: str, port: int) -> None:
    with socket.socket(family) as sock:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        sock.bind((host, port))


def _patiently(what: str, attempt: Callable[[], None]) -> None:
    """`attempt`, again and again until it is not refused; raises the last OSError after PATIENCE."""
    end = None
    while True:
        try:
            return attempt()
        except PermissionError:
            raise  # waiting changes no rights
        except OSError:
            if end is None:
                step(f"waiting a moment for {what}")
                end = time.monotonic() + PATIENCE
            if time.monotonic() > end:
                raise
            time.sleep(0.05)


def _has(family: socket.AddressFamily, host: str) -> bool:
    """Whether this machine has the loopback address at all: many containers have no IPv6."""
    try:
        _try_to_bind(family, host, 0)
    except OSError:
        return False
    return True


def free_binds(port: int) -> list[str]:
    """The loopback addresses to listen on. A browser that knows `localhost` by IPv6 must not meet another program there."""
    binds = []
    for family, host in LOOPBACK:
        if not _has(family, host):
            continue
        try:
            _patiently(f"port {port}", partial(_try_to_bind, family, host, port))
        except PermissionError as error:
            raise CannotStart(f"port {port} needs more rights than you have. Choose one above 1023: PORT=8000 make run") from error
        except OSError as error:
            raise CannotStart(
                f"port {port} is taken by another program. Stop that program, or choose another port: PORT={port % 65535 + 1} make run"
            ) from error
        binds.append(f"[{host}]:{port}" if family == socket.AF_INET6 else f"{host}:{port}")
    return binds


def data_folder() -> Path:
    """The data folder, made and found writable."""
    folder = Path(os.environ.get("STRIDE_DATA_DIR") or ROOT / ".stride").absolute()
    probe = folder / f".writable-{os.getpid()}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise CannotStart(
            f"the data folder {folder} is not writable ({error.strerror}). Make it writable, or choose another: STRIDE_DATA_DIR=/path/to/folder make run"
        ) from error
    return folder


def lock(folder: Path, port: int) -> int:
    """Hold the data folder for as long as this process lives; the descriptor of the lock."""
    handle = os.open(folder / "run.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        _patiently(f"the data in {folder}", partial(fcntl.flock, handle, fcntl.LOCK_EX | fcntl.LOCK_NB))
    except BlockingIOError as error:
        there = os.read(handle, 100).decode(errors="replace").strip() or "another address"
        os.close(handle)
        raise CannotStart(f"it is already running on these data, at {there}. Stop it with Ctrl-C where it runs, or use that one.") from error
    os.ftruncate(handle, 0)
    os.pwrite(handle, f"http://localhost:{port}".encode(), 0)
    return handle


def check() -> tuple[Plan, int]:
    """The plan and the lock that guards it. Raises CannotStart."""
    port = port_wanted()
    folder = data_folder()
    handle = lock(folder, port)
    try:
        return Plan(port, folder, free_binds(port)), handle
    except CannotStart:
        os.close(handle)
        raise


def or_exit() -> None:
    """For the bootstrap: find out before a long install. The real start checks again."""
    try:
        os.close(check()[1])
    except CannotStart as error:
        sys.exit(stop(error))
