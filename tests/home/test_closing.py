"""Close the account: at once, for seven days, and then."""

import datetime as dt
from typing import Any

import pytest
from django.apps import apps
from django.core import mail
from django.test import Client
from django.utils import timezone

from backend.accounts.models import User
from backend.audit.models import AuditEvent
from backend.clinics.models import Membership
from backend.home import exports, leaving
from backend.patients.models import ClosedDevice, Device, Export, Patient
from backend.sharing.models import ClinicInvitation, Grant
from backend.symptoms.models import DiaryRevision
from tests import factories
from tests.personal import EMAIL, NAME, NOTE, NUMBER, full_patient, works
from tests.signing_in import staff_client

pytestmark = pytest.mark.django_db
PAGE = "/menu/close/"
WEEK = dt.timedelta(days=leaving.DAYS_TO_CHANGE_MIND)


def whole_database() -> str:
    """Every row of every table, as text."""
    every = [model for model in apps.get_models(include_auto_created=True) if model._meta.managed and not model._meta.proxy]
    return "\n".join(f"{model._meta.label} {row!r}" for model in every for row in model._base_manager.values())


def closed(patient: Patient) -> None:
    leaving.begin(patient)
    leaving.close_due(timezone.now() + WEEK)


@pytest.fixture
def zuleika() -> Patient:
    return full_patient(factories.clinic())


def test_the_page_says_what_goes_and_what_stays_and_offers_a_copy_first(amina: Patient, sign_in: Any):
    page = sign_in(amina.user).get(PAGE).content.decode()
    assert all(words in page for words in ("After 7 days", "What stays", "holds a number in place of your name", "/menu/download/"))


def test_without_the_tick_nothing_happens(amina: Patient, sign_in: Any):
    answer = sign_in(amina.user).post(PAGE)
    assert "Tick the box" in answer.content.decode()
    amina.refresh_from_db()
    assert amina.closing_since is None


def test_whoever_has_a_password_types_it_again(amina: Patient, sign_in: Any):
    amina.user.set_password(factories.PASSWORD)
    amina.user.save()
    client = sign_in(amina.user)
    answer = client.post(PAGE, {"sure": "1"})
    assert answer["Location"].startswith("/accounts/reauthenticate/")
    assert not Patient.objects.exclude(closing_since=None).exists()
    client.post(answer["Location"], {"password": factories.PASSWORD})
    assert Patient.objects.exclude(closing_since=None).exists()


def test_sharing_ends_at_once(zuleika: Patient):
    leaving.begin(zuleika)
    assert not zuleika.grants.filter(revoked_at=None).exists()
    assert not zuleika.enrolments.filter(ended_at=None).exists()
    assert not zuleika.helper_grants.filter(ended_at=None).exists()


def test_a_copy_that_is_being_made_stops_and_the_one_that_is_ready_goes(zuleika: Patient):
    exports.ask(zuleika)
    claimed = exports._claim(timezone.now())
    leaving.begin(zuleika)
    assert claimed
    assert exports._make(claimed) is False
    assert not Export.objects.exists()


@pytest.mark.parametrize("path", ["/", "/today/", "/log/", "/trends/", "/diary/", "/menu/", "/menu/download/", "/menu/phones/", "/me/", "/share/", "/start/"])
def test_of_the_pages_only_keep_my_account_is_left(amina: Patient, sign_in: Any, path: str):
    leaving.begin(amina)
    answer = sign_in(amina.user).get(path, follow=True)
    assert answer.request["PATH_INFO"] == PAGE
    assert "Keep my account" in answer.content.decode()


def test_the_api_says_so_and_a_phone_shows_nobody_and_keeps_what_waits(amina: Patient, api_as: Any):
    leaving.begin(amina)
    client = api_as(amina.user)
    answer = client.post("/api/v1/sync/", {"items": []}, format="json")
    assert (answer.status_code, answer.json()["code"]) == (403, "account_closing")
    assert client.get("/api/v1/session/").json()["profile"] is None


def test_one_button_undoes_it(amina: Patient, sign_in: Any):
    leaving.begin(amina)
    client = sign_in(amina.user)
    page = client.post(f"{PAGE}keep/", follow=True)
    assert "Your account stays" in page.content.decode()
    assert leaving.close_due(timezone.now() + WEEK * 2) == 0
    assert client.get("/log/").status_code == 200


