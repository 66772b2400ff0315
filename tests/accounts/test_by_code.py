"""Before the address, a way to sign in or the account itself changes, whoever has no factor types a fresh code."""

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.core import mail
from django.test import Client

from backend.accounts.models import User
from backend.accounts.services import create_confirmed
from backend.patients.models import Patient
from tests import factories
from tests.signing_in import last_code, sign_in_by_code, sign_up

pytestmark = pytest.mark.django_db
EMAIL = "amina@example.org"
PAGE = "/accounts/reauthenticate/code/"
AN_HOUR = 60 * 60
CHANGES = ("/accounts/password/set/", "/accounts/2fa/webauthn/add/", "/accounts/2fa/totp/activate/", "/accounts/2fa/recovery-codes/generate/")


@pytest.fixture
def clock():
    with time_machine.travel("2026-03-02T08:00:00Z", tick=False) as moved:
        yield moved


@pytest.fixture
def amina_with_a_code(clock) -> User:
    user = create_confirmed(EMAIL)
    Patient.objects.create(user=user, country="GB", time_zone="Europe/London", left_affected=True)
    return user


@pytest.fixture
def hers(amina_with_a_code: User, clock) -> Client:
    """Signed in by a code an hour ago: somebody found the phone unlocked, or it is she."""
    client = sign_in_by_code(EMAIL)
    clock.shift(AN_HOUR)
    mail.outbox.clear()
    return client


def new_address(client: Client) -> str:
    return client.post("/accounts/email/", {"action_add": "", "email": "thief@example.org"}).headers.get("Location", "")


def to_thief() -> list[object]:
    return [message for message in mail.outbox if message.to == ["thief@example.org"]]


def test_an_address_changes_only_after_a_code_to_the_one_of_now(hers: Client) -> None:
    where = new_address(hers)
    assert where == f"{PAGE}?next=%2Faccounts%2Femail%2F"
    assert not mail.outbox
    assert "Send me a code" in hers.get(where).content.decode()
    hers.post(PAGE, {"next": "/accounts/email/"})
    assert [message.to for message in mail.outbox] == [[EMAIL]]
    hers.post(PAGE, {"code": last_code(EMAIL), "next": "/accounts/email/"})
    assert to_thief()


def test_the_account_closes_only_after_a_code(hers: Client, amina_with_a_code: User) -> None:
    assert hers.post("/menu/close/", {"sure": "1"})["Location"].startswith(PAGE)
    assert not Patient.objects.exclude(closing_since=None).exists()
    hers.post(PAGE, {"next": "/menu/close/"})
    hers.post(PAGE, {"code": last_code(EMAIL), "next": "/menu/close/"})
    assert Patient.objects.exclude(closing_since=None).exists()


@pytest.mark.parametrize("page", CHANGES)
def test_no_new_way_to_sign_in_opens_before_a_code(hers: Client, page: str) -> None:
    for answer in (hers.get(page), hers.post(page, {"password1": "a thief of some phone", "password2": "a thief of some phone"})):
        assert answer["Location"].startswith(PAGE)
    if page == CHANGES[0]:
        assert "thief" not in str(dict(hers.session))
    hers.post(PAGE, {"next": page})
    assert hers.post(PAGE, {"code": last_code(EMAIL), "next": page}).status_code in (200, 302)
    assert hers.get(page).status_code == 200


def test_whoever_has_just_signed_in_or_up_by_a_code_is_not_asked_again(amina_with_a_code: User) -> None:
    assert not new_address(sign_in_by_code(EMAIL)).startswith(PAGE)
    newcomer = sign_up("new@example.org")
    assert newcomer.get(CHANGES[1]).status_code == 200


