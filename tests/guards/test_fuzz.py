"""Random requests over the whole description, and random bodies to the one endpoint of all phones: never a 5xx, always what is described."""

import json
import uuid
from collections.abc import Iterator
from contextlib import nullcontext, suppress
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.specs.openapi.checks import content_type_conformance, response_schema_conformance, status_code_conformance

from backend.config.wsgi import application
from tests import factories
from tests.guards.test_openapi import is_the_shape
from tests.guards.world import World, undone

pytestmark = pytest.mark.django_db

CHECKS = [content_type_conformance, response_schema_conformance, status_code_conformance]
CSRF = "a" * 32
OPERATIONS = (
    *(("GET", f"/api/v1/{path}") for path in ("access-log/", "diary/", "diary/{date}/", "grants/", "grants/{grant_id}/", "session/", "trends/")),
    *(("GET", f"/api/v1/{path}") for path in ("education/articles/", "education/articles/{slug}/", "clinic/patients/", "safety/")),
    *(("GET", f"/api/v1/clinic/patients/{{grant_id}}/{path}") for path in ("diary/", "trends/")),
    *(("POST", "/api/v1/sync/"), ("POST", "/api/v1/grants/"), ("PUT", "/api/v1/diary/{date}/"), ("PUT", "/api/v1/moments/{moment_id}/")),
    ("DELETE", "/api/v1/grants/{grant_id}/"),
    *(("GET", f"/api/v1/{path}") for path in ("questionnaires/", "questionnaire-responses/", "questionnaire-responses/{response_id}/")),
    *(("GET", f"/api/v1/{path}") for path in ("export/", "export/{export_id}/", "questions/", "offline/")),
    *(("POST", "/api/v1/export/"), ("POST", "/api/v1/me/legs/"), ("PUT", "/api/v1/questionnaire-responses/{response_id}/")),
    ("PUT", "/api/v1/questions/{question_id}/"),
    *(("GET", f"/api/v1/{path}/") for path in ("push-subscriptions", "reminders", "occurrences")),
    *(("POST", f"/api/v1/{path}/") for path in ("push-subscriptions", "notices/receipt", "notices/answer", "occurrences/{occurrence_id}/answer")),
    ("DELETE", "/api/v1/push-subscriptions/{subscription_id}/"),
    *((method, f"/api/v1/medicines/{path}") for method, path in (("GET", ""), ("POST", ""), ("GET", "{medicine_id}/"), ("PUT", "{medicine_id}/"))),
    *(("POST", f"/api/v1/{path}/changes/") for path in ("medicines", "medicines/{medicine_id}", "exercise-plan")),
    *(("GET", f"/api/v1/medicines/{{medicine_id}}/{path}/") for path in ("changes", "doses")),
    *((method, "/api/v1/medicines/{medicine_id}/doses/{dose_id}/") for method in ("PUT", "DELETE")),
    *((method, "/api/v1/routines/") for method in ("GET", "POST")),
    *((method, "/api/v1/routines/{routine_id}/") for method in ("GET", "PUT", "DELETE")),
    *((method, "/api/v1/routines/{routine_id}/done/{done_id}/") for method in ("PUT", "DELETE")),
    *((method, f"/api/v1/exercise-{path}") for method in ("GET", "PUT") for path in ("plan/", "sessions/{session_id}/")),
)


@pytest.fixture(autouse=True)
def no_limit_on_calls(settings: Any) -> None:
    """The limit of calls a minute would answer most of thousands of requests itself."""
    settings.CALLS_PER_MINUTE = dict.fromkeys(settings.CALLS_PER_MINUTE, 10**9)


def quick(examples: int) -> Any:
    """The same requests at every run, so that a green run stays green; `make torture` draws new ones."""
    return hypothesis_settings(
        max_examples=examples,
        deadline=None,
        database=None,
        derandomize=examples < 100,
        phases=[Phase.explicit, Phase.generate, Phase.shrink],
        suppress_health_check=list(HealthCheck),
    )


