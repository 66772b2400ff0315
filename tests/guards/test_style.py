"""Rules that people forget. Each failure names the place and the mend."""

import ast
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
BACKEND, TESTS, STATIC = ROOT / "backend", ROOT / "tests", ROOT / "frontend_static"
TEMPLATES = sorted(BACKEND.rglob("templates/**/*.html"))
MODULES = sorted(path for path in BACKEND.rglob("*.py") if "migrations" not in path.parts)
OWN_TEXT = {".py", ".md", ".html", ".js", ".css", ".toml", ".in", ".yml", ".yaml", ".txt", ".sh", ".svg", ""}
LEFT_OUT = {".git", ".venv", ".stride", "__pycache__", ".pytest_cache", ".mypy_cache", ".ruff_cache", ".hypothesis", "test-results", "screenshots"}
LONGEST = 400


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def nodes(paths: list[Path]) -> Iterator[tuple[Path, ast.AST]]:
    for path in paths:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            yield path, node


def places(paths: list[Path], is_wrong: Callable[[ast.AST], bool]) -> list[str]:
    return [f"{name_of(path)}:{getattr(node, 'lineno', 0)}" for path, node in nodes(paths) if is_wrong(node)]


def lines(paths: list[Path], pattern: re.Pattern[str]) -> list[str]:
    found = []
    for path in paths:
        text = path.read_text(encoding="utf-8")
        found += [f"{name_of(path)}:{text.count(chr(10), 0, match.start()) + 1}" for match in pattern.finditer(text)]
    return found


def own_files() -> list[Path]:
    """What we wrote: no caches, and no locks, which a program wrote."""
    return [
        path
        for path in sorted(ROOT.rglob("*"))
        if path.is_file() and not LEFT_OUT & set(path.relative_to(ROOT).parts) and path.suffix in OWN_TEXT and not path.name.startswith("requirements")
    ]


# ---- The broker carries, rows decide --------------------------------------------------------------------------------


def schedules_in_the_broker(node: ast.AST) -> bool:
    if not isinstance(node, ast.Call):
        return False
    words = {keyword.arg for keyword in node.keywords}
    return bool(words & {"eta", "countdown", "autoretry_for"}) or (isinstance(node.func, ast.Attribute) and node.func.attr == "retry")


def test_nothing_is_scheduled_in_the_broker():
    assert places(MODULES, schedules_in_the_broker) == [], "Write the time into a row; beat's tick finds it (docs/decisions)."


# ---- Pages ----------------------------------------------------------------------------------------------------------

INLINE = {
    "style=": (re.compile(r"<[^>]*\sstyle\s*=", re.IGNORECASE), "Use a class of frontend_static/css."),
    "<style>": (re.compile(r"<style\b", re.IGNORECASE), "Use a file of frontend_static/css."),
    "inline script": (re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*application/(?:ld.)?json)", re.IGNORECASE), "Use a module of frontend_static/js."),
    "on…= handler": (re.compile(r"<[^>]*\son[a-z]+\s*=(?!=)", re.IGNORECASE), "Listen in a module of frontend_static/js."),
    "javascript: address": (re.compile(r"javascript:", re.IGNORECASE), "Use a button and a module of frontend_static/js."),
}


@pytest.mark.parametrize("name", INLINE)
def test_no_page_needs_a_looser_csp(name):
    pattern, mend = INLINE[name]
    assert lines(TEMPLATES, pattern) == [], mend


def test_every_import_of_a_script_ends_with_a_semicolon():
    pattern = re.compile(r"^(?:import|export)\b[^;]*?\bfrom\s*[\"'][^\"']+[\"'](?!;)", re.MULTILINE)
    assert lines(sorted(STATIC.rglob("*.js")), pattern) == [], "Without it the hashed names of static files miss this import."


# Our own table of icons, our own drawings, and articles of our own after nh3: nothing that a person typed.
SAFE = {"backend/common/templatetags/stride.py", "backend/education/templatetags/education.py", "backend/education/markup.py"}


def test_what_people_wrote_is_never_marked_safe():
    pattern = re.compile(r"\|\s*safe\b|mark_safe\(|\{%\s*autoescape off")
    checked = [path for path in [*TEMPLATES, *MODULES] if name_of(path) not in SAFE]
    assert lines(checked, pattern) == [], "Build HTML in a template; what people wrote stays escaped."


# ---- Rows are reached through their owner ---------------------------------------------------------------------------

DOORS = sorted(path for path in MODULES if path.stem in {"views", "api"} or "views" in path.parent.parts)
OWNED = re.compile(r"\b(?:DiaryDay|DiaryRevision|Moment|Patient|Enrolment)\.objects\b|\bGrant\.objects\.(?!open_for\b)\w+")


def test_doors_reach_rows_through_their_owner():
    assert lines(DOORS, OWNED) == [], "Ask patient.days, grant.days or Grant.objects.open_for(user): a stranger's row is not in their set."


def test_no_form_or_serializer_takes_all_fields():
    assert lines(MODULES, re.compile(r"fields\s*=\s*[\"']__all__[\"']")) == [], "Name the fields: a new column must not appear by itself."


# ---- Code -----------------------------------------------------------------------------------------------------------


def prints(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print"


def test_nothing_prints():
    # Programs of their own speak to whoever started them: the runner behind `make run`, the health check of a container.
    silent = [path for path in MODULES if "runner" not in path.parts and name_of(path) != "backend/config/probe.py"]
    assert places(silent, prints) == [], "Use logging (ids only), or self.stdout in a command."


def test_no_file_is_longer_than_400_lines():
    long = [f"{name_of(path)} ({count})" for path in own_files() if path.suffix in {".py", ".js", ".css", ".html"} and (count := line_count(path)) > LONGEST]
    assert long == [], "Look for the noun that wants a file of its own."


def line_count(path: Path) -> int:
    return path.read_text(encoding="utf-8").count("\n")


def test_no_file_names_a_folder_of_somebody_s_machine():
    # Written in two parts, so that this file is not its own example.
    pattern = re.compile("/(?:" + "wor" + r"k/|roo" + r"t/|Use" + r"rs/\w|hom" + r"e/\w+/(?!\w+\.html)(?=\.|\w+/\w+/))")
    assert lines(own_files(), pattern) == [], "Write the path from the folder of the code."


def test_nothing_is_left_to_do():
    pattern = re.compile(r"\b(?:" + "TO" + "DO|FIX" + "ME|XX" + r"X)\b")
    assert lines(own_files(), pattern) == [], "Do it now, or write an issue."


# ---- Tests ----------------------------------------------------------------------------------------------------------

SHIRKING = {"pytest.skip", "pytest.xfail", "pytest.importorskip", "pytest.mark.skip", "pytest.mark.skipif", "pytest.mark.xfail", "unittest.skip"}


def shirks(node: ast.AST) -> bool:
    if isinstance(node, ast.Assert):
        return isinstance(node.test, ast.Constant) and bool(node.test.value)
    return isinstance(node, ast.Attribute) and ast.unparse(node) in SHIRKING


def test_no_test_is_skipped_or_says_nothing():
    assert places(sorted(TESTS.rglob("*.py")), shirks) == [], "Mend the test or take it out; what a machine lacks is installed or named by bin/test."
