"""Every test that docs/faults.md names exists, and every test of tests/faults stands in it."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def names_in(folder: Path) -> set[str]:
    return {name for path in folder.rglob("test_*.py") for name in re.findall(r"^def (test_\w+)", path.read_text(encoding="utf-8"), re.MULTILINE)}


def test_the_table_of_faults_and_the_tests_agree() -> None:
    named = set(re.findall(r"`(test_\w+)`", (ROOT / "docs/faults.md").read_text(encoding="utf-8")))
    assert named - names_in(ROOT / "tests") == set()
    assert names_in(ROOT / "tests/faults") - named == set()
