"""The phones of a patient: which there are, when each was last seen, and signing one out from another.

A phone makes its id itself, one for each person on it, and tells it with `X-Stride-Device`. The id is no secret and
opens nothing; it only lets the server say "you were signed out" to a phone whose session is gone.
"""

import datetime as dt
import hashlib
import uuid
from dataclasses import dataclass
from typing import Any

from allauth.usersessions.models import UserSession
from django.contrib.auth import logout
from django.db import transaction
from django.http import Http404, HttpRequest
from django.utils import timezone

from backend.audit import services as audit
from backend.common.devices import device_name
from backend.patients.access import patient_or_none
from backend.patients.models import ClosedDevice, Device, Patient

SEEN_EVERY = dt.timedelta(hours=1)
MOST_UNSENT = 100_000  # more is no number of entries
MOST_DEVICES = 50  # of one person; a program that makes an id at each call fills nothing
FORGET_CLOSED_AFTER = dt.timedelta(days=400)


@dataclass(frozen=True)
class Told:
    """What a phone hears about itself."""

    revoked: bool = False
    closed: bool = False


def digest(device_id: uuid.UUID | str) -> str:
    return hashlib.sha256(str(device_id).encode()).hexdigest()


def id_of(request: Any) -> uuid.UUID | None:
    """The phone's own id; None when it tells none, or something that is no UUID."""
    try:
        return uuid.UUID(request.headers.get("X-Stride-Device", ""))
    except ValueError:
        return None


def unsent_of(value: Any) -> int | None:
    """A count as a phone tells it; None when it tells none that can be one."""
    if isinstance(value, str):
        value = int(value) if value.isascii() and value.isdigit() and len(value) < 7 else None
    return value if type(value) is int and 0 <= value <= MOST_UNSENT else None


def meet(request: HttpRequest, now: dt.datetime | None = None) -> Told:
    """A phone asks for its session: note that it is here, or tell it that it was signed out. The session of one that was ends."""
    device_id = id_of(request)
    if device_id is None:
        return Told()
    rows = list(Device.objects.filter(device_id=device_id).select_related("patient"))
    patient = patient_or_none(request.user)
    own = next((row for row in rows if patient and row.patient_id == patient.pk), None)
    if any(row.revoked_at for row in rows):
        if own and own.revoked_at:
            logout(request)
        return Told(revoked=True)
    if not rows and ClosedDevice.objects.filter(digest=digest(device_id)).exists():
        return Told(closed=True)
    if patient and _is_about(request, patient):
        _note(request, patient, device_id, own, now or timezone.now())
    return Told()


def _is_about(request: HttpRequest, patient: Patient) -> bool:
    """A phone that remembers somebody else tells that person's id: it is not this one's."""
    return request.headers.get("X-Stride-Account") in (None, str(patient.user.account))


def _note(request: HttpRequest, patient: Patient, device_id: uuid.UUID, own: Device | None, now: dt.datetime) -> None:
    seen: dict[str, Any] = {"label": device_name(request.headers.get("User-Agent", ""))[:80], "session_hash": _session_hash(request)}
    unsent = unsent_of(request.headers.get("X-Stride-Unsent", ""))
    seen |= {} if unsent is None else {"unsent": unsent}
    if own is None:
        if Device.objects.filter(patient=patient).count() < MOST_DEVICES:
            first = {"first_seen_at": now, "last_seen_at": now}
            Device.objects.get_or_create(patient=patient, device_id=device_id, defaults=seen | first)
    elif now - own.last_seen_at >= SEEN_EVERY or any(getattr(own, name) != value for name, value in seen.items()):
        Device.objects.filter(pk=own.pk, revoked_at=None).update(**seen, last_seen_at=now)


def _session_hash(request: HttpRequest) -> str:
    key = getattr(request.session, "session_key", None)
    return hashlib.sha256(key.encode()).hexdigest() if key else ""


def note_unsent(patient: Patient, request: Any, value: Any) -> None:
    """What still waits on the phone after a sync, told only when it changed: one statement then, none otherwise."""
    device_id, unsent = id_of(request), unsent_of(value)
    if device_id and unsent is not None:
        Device.objects.filter(patient=patient, device_id=device_id, revoked_at=None).update(unsent=unsent, last_seen_at=timezone.now())


def phones(patient: Patient) -> list[Device]:
    """The newest first, those that were signed out last."""
    rows = Device.objects.filter(patient=patient).order_by("-last_seen_at", "-pk")
    return sorted(rows, key=lambda row: row.revoked_at is not None)


def is_this(request: HttpRequest, device: Device) -> bool:
    return bool(device.session_hash) and device.session_hash == _session_hash(request)


def this_phone(request: HttpRequest, patient: Patient) -> Device | None:
    """The phone of this session; None before it has told its id."""
    return next((one for one in Device.objects.filter(patient=patient, revoked_at=None) if is_this(request, one)), None)


def phone_or_404(patient: Patient, pk: int) -> Device:
    found = Device.objects.filter(patient=patient, pk=pk, revoked_at=None).first()
    if found is None:
        raise Http404
    return found


def revoke(patient: Patient, device: Device, now: dt.datetime | None = None) -> None:
    """Sign that phone out: its session ends now, and at its next open it locks itself. Twice is once."""
    with transaction.atomic():
        changed = Device.objects.filter(pk=device.pk, patient=patient, revoked_at=None).update(revoked_at=now or timezone.now())
        if not changed:
            return
        for session in UserSession.objects.filter(user=patient.user):
            if hashlib.sha256(session.session_key.encode()).hexdigest() == device.session_hash:
                session.end()
        audit.record(patient.user, "phone.signed_out", device, subject=patient.user)


def signed_out(request: Any) -> None:
    """A chosen sign-out leaves nothing on the phone, so it leaves the list. One that was signed out from elsewhere stays on it."""
    if request is not None and (session_hash := _session_hash(request)):
        Device.objects.filter(session_hash=session_hash, revoked_at=None).delete()


def forget_closed(now: dt.datetime) -> int:
    """Phones of closed accounts that did not come back for more than a year. How many."""
    return ClosedDevice.objects.filter(closed_at__lt=now - FORGET_CLOSED_AFTER).delete()[0]
