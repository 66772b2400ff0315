"""Signing up and in: strangers first."""

import re

import pytest
from django.core import mail
from django.test import Client

from backend.accounts.models import User
from backend.accounts.services import create_confirmed
from tests.signing_in import last_code, sign_in_by_code, sign_up

pytestmark = pytest.mark.django_db

CSRF = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]+"')


def plain(content: bytes, email: str) -> bytes:
    """A page without what differs for everybody: the token and the address that was typed."""
    return CSRF.sub(b"", content).replace(email.encode(), b"")


@pytest.mark.parametrize("path", ["/start/", "/start/place/", "/start/legs/", "/me/", "/accounts/2fa/", "/accounts/sessions/", "/accounts/email/"])
def test_a_stranger_is_sent_to_sign_in(client: Client, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 302
    assert answer["Location"].startswith("/accounts/login/?next=")


@pytest.mark.parametrize("page", ["/accounts/signup/", "/accounts/login/code/", "/accounts/password/reset/", "/accounts/signup/passkey/"])
def test_a_known_and_an_unknown_address_are_answered_alike(page: str) -> None:
    create_confirmed("known@example.org")
    answers = []
    for email in ("known@example.org", "nobody@example.org"):
        answer = Client().post(page, {"email": email}, follow=True)
        answers.append((answer.status_code, answer.redirect_chain, plain(answer.content, email)))
    assert answers[0] == answers[1]


def test_a_wrong_code_is_answered_alike_for_a_known_and_an_unknown_address() -> None:
    create_confirmed("known@example.org")
    answers = []
    for email in ("known@example.org", "nobody@example.org"):
        client = Client()
        client.post("/accounts/login/code/", {"email": email})
        answer = client.post("/accounts/login/code/confirm/", {"code": "no-such"})
        answers.append((answer.status_code, plain(answer.content, email)))
    assert answers[0] == answers[1]


def test_a_wrong_password_says_the_same_for_a_known_and_an_unknown_address() -> None:
    create_confirmed("known@example.org", "correct-horse-battery")
    answers = []
    for email in ("known@example.org", "nobody@example.org"):
        answer = Client().post("/accounts/login/", {"login": email, "password": "wrong-horse-battery"})
        answers.append((answer.status_code, plain(answer.content, email)))
    assert answers[0] == answers[1]


def test_the_mail_has_a_code_of_6_numbers_and_no_word_of_health(client: Client) -> None:
    client.post("/accounts/signup/", {"email": "amina@example.org"})
    message = mail.outbox[-1]
    assert re.fullmatch(r"Your Stride code: \d{6}", message.subject)
    assert not re.search(r"pain|leg|nerve|clinic|diary|health|plex", message.subject + str(message.body), re.IGNORECASE)
    assert "http" not in message.body


def test_the_code_opens_an_account_without_a_password_and_leads_to_the_start() -> None:
    client = sign_up("amina@example.org")
    user = User.objects.get(email="amina@example.org")
    assert not user.has_usable_password()
    assert client.get("/", follow=True).redirect_chain[-1][0] == "/start/place/"


def test_three_wrong_codes_end_the_try(client: Client) -> None:
    client.post("/accounts/signup/", {"email": "amina@example.org"})
    code = last_code("amina@example.org")
    for _try in range(3):
        client.post("/accounts/confirm-email/", {"code": "999999" if code != "999999" else "000000"})
    assert client.post("/accounts/confirm-email/", {"code": code})["Location"] == "/accounts/login/"


def test_somebody_who_left_during_sign_up_comes_in_by_a_code() -> None:
    Client().post("/accounts/signup/", {"email": "amina@example.org"})
    client = sign_in_by_code("amina@example.org")
    assert client.get("/me/").status_code == 302
    assert client.get("/accounts/2fa/").status_code == 200


def test_a_password_signs_in_where_one_is_set(client: Client) -> None:
    create_confirmed("amina@example.org", "correct-horse-battery")
    client.post("/accounts/login/", {"login": "amina@example.org", "password": "correct-horse-battery"})
    assert client.get("/accounts/2fa/").status_code == 200


def test_an_address_is_one_account_whatever_its_capitals() -> None:
    create_confirmed("amina@example.org")
    client = sign_in_by_code("Amina@Example.org".lower())
    client.post("/accounts/logout/")
    client.post("/accounts/login/code/", {"email": "AMINA@example.org"})
    client.post("/accounts/login/code/confirm/", {"code": last_code("amina@example.org")})
    assert User.objects.count() == 1
    assert client.get("/accounts/2fa/").status_code == 200


@pytest.mark.parametrize(
    ("password", "ok"),
    [
        ("Tr0ub4dor&3", False),  # 11 characters
        ("qwertyuiop123", False),  # a common one
        ("amina@example.org", False),  # the address
        ("stride-clinic-1", False),  # words that everybody connects with Stride
        ("password1234", False),
        ("three wet boots", True),  # no rules about kinds of characters
        ("x" * 5 + "four green hats " * 8, True),  # long ones are welcome
        ("пять синих кошек", True),
    ],
)
def test_which_passwords_are_taken(client: Client, password: str, ok: bool) -> None:
    user = create_confirmed("amina@example.org")
    sign_in_by_code("amina@example.org", client)
    client.post("/accounts/password/set/", {"password1": password, "password2": password})
    user.refresh_from_db()
    assert user.has_usable_password() is ok


def test_a_forgotten_password_is_set_anew_by_a_code(client: Client) -> None:
    user = create_confirmed("amina@example.org", "correct-horse-battery")
    client.post("/accounts/password/reset/", {"email": user.email})
    client.post("/accounts/password/reset/confirm/", {"code": last_code(str(user.email))})
    client.post("/accounts/password/reset/complete/", {"password1": "three wet boots", "password2": "three wet boots"})
    user.refresh_from_db()
    assert user.check_password("three wet boots")


def test_the_address_changes_only_after_its_code(client: Client) -> None:
    user = create_confirmed("old@example.org")
    sign_in_by_code("old@example.org", client)
    client.post("/accounts/email/", {"email": "new@example.org", "action_add": ""})
    user.refresh_from_db()
    assert user.email == "old@example.org"
    client.post("/accounts/confirm-email/", {"code": last_code("new@example.org")})
    user.refresh_from_db()
    assert user.email == "new@example.org"


PAGES = ["/accounts/login/", "/accounts/login/code/", "/accounts/signup/", "/accounts/signup/passkey/", "/accounts/password/reset/"]


@pytest.mark.parametrize("path", PAGES)
def test_no_page_of_sign_in_carries_an_inline_script_or_style(client: Client, path: str) -> None:
    page = client.get(path).content.decode()
    assert not re.search(r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=", page)
    assert "placeholder=" not in page
