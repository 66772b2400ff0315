"""The second factor: strangers, patients, staff, and the clock."""

import datetime as dt
import time

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value, yield_hotp_counters_from_time
from django.contrib.auth.models import AnonymousUser
from django.test import Client
from django.utils import timezone

from backend.accounts.factor import is_open, require_factor, shift_is_over
from backend.accounts.models import User
from backend.accounts.services import create_confirmed
from tests import factories
from tests.signing_in import last_code, prove, show_factor, sign_in_by_code, staff_client

pytestmark = pytest.mark.django_db

SHIFT = 12 * 3600
IDLE = 15 * 60


@pytest.fixture
def okafor() -> User:
    user = create_confirmed("okafor@example.org")
    factories.member(factories.clinic(), who=user)
    return user


def session_with(user: User, at: float) -> dict:
    records = [{"method": "mfa", "type": "totp", "id": 1, "at": at}]
    return {"account_authentication_methods": records, "account_authentication_methods_user": str(user.pk)}


def code_now(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time()))))


def test_a_stranger_and_a_patient_are_never_asked(amina: object) -> None:
    assert not require_factor(AnonymousUser(), {})
    assert not require_factor(amina.user, {})


@pytest.mark.parametrize("method", ["password", "code"])
def test_a_password_or_a_code_by_mail_is_no_second_factor(okafor: User, method: str) -> None:
    records = [{"method": method, "at": time.time()}]
    assert require_factor(okafor, {"account_authentication_methods": records, "account_authentication_methods_user": str(okafor.pk)})


def test_somebody_elses_factor_in_the_same_session_does_not_count(okafor: User) -> None:
    assert require_factor(okafor, session_with(factories.user(), time.time()))


@pytest.mark.parametrize(("role", "asked"), [("clinician", True), ("coordinator", True), ("administrator", True)])
def test_every_role_is_asked(role: str, asked: bool) -> None:
    assert require_factor(factories.member(factories.clinic(), role=role).user, {}) is asked


def test_somebody_who_left_the_clinic_is_not_asked() -> None:
    member = factories.member(factories.clinic())
    member.ended_at = timezone.now()
    member.save()
    assert not require_factor(member.user, {})


def test_whoever_opens_the_admin_pages_is_asked() -> None:
    assert require_factor(factories.user(is_staff=True), {})


@pytest.mark.parametrize(("seconds", "asked"), [(0, False), (IDLE - 1, False), (IDLE + 1, True)])
def test_the_session_locks_after_idling(okafor: User, seconds: int, asked: bool) -> None:
    assert require_factor(okafor, session_with(okafor, 1_000_000), now=1_000_000 + seconds) is asked


def test_use_keeps_it_open_for_one_shift_and_no_longer(okafor: User) -> None:
    session = session_with(okafor, 1_000_000)
    clock = 1_000_000
    while clock + IDLE - 60 <= 1_000_000 + SHIFT:
        clock += IDLE - 60
        assert not require_factor(okafor, session, now=clock)
    assert require_factor(okafor, session, now=1_000_000 + SHIFT + 1)


def test_the_session_of_staff_ends_with_the_shift_and_that_of_a_patient_does_not(okafor: User, amina: object) -> None:
    late = 1_000_000 + SHIFT + 1
    assert shift_is_over(okafor, session_with(okafor, 1_000_000), now=late)
    assert not shift_is_over(amina.user, session_with(amina.user, 1_000_000), now=late)


def test_the_demos_people_are_not_asked_and_only_in_the_demo(settings: object) -> None:
    member = factories.member(factories.clinic(), who=factories.user("clinician@demo.example"))
    assert require_factor(member.user, {})
    settings.STRIDE_DEMO = True
    assert not require_factor(member.user, {})


@pytest.mark.parametrize("path", ["/clinic/", "/admin/", "/api/v1/clinic/patients/", "/today/", "/anything-new/"])
def test_a_page_that_nobody_listed_asks(path: str) -> None:
    assert not is_open(path)


