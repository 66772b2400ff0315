"""Imports point down only, and across an app's border only its public modules are imported (docs: the house)."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
BACKEND = ROOT / "backend"

# Highest first. An app imports from those below it; apps on one line never see each other.
LAYERS = [
    {"config"},
    {"home", "pwa"},
    {"care"},
    {"sharing"},
    {"treatment"},
    {"symptoms", "reminders"},
    {"patients"},
    {"clinics"},
    {"audit"},
    {"accounts"},
    {"common"},
]
# What each app shows to the apps above it. A new public module is a decision: add it here.
PUBLIC = {
    "accounts": {"models", "services", "factor", "mail"},
    "audit": {"models", "services"},
    "clinics": {"models", "services", "access"},
    "patients": {"models", "services", "access", "querysets", "devices"},
    "education": {"library", "emergency", "cards", "reading", "search", "serving", "vocabulary", "topics"},
    "symptoms": {
        "models",
        "services",
        "reading",
        "envelopes",
        "log_form",
        "instruments",
        "safety",
        "sets",
        "fields",
        "merge",
        "trends",
        "charts",
        "calendar",
        "provenance",
        "counts",
        "change",
        "findings",
        "day_words",
        "history",
        "falls",
        "check_form",
        "responses",
        "safety_page",
        "safety_address",
        "safety_reading",
        "readable",
        "questions",
        "weaker_often",
    },
    "reminders": {"models", "services", "schedule", "reading", "channels", "subscriptions"},
    "treatment": {"models", "services", "adherence", "reading", "kinds", "offline", "traffic_light", "readable"},
    "sharing": {"models", "services", "querysets", "access"},
}
HIDDEN = {"views", "forms", "serializers", "tasks", "api"}
# config joins everything: it names the addresses of all apps and asks all parts for their health.
JOINS_EVERYTHING = "config"


@dataclass(frozen=True)
class Import:
    """`where` imports `module` (`backend.app.module`), and `name` from it."""

    where: str
    line: int
    app: str
    module: str
    name: str

    @property
    def target(self) -> str:
        """The app that is imported from."""
        return self.module.split(".")[1] if "." in self.module else ""

    @property
    def part(self) -> str:
        """The module inside that app."""
        parts = self.module.split(".")
        return parts[2] if len(parts) > 2 else self.name

    def __str__(self) -> str:
        return f"{self.where}:{self.line} imports {self.module}{'.' + self.name if self.name else ''}"


def imports() -> Iterator[Import]:
    for path in sorted(BACKEND.rglob("*.py")):
        where, app = str(path.relative_to(ROOT)), path.relative_to(BACKEND).parts[0]
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            for module, name in _of(node):
                if module.startswith("backend"):
                    yield Import(where, node.lineno, app, module, name)


def _of(node: ast.AST) -> Iterator[tuple[str, str]]:
    if isinstance(node, ast.Import):
        yield from ((alias.name, "") for alias in node.names)
    elif isinstance(node, ast.ImportFrom) and not node.level:
        yield from ((node.module or "", alias.name) for alias in node.names)


def layer(app: str) -> int:
    return next(number for number, apps in enumerate(LAYERS) if app in apps)


def points_down(one: Import) -> bool:
    if one.app == "education":
        return one.target == "common"
    if one.target == "education":
        return layer(one.app) <= layer("symptoms")
    return layer(one.app) < layer(one.target)


CROSSING = [one for one in imports() if one.target not in ("", one.app) and (BACKEND / one.target).is_dir()]


def test_no_import_is_relative():
    relative = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for path in BACKEND.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and node.level
    ]
    assert relative == [], "Write the whole name, from backend.app.module import …, so that this guard can read it."


def test_every_app_has_its_place():
    known = {app for apps in LAYERS for app in apps} | {"education", "templates", "locale"}
    apps = {path.name for path in BACKEND.iterdir() if path.is_dir() and path.name != "__pycache__"}
    assert apps <= known, "Give the new app its line in LAYERS of tests/guards/test_imports.py."


def test_imports_point_down_only():
    wrong = [str(one) for one in CROSSING if not points_down(one)]
    assert wrong == [], "A lower app gets what it needs from a higher one through backend/common/hooks.py, or the code moves up."


def test_only_public_modules_cross_a_border():
    asked = [one for one in CROSSING if one.app != JOINS_EVERYTHING and one.target != "common"]
    wrong = [str(one) for one in asked if one.part not in PUBLIC.get(one.target, set())]
    assert wrong == [], "Import models, querysets, services, access or a pure module; a new public one is added to PUBLIC here."


def test_no_private_name_crosses_a_border():
    wrong = [str(one) for one in CROSSING if one.name.startswith("_") or any(part.startswith("_") for part in one.module.split("."))]
    assert wrong == [], "Give the name a public one, or move what needs it into the app that has it."


@pytest.mark.parametrize("app", sorted(PUBLIC))
def test_nothing_public_is_a_door(app):
    assert not PUBLIC[app] & HIDDEN, "Views, forms, serializers, tasks and api belong to their app alone."


PURE = {
    "common/localtime.py",
    "home/suggestions.py",
    *(f"treatment/{name}.py" for name in ("traffic_light", "exercises", "exercise_input", "days_and_times")),
    *(f"symptoms/{name}.py" for name in ("merge", "fields", "trends", "change", "counts", "provenance", "findings", "charts", "calendar")),
}
IMPURE = ("django.db", "django.utils.timezone", "backend.patients.models", "backend.symptoms.models")


@pytest.mark.parametrize("name", sorted(PURE))
def test_a_pure_module_knows_no_database(name):
    tree = ast.parse((BACKEND / name).read_text(encoding="utf-8"))
    named = [f"{module}.{thing}" for node in ast.walk(tree) for module, thing in _of(node)]
    assert [one for one in named if one.startswith(IMPURE)] == [], "Hand it values and `now` as arguments."
