"""Too many tries: 429 with Retry-After, for pages and programs."""

import time

import pytest
from django.test import Client

from backend.accounts.services import create_confirmed

pytestmark = pytest.mark.django_db


def post_until_429(client: Client, path: str, data: dict[str, str], most: int, **extra: str) -> object:
    for _try in range(most):
        answer = client.post(path, data, content_type="application/json", **extra) if path.startswith("/_allauth/") else client.post(path, data, **extra)
        if answer.status_code == 429:
            return answer
    pytest.fail(f"{path}: no 429 in {most} tries")


@pytest.mark.parametrize(
    ("path", "data", "most", "wait"),
    [
        ("/accounts/signup/", {"email": "nonsense"}, 21, 60),
        ("/accounts/login/", {"login": "amina@example.org", "password": "wrong-horse-battery"}, 6, 300),
        ("/accounts/login/code/", {"email": "amina@example.org"}, 4, 60),
        ("/accounts/password/reset/", {"email": "amina@example.org"}, 6, 60),
    ],
)
def test_too_many_tries_are_429_with_retry_after(client: Client, path: str, data: dict[str, str], most: int, wait: int) -> None:
    create_confirmed("amina@example.org", "correct-horse-battery")
    if path == "/accounts/login/code/":
        answer = next((a for a in (Client().post(path, data) for _try in range(most)) if a.status_code == 429), None)
        assert answer is not None
    else:
        answer = post_until_429(client, path, data, most)
    assert wait - 59 <= int(answer["Retry-After"]) <= wait
    assert b"Too many tries" in answer.content


def test_a_program_that_guesses_passwords_gets_429_in_json(client: Client) -> None:
    create_confirmed("amina@example.org", "correct-horse-battery")
    body = {"email": "amina@example.org", "password": "wrong-horse-battery"}
    answer = post_until_429(client, "/_allauth/app/v1/auth/login", body, 6)
    assert answer["Content-Type"] == "application/json"
    assert 240 <= int(answer["Retry-After"]) <= 300


def test_a_made_up_forwarded_address_does_not_reset_the_limit(client: Client) -> None:
    answers = [client.post("/accounts/signup/", {"email": "x"}, headers={"X-Forwarded-For": f"10.0.0.{n}"}).status_code for n in range(21)]
    assert answers[-1] == 429


def test_somebody_else_is_not_locked_out_by_my_wrong_passwords() -> None:
    create_confirmed("amina@example.org", "correct-horse-battery")
    create_confirmed("boris@example.org", "correct-horse-battery")
    for _try in range(6):
        Client().post("/accounts/login/", {"login": "amina@example.org", "password": "wrong-horse-battery"})
    client = Client()
    client.post("/accounts/login/", {"login": "boris@example.org", "password": "correct-horse-battery"})
    assert client.get("/accounts/2fa/").status_code == 200


def test_one_address_gets_ten_codes_a_day(monkeypatch: pytest.MonkeyPatch) -> None:
    create_confirmed("amina@example.org", "correct-horse-battery")
    now = time.time()
    answers = []
    for number in range(11):
        monkeypatch.setattr("allauth.core.internal.ratelimit.time.time", lambda number=number: now + 61 * number)
        answers.append(Client().post("/accounts/login/code/", {"email": "amina@example.org"}))
    assert [one.status_code for one in answers] == [302] * 10 + [429]
    assert int(answers[-1]["Retry-After"]) == 24 * 3600 - 610
    assert "Wait 24 hours, then try again." in answers[-1].content.decode()


def test_tries_sent_side_by_side_share_three_guesses(client: Client) -> None:
    """Each try starts from the session as it was before the others, as they do when they arrive together."""
    create_confirmed("amina@example.org", "correct-horse-battery")
    client.post("/accounts/login/code/", {"email": "amina@example.org"})
    before = dict(client.session.items())
    answers = []
    for guess in range(5):
        session = client.session
        session.clear()
        session.update(before)
        session.save()
        answers.append(client.post("/accounts/login/code/confirm/", {"code": f"x{guess}"}).status_code)
    assert answers == [200, 200, 200, 429, 429]