@pytest.mark.parametrize("path", ["/clinic/", "/clinic/enrolled/", "/today/", "/admin/"])
def test_staff_without_a_factor_reach_only_its_set_up(okafor: User, path: str) -> None:
    okafor.is_staff = True
    okafor.save()
    client = sign_in_by_code("okafor@example.org")
    answer = client.get(path, follow=True)
    assert answer.redirect_chain[0][0].startswith("/accounts/factor/?next=")
    assert b"Make a passkey" in answer.content


def test_the_api_answers_factor_needed(okafor: User) -> None:
    client = sign_in_by_code("okafor@example.org")
    answer = client.get("/api/v1/diary/2026-11-20/")
    assert (answer.status_code, answer.json()["code"]) == (403, "factor_needed")


def test_somebody_who_is_patient_and_staff_opens_her_own_diary_without_it_and_the_clinic_with_it(amina: object) -> None:
    factories.member(factories.clinic(), who=amina.user)
    client = Client()
    client.force_login(amina.user)
    assert client.get("/me/").status_code == 200
    assert client.get("/api/v1/diary/2026-11-20/").status_code == 200
    assert client.get("/clinic/")["Location"].startswith("/accounts/factor/")
    show_factor(client, amina.user)
    assert not client.get("/clinic/").headers.get("Location", "").startswith("/accounts/factor/")


@pytest.mark.django_db(transaction=True)
def test_setting_up_an_app_opens_the_clinic_at_once(okafor: User) -> None:
    client = sign_in_by_code("okafor@example.org")
    client.get("/clinic/", follow=True)
    client.get("/accounts/2fa/totp/activate/")
    answer = client.post("/accounts/2fa/totp/activate/", {"code": code_now(client.session["mfa.totp.secret"])}, follow=True)
    assert answer.redirect_chain[-1][0] == "/accounts/2fa/recovery-codes/"
    assert client.get("/accounts/factor/ready/")["Location"] == "/clinic/"
    assert not client.get("/clinic/").headers.get("Location", "").startswith("/accounts/")


def test_staff_with_an_app_are_asked_for_it_when_they_sign_in(okafor: User) -> None:
    secret = generate_totp_secret()
    TOTP.activate(okafor, secret)
    client = Client()
    client.post("/accounts/login/code/", {"email": "okafor@example.org"})
    answer = client.post("/accounts/login/code/confirm/", {"code": last_code("okafor@example.org")})
    assert answer["Location"] == "/accounts/2fa/authenticate/"
    assert client.get("/api/v1/session/").json()["account"] is None
    client.post("/accounts/2fa/authenticate/", {"code": code_now(secret)})
    assert client.get("/api/v1/session/").json()["account"] == str(okafor.account)


def test_a_patients_passkey_does_not_lock_the_way_by_code(amina: object) -> None:
    Authenticator.objects.create(user=amina.user, type="webauthn", data={"name": "Phone", "credential": {}})
    prove(amina.user)
    client = sign_in_by_code("amina@example.org")
    assert client.get("/api/v1/session/").json()["account"] == str(amina.user.account)


def test_after_a_shift_the_page_of_staff_asks_to_sign_in_again(okafor: User) -> None:
    start = timezone.now()
    with time_machine.travel(start, tick=False) as clock:
        client = staff_client(okafor)
        assert not client.get("/clinic/").headers.get("Location", "").startswith("/accounts/")
        clock.move_to(start + dt.timedelta(hours=12, seconds=1))
        assert client.get("/clinic/")["Location"].startswith("/accounts/login/")
        assert client.get("/api/v1/session/").json()["account"] is None


def test_an_unlocked_session_is_sent_to_show_the_factor_again_after_idling(okafor: User) -> None:
    TOTP.activate(okafor, generate_totp_secret())
    start = timezone.now()
    with time_machine.travel(start, tick=False) as clock:
        client = staff_client(okafor)
        clock.move_to(start + dt.timedelta(minutes=16))
        answer = client.get("/clinic/", follow=True)
        assert answer.redirect_chain[-1][0] == "/accounts/2fa/reauthenticate/?next=%2Fclinic%2F"


def test_the_admin_signs_in_by_allauth(client: Client) -> None:
    assert client.get("/admin/", follow=True).redirect_chain[-1][0].startswith("/accounts/login/?next=")
