"""The collected static files of the tree, kept between runs: collecting them takes seconds and they seldom change."""

import fcntl
import os
import shutil
import subprocess
import sys
from pathlib import Path

from backend.config.runner.preflight import ROOT
from backend.config.runner.static_files import fingerprint

SHELF = ROOT / ".stride" / "test-static"
KEEP = 4  # other trees of today, on other branches


def lend(where: Path) -> None:
    """Make `where` a link to the files as they are now, collected on the first call for this state of the tree.

    Without the link (the files do not collect), the tests collect for themselves and show the reason.
    """
    SHELF.mkdir(parents=True, exist_ok=True)
    ready = SHELF / fingerprint()[:16]
    with (SHELF / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if ready.exists() or _collect(ready):
            os.utime(ready)
            where.symlink_to(ready)
        _prune()


def _collect(ready: Path) -> bool:
    half = SHELF / "half"
    shutil.rmtree(half, ignore_errors=True)
    env = {**os.environ, "STRIDE_DATA_DIR": str(half), "DJANGO_SETTINGS_MODULE": "backend.config.settings"}
    done = subprocess.run([sys.executable, "manage.py", "collectstatic", "--noinput", "--verbosity", "0"], cwd=ROOT, env=env, capture_output=True, check=False)
    if done.returncode == 0:
        (half / "static").rename(ready)
    shutil.rmtree(half, ignore_errors=True)
    return done.returncode == 0


def _prune() -> None:
    folders = sorted((path for path in SHELF.iterdir() if path.is_dir()), key=lambda path: path.stat().st_mtime)
    for old in folders[:-KEEP]:
        shutil.rmtree(old, ignore_errors=True)
