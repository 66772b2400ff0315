"""GET /api/v1/session/"""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from backend.accounts.models import User
from backend.accounts.services import new_epoch
from backend.patients.models import Patient
from tests import factories
from tests.signing_in import sign_in_by_code, sign_up, staff_client

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


@pytest.mark.parametrize("path", ["/api/v1/session/", "/accounts/login/", "/accounts/signup/", "/menu/", "/today/"])
def test_a_late_answer_does_not_put_the_token_of_before_a_sign_in_back(amina: Patient, sign_in: Any, path: str) -> None:
    """By a new token a phone knows that somebody else may have come, and shows nobody's day until it has asked."""
    phone = sign_in(amina.user) if path in {"/menu/", "/today/"} else Client()
    phone.cookies["csrftoken"] = "k" * 32
    answer = phone.get(path)
    assert (answer.status_code, "csrftoken" in answer.cookies) == (200, False)


def test_a_sign_in_makes_a_new_token(db: None) -> None:
    sign_up("her@example.org")
    phone = Client()
    phone.cookies["csrftoken"] = "k" * 32
    sign_in_by_code("her@example.org", phone)
    assert phone.get("/api/v1/session/").json()["account"] == str(User.objects.get().account)
    assert phone.cookies["csrftoken"].value != "k" * 32


def test_it_takes_a_number_of_queries_that_does_not_surprise(amina: Patient, sign_in: Any, django_assert_max_num_queries: Any) -> None:
    client = sign_in(amina.user)
    new_epoch()  # it is there, and is asked for again after some seconds
    client.get("/api/v1/session/")
    with django_assert_max_num_queries(4):  # session, user, patient, epoch
        client.get("/api/v1/session/")
