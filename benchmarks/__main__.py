"""`make bench`: Stride beside its peers and its limit: the diary write on PostgreSQL and on SQLite, and the pages of Learn.

make bench                     about 18 minutes; the tables of docs/benchmarks.md
make bench ARGS=--quick        a third of it
make bench ARGS=--full         about an hour: reminders at the size of their aim
make bench ARGS=--write        and put the tables into docs/benchmarks.md
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from backend.config.runner.lifeline import child_setup
from benchmarks import facts, report
from tests.support import static

ROOT = Path(__file__).resolve().parents[1]
RAW = ROOT / ".stride" / "bench"
DOC = ROOT / "docs" / "benchmarks.md"
DATABASES = ("postgresql", "sqlite")
PAGES = {  # what --only takes → the module, and what it measures
    "page-rate": ("page_rate", "an article beside a bare response"),
    "reminders": ("reminders", "claiming beside raw SQL and django-celery-beat, sending beside webpush() in a loop"),
    "steady": ("steady", "1,000 reminders a minute, how late they are sent, while others edit theirs"),
    "page-load": ("page_load", "the first load of an article beside nhsuk-frontend, by Lighthouse"),
}
OF_TWO_SIZES = ("reminders", "steady")  # that know --full


def measure(module: str, url: str, folder: Path, options: list[str]) -> dict[str, Any]:
    """One benchmark on one database, in a process of its own: settings are read once."""
    out = folder / "result.json"
    env = {**os.environ, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "benchmarks.settings", "STRIDE_DATA_DIR": str(folder)}
    command = [sys.executable, "-m", f"benchmarks.{module}", str(out), *options]
    if code := subprocess.call(command, cwd=ROOT, env=env, preexec_fn=child_setup()):
        sys.exit(code)
    return json.loads(out.read_text())


def databases(folder: Path) -> dict[str, str]:
    return dict(zip(DATABASES, (os.environ["DATABASE_URL"], f"sqlite:///{folder}/bench.sqlite3"), strict=True))


def main() -> int:
    parser = argparse.ArgumentParser(prog="make bench ARGS=…")
    parser.add_argument("--quick", action="store_true", help="a fifth of the requests: for a look, not for a figure")
    parser.add_argument("--full", action="store_true", help="reminders at full size: 100,000 due of 1,000,000, and 30 steady minutes")
    parser.add_argument("--write", action="store_true", help="put the tables into docs/benchmarks.md")
    parser.add_argument("--only", choices=[*DATABASES, *PAGES])
    chosen = parser.parse_args()
    if os.environ.get("STRIDE_TEST") != "1":
        return f"{parser.prog}: it fills a database with made-up people, so it runs on one of its own alone. Run: make bench"  # type: ignore[return-value]
    results = {"at": datetime.now(UTC).isoformat(timespec="seconds"), "machine": facts.machine(), "load_before": facts.load()}
    with tempfile.TemporaryDirectory(prefix="stride-bench-") as name:
        results |= measure_all(Path(name), chosen.only, options_of(quick=chosen.quick, full=chosen.full))
    return finish(results, write=chosen.write)


def options_of(*, quick: bool, full: bool) -> list[str]:
    return ["--quick"] * quick + ["--full"] * (full and not quick)


def measure_all(folder: Path, only: str | None, options: list[str]) -> dict[str, Any]:
    static.lend(folder / "static")
    results: dict[str, Any] = {"databases": []}
    bounded = [option for option in options if option != "--full"]
    for database, url in databases(folder).items():
        if only in (None, database):
            print(f"== {database}: the diary write", flush=True)
            results["databases"].append(measure("diary_write", url, folder, bounded))
    for name, (module, words) in PAGES.items():
        if only in (None, name):
            print(f"== {name}: {words}", flush=True)
            results[module] = measure(module, os.environ["DATABASE_URL"], folder, options if name in OF_TWO_SIZES else bounded)
    return results


def finish(results: dict[str, Any], *, write: bool) -> int:
    RAW.mkdir(parents=True, exist_ok=True)
    raw = RAW / f"{results['at'].replace(':', '')}.json"
    raw.write_text(json.dumps(results, indent=1))
    for name, table in report.markdown(results).items():
        print(table)
        if write:
            report.put_into(DOC, name, table)
    print(f"Every round: {raw}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
