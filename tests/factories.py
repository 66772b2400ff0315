"""The cast of the tests. Names are made up. Amina keeps a diary, Boris is a stranger with a diary of his own,
Dr Okafor works at Riverside, Dr Lund at another clinic."""

import datetime as dt
import uuid
from typing import Any

from backend.accounts.models import User
from backend.clinics.models import Clinic, Membership, Role
from backend.common.localtime import format_stamp, stamp_of
from backend.patients.models import Patient
from backend.sharing.models import Grant

PASSWORD = "correct-horse-battery"


def user(email: str | None = None, **extra: Any) -> User:
    return User.objects.create_user(email or f"{uuid.uuid4().hex[:8]}@example.org", **extra)


def patient(email: str | None = None, **extra: Any) -> Patient:
    """One affected leg (left), numb at the start, in London."""
    fields = {"country": "GB", "time_zone": "Europe/London", "left_affected": True, "right_affected": False, "numb_at_start": "yes"}
    return Patient.objects.create(user=user(email), **(fields | extra))


def clinic(name: str = "Riverside Nerve Clinic", **extra: Any) -> Clinic:
    return Clinic.objects.create(name=name, country="GB", opening_hours="Working days, 9 to 5", **extra)


def member(at: Clinic, role: str = Role.CLINICIAN, name: str = "Dr Ngozi Okafor", who: User | None = None) -> Membership:
    return Membership.objects.create(user=who or user(), clinic=at, role=role, display_name=name)


def grant(to: Clinic, by: Patient, **extra: Any) -> Grant:
    fields = {"clinician_scopes": ["diary", "safety"], "from_date": dt.date(2020, 1, 1)}
    return Grant.objects.create(patient=by, clinic=to, **(fields | extra))


def envelope(date: dt.date | str, fields: dict[str, Any], *, at: dt.datetime | None = None, **extra: Any) -> dict[str, Any]:
    """A diary envelope as a phone sends it; `extra` replaces parts."""
    stamp = format_stamp(stamp_of(at or dt.datetime.now(dt.UTC)))
    body = {"date": str(date), "fields": fields}
    item = {"id": str(uuid.uuid4()), "kind": "diary", "stamp": stamp, "tz": "Europe/London", "schema": 1, "body": body}
    return item | extra


def moment(date: dt.date | str, fields: dict[str, Any], moment_id: str | None = None, **extra: Any) -> dict[str, Any]:
    body = {"moment": moment_id or str(uuid.uuid4()), "date": str(date), "fields": fields}
    return envelope(date, {}, **({"kind": "moment", "body": body} | extra))


def question(fields: dict[str, Any], question_id: str | None = None, *, date: dt.date | str = "2026-11-20", **extra: Any) -> dict[str, Any]:
    body = {"question": question_id or str(uuid.uuid4()), "date": str(date), "fields": fields}
    return envelope(date, {}, **({"kind": "question", "body": body} | extra))
