"""A private PostgreSQL cluster and a private broker for one run of the tests, gone when the run ends, however it ends."""

import os
import random
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from backend.config.runner.broker import Broker
from backend.config.runner.lifeline import child_setup

# Nothing here outlives the run, so nothing waits for the disk.
_FAST = ["fsync=off", "synchronous_commit=off", "full_page_writes=off", "shared_buffers=64MB", "max_connections=100", "jit=off", "autovacuum=off"]


def postgres_folder() -> Path | None:
    """Where initdb and postgres live. Debian keeps them off PATH."""
    if found := shutil.which("initdb"):
        return Path(found).resolve().parent
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    return versions[-1].parent if versions else None


def free_port() -> int:
    """A port that nobody has, below those that the system lends to outgoing connections: one of these could take it before its server does."""
    while True:
        port = random.SystemRandom().randrange(12_000, 32_000)
        with socket.socket() as sock:
            if _bound(sock, port):
                return port


def _bound(sock: socket.socket, port: int) -> bool:
    try:
        sock.bind(("127.0.0.1", port))
    except OSError:
        return False
    return True


def _person() -> dict[str, object]:
    """PostgreSQL refuses to run as root, so root hands it to an unprivileged user."""
    if os.getuid() != 0:
        return {}
    import pwd

    names = [name for name in ("postgres", "nobody") if name in {row.pw_name for row in pwd.getpwall()}]
    row = pwd.getpwnam(names[0])
    return {"user": row.pw_uid, "group": row.pw_gid, "extra_groups": []}


def _ready(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    import psycopg

    for _ in range(300):
        try:
            psycopg.connect(f"host=127.0.0.1 port={port} user=stride dbname=postgres connect_timeout=2").close()
            return
        except psycopg.OperationalError:
            if process.poll() is not None:
                break
            time.sleep(0.05)
    raise RuntimeError(f"PostgreSQL for the tests did not come up:\n{log.read_text(errors='replace')}")


class Cluster:
    """A PostgreSQL server on a folder of its own, that can be stopped and started again. It dies with the process that started it."""

    def __init__(self, folder: Path, *, options: list[str] | None = None) -> None:
        programs = postgres_folder()
        if programs is None:
            raise RuntimeError("PostgreSQL's initdb was not found. Debian: apt-get install postgresql")
        self.programs, self.folder, self.person = programs, folder, _person()
        self.options = _FAST if options is None else options
        self.port = free_port()
        self.env = {"PATH": os.defpath, "LC_ALL": "C.UTF-8", "TZ": "UTC"}
        if self.person:
            os.chown(folder, int(str(self.person["user"])), int(str(self.person["group"])))
        command = [programs / "initdb", "-D", folder / "data", "-U", "stride", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=folder, env=self.env, **self.person)  # type: ignore[call-overload]

    @property
    def url(self) -> str:
        return f"postgres://stride@127.0.0.1:{self.port}/postgres"

    def start(self) -> None:
        options = [word for pair in self.options for word in ("-c", pair)]
        command = [self.programs / "postgres", "-D", self.folder / "data", "-k", self.folder, "-h", "127.0.0.1", "-p", str(self.port), *options]
        log = self.folder / "log"
        with log.open("ab") as out:
            self.process = subprocess.Popen(  # type: ignore[call-overload]
                command, stdout=out, stderr=out, cwd=self.folder, env=self.env, start_new_session=True, preexec_fn=child_setup(signal.SIGQUIT), **self.person
            )
        _ready(self.port, self.process, log)

    def stop(self, how: int = signal.SIGQUIT) -> None:
        """SIGQUIT: at once, without a checkpoint ("immediate"); SIGINT: connections are cut, and all is written ("fast")."""
        self.process.send_signal(how)
        self.process.wait(60)


@contextmanager
def cluster(options: list[str] | None = None) -> Iterator[Cluster]:
    with tempfile.TemporaryDirectory(prefix="stride-pg-", ignore_cleanup_errors=True) as name:
        made = Cluster(Path(name), options=options)
        made.start()
        try:
            yield made
        finally:
            made.stop()


@contextmanager
def postgres() -> Iterator[str]:
    """The URL of a database on a new cluster. Many runs can have one at once."""
    with cluster() as made:
        yield made.url


@contextmanager
def redis() -> Iterator[str]:
    """The URL of a broker on a Unix socket."""
    with tempfile.TemporaryDirectory(prefix="stride-mq-", ignore_cleanup_errors=True) as name:
        broker = Broker(Path(name), Path(name) / "data", durable=False)
        broker.start()
        try:
            broker.wait()
            yield broker.url
        finally:
            broker.stop()
