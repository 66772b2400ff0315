"""docs/openapi.yaml is what the code says, and every endpoint errs in the one shape."""

import io
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.management import call_command
from django.http import HttpResponse
from django.test import override_settings

from tests.guards.access_table import ROWS, arguments
from tests.guards.routes import routes
from tests.guards.world import World, undone

pytestmark = pytest.mark.django_db

COMMITTED = Path(__file__).resolve().parents[2] / "docs" / "openapi.yaml"
NO_API = {"schema", "docs"}
"""Addresses under /api/ that are about the API and not of it."""
API = {route.name: route for route in routes() if route.pattern.startswith("api/") and route.name not in NO_API}
WRITES = {"POST", "PUT", "PATCH"}


@pytest.fixture(scope="module")
def generated() -> str:
    out = io.StringIO()
    call_command("spectacular", "--validate", "--fail-on-warn", stdout=out)
    return out.getvalue()


def test_the_committed_description_is_the_generated_one(generated: str):
    assert COMMITTED.read_text(encoding="utf-8") == generated, "Run: manage.py spectacular --validate --fail-on-warn --file docs/openapi.yaml"


def test_every_address_of_the_api_is_described(generated: str):
    described = {path.replace("{", "<").replace("}", ">") for path in yaml.safe_load(generated)["paths"]}
    written = {"/" + "<".join(part.rpartition(":")[2] if number else part for number, part in enumerate(r.pattern.split("<"))) for r in API.values()}
    assert written == described, "Describe it with @extend_schema, or name it in NO_API."


def test_every_method_that_is_described_is_taken(generated: str):
    described = {
        (operation, method.upper())
        for operation, methods in yaml.safe_load(generated)["paths"].items()
        for method in methods
        if method in {"get", "post", "put", "patch", "delete"}
    }
    assert len(described) == sum(len(ROWS[name].answers) for name in API)


# ---- The one error shape --------------------------------------------------------------------------------------------


def is_the_shape(response: HttpResponse) -> bool:
    if response.headers.get("Content-Type") != "application/json" or response.headers.get("Cache-Control") != "no-store":
        return False
    body = response.json()
    strings = all(isinstance(body.get(name), str) and body[name] for name in ("code", "message"))
    errors = body.get("errors")
    return set(body) == {"code", "message", "errors"} and strings and isinstance(errors, list) and all(map(is_an_error, errors))


def is_an_error(error: Any) -> bool:
    return set(error) == {"field", "code", "message"} and all(isinstance(value, str) for value in error.values())


def send(world: World, role: str, method: str, name: str, body: Any = "{}", kind: str = "application/json", **more: Any) -> HttpResponse:
    path = API[name].path(arguments(world, name, role))
    csrf = more.pop("csrf", False)
    with undone():
        return world.client(role, csrf=csrf).generic(method, path, body, kind, **more)


def cases(name: str) -> dict[int, tuple[str, str, dict[str, Any]]]:
    """Status → (role, method, what is odd) of each error that this address can give for certain."""
    row, role = ROWS[name], "okafor" if "clinic" in name else "amina"
    found: dict[int, tuple[str, str, dict[str, Any]]] = {405: (role, "PATCH", {}), 406: (role, next(iter(row.answers)), {"headers": {"accept": "text/csv"}})}
    if row.policy["anonymous"].startswith("401"):
        found[401] = ("anonymous", next(iter(row.answers)), {})
        found[403] = ("unproved", next(iter(row.answers)), {})
        found[404] = ("newcomer", next(iter(row.answers)), {})
    for method in WRITES & set(row.answers):
        found[400] = (role, method, {"body": "{"})
        found[413] = (role, method, {"body": '{"items": "' + "a" * (1024 * 1024) + '"}'})
        found[415] = (role, method, {"body": "<a/>", "kind": "text/xml"})
    return found


@pytest.mark.parametrize("name", API)
def test_every_error_has_the_one_shape(world: World, name: str):
    for status, (role, method, odd) in cases(name).items():
        response = send(world, role, method, name, **odd)
        assert (response.status_code, method) == (status, method)
        assert is_the_shape(response), (status, response.content)


BY_TOKEN = {"api-notice-receipt", "api-notice-answer"}
"""They read no cookie, so another site can use none: what they take is bound to a signed token."""


@pytest.mark.parametrize("name", [name for name in API if name not in BY_TOKEN and (WRITES & set(ROWS[name].answers) or "DELETE" in ROWS[name].answers)])
def test_a_write_without_the_token_is_csrf_failed(world: World, name: str):
    for method in (WRITES | {"DELETE"}) & set(ROWS[name].answers):
        response = send(world, "amina", method, name, csrf=True)
        assert (response.status_code, response.json()["code"]) == (403, "csrf_failed")
        assert is_the_shape(response)


@pytest.mark.parametrize("path", ["/api/", "/api/v1/", "/api/v1/none/", "/api/v2/sync/", "/api/v1/moments/not-an-id/", "/api/v1/grants/1/"])
def test_an_address_that_is_not_there_has_the_shape_too(world: World, path: str):
    response = world.client("amina").get(path)
    assert response.status_code == 404
    assert is_the_shape(response)


def test_errors_of_the_rules_have_the_shape_too(world: World):
    today, item = world.amina.today(), {"id": "c0000000-0000-4000-8000-000000000001", "tz": "Europe/London", "schema": 1, "fields": {"pain_avg": 3}}
    client = world.client("amina")
    put = {"path": f"/api/v1/diary/{today}/", "content_type": "application/json"}
    with undone():
        ahead = client.put(data={**item, "stamp": "2099-01-01T00:00:00.000Z"}, **put)
        stored = client.put(data={**item, "stamp": f"{today}T00:00:01.000Z"}, **put)
        conflict = client.put(data={**item, "stamp": f"{today}T00:00:02.000Z"}, **put)
        many = client.post("/api/v1/sync/", {"items": [{}] * 201}, content_type="application/json")
        other = client.post("/api/v1/sync/", {"items": []}, content_type="application/json", headers={"x-stride-account": "somebody else's"})
    answers = [ahead, stored, conflict, many, other]
    assert [answer.status_code for answer in answers] == [422, 200, 409, 413, 409]
    assert all(is_the_shape(answer) for answer in answers if answer.status_code != 200)


def test_too_many_wrong_codes_are_busy_in_the_same_shape(world: World, monkeypatch: Any):
    monkeypatch.setattr("backend.sharing.guesses.LIMIT", 0)
    body = '{"clinic_code": "AAAAAA", "scopes": ["diary"]}'
    response = send(world, "amina", "POST", "api-grants", body)
    assert response.status_code == 429
    assert int(response.headers["Retry-After"]) > 0
    assert is_the_shape(response)


@override_settings(ALLOWED_HOSTS=["stride.example"])
def test_a_strange_host_has_the_shape_too(world: World):
    response = world.client("amina").get("/api/v1/session/")
    assert response.status_code == 400
    assert is_the_shape(response)