@pytest.fixture(scope="module")
def described(world: World) -> Iterator[Any]:
    """The description as the application itself gives it; its requests stay inside the world's transaction."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield schemathesis.openapi.from_wsgi("/api/schema/?format=json", application)
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def cookies(world: World, role: str) -> dict[str, str]:
    """As a browser of that role sends them, with the token that goes with X-CSRFToken."""
    return {name: morsel.value for name, morsel in world.client(role).cookies.items()} | {"csrftoken": CSRF}


def fuzz(world: World, described: Any, method: str, path: str, examples: int) -> None:
    role = "okafor" if "clinic" in path else "amina"
    sent = {"headers": {"X-CSRFToken": CSRF}, "cookies": cookies(world, role)}
    operation = described[path][method]
    for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):

        @quick(examples)
        @given(case=operation.as_strategy(generation_mode=mode))
        def try_it(case: Any) -> None:
            with undone():
                response = case.call(**sent)
            assert response.status_code < 500, (case.as_curl_command(), response.text[:300])
            case.validate_response(response, checks=CHECKS)

        with suppress(Unsatisfiable) if mode == GenerationMode.NEGATIVE else nullcontext():  # without parameters nothing can be wrong
            try_it()


def test_every_operation_is_tried(described: Any):
    found = {(operation.ok().method.upper(), operation.ok().path) for operation in described.get_all_operations()}
    assert found == set(OPERATIONS), "Put the operation into OPERATIONS."


@pytest.mark.parametrize(("method", "path"), OPERATIONS)
def test_no_request_breaks_the_api_or_its_description(world: World, described: Any, method: str, path: str):
    fuzz(world, described, method, path, 8)


@pytest.mark.torture
@pytest.mark.parametrize(("method", "path"), OPERATIONS)
def test_no_request_of_many_breaks_the_api_or_its_description(world: World, described: Any, method: str, path: str):
    fuzz(world, described, method, path, 500)


# ---- The outbox's door ----------------------------------------------------------------------------------------------

CODES = {"stored", "duplicate", "conflict", "invalid", "clock_ahead", "upgrade_needed", "unknown_kind"}
ODD = ["pain_avg", "note", "\x00", "\ud800", "٣", "a" * 3000, "<script>", "2026-11-20", "Europe/London", "Nowhere/There"]
TEXT = st.text(max_size=12) | st.sampled_from(ODD)
LEAF = st.none() | st.booleans() | st.integers() | st.floats() | TEXT
JSON = st.recursive(LEAF, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4), max_leaves=12)
FIELDS = st.dictionaries(st.sampled_from(["pain_avg", "strength_left", "numbness", "new", "tripped", "note", "kind", "__class__"]) | TEXT, LEAF, max_size=4)
GOOD = factories.envelope("2026-11-01", {"pain_avg": 6}) | {"stamp": "2026-11-01T08:00:00.000Z"}

OTHER_BODIES: dict[str, Any] = {
    "moment": {"moment": str(uuid.uuid4()), "fields": {"kind": "trip"}},
    "questionnaire": {"response": str(uuid.uuid4()), "instrument": "leg_jobs", "fields": {"walking_aid": "nothing"}},
    "safety": {"item": "saddle", "answer": "new", "version": 1},
    "dose": {"dose": str(uuid.uuid4()), "medicine": str(uuid.uuid4()), "taken_at": "2026-11-01T08:00:00.000Z", "withdrawn": False},
    "step": {"step": str(uuid.uuid4()), "confirmed": "same"},
    "session": {"session": str(uuid.uuid4()), "fields": {"pain_before": 3, "trouble": "fell", "plan": str(uuid.uuid4())}},
    "question": {"question": str(uuid.uuid4()), "fields": {"text": "Can I drive?", "article": "driving", "asked": True}},
}
IN_BODY = (
    "date",
    "fields",
    "moment",
    "copied",
    "helper",
    "response",
    "instrument",
    "item",
    "answer",
    "version",
    "question",
    "session",
    "dose",
    "medicine",
    "taken_at",
    "step",
    "confirmed",
)


@st.composite
def almost_right(draw: Any) -> dict[str, Any]:
    """A good item of any kind with up to three parts replaced, or the fields alone."""
    item = json.loads(json.dumps(GOOD)) | {"id": str(draw(st.uuids()))}
    kind = draw(st.sampled_from(["diary", *OTHER_BODIES]))
    if kind != "diary":
        item |= {"kind": kind, "body": {"date": "2026-11-01", **OTHER_BODIES[kind]}}
    for part in draw(st.lists(st.sampled_from(["id", "kind", "stamp", "tz", "schema", "body", "more", *IN_BODY]), max_size=3)):
        where = item["body"] if part in IN_BODY and isinstance(item.get("body"), dict) else item
        where[part] = draw(FIELDS if part == "fields" else JSON)
    return item


BODY = st.fixed_dictionaries({"items": st.lists(almost_right() | JSON, max_size=5)}, optional={"sent_at": JSON}) | JSON


def post(world: World, body: Any) -> Any:
    with undone():
        return world.client("amina").post("/api/v1/sync/", json.dumps(body), content_type="application/json")


def check_sync(world: World, body: Any) -> None:
    response = post(world, body)
    if response.status_code != 200:
        assert response.status_code in (400, 413), response.content
        assert is_the_shape(response)
        return
    results = response.json()["results"]
    assert len(results) == len(body["items"])
    for item, result in zip(body["items"], results, strict=True):
        assert result["code"] in CODES
        assert result["id"] == (item["id"] if isinstance(item, dict) and isinstance(item.get("id"), str) else "")[:64]


def try_bodies(world: World, examples: int) -> None:
    @quick(examples)
    @given(body=BODY)
    def try_it(body: Any) -> None:
        check_sync(world, body)

    try_it()


def test_whatever_a_phone_sends_is_answered_item_by_item(world: World):
    try_bodies(world, 90)


@pytest.mark.torture
def test_whatever_many_phones_send_is_answered_item_by_item(world: World):
    try_bodies(world, 20_000)


def test_a_good_item_among_bad_ones_is_stored(world: World):
    response = post(world, {"items": [None, {"id": 7}, GOOD, {**GOOD, "id": "not one"}, [GOOD]]})
    assert [result["code"] for result in response.json()["results"]] == ["invalid", "upgrade_needed", "stored", "invalid", "invalid"]


@pytest.mark.parametrize("body", ["", "null", "[]", "7", '{"items": {}}', '{"items": null}', "{" * 5000, "[" * 100_000, '{"items": [1e999]}', b"\xff\xfe"])
def test_a_body_that_is_no_batch_is_one_clear_error(world: World, body: Any):
    with undone():
        response = world.client("amina").generic("POST", "/api/v1/sync/", body, "application/json")
    assert response.status_code in (200, 400) if "1e999" in str(body) else response.status_code == 400
    assert response.status_code == 200 or is_the_shape(response)


@pytest.mark.parametrize("body", [{"fields": {"\ud800": 1}}, {"\ud800": 1}, {"date": "\ud800"}])
def test_half_a_character_is_answered_as_anything_else_that_is_wrong(world: World, body: dict[str, Any]):
    response = post(world, {"items": [{**GOOD, "body": {**GOOD["body"], **body}}, {**GOOD, "id": "\ud800"}]})
    assert [result["code"] for result in response.json()["results"]] == ["invalid", "invalid"]
