"""The hazard log names tests that exist: a control that nobody shows is no control."""

import re
from pathlib import Path

import pytest
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
LOG = (ROOT / "docs/safety/hazard-log.md").read_text(encoding="utf-8")
ROWS = [line for line in LOG.splitlines() if re.match(r"\| \d+ \|", line)]


def named_tests(row: str) -> list[tuple[str, str]]:
    """(file, test) of each reference; `::test_x` alone belongs to the file named before it."""
    found, file = [], ""
    for path, name in re.findall(r"`(tests/[\w/]+\.py)?(?:::(\w+))?`", row):
        file = path or file
        if path or name:
            found.append((file, name))
    return found


def test_the_rows_that_are_begun_are_there() -> None:
    numbers = {int(row.split("|")[1]) for row in ROWS}
    assert {1, 12, 14, 16, 17, 18} <= numbers


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.split("|")[2].strip())
def test_each_hazard_names_tests_that_exist(row: str) -> None:
    references = named_tests(row)
    assert references
    for file, name in references:
        assert f"def {name}" in (ROOT / file).read_text(encoding="utf-8"), f"{file} has no test {name}: mend docs/safety/hazard-log.md"


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.split("|")[2].strip())
def test_each_hazard_names_code_that_exists(row: str) -> None:
    paths = re.findall(r"`((?:backend|frontend_static|tests)/[\w/.-]+)`", row)
    assert paths
    assert [path for path in paths if not (ROOT / path).exists()] == []
