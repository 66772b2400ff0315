"""The browsers that may be pushed to: saving one, letting one go, and saying that one is gone."""

import datetime as dt
import uuid
from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.http import Http404
from django.utils.translation import gettext as _

from backend.common.exceptions import DomainError, FieldError
from backend.patients.models import Device, Patient
from backend.reminders.endpoints import hash_of, is_allowed, is_key
from backend.reminders.models import PushSubscription

MOST = 20  # browsers of one person; a program that makes one at each call fills nothing


def save_subscription(
    patient: Patient, *, endpoint: str, p256dh: str, auth: str, device_id: uuid.UUID | None = None, label: str = ""
) -> tuple[PushSubscription, bool]:
    """(the subscription, whether it is new to this person). Saved again it is the same row, with the keys of now.

    One endpoint is one browser: whoever signs in on it later takes it over, and its past receipts stay with the first owner's.
    """
    _check(endpoint, p256dh, auth)
    said: dict[str, Any] = {"endpoint": endpoint, "p256dh": p256dh.rstrip("="), "auth": auth.rstrip("="), "device_id": device_id, "label": label[:80]}
    try:
        with transaction.atomic():
            return _save(patient, said)
    except IntegrityError:  # the same browser in two tabs: the other one made the row
        with transaction.atomic():
            return _save(patient, said)


def _check(endpoint: str, p256dh: str, auth: str) -> None:
    errors = []
    if not is_allowed(endpoint, settings.PUSH_SERVICES):
        errors.append(FieldError("endpoint", "not_allowed", _("This is no push service that Stride knows.")))
    errors += [
        FieldError(f"keys.{name}", "invalid", _("Send the key as the browser gave it."))
        for name, value in (("p256dh", p256dh), ("auth", auth))
        if not is_key(name, value)
    ]
    if errors:
        raise DomainError("invalid", _("Check what you sent."), errors)


def _save(patient: Patient, said: dict[str, Any]) -> tuple[PushSubscription, bool]:
    Patient.objects.select_for_update(no_key=True).only("pk").get(pk=patient.pk)  # so that two calls cannot both be the twentieth
    digest = hash_of(str(said["endpoint"]))
    PushSubscription.objects.filter(endpoint_hash=digest).exclude(patient=patient).delete()
    known = patient.push_subscriptions.filter(endpoint_hash=digest).first()
    if known is None and patient.push_subscriptions.count() >= MOST:
        gone = patient.push_subscriptions.order_by("-gone_at", "last_sent_at", "pk").exclude(gone_at=None).first()
        if gone is None:
            raise DomainError("too_many", _("There are %d phones already. Remove one that you do not use.") % MOST, status=409)
        gone.delete()
    if known is not None:
        PushSubscription.objects.filter(pk=known.pk).update(**said, gone_at=None, gone_told_at=None)
        return patient.push_subscriptions.get(pk=known.pk), False
    _forget_older(patient, said["device_id"])
    return patient.push_subscriptions.create(endpoint_hash=digest, **said), True


def _forget_older(patient: Patient, device_id: uuid.UUID | None) -> None:
    """A browser has one subscription: a new one on the same phone is its old one, renewed."""
    if device_id is not None:
        patient.push_subscriptions.filter(device_id=device_id).delete()


def subscription_or_404(patient: Patient, pk: int) -> PushSubscription:
    found = patient.push_subscriptions.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def forget_subscription(patient: Patient, pk: int) -> None:
    subscription_or_404(patient, pk).delete()


def forget_phone(patient: Patient, device_id: uuid.UUID) -> None:
    """A phone that was signed out hears of no reminder any more."""
    patient.push_subscriptions.filter(device_id=device_id).delete()


def older_than(patient: Patient, phone: Device | None) -> list[PushSubscription]:
    """Phones with reminders that were there before this one, and about which she has said nothing on it: "Stop reminders on the old phone?" """
    if phone is None:
        return []
    rows = patient.push_subscriptions.filter(gone_at=None, created_at__lt=phone.first_seen_at).exclude(device_id=phone.device_id)
    return [row for row in rows.order_by("pk") if row.kept_at is None or row.kept_at < phone.first_seen_at]


def answer_about_old(patient: Patient, ids: Iterable[int], *, stop: bool, now: dt.datetime) -> None:
    """Stopped, or kept and not asked about again on this phone. Only those that she was shown."""
    shown = patient.push_subscriptions.filter(pk__in=list(ids))
    if stop:
        shown.delete()
    else:
        shown.update(kept_at=now)


def note_told(patient: Patient, now: dt.datetime) -> None:
    """She has read that they are gone. The rows go: nothing can be sent to them."""
    patient.push_subscriptions.exclude(gone_at=None).filter(gone_told_at=None).update(gone_told_at=now)
