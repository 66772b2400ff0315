"""What a person wrote is nowhere but in their diary: words that nobody else uses are sent through every door, then looked for."""

import base64
import datetime as dt
import io
import json
import logging
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import redis
from django.conf import settings
from django.core import mail
from django.db import DatabaseError
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from backend.audit.models import AuditEvent
from backend.audit.tasks import seal
from backend.config.celery import BEAT, app
from backend.config.logs import JsonLines
from backend.patients.models import Patient
from tests import factories
from tests.guards.access_table import ROWS, arguments
from tests.guards.routes import routes
from tests.guards.world import World, undone

pytestmark = pytest.mark.django_db

NAME, BORN, NOTE, BURNING, NUMBER = "Canaryname Qzx", "1951-03-17", "canary-note", "canaryburning7", "CANARY-0077"
WORDS = (NAME, BORN, NOTE, BURNING, NUMBER, "Canaryname")
PATHS = {route.name: route for route in routes()}


def found_in(text: str) -> list[str]:
    return [word for word in WORDS if word.lower() in text.lower()]


@pytest.fixture
def logged() -> Iterator[io.StringIO]:
    """All that the application's own handler writes, down to the finest level."""
    handler = next(one for one in logging.getLogger().handlers if isinstance(one.formatter, JsonLines))
    assert isinstance(handler, logging.StreamHandler)
    written, level = io.StringIO(), logging.getLogger().level
    before = handler.setStream(written)
    logging.getLogger().setLevel(logging.DEBUG)
    yield written
    logging.getLogger().setLevel(level)
    handler.setStream(before)


@pytest.fixture
def canary(world: World) -> Patient:
    """A patient who has told nothing yet."""
    Patient.objects.filter(pk=world.boris.pk).update(name="", birth_date=None)
    return Patient.objects.get(pk=world.boris.pk)


# ---- Every door through which words come in -------------------------------------------------------------------------


def terms() -> dict[str, Any]:
    return {"name": NAME, "birth_date": BORN, "clinic_number": NUMBER, "scopes": ["diary", "safety", "notes"], "start": "start", "end": "never"}


def post_api(client: Client, path: str, body: Any) -> HttpResponse:
    return client.post(path, body, content_type="application/json")


def item(fields: dict[str, Any], **extra: Any) -> dict[str, Any]:
    return factories.envelope(timezone.now().date(), fields, **extra)


def doors(world: World) -> dict[str, Callable[[Client], HttpResponse]]:
    """Name → what a browser does there. In this order a diary begins, fills and is shared."""
    today, code = timezone.now().date(), world.clinics["riverside"].code
    about = {"country": "GB", "time_zone": "Europe/London", "name": NAME, "birth_date": BORN, "treatment_status": "unknown"}
    put = {"id": "c0000000-0000-4000-8000-000000000001", "stamp": f"{today}T00:00:01.000Z", "tz": "Europe/London", "schema": 1}
    return {
        "the log": lambda c: c.post(f"/log/{today}/", {"pain_avg": "6", "note": NOTE, "note_worse": "no"}),
        "the log, refused": lambda c: c.post(f"/log/{today}/", {"pain_avg": "6", "note": NOTE * 400}),
        "sync": lambda c: post_api(c, "/api/v1/sync/", {"items": [item({"note": BURNING}), factories.moment(today, {"kind": "fall", "note": NOTE})]}),
        "sync, refused": lambda c: post_api(c, "/api/v1/sync/", {"items": [item({BURNING: NOTE}), item({"note": NOTE}, tz=BURNING), NOTE]}),
        "sync, no JSON": lambda c: post_api(c, "/api/v1/sync/", f'{{"items": [{NOTE}'),
        "a day": lambda c: c.put(f"/api/v1/diary/{today}/", {**put, "fields": {"note": NOTE}}, content_type="application/json"),
        "no such day": lambda c: c.get(f"/api/v1/diary/{today}/", {"note": ""}),
        "wrong code": lambda c: c.post("/share/code/", {"clinic_code": NOTE}),
        "share, refused": lambda c: c.post(f"/share/with/{code}/", terms() | {"end": NOTE}),
        "share": lambda c: c.post(f"/share/with/{code}/", terms()),
        "share by API, refused": lambda c: post_api(c, "/api/v1/grants/", {"clinic_code": NOTE, "scopes": [BURNING], "name": NAME}),
        "about me": lambda c: c.post("/me/", about),
        "about me, refused": lambda c: c.post("/me/", about | {"birth_date": NOTE, "country": BURNING}),
    }


