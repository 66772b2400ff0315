"""Sessions: they rotate, are listed, end, and die with the account."""

import datetime as dt

import pytest
import time_machine
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from backend.accounts import services
from backend.accounts.services import create_confirmed
from tests.signing_in import last_code, sign_in_by_code

pytestmark = pytest.mark.django_db


def test_the_session_key_changes_at_sign_in(client: Client) -> None:
    create_confirmed("amina@example.org")
    client.post("/accounts/login/code/", {"email": "amina@example.org"})
    before = client.session.session_key
    client.post("/accounts/login/code/confirm/", {"code": last_code("amina@example.org")})
    assert before
    assert client.session.session_key != before


def test_a_disabled_person_is_signed_out_at_the_next_request() -> None:
    user = create_confirmed("amina@example.org")
    client = sign_in_by_code("amina@example.org")
    assert client.get("/api/v1/session/").json()["account"] == str(user.account)
    user.is_active = False
    user.save()
    assert client.get("/api/v1/session/").json()["account"] is None
    assert client.get("/api/v1/diary/2026-11-20/").status_code == 401


def test_a_disabled_person_gets_no_code() -> None:
    user = create_confirmed("amina@example.org")
    user.is_active = False
    user.save()
    client = Client()
    client.post("/accounts/login/code/", {"email": "amina@example.org"})
    with pytest.raises(AttributeError):
        last_code("amina@example.org")


def test_signing_out_is_a_post_that_clears_the_cache_and_never_the_storage() -> None:
    create_confirmed("amina@example.org")
    client = sign_in_by_code("amina@example.org")
    assert client.get("/accounts/logout/").status_code == 200
    assert b'data-module="sign-out"' in client.get("/accounts/logout/").content
    answer = client.post("/accounts/logout/")
    assert answer["Clear-Site-Data"] == '"cache"'
    assert client.get("/api/v1/session/").json()["account"] is None
    assert Session.objects.count() == 0


def test_other_sessions_are_listed_and_ended() -> None:
    create_confirmed("amina@example.org")
    phone = sign_in_by_code("amina@example.org", Client(headers={"User-Agent": "Mozilla/5.0 (iPhone) Safari/604"}))
    desk = sign_in_by_code("amina@example.org", Client(headers={"User-Agent": "Mozilla/5.0 (Windows NT 10.0) Firefox/130"}))
    page = desk.get("/accounts/sessions/").content.decode()
    assert "Safari on iPhone" in page
    assert "Firefox on Windows" in page
    desk.post("/accounts/sessions/")
    assert phone.get("/api/v1/session/").json()["account"] is None
    assert desk.get("/api/v1/session/").json()["account"] is not None


def test_a_session_in_use_lives_on_and_one_at_rest_ends_after_90_days() -> None:
    create_confirmed("amina@example.org")
    start = timezone.now()
    with time_machine.travel(start, tick=False) as clock:
        client = sign_in_by_code("amina@example.org")
        clock.move_to(start + dt.timedelta(days=80))
        assert client.get("/api/v1/session/").json()["account"]
        clock.move_to(start + dt.timedelta(days=160))
        assert client.get("/api/v1/session/").json()["account"]
        clock.move_to(start + dt.timedelta(days=251))
        assert client.get("/api/v1/session/").json()["account"] is None


def test_last_seen_is_written_at_most_every_15_minutes() -> None:
    create_confirmed("amina@example.org")
    with time_machine.travel(timezone.now(), tick=False) as clock:
        client = sign_in_by_code("amina@example.org")
        client.get("/api/v1/session/")
        first = UserSession.objects.get().last_seen_at
        clock.shift(60)
        client.get("/api/v1/session/")
        assert UserSession.objects.get().last_seen_at == first
        clock.shift(15 * 60)
        client.get("/api/v1/session/")
        assert UserSession.objects.get().last_seen_at > first


def test_what_has_expired_is_cleared_and_what_has_not_stays() -> None:
    create_confirmed("amina@example.org")
    with time_machine.travel(timezone.now() - dt.timedelta(days=91), tick=False):
        sign_in_by_code("amina@example.org")
    sign_in_by_code("amina@example.org")
    UserSession.objects.create(user_id=UserSession.objects.values_list("user", flat=True)[0], ip="127.0.0.1", session_key="gone", user_agent="x")
    assert services.clear_expired(timezone.now()) >= 1
    assert (Session.objects.count(), UserSession.objects.count()) == (1, 1)
    assert services.clear_expired(timezone.now()) == 0
