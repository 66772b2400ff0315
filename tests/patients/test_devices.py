"""The list of phones: how one gets on it, what it tells, and how it is signed out from another."""

import datetime as dt
import uuid
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from backend.accounts.services import new_epoch
from backend.audit.models import AuditEvent
from backend.patients import devices
from backend.patients.models import Device, Patient
from tests import factories

pytestmark = pytest.mark.django_db
SESSION, PHONES = "/api/v1/session/", "/menu/phones/"
ANDROID = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 Chrome/120 Mobile Safari/537.36"


class Hand:
    """A signed-in phone as the server sees it."""

    def __init__(self, patient: Patient) -> None:
        self.client, self.id, self.account = Client(), str(uuid.uuid4()), str(patient.user.account)
        self.client.force_login(patient.user)

    def meet(self, **headers: str) -> dict[str, Any]:
        told = {"X-Stride-Device": self.id, "X-Stride-Account": self.account, "User-Agent": ANDROID} | headers
        body: dict[str, Any] = self.client.get(SESSION, headers=told).json()
        return body


@pytest.fixture
def hand(amina: Patient) -> Hand:
    phone = Hand(amina)
    phone.meet(**{"X-Stride-Unsent": "3"})
    return phone


def test_a_phone_that_asks_for_its_session_is_on_the_list(hand: Hand, amina: Patient):
    row = Device.objects.get()
    assert (str(row.device_id), row.patient, row.label, row.unsent) == (hand.id, amina, "Chrome on Android", 3)


def test_without_an_id_nothing_is_noted(amina: Patient, sign_in: Any):
    body = sign_in(amina.user).get(SESSION).json()
    assert (body["device_revoked"], body["account_closed"], Device.objects.count()) == (False, False, 0)


@pytest.mark.parametrize("given", ["", "x", "1", "'; drop", "0" * 400])
def test_an_id_that_is_none_is_no_error(amina: Patient, given: str):
    assert Hand(amina).meet(**{"X-Stride-Device": given})["account"] == str(amina.user.account)
    assert not Device.objects.exists()


@pytest.mark.parametrize("given", ["-1", "x", "1e9", "99999999999999", "٣", "3.5"])
def test_a_count_that_is_none_is_left_out(hand: Hand, given: str):
    hand.meet(**{"X-Stride-Unsent": given})
    assert Device.objects.get().unsent == 3


def test_last_seen_is_written_once_an_hour(hand: Hand, django_assert_num_queries: Any):
    first = Device.objects.get().last_seen_at
    new_epoch()  # it is asked for once more
    with django_assert_num_queries(5):  # session, user with patient, device, epoch, medicines
        hand.meet(**{"X-Stride-Unsent": "3"})
    assert Device.objects.get().last_seen_at == first
    Device.objects.update(last_seen_at=timezone.now() - dt.timedelta(hours=2))
    hand.meet()
    assert timezone.now() - Device.objects.get().last_seen_at < dt.timedelta(minutes=1)


def test_a_sync_tells_what_still_waits(hand: Hand):
    headers = {"X-Stride-Device": hand.id}
    answer = hand.client.post("/api/v1/sync/", {"items": [], "unsent": 1}, content_type="application/json", headers=headers)
    assert (answer.status_code, Device.objects.get().unsent) == (200, 1)


def test_a_phone_that_remembers_somebody_else_tells_nothing_of_who_is_signed_in(amina: Patient, boris: Patient):
    hand = Hand(boris)
    hand.meet(**{"X-Stride-Account": str(amina.user.account)})
    assert not Device.objects.exists()


def test_the_page_names_this_phone_first_and_what_waits_on_the_other(hand: Hand, amina: Patient):
    other = Hand(amina)
    other.meet(**{"X-Stride-Unsent": "0"})
    page = other.client.get(PHONES).content.decode()
    assert page.index("this phone") < page.index("3 entries not sent")
    assert page.count("Sign out this phone") == 1


def test_signing_out_a_phone_ends_its_session_alone(hand: Hand, amina: Patient):
    other = Hand(amina)
    other.meet()
    row = Device.objects.get(device_id=hand.id)
    page = other.client.post(f"{PHONES}{row.pk}/", follow=True).content.decode()
    assert "That phone is signed out" in page
    assert hand.client.get("/today/")["Location"].startswith("/accounts/login/")
    assert other.client.get("/today/").status_code == 200


def test_at_its_next_open_the_phone_hears_it(hand: Hand, amina: Patient):
    devices.revoke(amina, Device.objects.get())
    body = hand.meet()
    assert (body["account"], body["device_revoked"]) == (None, True)


def test_a_session_that_no_row_names_ends_at_the_next_open(hand: Hand, amina: Patient):
    Device.objects.update(session_hash="")
    devices.revoke(amina, Device.objects.get())
    assert hand.meet()["account"] is None
    assert hand.client.get(SESSION).json()["account"] is None


def test_a_revoked_id_never_comes_back_and_a_new_one_does(hand: Hand, amina: Patient):
    devices.revoke(amina, Device.objects.get())
    again = Hand(amina)
    assert again.meet(**{"X-Stride-Device": hand.id})["device_revoked"]
    fresh = Hand(amina)
    assert not fresh.meet()["device_revoked"]
    assert Device.objects.filter(revoked_at=None).count() == 1


def test_it_is_in_the_trail_once(hand: Hand, amina: Patient):
    row = Device.objects.get()
    devices.revoke(amina, row)
    devices.revoke(amina, row)
    assert AuditEvent.objects.filter(verb="phone.signed_out", subject=amina.user.account).count() == 1


def test_a_strangers_phone_is_404(hand: Hand, boris: Patient, sign_in: Any):
    assert sign_in(boris.user).post(f"{PHONES}{Device.objects.get().pk}/").status_code == 404
    assert Device.objects.get().revoked_at is None


def test_this_phone_is_not_signed_out_here(hand: Hand):
    assert hand.client.post(f"{PHONES}{Device.objects.get().pk}/").status_code == 404


def test_a_chosen_sign_out_takes_the_phone_off_the_list(hand: Hand):
    hand.client.post("/accounts/logout/")
    assert not Device.objects.exists()


def test_a_program_that_makes_up_ids_fills_nothing(amina: Patient):
    for _n in range(devices.MOST_DEVICES + 3):
        Hand.meet(Hand(amina))
    assert Device.objects.count() == devices.MOST_DEVICES


def test_a_strangers_closed_or_revoked_phone_tells_nothing_of_a_person(client: Client):
    body = client.get(SESSION, headers={"X-Stride-Device": str(uuid.uuid4())}).json()
    assert (body["account"], body["device_revoked"], body["account_closed"]) == (None, False, False)


def test_staff_have_no_phones_here(sign_in: Any):
    member = factories.member(factories.clinic())
    sign_in(member.user).get(SESSION, headers={"X-Stride-Device": str(uuid.uuid4())})
    assert not Device.objects.exists()