def test_before_seven_days_nothing_is_deleted(zuleika: Patient):
    leaving.begin(zuleika)
    assert leaving.close_due(timezone.now() + WEEK - dt.timedelta(minutes=1)) == 0
    assert DiaryRevision.objects.exists()


def test_after_seven_days_nothing_is_found_but_ids_in_the_audit_trail(zuleika: Patient):
    user, device = zuleika.user, Device.objects.get()
    closed(zuleika)
    left = whole_database()
    assert [word for word in (EMAIL, EMAIL.split("@")[0], NAME, NOTE, NUMBER, "192.0.2.17", str(device.device_id)) if word in left] == []
    lines = [line for line in left.splitlines() if str(user.account) in line or str(zuleika.pk) in line]
    assert {line.split()[0] for line in lines} == {"audit.AuditEvent"}
    assert not User.objects.filter(pk=user.pk).exists()


def test_another_persons_rows_all_stay(zuleika: Patient):
    other = full_patient_beside(zuleika)
    before = {model._meta.label: model._base_manager.count() for model in apps.get_app_config("symptoms").get_models()}
    closed(other)
    after = {model._meta.label: model._base_manager.count() for model in apps.get_app_config("symptoms").get_models()}
    assert before == after
    assert Grant.objects.filter(patient=zuleika).count() == 2
    assert ClinicInvitation.objects.filter(email=EMAIL).exists()


def full_patient_beside(first: Patient) -> Patient:
    return factories.patient("another@example.org")


def test_mails_go_at_the_start_and_at_the_end_in_neutral_words(zuleika: Patient, django_capture_on_commit_callbacks: Any):
    with django_capture_on_commit_callbacks(execute=True):
        closed(zuleika)
    assert [(message.to, message.subject) for message in mail.outbox] == [
        ([EMAIL], "Your Stride account is closing"),
        ([EMAIL], "Your Stride account is closed"),
    ]
    whole = " ".join(message.subject + message.body for message in mail.outbox).lower()
    assert not any(word in whole for word in ("diary", "pain", "clinic", "health", "zuleika "))


def test_the_trail_tells_the_steps(zuleika: Patient):
    closed(zuleika)
    verbs = AuditEvent.objects.filter(subject=zuleika.user.account, verb__startswith="account.").order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == ["account.closing", "account.closed"]


def test_a_closer_that_fails_leaves_everything_as_it_was(zuleika: Patient, monkeypatch: pytest.MonkeyPatch):
    from backend.common import hooks

    monkeypatch.setitem(hooks.closers.entries, "accounts", lambda _user: 1 / 0)
    leaving.begin(zuleika)
    assert leaving.close_due(timezone.now() + WEEK) == 0
    assert (Patient.objects.filter(pk=zuleika.pk).count(), DiaryRevision.objects.count()) == (1, 3)


def test_each_phone_is_told_at_its_next_open(zuleika: Patient):
    device = Device.objects.get()
    closed(zuleika)
    assert ClosedDevice.objects.count() == 1
    told = Client().get("/api/v1/session/", headers={"X-Stride-Device": str(device.device_id)}).json()
    assert (told["account_closed"], told["device_revoked"]) == (True, False)


def test_whoever_works_at_a_clinic_keeps_the_work_and_loses_the_diary(zuleika: Patient):
    membership = works(zuleika.user, factories.clinic("Hillside"))
    assert "You also work at a clinic here" in staff_client(zuleika.user).get(PAGE).content.decode()
    closed(zuleika)
    user = User.objects.get(pk=zuleika.user.pk)
    assert (user.email, Membership.objects.filter(pk=membership.pk).exists()) == (EMAIL, True)
    assert not Patient.objects.filter(user=user).exists()
    assert not DiaryRevision.objects.exists()


def test_while_it_closes_the_work_goes_on(zuleika: Patient):
    works(zuleika.user, factories.clinic("Hillside"))
    leaving.begin(zuleika)
    assert staff_client(zuleika.user).get("/clinic/").status_code == 200


def test_whoever_once_worked_leaves_the_name_under_which_diaries_were_opened(zuleika: Patient):
    works(zuleika.user, factories.clinic("Hillside"), ended_at=timezone.now())
    closed(zuleika)
    user = User.objects.get(pk=zuleika.user.pk)
    assert (user.email, user.is_active, user.memberships.count()) == (None, False, 1)
    assert EMAIL not in whole_database()
