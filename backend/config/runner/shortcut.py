"""Whether the last start left everything ready, so that the next need not load Django only to find nothing to do."""

import contextlib
import hashlib
import os
import re
import sqlite3
from collections.abc import Mapping
from pathlib import Path

from backend.config.runner import static_files
from backend.config.runner.preflight import ROOT

SETTINGS = ROOT / "backend" / "config" / "settings.py"


def state(env: Mapping[str, str]) -> str:
    """Changes with the code's migrations and static files, the locked packages, the settings and every variable that they read."""
    names = re.findall(r'env\.\w+\(\s*"([A-Z_]+)"', SETTINGS.read_text())
    facts = [f"{name}={env.get(name)}:{env.get(name + '_FILE')}" for name in names if name != "REDIS_URL"]
    facts += sorted(f"{path}:{path.stat().st_mtime_ns}" for path in ROOT.glob("backend/*/migrations/*.py"))
    return hashlib.sha256("\n".join([*facts, SETTINGS.read_text(), static_files.fingerprint()]).encode()).hexdigest()


def migrations_done(database: Path) -> int:
    """How many the SQLite file has seen; 0 when there is no such file, or when it is something else."""
    try:
        with contextlib.closing(sqlite3.connect(f"file:{database}?mode=rw", uri=True)) as connection:
            return int(connection.execute("SELECT count(*) FROM django_migrations").fetchone()[0])
    except sqlite3.Error:
        return 0


class Shortcut:
    """For SQLite in the data folder and a broker of our own; anything else is asked anew at every start."""

    def __init__(self, data_dir: Path, env: Mapping[str, str]) -> None:
        self.note = data_dir / "prepared"
        self.database = data_dir / "stride.sqlite3"
        self.static = data_dir / "static"
        self.possible = not (os.environ.get("DATABASE_URL") or os.environ.get("DATABASE_URL_FILE") or os.environ.get("REDIS_URL"))
        self.state = state(env)

    def _words(self) -> str:
        return f"{self.state} {migrations_done(self.database)}"

    def can_be_taken(self) -> bool:
        if not migrations_done(self.database):
            return False
        return self.possible and self.note.exists() and self.note.read_text() == self._words() and static_files.is_current(self.static)

    def remember(self) -> None:
        if self.possible:
            self.note.write_text(self._words())
