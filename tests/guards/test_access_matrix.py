"""Every address × method × role answers as tests/guards/access_table.py says."""

import re
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.http import HttpResponse

from backend.accounts.models import User
from backend.config import heartbeat
from tests.guards.access_table import ADMIN, ADMIN_MODELS, HEADLESS, HEADLESS_OPEN, OK, PUBLIC, ROWS, arguments
from tests.guards.routes import Route, routes
from tests.guards.world import ROLES, World, undone

pytestmark = pytest.mark.django_db

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
LOOKERS = ("anonymous", "amina", "okafor", "unproved")  # who tries the methods that an address does not take
LED_TO = {"/accounts/login/": "sign-in", "/accounts/factor/": "factor", "/start/": "start", "/admin/login/": "sign-in"}
ALL = list(routes())
OWN = {route.name: route for route in ALL if not route.name.startswith(("headless:", "admin:"))}
ADMINS = [route for route in ALL if route.name.startswith("admin:")]


@pytest.fixture(autouse=True)
def _nothing_beats(monkeypatch: pytest.MonkeyPatch) -> None:
    """/healthz answers 503 here, whatever beats other tests left in the broker that they share."""
    monkeypatch.setattr(heartbeat, "age", lambda name: None)


def outcome(response: HttpResponse) -> str:
    """What came back, in the words of the table."""
    if response.status_code in (301, 302):
        path = re.sub(r"[0-9a-f-]{36}", "<id>", urlsplit(response["Location"]).path)
        path = re.sub(r"^/r/[^/]+/", "/r/<token>/", path)
        return LED_TO.get(path, re.sub(r"\d{4}-\d\d-\d\d", "<date>", path))
    if response.status_code >= 400 and response.content and response.headers["Content-Type"] == "application/json" and "code" in (body := response.json()):
        return f"{response.status_code} {body['code']}"
    return str(response.status_code)


def ask(world: World, role: str, method: str, path: str) -> str:
    programs = path.startswith(("/api/", "/_allauth/"))
    body = ("{}", "application/json") if programs else ("", "application/x-www-form-urlencoded")
    with undone():
        return outcome(world.client(role).generic(method, path, body[0], body[1]))


def test_every_address_has_a_row():
    missing = [f"{route.name} (/{route.pattern})" for route in ALL if route.name in OWN and route.name not in ROWS]
    missing += [route.name for route in ALL if route.name.startswith("headless:") and route.name not in HEADLESS]
    assert missing == [], "Give each a row in tests/guards/access_table.py: who may come in, and what the others get."


def test_every_row_has_its_address():
    gone = sorted((set(ROWS) | set(HEADLESS)) - {route.name for route in ALL})
    assert gone == [], "These addresses are gone: take their rows out of tests/guards/access_table.py."


@pytest.mark.parametrize("name", ROWS)
def test_each_role_gets_what_the_table_says(world: World, name: str):
    row, wrong = ROWS[name], []
    for method in row.answers:
        for role in ROLES if row.policy is not PUBLIC else (*LOOKERS, "root"):
            got = ask(world, role, method, OWN[name].path(arguments(world, name, role)))
            if got != row.expected(role, method):
                wrong.append(f"{method} as {role}: {got}, not {row.expected(role, method)}")
    assert wrong == []


def refusals(name: str, method: str, role: str) -> set[str]:
    """What an address may answer to a method that its row does not list."""
    row, refused = ROWS[name], {"405", "405 method_not_allowed"}
    if row.policy[role] != OK:
        refused.add(row.policy[role])
    reading = {row.expected(role, "GET")} if "GET" in row.answers else set()
    if method == "OPTIONS":
        refused |= reading | {"200"}  # what DRF and allauth tell of an address is no data of anybody's
    if method == "HEAD":
        refused |= {text.partition(" ")[0] for text in reading | refused}
    if method in ("PUT", "PATCH", "DELETE") and name.startswith(("account", "mfa_", "usersessions_")):
        refused |= {row.expected(role, taken) for taken in row.answers}  # Django's forms take PUT as POST; both need the token
    return refused


@pytest.mark.parametrize("name", ROWS)
def test_no_other_method_is_taken(world: World, name: str):
    wrong = []
    for method in (method for method in METHODS if method not in ROWS[name].answers):
        for role in LOOKERS:
            got = ask(world, role, method, OWN[name].path(arguments(world, name, role)))
            if got not in refusals(name, method, role):
                wrong.append(f"{method} as {role}: {got}")
    assert wrong == [], "The view takes a method that its row does not list: list it with its answer, or refuse it."


@pytest.mark.parametrize("name", sorted(HEADLESS))
def test_a_cookie_opens_nothing_of_the_client_for_programs(world: World, name: str):
    """allauth's `app` client signs in by X-Session-Token alone, so whoever comes with a cookie is a stranger."""
    path = next(route for route in ALL if route.name == name).path({})
    for method in ("GET", "POST", "PUT", "DELETE"):
        answers = {role: ask(world, role, method, path) for role in ("anonymous", "amina", "root")}
        assert len(set(answers.values())) == 1, answers
        assert answers["amina"][0] == ("2" if name in HEADLESS_OPEN and method == "GET" else "4"), (method, answers)


def admin_model(route: Route) -> str:
    found = re.match(r"admin/([a-z]+/[a-z]+)/(add/|<path:object_id>|$)", route.pattern)
    return found.group(1) if found and not route.pattern.startswith("admin/r/") else ""


def test_the_admin_pages_hold_these_tables_and_no_others():
    found = {model for route in ADMINS if (model := admin_model(route))}
    assert found == ADMIN_MODELS, "A diary, a clinic and the audit trail stay out of the admin pages (ADMIN_MODELS)."


@pytest.mark.parametrize(("method", "roles"), [("GET", (*LOOKERS, "sam")), ("POST", ("anonymous", "okafor"))])
def test_the_admin_pages_open_to_nobody_but_its_staff(world: World, method: str, roles: tuple[str, ...]):
    wrong = []
    known: dict[str, Any] = {"object_id": "1", "content_type_id": 1, "url": "x"}
    entrance = {"admin:login", "admin:logout"}
    for route in (route for route in ADMINS if "(?P" not in route.pattern and route.name not in entrance):
        for role in roles:
            if (got := ask(world, role, method, route.path(known))) != ADMIN[role]:
                wrong.append(f"{route.name} as {role}: {got}, not {ADMIN[role]}")
    assert wrong == []


def test_the_admin_pages_open_to_their_staff(world: World):
    for model in sorted(ADMIN_MODELS):
        assert ask(world, "root", "GET", f"/admin/{model}/") == "200", model


def test_a_factor_is_asked_of_the_admin_s_staff(world: World):
    User.objects.filter(pk=world.users["unproved"].pk).update(is_staff=True, is_superuser=True)
    assert ask(world, "unproved", "GET", "/admin/") == "factor"
