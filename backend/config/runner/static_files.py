"""Whether the collected static files are those of the tree: collecting takes seconds, looking takes milliseconds."""

import hashlib
from pathlib import Path

from backend.config.runner.preflight import ROOT


def fingerprint() -> str:
    """Changes with any source file (by name, size and time) and with the locked packages, which bring files of their own."""
    facts = [(ROOT / "requirements.txt").read_text()]
    for folder in (ROOT / "frontend_static", *sorted(ROOT.glob("backend/*/static"))):
        for path in sorted(folder.rglob("*")):
            state = path.stat()
            facts.append(f"{path}:{state.st_size}:{state.st_mtime_ns}")
    facts.append((ROOT / "backend" / "config" / "static.py").read_text())
    return hashlib.sha256("\n".join(facts).encode()).hexdigest()


def is_current(static_root: Path) -> bool:
    note = static_root / ".fingerprint"
    return note.exists() and note.read_text() == fingerprint()


def note_current(static_root: Path, mark: str) -> None:
    (static_root / ".fingerprint").write_text(mark)
