"""`bin/test` and `bin/with-services`: starts what the tests stand on, runs them, stops it again.

bin/test [--sqlite | --all] [--install] [pytest's own arguments]
bin/with-services COMMAND ...
"""

import os
import signal
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path
from types import FrameType

from backend.config.runner.lifeline import child_setup
from tests.support import machine, services, static

ROOT = Path(__file__).resolve().parents[2]
NOTHING_COLLECTED = 5  # pytest's exit code


def environment(stack: ExitStack, *, sqlite: bool) -> dict[str, str]:
    """The variables that point Django at services of this run alone."""
    folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="stride-test-", ignore_cleanup_errors=True))
    static.lend(Path(folder) / "static")
    database = f"sqlite:///{folder}/stride.sqlite3" if sqlite else stack.enter_context(services.postgres())
    own = {"STRIDE_TEST": "1", "STRIDE_DATA_DIR": folder, "DATABASE_URL": database, "REDIS_URL": stack.enter_context(services.redis())}
    return {**os.environ, **own}


def run(command: list[str], *, sqlite: bool = False) -> int:
    """Run a command beside its services. Ctrl-C reaches it too; the services stop after it."""
    with ExitStack() as stack:
        child = subprocess.Popen(command, cwd=ROOT, env=environment(stack, sqlite=sqlite), preexec_fn=child_setup(signal.SIGTERM))
        signal.signal(signal.SIGTERM, lambda *_: child.terminate())
        while True:
            try:
                return child.wait()
            except KeyboardInterrupt:
                continue


def pytest(arguments: list[str], *, sqlite: bool = False) -> int:
    return run([sys.executable, "-m", "pytest", *arguments], sqlite=sqlite)


def everything(arguments: list[str]) -> int:
    """What behaves differently on SQLite there first, then the whole suite on PostgreSQL, so that its summary comes last."""
    only = ["-m", "both_databases and not torture and not bench"]
    spread = [] if any(word.startswith(("-n", "--numprocesses")) for word in arguments) else ["-n", "2", "--dist", "loadfile", "--no-loadscope-reorder"]
    print("== On SQLite: the tests marked both_databases", flush=True)
    first = pytest([*spread, *arguments, *only], sqlite=True)
    if first == NOTHING_COLLECTED and arguments:
        first = 0  # the caller chose tests, none of them marked
    print("== On PostgreSQL: the whole suite", flush=True)
    return pytest([*spread, *arguments]) or first


def _stop(_number: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def main(arguments: list[str]) -> int:
    signal.signal(signal.SIGTERM, _stop)
    os.chdir(ROOT)
    if arguments[:1] == ["--install"]:
        arguments = arguments[1:]
        machine.install_what_is_missing()
    machine.refuse_what_is_missing()
    if arguments[:1] == ["--exec"]:
        return run(arguments[1:])
    if arguments[:1] == ["--all"]:
        return everything(arguments[1:])
    if arguments[:1] == ["--sqlite"]:
        return pytest(arguments[1:], sqlite=True)
    return pytest(arguments)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