def look(world: World) -> list[HttpResponse]:
    """What the clinic then reads."""
    client, grant = world.client("okafor"), world.boris.grants.get(clinic=world.clinics["riverside"])
    paths = [f"/clinic/patients/{grant.pk}/", f"/clinic/patients/{grant.pk}/days/", "/clinic/"]
    read = [client.get(path) for path in [*paths, f"/api/v1/clinic/patients/{grant.pk}/diary/", "/api/v1/clinic/patients/"]]
    return [*read, client.post("/clinic/", {"q": "Canaryname"})]


@pytest.fixture
def answers(world: World, canary: Patient, logged: io.StringIO, django_capture_on_commit_callbacks: Any) -> dict[str, HttpResponse]:
    """Every door used once, and what it answered."""
    client = world.client("boris")
    with django_capture_on_commit_callbacks(execute=True):
        given = {name: act(client) for name, act in doors(world).items()}
        given |= {f"clinic {number}": response for number, response in enumerate(look(world))}
    return given


def test_the_words_did_arrive(world: World, answers: dict[str, HttpResponse]):
    """Else the other tests here would look for what was never there."""
    assert [name for name, response in answers.items() if response.status_code >= 500] == []
    canary = Patient.objects.get(pk=world.boris.pk)
    assert (canary.name, str(canary.birth_date)) == (NAME, BORN)
    assert {row.note for row in canary.moments.all()} >= {NOTE}
    assert any(NOTE in response.content.decode() for name, response in answers.items() if name.startswith("clinic"))


def test_no_log_line_has_them(answers: dict[str, HttpResponse], logged: io.StringIO):
    assert "Bad Request" in logged.getvalue()
    assert found_in(logged.getvalue()) == []


def test_no_address_that_a_browser_is_led_to_has_them(answers: dict[str, HttpResponse]):
    led = {name: found_in(response["Location"]) for name, response in answers.items() if "Location" in response.headers}
    assert led
    assert not any(led.values()), led


def test_no_cookie_has_them(answers: dict[str, HttpResponse]):
    assert {name: found_in(response.cookies.output()) for name, response in answers.items() if found_in(response.cookies.output())} == {}


def test_no_audit_row_has_them(answers: dict[str, HttpResponse]):
    rows = [json.dumps([row.verb, row.object_type, row.object_id, row.detail]) for row in AuditEvent.objects.all()]
    assert len(rows) > 5
    assert found_in(" ".join(rows)) == []


def test_no_e_mail_has_them(world: World, answers: dict[str, HttpResponse]):
    world.client("okafor").post("/clinic/invite/", {"email": "another@example.org"})
    assert mail.outbox
    assert found_in(" ".join(message.message().as_string() for message in mail.outbox)) == []


# ---- Broker and cache -----------------------------------------------------------------------------------------------


def values(client: "redis.Redis", key: bytes) -> list[bytes]:
    kind = client.type(key).decode()
    if kind == "string":
        return [client.get(key)]
    if kind == "hash":
        return [part for pair in client.hgetall(key).items() for part in pair]
    return {"list": lambda: client.lrange(key, 0, -1), "set": lambda: list(client.smembers(key)), "zset": lambda: client.zrange(key, 0, -1)}[kind]()


def opened(value: bytes) -> str:
    """As text; of a message in the broker its body too, which travels as base64."""
    text = value.decode(errors="replace")
    try:
        body = json.loads(text)["body"]
    except (ValueError, KeyError, TypeError):
        return text
    return text + base64.b64decode(body).decode(errors="replace")


