"""Browsers that may be pushed to."""

import uuid

import pytest
from django.http import Http404

from backend.common.exceptions import DomainError
from backend.patients.models import Patient
from backend.reminders import subscriptions
from backend.reminders.models import PushSubscription

ENDPOINT = "https://fcm.googleapis.com/fcm/send/"
KEYS = {"p256dh": "B" + "a" * 86, "auth": "b" * 22}


def save(patient: Patient, name: str = "one", **extra: object) -> PushSubscription:
    row, _new = subscriptions.save_subscription(patient, endpoint=ENDPOINT + name, **(KEYS | extra))  # type: ignore[arg-type]
    return row


def test_saving_twice_is_one_row(amina: Patient):
    assert save(amina).pk == save(amina, auth="c" * 22).pk
    assert amina.push_subscriptions.get().auth == "c" * 22


def test_a_browser_belongs_to_whoever_saved_it_last(amina: Patient, boris: Patient):
    save(amina)
    save(boris)
    assert not amina.push_subscriptions.exists()
    assert boris.push_subscriptions.count() == 1


def test_an_address_that_is_not_allowed_is_refused(amina: Patient):
    with pytest.raises(DomainError) as refused:
        subscriptions.save_subscription(amina, endpoint="https://10.0.0.1/x", p256dh="short", auth=KEYS["auth"])
    assert {error.field for error in refused.value.errors} == {"endpoint", "keys.p256dh"}
    assert not PushSubscription.objects.exists()


def test_an_operator_s_own_push_service_may_be_saved(amina: Patient, settings: object):
    settings.PUSH_SERVICES = ["push.hospital.example"]  # type: ignore[attr-defined]
    subscriptions.save_subscription(amina, endpoint="https://push.hospital.example/1", **KEYS)


def test_a_renewed_browser_replaces_its_old_address(amina: Patient):
    phone = uuid.uuid4()
    save(amina, "old", device_id=phone)
    save(amina, "new", device_id=phone)
    assert amina.push_subscriptions.get().endpoint.endswith("new")


def test_more_than_twenty_are_refused_until_one_of_them_is_gone(amina: Patient):
    first, *_others = [save(amina, str(number)) for number in range(subscriptions.MOST)]
    with pytest.raises(DomainError, match="too_many"):
        save(amina, "more")
    amina.push_subscriptions.filter(pk=first.pk).update(gone_at=amina.created_at)
    save(amina, "more")
    assert not amina.push_subscriptions.filter(pk=first.pk).exists()


def test_nobody_removes_another_person_s_phone(amina: Patient, boris: Patient):
    row = save(amina)
    with pytest.raises(Http404):
        subscriptions.forget_subscription(boris, row.pk)
    assert amina.push_subscriptions.exists()


def test_a_phone_that_is_signed_out_is_not_pushed_to(amina: Patient):
    phone = uuid.uuid4()
    save(amina, device_id=phone)
    subscriptions.forget_phone(amina, phone)
    assert not amina.push_subscriptions.exists()
