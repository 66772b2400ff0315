"""`make bench`: Stride beside its peers and its limit, on PostgreSQL and on SQLite; a table, the ratios and the targets.

make bench                     about 4 minutes; the table of docs/benchmarks.md
make bench ARGS=--quick        a tenth of it
make bench ARGS=--write        and put the table into docs/benchmarks.md
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

ROOT = Path(__file__).resolve().parents[1]
RAW = ROOT / ".stride" / "bench"
DOC = ROOT / "docs" / "benchmarks.md"


def measure(url: str, folder: Path, options: list[str]) -> dict[str, Any]:
    """The diary write on one database, in a process of its own: settings are read once."""
    out = folder / "result.json"
    env = {**os.environ, "DATABASE_URL": url, "DJANGO_SETTINGS_MODULE": "benchmarks.settings", "STRIDE_DATA_DIR": str(folder)}
    command = [sys.executable, "-m", "benchmarks.diary_write", str(out), *options]
    if code := subprocess.call(command, cwd=ROOT, env=env, preexec_fn=child_setup()):
        sys.exit(code)
    return json.loads(out.read_text())


def databases(folder: Path) -> dict[str, str]:
    return {"postgresql": os.environ["DATABASE_URL"], "sqlite": f"sqlite:///{folder}/bench.sqlite3"}


def main() -> int:
    parser = argparse.ArgumentParser(prog="make bench ARGS=…")
    parser.add_argument("--quick", action="store_true", help="a tenth of the requests: for a look, not for a figure")
    parser.add_argument("--write", action="store_true", help="put the table into docs/benchmarks.md")
    parser.add_argument("--only", choices=["postgresql", "sqlite"])
    chosen = parser.parse_args()
    if os.environ.get("STRIDE_TEST") != "1":
        return f"{parser.prog}: it fills a database with made-up people, so it runs on one of its own alone. Run: make bench"  # type: ignore[return-value]
    results = {"at": datetime.now(UTC).isoformat(timespec="seconds"), "machine": facts.machine(), "load_before": facts.load(), "databases": []}
    with tempfile.TemporaryDirectory(prefix="stride-bench-") as name:
        for database, url in databases(Path(name)).items():
            if chosen.only in (None, database):
                print(f"== {database}: the diary write", flush=True)
                results["databases"].append(measure(url, Path(name), ["--quick"] if chosen.quick else []))
    return finish(results, write=chosen.write)


def finish(results: dict[str, Any], *, write: bool) -> int:
    RAW.mkdir(parents=True, exist_ok=True)
    raw = RAW / f"diary-write-{results['at'].replace(':', '')}.json"
    raw.write_text(json.dumps(results, indent=1))
    table = report.markdown(results)
    print(table)
    print(f"Every round: {raw}")
    if write:
        report.put_into(DOC, table)
    return 0


if __name__ == "__main__":
    sys.exit(main())
