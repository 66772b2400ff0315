"""/livez and /healthz."""

import datetime as dt

import pytest
import redis
from django.db import OperationalError, connection
from django.test import Client
from django.utils import timezone

from backend.config import heartbeat
from backend.patients.models import Patient
from backend.reminders.models import Notice


@pytest.fixture
def alive():
    heartbeat.leave("worker")
    heartbeat.leave("beat")
    heartbeat.leave("reminders")


def test_livez_asks_neither_the_database_nor_the_broker(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(heartbeat, "client", lambda: 1 / 0)  # the database is refused by pytest-django itself
    response = client.get("/livez")
    assert (response.status_code, response.json()) == (200, {"ok": True})


@pytest.mark.django_db
@pytest.mark.usefixtures("alive")
def test_healthz_is_200_when_every_part_works(client: Client) -> None:
    response = client.get("/healthz")
    assert response.status_code == 200
    assert {name for name, part in response.json().items() if name != "ok" and part["ok"]} == {"database", "broker", "worker", "beat", "reminders"}


@pytest.mark.django_db
@pytest.mark.usefixtures("alive")
def test_healthz_tells_the_age_of_worker_and_beat(client: Client) -> None:
    answer = client.get("/healthz").json()
    assert 0 <= answer["worker"]["age_seconds"] < 30
    assert 0 <= answer["beat"]["age_seconds"] < 30


@pytest.mark.django_db
@pytest.mark.parametrize("late", ["worker", "beat", "reminders"])
def test_healthz_is_503_when_one_is_late(client: Client, alive: None, late: str, monkeypatch: pytest.MonkeyPatch) -> None:
    ages = {"worker": 1.0, "beat": 1.0, "reminders": 1.0, late: heartbeat.LATE_SECONDS + 1.0}
    monkeypatch.setattr(heartbeat, "age", ages.__getitem__)
    response = client.get("/healthz")
    assert response.status_code == 503
    assert response.json()[late].items() >= {"ok": False, "age_seconds": 61.0}.items()


@pytest.mark.django_db
@pytest.mark.usefixtures("alive")
def test_healthz_is_503_when_what_is_due_waits_too_long(client: Client, amina: Patient) -> None:
    long_ago = timezone.now() - dt.timedelta(seconds=100)
    Notice.objects.create(patient=amina, due_at=long_ago, send_at=long_ago, late_at=timezone.now())
    response = client.get("/healthz")
    assert response.status_code == 503
    assert response.json()["reminders"]["oldest_due_seconds"] >= 100


@pytest.mark.django_db
def test_healthz_is_503_with_no_age_when_the_broker_is_away(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    away = redis.Redis(unix_socket_path="/nonexistent/broker.sock")
    monkeypatch.setattr(heartbeat, "client", lambda: away)
    response = client.get("/healthz")
    assert response.status_code == 503
    assert response.json()["broker"] == {"ok": False}
    assert response.json()["worker"] == {"ok": False, "age_seconds": None}


@pytest.mark.django_db
@pytest.mark.usefixtures("alive")
def test_healthz_is_503_when_the_database_is_away(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse() -> None:
        raise OperationalError

    monkeypatch.setattr(connection, "cursor", refuse)
    response = client.get("/healthz")
    assert response.status_code == 503
    assert response.json()["database"] == {"ok": False}


@pytest.mark.django_db
@pytest.mark.usefixtures("alive")
@pytest.mark.parametrize("path", ["/livez", "/healthz"])
def test_health_opens_no_session_and_sets_no_cookie(client: Client, path: str) -> None:
    response = client.get(path)
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")


@pytest.mark.parametrize("path", ["/livez", "/healthz"])
def test_health_only_reads(client: Client, path: str) -> None:
    assert client.post(path).status_code == 405
