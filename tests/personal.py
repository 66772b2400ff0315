"""An account with something in every table that holds personal data."""

import datetime as dt
import uuid
from typing import Any

from allauth.account.models import EmailAddress, EmailConfirmation
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import Group, Permission
from django.utils import timezone

from backend.accounts.models import DemoMail, User
from backend.audit import services as audit
from backend.clinics.models import Clinic, Membership, Role, StaffInvitation
from backend.patients.models import ArticleDismissed, Device, Enrolment, Export, Patient
from backend.reminders import models as reminders
from backend.sharing.models import ClinicInvitation, HelperGrant
from backend.symptoms import instruments, safety
from backend.symptoms.models import QuestionnaireResponse
from backend.symptoms.services import record_envelopes
from backend.treatment import models as treatment
from tests import factories

EMAIL = "zuleika.canary@example.org"
NAME = "Zuleika Canarywood"
NOTE = "my left calf burns like a canary in a mine"
NUMBER = "CANARY-4711"
DAY = dt.date(2026, 11, 20)


def full_patient(at: Clinic) -> Patient:
    """Somebody who used all of Stride at the clinic `at`. Works nowhere."""
    born = dt.date(1954, 2, 14)
    patient = factories.patient(EMAIL, name=NAME, birth_date=born)
    _keeps_a_diary(patient)
    _is_reminded(patient)
    _is_treated(patient)
    _shares(patient, at)
    _signs_in(patient.user)
    return patient


def _keeps_a_diary(patient: Patient) -> None:
    items = [
        factories.envelope(DAY, {"pain_avg": 6, "note": NOTE}),
        factories.envelope(DAY, {"pain_avg": 7}),
        factories.moment(DAY, {"kind": "fall", "note": NOTE}),
        factories.question({"text": NOTE, "article": "your-check"}, date=DAY),
        factories.envelope(DAY, {}, kind="safety", body={"date": str(DAY), "item": "breath", "answer": "yes", "version": safety.VERSION}),
    ]
    record_envelopes(patient, patient.user, items, now=dt.datetime.now(dt.UTC))
    response = instruments.response_id(patient.user.account, instruments.LEG_JOBS, DAY)
    QuestionnaireResponse.objects.create(patient=patient, response_id=response, instrument="leg_jobs", version=1, date=DAY)


def _is_reminded(patient: Patient) -> None:
    now = timezone.now()
    reminder = reminders.Reminder.objects.create(patient=patient, kind="medicine", about=uuid.uuid4(), rule={"steps": []}, time_zone="Europe/London")
    notice = reminders.Notice.objects.create(patient=patient, due_at=now, send_at=now, late_at=now)
    event = reminders.Occurrence.objects.create(
        occurrence_id=uuid.uuid4(),
        reminder=reminder,
        patient=patient,
        notice=notice,
        kind="medicine",
        local_date=DAY,
        slot="a",
        due_at=now,
        words={"name": NOTE},
    )
    reminders.Answer.objects.create(patient=patient, envelope_id=uuid.uuid4(), occurrence=event, answer="taken", by="app", stamp=now)
    subscription = reminders.PushSubscription.objects.create(patient=patient, endpoint="https://push.example/canary", endpoint_hash="c" * 64)
    reminders.Delivery.objects.create(notice=notice, subscription=subscription, transport="push", outcome="sent", sent_at=now)
    reminders.Preferences.objects.create(patient=patient, phone_number="+441632960961")
    reminders.CalendarFeed.objects.create(patient=patient, token_hash="f" * 64, created_at=now)


def _is_treated(patient: Patient) -> None:
    now = timezone.now()
    medicine = treatment.Medicine.objects.create(patient=patient, name=NAME, form="times")
    treatment.MedicineStep.objects.create(medicine=medicine, starts_on=DAY, dose_text=NOTE)
    treatment.TreatmentChange.objects.create(patient=patient, about=medicine.pk, what="added", author=patient.user)
    treatment.AsNeededDose.objects.create(
        patient=patient, medicine=medicine, dose_id=uuid.uuid4(), taken_at=now, name=NAME, envelope_id=uuid.uuid4(), stamp=now
    )
    plan = treatment.ExercisePlan.objects.create(patient=patient, stage=1, therapist=NAME, starts_on=DAY)
    treatment.ExerciseSession.objects.create(patient=patient, session_id=uuid.uuid4(), plan=plan, date=DAY)
    treatment.PlanRevision.objects.create(
        patient=patient, envelope_id=uuid.uuid4(), kind="session", about=uuid.uuid4(), date=DAY, fields={}, stamp=now, tz="UTC", schema=1, rank=20
    )
    treatment.Routine.objects.create(patient=patient, kind="heat", note=NOTE, starts_on=DAY)


def _shares(patient: Patient, at: Clinic) -> None:
    member = factories.member(at)
    factories.grant(at, patient, member=member)
    factories.grant(factories.clinic("Lakeside"), patient, revoked_at=timezone.now())
    Enrolment.objects.create(patient=patient, clinic=at, clinic_number=NUMBER, consent_contact=True)
    later = timezone.now() + dt.timedelta(days=7)
    ClinicInvitation.objects.create(clinic=at, invited_by=member, email=EMAIL, expires_at=later)
    StaffInvitation.objects.create(clinic=at, email=EMAIL, role=Role.CLINICIAN, display_name=NAME, expires_at=later)
    HelperGrant.objects.create(patient=patient, email="sam@example.org", name="Sam", expires_at=later)
    audit.record(member.user, "trend.viewed", patient, subject=patient.user, clinic=at)
    Device.objects.create(patient=patient, device_id=uuid.uuid4(), label="Chrome on Android", first_seen_at=timezone.now(), last_seen_at=timezone.now())
    Export.objects.create(patient=patient, state="ready", ready_at=timezone.now(), content=NAME.encode())
    ArticleDismissed.objects.create(patient=patient, slug="sleep", day=DAY)


def _signs_in(user: User) -> None:
    address = EmailAddress.objects.create(user=user, email=EMAIL, verified=True, primary=True)
    EmailConfirmation.create(address).save()
    Authenticator.objects.create(user=user, type="webauthn", data={"name": NAME, "credential": {}})
    UserSession.objects.create(user=user, ip="192.0.2.17", session_key=uuid.uuid4().hex, user_agent="Mozilla/5.0 (Android 14) Chrome/120")
    DemoMail.objects.create(to=EMAIL, subject=NAME, body=NOTE)
    user.groups.add(Group.objects.create(name="a group"))
    user.user_permissions.add(Permission.objects.all()[0])


def works(user: User, at: Clinic, **extra: Any) -> Membership:
    LogEntry.objects.create(user=user, object_repr="a row", action_flag=1)
    return Membership.objects.create(user=user, clinic=at, role=Role.CLINICIAN, display_name=NAME, **extra)