def test_a_program_is_asked_too(amina_with_a_code: User, clock) -> None:
    client = Client()
    session = client.post("/_allauth/app/v1/auth/code/request", {"email": EMAIL}, content_type="application/json").json()["meta"]["session_token"]
    headers = {"X-Session-Token": session}
    answer = client.post("/_allauth/app/v1/auth/code/confirm", {"code": last_code(EMAIL)}, content_type="application/json", headers=headers)
    headers = {"X-Session-Token": answer.json()["meta"]["session_token"]}
    clock.shift(AN_HOUR)
    told = client.post("/_allauth/app/v1/account/email", {"email": "thief@example.org"}, content_type="application/json", headers=headers)
    assert told.status_code == 401
    assert not to_thief()


def test_three_wrong_codes_end_it_and_a_new_one_is_asked_for(hers: Client) -> None:
    hers.post(PAGE)
    code = last_code(EMAIL)
    for _try in range(2):
        assert "This is not the code." in hers.post(PAGE, {"code": "000000"}).content.decode()
    page = hers.post(PAGE, {"code": "000000"}, follow=True).content.decode()
    assert "Too many tries. Ask for a new code." in page
    assert "Send me a code" in page
    hers.post(PAGE, {"code": code})
    assert new_address(hers).startswith(PAGE)


def test_a_code_is_too_old_after_15_minutes_and_a_new_one_ends_the_one_before(hers: Client, clock) -> None:
    hers.post(PAGE)
    first = last_code(EMAIL)
    page = hers.post(PAGE, {"action": "resend"}, follow=True).content.decode()
    assert "We sent a new code. The one before does not work any more." in page
    assert "This is not the code." in hers.post(PAGE, {"code": first}).content.decode()
    clock.shift(15 * 60 + 1)
    answer = hers.get(PAGE).content.decode()
    assert "This code is too old" in answer
    assert new_address(hers).startswith(PAGE)


def test_codes_are_counted_with_those_of_sign_in(hers: Client) -> None:
    answers = [hers.post(PAGE, {"action": "resend"}).status_code for _n in range(4)]
    assert answers == [302, 302, 302, 429]


def test_whoever_does_not_know_the_password_gets_a_code_instead(amina_with_a_code: User) -> None:
    amina_with_a_code.set_password(factories.PASSWORD)
    amina_with_a_code.save()
    client = Client()
    client.force_login(amina_with_a_code)
    where = new_address(client)
    assert where.startswith("/accounts/reauthenticate/?")
    page = client.get(where).content.decode()
    assert "I do not know my password: send me a code" in page
    assert f"{PAGE}?next=" in page
    assert "Use your password" in client.get(f"{PAGE}?next=/accounts/email/").content.decode()
    client.post(PAGE, {"next": "/accounts/email/"})
    client.post(PAGE, {"code": last_code(EMAIL), "next": "/accounts/email/"})
    assert to_thief()


def test_a_code_is_never_offered_in_place_of_a_passkey(amina_with_a_code: User) -> None:
    Authenticator.objects.create(user=amina_with_a_code, type="webauthn", data={"name": "Phone", "credential": {}})
    client = Client()
    client.force_login(amina_with_a_code)
    assert new_address(client).startswith("/accounts/2fa/webauthn/reauthenticate/")
    assert client.get(PAGE)["Location"] == "/accounts/2fa/webauthn/reauthenticate/"
    assert client.post(PAGE)["Location"] == "/accounts/2fa/webauthn/reauthenticate/"
    assert client.get(CHANGES[0])["Location"].startswith("/accounts/2fa/webauthn/reauthenticate/")
    assert not mail.outbox


def test_a_stranger_is_led_to_sign_in(client: Client) -> None:
    assert client.get(PAGE)["Location"].startswith("/accounts/login/")
    assert client.get(CHANGES[0])["Location"].startswith("/accounts/login/")


def test_the_mail_says_what_it_is_for_and_not_what_stride_is_for(hers: Client) -> None:
    hers.post(PAGE)
    [sent] = mail.outbox
    assert "change your account" in sent.body
    assert not any(word in (sent.subject + sent.body).lower() for word in ("pain", "nerve", "diary", "health"))