def kept(url: str) -> str:
    client = redis.Redis.from_url(url)
    return " ".join(key.decode(errors="replace") + " " + " ".join(map(opened, values(client, key))) for key in client.scan_iter())


def test_neither_broker_nor_cache_holds_them(answers: dict[str, HttpResponse]):
    for entry in BEAT.values():
        app.send_task(entry["task"])
    broker = kept(settings.BROKER_URL.replace("redis+socket://", "unix://").replace("virtual_host=", "db="))
    assert "audit.seal" in broker
    assert found_in(broker) == []
    cache = kept(settings.CACHES["default"]["LOCATION"])
    assert "clinic-codes" in cache
    assert found_in(cache) == []


# ---- When something breaks ------------------------------------------------------------------------------------------

VERBS = {
    "the log": "backend.symptoms.services.record_envelopes",
    "sync": "backend.symptoms.services.record_envelopes",
    "a day": "backend.symptoms.services.record_envelopes",
    "no such day": "backend.symptoms.services.moments_between",
    "wrong code": "backend.sharing.services.find_clinic",
    "share": "backend.sharing.services.share",
    "share by API, refused": "backend.sharing.services.find_clinic",
    "about me": "backend.patients.services.update_profile",
}


def breaks(*_args: Any, **_kwargs: Any) -> Any:
    raise ValueError(f"pain of {NAME}, born {BORN}: {NOTE} {BURNING}") from DatabaseError(f"Key (note)=({NOTE})")


@pytest.mark.parametrize("name", VERBS)
def test_a_verb_that_breaks_tells_the_log_where_and_not_what(world: World, canary: Patient, logged: io.StringIO, monkeypatch: Any, name: str):
    monkeypatch.setattr(VERBS[name], breaks)
    body = doors(world)[name]
    if name == "share by API, refused":
        body = lambda c: post_api(c, "/api/v1/grants/", {"clinic_code": "K7M3QP", "scopes": ["diary"], "name": NAME})  # noqa: E731
    response = body(world.client("boris"))
    assert response.status_code == 500
    assert found_in(response.content.decode()) == []
    assert found_in(logged.getvalue()) == []
    assert '"error": "ValueError"' in logged.getvalue(), "Log it with exc_info: JsonLines writes the type and the place, never the text."


def test_a_task_that_breaks_tells_the_log_where_and_not_what(logged: io.StringIO, monkeypatch: Any):
    monkeypatch.setattr("backend.audit.services.seal", breaks)
    seal.apply()
    assert '"error": "ValueError"' in logged.getvalue()
    assert found_in(logged.getvalue()) == []


# ---- What may be kept on the way ------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", ["boris", "okafor", "anonymous"])
def test_what_is_personal_is_never_stored_and_what_is_public_is_the_same_for_all(world: World, answers: dict[str, HttpResponse], role: str):
    wrong, personal, public = [], 0, 0
    for name in (name for name, row in ROWS.items() if "GET" in row.answers):
        with undone():
            response = world.client(role).get(PATHS[name].path(arguments(world, name, role)))
        control, words = response.headers.get("Cache-Control", ""), found_in(response.content.decode())
        personal, public = personal + bool(words), public + ("no-store" not in control)
        if words and "no-store" not in control:
            wrong.append(f"{name}: {words} under Cache-Control: {control}")
        if "no-store" not in control and (response.cookies or "Cookie" in response.headers.get("Vary", "")):
            wrong.append(f"{name}: may be stored, but sets or varies by a cookie")
    assert wrong == []
    assert public
    assert bool(personal) == (role != "anonymous")


def test_a_birthday_is_compared_as_people_write_it_too(world: World, answers: dict[str, HttpResponse], logged: io.StringIO):
    born = dt.date.fromisoformat(BORN)
    assert born.strftime("%d/%m/%Y") not in logged.getvalue()
    assert f"{born.day} March {born.year}" not in logged.getvalue()
