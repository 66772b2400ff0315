"""A code that does not work says why, on the page where the person lands, and only there."""

import pytest
import time_machine
from django.core import mail
from django.test import Client

from backend.accounts.services import create_confirmed
from tests.signing_in import last_code, sign_in_by_code

pytestmark = pytest.mark.django_db
EMAIL = "amina@example.org"
SIGN_UP = ("/accounts/signup/", "/accounts/confirm-email/")
SIGN_IN = ("/accounts/login/code/", "/accounts/login/code/confirm/")
RESET = ("/accounts/password/reset/", "/accounts/password/reset/confirm/")
TOO_MANY, TOO_OLD, NEW_ONE = "Too many tries. Ask for a new code.", "This code is too old", "We sent a new code"


def asked(client: Client, asking: str, back: str = "") -> None:
    if asking != SIGN_UP[0]:
        create_confirmed(EMAIL)
    client.post(asking, {"email": EMAIL, "next": back})


@pytest.mark.parametrize(("asking", "typing"), [SIGN_UP, SIGN_IN, RESET])
def test_after_3_wrong_codes_the_next_page_says_so(client: Client, asking: str, typing: str) -> None:
    asked(client, asking)
    for _try in range(2):
        assert "This is not the code." in client.post(typing, {"code": "000000"}).content.decode()
    answer = client.post(typing, {"code": "000000"}, follow=True)
    assert answer.redirect_chain
    assert TOO_MANY in answer.content.decode()


def test_what_was_said_at_sign_in_does_not_come_again_on_today(client: Client) -> None:
    asked(client, SIGN_UP[0])
    for _try in range(3):
        answer = client.post(SIGN_UP[1], {"code": "000000"}, follow=True)
    assert TOO_MANY in answer.content.decode()
    sign_in_by_code(EMAIL, client)
    client.post("/start/place/", {"country": "GB", "time_zone": "Europe/London", "adult": "on", "consent": "on"})
    assert TOO_MANY not in client.get("/today/").content.decode()


@pytest.mark.parametrize(("asking", "typing"), [SIGN_UP, SIGN_IN, RESET])
def test_a_code_older_than_15_minutes_is_called_too_old(client: Client, asking: str, typing: str) -> None:
    with time_machine.travel("2026-03-02T08:00:00Z", tick=False) as clock:
        asked(client, asking)
        clock.shift(15 * 60 + 1)
        answer = client.post(typing, {"code": last_code(EMAIL)}, follow=True)
    assert TOO_OLD in answer.content.decode()
    assert not answer.context["user"].is_authenticated


@pytest.mark.parametrize(("asking", "typing"), [SIGN_UP, SIGN_IN])
def test_after_a_code_that_is_too_old_the_page_that_was_asked_for_is_kept(client: Client, asking: str, typing: str) -> None:
    with time_machine.travel("2026-03-02T08:00:00Z", tick=False) as clock:
        asked(client, asking, "/share/")
        clock.shift(15 * 60 + 1)
        answer = client.post(typing, {"code": last_code(EMAIL), "next": "/share/"})
    assert answer["Location"].endswith("?next=%2Fshare%2F")


def test_after_a_code_that_is_too_old_a_page_elsewhere_is_not_kept(client: Client) -> None:
    with time_machine.travel("2026-03-02T08:00:00Z", tick=False) as clock:
        asked(client, SIGN_IN[0])
        clock.shift(15 * 60 + 1)
        answer = client.post(SIGN_IN[1], {"code": last_code(EMAIL), "next": "https://elsewhere.example/"})
    assert "elsewhere" not in answer["Location"]


def test_a_code_in_time_is_not_called_too_old(client: Client) -> None:
    with time_machine.travel("2026-03-02T08:00:00Z", tick=False) as clock:
        asked(client, SIGN_IN[0])
        clock.shift(14 * 60)
        answer = client.post(SIGN_IN[1], {"code": last_code(EMAIL)}, follow=True)
    assert answer.context["user"].is_authenticated
    assert TOO_OLD not in answer.content.decode()


@pytest.mark.parametrize(("asking", "typing"), [SIGN_UP, SIGN_IN])
def test_a_code_sent_again_is_said_and_the_first_one_is_not(client: Client, asking: str, typing: str) -> None:
    with time_machine.travel("2026-03-02T08:00:00Z", tick=False) as clock:
        asked(client, asking)
        assert NEW_ONE not in client.get(typing).content.decode()
        before = len(mail.outbox)
        clock.shift(60)
        answer = client.post(typing, {"action": "resend"}, follow=True)
        assert NEW_ONE in answer.content.decode()
        assert len(mail.outbox) == before + 1
        assert client.post(typing, {"code": last_code(EMAIL)}).status_code == 302


@pytest.mark.parametrize("page", [SIGN_UP[0], SIGN_IN[0], RESET[0]])
def test_an_address_that_is_none_is_met_with_an_example(client: Client, page: str) -> None:
    answer = client.post(page, {"email": "amina@example"}).content.decode()
    assert "Enter an e-mail address, such as name@example.org." in answer
