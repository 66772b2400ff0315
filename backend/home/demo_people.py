"""Puts the demo's people into an empty database, through the same verbs that the pages use."""

import datetime as dt
import uuid
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from backend.accounts.models import User
from backend.accounts.services import create_confirmed
from backend.clinics.models import Clinic, Membership, Role
from backend.common.localtime import format_stamp, local_ms
from backend.home import demo_treatment
from backend.home.demo_data import LOGGED_AT, PEOPLE, Person, checks_of, days_of, moments_of, questions_of, safety_of
from backend.patients.models import Enrolment, Patient
from backend.sharing.models import Grant
from backend.symptoms import safety
from backend.symptoms.instruments import LEG_JOBS, response_id
from backend.symptoms.services import record_envelopes

PASSWORD = "stride-demo"  # noqa: S105  printed on the demo's front page; refused unless the host is loopback
ZONE = "Europe/London"
STAFF = (
    ("clinician@demo.example", Role.CLINICIAN, "Dr Ngozi Okafor (made up)"),
    ("coordinator@demo.example", Role.COORDINATOR, "Kim Ferris (made up)"),
)
NAMESPACE = uuid.UUID("6f3c0f0e-5d2b-4f5e-9c55-57a1de000000")


@transaction.atomic
def load(today: dt.date | None = None) -> bool:
    """True when people were made; False when somebody is there already. Raises when this is no demo."""
    if not settings.STRIDE_DEMO:
        raise RuntimeError("Demo people have open passwords: set STRIDE_DEMO=1, which runs on this machine only.")
    if User.objects.exists():
        return False
    clinic = Clinic.objects.create(
        name="Riverside Nerve Clinic (demo)",
        country="GB",
        time_zone=ZONE,
        code="DEMQ42",
        opening_hours="Working days, 9 to 5",
        looks_at="Dr Okafor reads shared diaries on Mondays and before each review. Nobody looks at night or at weekends.",
        phone="01632 960 001",
    )
    for email, role, name in STAFF:
        Membership.objects.create(user=create_confirmed(email, PASSWORD), clinic=clinic, role=role, display_name=name)
    for person in PEOPLE:
        _patient(person, clinic, today or timezone.localdate())
    return True


def _patient(person: Person, clinic: Clinic, today: dt.date) -> None:
    now = timezone.now()
    first = today - dt.timedelta(days=person.weeks * 7)
    patient = Patient.objects.create(
        user=create_confirmed(person.email, PASSWORD),
        name=person.name,
        birth_date=person.birth_date,
        country="GB",
        time_zone=ZONE,
        left_affected=person.left,
        right_affected=person.right,
        numb_at_start=Patient.Numbness.YES,
        treatment_status=Patient.Treatment.STARTED if person.weeks else Patient.Treatment.NOT_STARTED,
        treatment_started_on=first + dt.timedelta(days=5) if person.weeks else None,
        adult_confirmed_at=now,
        consented_at=now,
        consent_version="demo",
    )
    Patient.objects.filter(pk=patient.pk).update(created_at=now - dt.timedelta(days=person.weeks * 7))
    _days(patient, person, today)
    Enrolment.objects.create(patient=patient, clinic=clinic, clinic_number=person.clinic_number, consent_contact=True)
    if person.email == demo_treatment.EMAIL:
        demo_treatment.load(patient, now, NAMESPACE)
    if person.weeks:
        Grant.objects.create(patient=patient, clinic=clinic, clinician_scopes=["diary", "safety", "body_map", "questionnaires", "notes"], from_date=first)


def _days(patient: Patient, person: Person, today: dt.date) -> None:
    items = [_item(person, "diary", date, {"fields": fields, "copied": copied}) for date, fields, copied in days_of(person, today)]
    items += [_check(patient, person, date, fields) for date, fields in checks_of(person, today)]
    items += [
        _item(person, "safety", date, {"item": item, "answer": answer, "version": safety.VERSION}, item) for date, item, answer in safety_of(person, today)
    ]
    for date, kind in moments_of(person, today):
        moment = str(uuid.uuid5(NAMESPACE, f"{person.email}:{date}:{kind}"))
        items.append(_item(person, "moment", date, {"moment": moment, "fields": {"kind": kind}}, kind))
    for date, fields in questions_of(person, today):
        key = str(uuid.uuid5(NAMESPACE, f"{person.email}:{date}:question"))
        items.append(_item(person, "question", date, {"question": key, "fields": fields}, key))
    refused = [r for r in record_envelopes(patient, patient.user, items).results if r.code != "stored"]
    if refused:
        raise RuntimeError(f"The demo's days do not fit the diary any more: {refused[0]}")


def _check(patient: Patient, person: Person, date: dt.date, fields: dict[str, str]) -> dict[str, Any]:
    response = str(response_id(patient.user.account, LEG_JOBS.code, date))
    return _item(person, "questionnaire", date, {"response": response, "instrument": LEG_JOBS.code, "fields": fields})


def _item(person: Person, kind: str, date: dt.date, body: dict[str, Any], name: str = "") -> dict[str, Any]:
    """An envelope as this person's phone would have made it that evening."""
    envelope_id = str(uuid.uuid5(NAMESPACE, ":".join(part for part in (person.email, str(date), "" if kind == "diary" else kind, name) if part)))
    stamp = format_stamp(local_ms(date, LOGGED_AT, ZONE))
    return {"id": envelope_id, "kind": kind, "stamp": stamp, "tz": ZONE, "schema": 1, "body": {"date": date.isoformat(), **body}}
