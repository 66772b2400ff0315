"""GET /api/v1/session/"""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from backend.patients.models import Patient
from tests import factories
from tests.signing_in import staff_client

pytestmark = pytest.mark.django_db


def test_a_stranger_gets_200_with_no_account_and_a_csrf_cookie(client: Client) -> None:
    answer = client.get("/api/v1/session/")
    assert answer.status_code == 200
    assert (answer.json()["account"], answer.json()["profile"]) == (None, None)
    assert "csrftoken" in answer.cookies
    assert answer["Cache-Control"] == "no-store"


def test_a_patient_gets_what_the_log_needs(amina: Patient, sign_in: Any) -> None:
    body = sign_in(amina.user).get("/api/v1/session/").json()
    assert body["account"] == str(amina.user.account)
    assert body["profile"] == {
        "display_name": "amina",
        "email_name": "amina",
        "left_affected": True,
        "right_affected": False,
        "numb_at_start": "yes",
        "time_zone": "Europe/London",
        "country": "GB",
        "treatment_started_on": None,
        "daily_log_time": None,
        "helped_here": False,
        "step_days": [],
    }


def test_the_clock_and_the_epoch_are_told(client: Client) -> None:
    first, second = client.get("/api/v1/session/").json(), client.get("/api/v1/session/").json()
    assert first["server_epoch"] == second["server_epoch"]
    assert first["server_time"].endswith("Z")
    assert len(first["server_time"]) == len("2026-11-20T08:04:05.123Z")


def test_staff_have_an_account_and_no_profile() -> None:
    member = factories.member(factories.clinic())
    body = staff_client(member.user).get("/api/v1/session/").json()
    assert (body["account"], body["profile"]) == (str(member.user.account), None)


def test_the_phone_hears_why_somebody_has_no_diary_here(amina: Patient, client: Client, sign_in: Any) -> None:
    assert client.get("/api/v1/session/").json()["diary"] is None
    assert sign_in(factories.user("newcomer@example.org")).get("/api/v1/session/").json()["diary"] == "none"
    phone = sign_in(amina.user)
    assert phone.get("/api/v1/session/").json()["diary"] == "open"
    Patient.objects.update(closing_since=timezone.now())
    body = phone.get("/api/v1/session/").json()
    assert (body["profile"], body["diary"]) == (None, "closing")


def test_the_csrf_cookie_lets_a_phone_write_and_a_stale_one_does_not(amina: Patient) -> None:
    phone = Client(enforce_csrf_checks=True)
    phone.force_login(amina.user)
    token = phone.get("/api/v1/session/").cookies["csrftoken"].value
    send = {"path": "/api/v1/sync/", "data": {"items": []}, "content_type": "application/json"}
    assert phone.post(**send, headers={"X-CSRFToken": token}).status_code == 200
    answer = phone.post(**send, headers={"X-CSRFToken": "x" * 32})
    assert (answer.status_code, answer.json()["code"]) == (403, "csrf_failed")


def test_it_takes_a_number_of_queries_that_does_not_surprise(amina: Patient, sign_in: Any, django_assert_max_num_queries: Any) -> None:
    client = sign_in(amina.user)
    client.get("/api/v1/session/")
    with django_assert_max_num_queries(4):  # session, user, patient, epoch
        client.get("/api/v1/session/")
