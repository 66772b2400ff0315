"""Too many calls of one person are `busy`; a counter that is away stops nobody's diary, and nobody signs in uncounted."""

import sys
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import OperationalError

from backend.common import throttle
from tests import factories

GONE = "unix:///nowhere/at/all.sock?db=1"


@pytest.fixture
def few(settings: Any) -> None:
    settings.CALLS_PER_MINUTE = {"api": 3, "sync": 2}


@pytest.fixture
def no_cache(settings: Any) -> None:
    settings.CACHES = {"default": {**settings.CACHES["default"], "LOCATION": GONE}}


@pytest.fixture(autouse=True)
def _in_one_minute(monkeypatch: Any) -> None:
    monkeypatch.setattr("backend.common.throttle.time.time", lambda: 1_800_000_010.0)


def sync(client: Any, patient: Any) -> Any:
    return client.post("/api/v1/sync/", {"items": [factories.envelope(patient.today(), {"pain_avg": 3})]})


def test_the_third_sync_of_a_minute_is_busy(amina, api_as, few):
    client = api_as(amina.user)
    assert [sync(client, amina).status_code for _n in range(3)] == [200, 200, 429]


def test_busy_tells_when_to_come_back_and_stores_nothing(amina, api_as, few):
    client = api_as(amina.user)
    answer = [sync(client, amina) for _n in range(3)][-1]
    assert answer.json()["code"] == "busy"
    assert answer.headers["Retry-After"] == "51"
    assert amina.revisions.count() == 2


def test_the_next_minute_is_free_again(amina, api_as, few, monkeypatch):
    client = api_as(amina.user)
    assert [sync(client, amina).status_code for _n in range(3)][-1] == 429
    monkeypatch.setattr("backend.common.throttle.time.time", lambda: 1_800_000_070.0)
    assert sync(client, amina).status_code == 200


def test_one_person_s_calls_count_for_nobody_else(amina, boris, api_as, few):
    assert [sync(api_as(amina.user), amina).status_code for _n in range(3)][-1] == 429
    assert sync(api_as(boris.user), boris).status_code == 200


def test_reading_has_a_limit_of_its_own(amina, api_as, few):
    client = api_as(amina.user)
    assert [sync(client, amina).status_code for _n in range(3)][-1] == 429
    assert [client.get("/api/v1/grants/").status_code for _n in range(4)] == [200, 200, 200, 429]


def test_public_articles_are_not_counted(client, few):
    assert {client.get("/api/v1/education/articles/").status_code for _n in range(5)} == {200}


def test_without_an_entry_there_is_no_limit(amina, api_as, settings):
    settings.CALLS_PER_MINUTE = {}
    client = api_as(amina.user)
    assert {client.get("/api/v1/grants/").status_code for _n in range(5)} == {200}


def test_a_cache_that_is_away_stops_no_diary(amina, api_as, few, no_cache):
    client = api_as(amina.user)
    assert {sync(client, amina).status_code for _n in range(4)} == {200}
    assert client.get("/api/v1/trends/").status_code == 200


def test_a_cache_that_is_away_keeps_sign_in_shut_and_says_so(client, db, no_cache):
    factories.user("amina@example.org", password=factories.PASSWORD)
    answer = client.post("/accounts/login/", {"login": "amina@example.org", "password": factories.PASSWORD})
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")


def test_a_cache_that_is_away_lets_nobody_try_clinic_codes(amina, api_as, no_cache):
    answer = api_as(amina.user).post("/api/v1/grants/", {"clinic_code": "AAAAAA", "scopes": ["diary"]})
    assert (answer.status_code, answer.json()["code"], answer.headers["Retry-After"]) == (503, "busy", "5")


@pytest.mark.parametrize(("path", "kind"), [("/today/", "text/html"), ("/api/v1/grants/", "application/json")])
def test_a_database_that_is_away_is_busy_even_before_the_view(amina, sign_in, monkeypatch, path, kind):
    def away(*_arguments: Any) -> None:
        raise OperationalError

    client = sign_in(amina.user)
    client.raise_request_exception = False
    monkeypatch.setattr("django.contrib.sessions.backends.db.SessionStore.load", away)
    answer = client.get(path)
    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert answer.headers["Content-Type"].startswith(kind)


def test_the_first_calls_of_a_process_may_come_at_once():
    switch = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        for _round in range(30):
            throttle._client.cache_clear()
            with ThreadPoolExecutor(8) as threads:
                counted = list(threads.map(throttle.PerMinute()._count, [f"first-calls-{_round}"] * 8))
            assert sorted(counted) == list(range(1, 9))
    finally:
        sys.setswitchinterval(switch)
