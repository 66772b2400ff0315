"""The headless app client: its token is the API's, and obeys the same rules."""

from typing import Any

import pytest
from django.test import Client

from backend.accounts.services import create_confirmed, new_epoch, server_epoch
from tests import factories
from tests.signing_in import last_code, prove

pytestmark = pytest.mark.django_db
BASE = "/_allauth/app/v1"


def call(path: str, body: dict[str, Any], token: str = "") -> Any:
    headers = {"X-Session-Token": token} if token else {}
    return Client().post(BASE + path, body, content_type="application/json", headers=headers)


def token_of(email: str) -> str:
    """Signs in by code, as a program does."""
    asked = call("/auth/code/request", {"email": email})
    pending = asked.json()["meta"]["session_token"]
    done = call("/auth/code/confirm", {"code": last_code(email)}, pending)
    assert done.status_code == 200, done.content
    return done.json()["meta"]["session_token"]


def test_a_made_up_token_is_signed_out(client: Client) -> None:
    answer = client.get("/api/v1/diary/2026-11-20/", headers={"X-Session-Token": "made-up"})
    assert (answer.status_code, answer.json()["code"]) == (401, "signed_out")


def test_a_program_signs_in_by_code_and_reads_the_diary(amina: Any) -> None:
    prove(amina.user)
    answer = Client().get("/api/v1/diary/2026-11-20/", headers={"X-Session-Token": token_of("amina@example.org")})
    assert answer.status_code == 200


def test_the_token_of_staff_without_a_factor_is_refused() -> None:
    user = create_confirmed("okafor@example.org")
    factories.member(factories.clinic(), who=user)
    answer = Client().get("/api/v1/diary/2026-11-20/", headers={"X-Session-Token": token_of("okafor@example.org")})
    assert (answer.status_code, answer.json()["code"]) == (403, "factor_needed")


def test_signing_out_ends_the_token(amina: Any) -> None:
    prove(amina.user)
    token = token_of("amina@example.org")
    Client().delete(BASE + "/auth/session", headers={"X-Session-Token": token})
    assert Client().get("/api/v1/diary/2026-11-20/", headers={"X-Session-Token": token}).status_code == 401


def test_the_epoch_is_made_once_and_changes_only_by_command() -> None:
    first = server_epoch()
    assert server_epoch() == first
    assert new_epoch() != first
    assert server_epoch() != first


@pytest.mark.parametrize("signed_in", [False, True])
@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE"])
def test_there_is_no_telephone_and_no_sign_up_out_of_nothing(client: Client, method: str, signed_in: bool) -> None:
    create_confirmed("amina@example.org", "correct-horse-battery")
    said = {"email": "amina@example.org", "password": "correct-horse-battery"}
    token = client.post(f"{BASE}/auth/login", said, content_type="application/json").json()["meta"]["session_token"]
    headers = {"X-Session-Token": token} if signed_in else {}
    for path in ("account/phone", "auth/phone/verify", "auth/phone/verify/resend"):
        answer = Client().generic(method, f"{BASE}/{path}", "{}", "application/json", headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")
    signed_up = Client().generic(method, f"{BASE}/auth/webauthn/signup", '{"name": "x", "credential": {}}', "application/json", headers=headers)
    assert 400 <= signed_up.status_code < 500
