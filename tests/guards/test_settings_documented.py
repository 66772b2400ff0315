"""Every environment variable that is read stands in the table of docs/operations.md, and nothing else does."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
READERS = {"text", "flag", "whole", "words"}
# Set by the tools that start us; nobody chooses them.
NOT_SETTINGS = {"DJANGO_SETTINGS_MODULE", "MAKELEVEL", "PATH"}
ROW = re.compile(r"^\| (`[A-Z_]+`.*?) \|", re.MULTILINE)
NAME = re.compile(r"`([A-Z][A-Z_]+)`( \*)?")


def read_in(path: Path) -> Iterator[tuple[str, bool]]:
    """(name, whether NAME_FILE works too) of each variable that this file reads by name."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
            called = ast.unparse(node.func)
            reader = called.removeprefix("env.")
            if reader in READERS and called.startswith("env."):
                yield str(node.args[0].value), reader == "text"
            elif called in {"os.environ.get", "os.getenv", "env.get"}:
                yield str(node.args[0].value), False
        elif isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Load) and _is_variable(node):
            yield str(node.slice.value), False


def _is_variable(node: ast.Subscript) -> bool:
    return isinstance(node.slice, ast.Constant) and ast.unparse(node.value) in {"os.environ", "env"}


def read_everywhere() -> dict[str, bool]:
    found: dict[str, bool] = {}
    for path in sorted((ROOT / "backend").rglob("*.py")):
        for name, from_file in read_in(path):
            if name not in NOT_SETTINGS:
                setting = name.removesuffix("_FILE")
                found[setting] = found.get(setting, False) or from_file
    return found


def documented() -> dict[str, bool]:
    text = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
    table = text.partition("\n## Settings\n")[2].partition("\n## ")[0]
    return {name: bool(star) for row in ROW.findall(table) for name, star in NAME.findall(row)}


def test_every_variable_that_is_read_is_in_the_table():
    assert sorted(set(read_everywhere()) - set(documented())) == [], "Add its row to the table of settings in docs/operations.md."


def test_every_variable_of_the_table_is_read():
    assert sorted(set(documented()) - set(read_everywhere())) == [], "Nothing reads it any more: take its row out of docs/operations.md."


def test_the_star_says_which_may_come_from_a_file():
    read, told = read_everywhere(), documented()
    wrong = sorted(name for name in read.keys() & told.keys() if read[name] != told[name])
    assert wrong == [], "The * of docs/operations.md marks what backend/config/env.py reads by text(), and nothing else."
