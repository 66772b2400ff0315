"""Grants: find a clinic, share, change, withdraw. services.py is the door to it.

Every change is audited in its own transaction, with ids and field names and never a value.
"""

import datetime as dt
import uuid
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from backend.audit import services as audit
from backend.clinics.models import Clinic, Membership, Role
from backend.common.exceptions import DomainError, FieldError
from backend.patients.models import Enrolment, Patient
from backend.sharing import guesses
from backend.sharing.codes import has_unused_sign, normalised
from backend.sharing.identity import Identity, check_identity, one_line, store_identity
from backend.sharing.models import Grant, Scope

OFFERED = (Scope.DIARY, Scope.SAFETY, Scope.BODY_MAP, Scope.QUESTIONNAIRES, Scope.NOTES)
"""The scopes of what exists now; the others come with what they cover."""
FIRST_CHOICE = (Scope.DIARY, Scope.SAFETY)


@dataclass(frozen=True)
class Terms:
    """What a patient allows: which scopes, from which day, until which day (None: until withdrawn), whom (None: the clinic)."""

    scopes: list[str]
    from_date: dt.date
    until: dt.date | None = None
    member: Membership | None = None


@dataclass(frozen=True)
class Contact:
    """What the clinic itself knows of the patient. None leaves what is there."""

    clinic_number: str | None = None
    consent_contact: bool | None = None
    identity: Identity = field(default_factory=Identity)


def find_clinic(code: str, user: Any) -> Clinic:
    """The clinic of a typed code, however it is written. Wrong codes are counted: DomainError `busy` after too many."""
    guesses.refuse_after_too_many(user)
    clinic = Clinic.objects.filter(code=normalised(code)).first()
    if clinic:
        return clinic
    guesses.count(user)
    message = _("No clinic has this code. Check it with your clinic.")
    if has_unused_sign(code):
        message = _("Codes have no letter O or I and no 0 or 1. Look at the code again.")
    raise DomainError("clinic_not_found", message, [FieldError("clinic_code", "clinic_not_found", message)])


def clinicians_of(clinic: Clinic) -> list[Membership]:
    """Who can look, by name."""
    return list(clinic.memberships.active().filter(role=Role.CLINICIAN).order_by("display_name", "pk"))


def current_grant(patient: Patient, clinic: Clinic, now: dt.datetime | None = None) -> Grant | None:
    """What the patient shares with this clinic now."""
    return patient.grants.current(now).filter(clinic=clinic).select_related("clinic", "member").first()


def grants_of(patient: Patient, now: dt.datetime | None = None) -> list[Grant]:
    """All that the patient shares now, newest first."""
    return list(patient.grants.current(now).select_related("clinic", "member", "patient").order_by("-created_at"))


def grant_or_404(patient: Patient, grant_id: uuid.UUID) -> Grant:
    grant = patient.grants.current().filter(pk=grant_id).select_related("clinic", "member", "patient").first()
    if grant is None:
        raise Http404
    return grant


def share(patient: Patient, clinic: Clinic, terms: Terms, contact: Contact, now: dt.datetime | None = None) -> Grant:
    """Let `clinic` read on these terms. DomainError `already_shared` when it can read already: change that grant instead."""
    now = now or timezone.now()
    with transaction.atomic():
        patient = _locked(patient)
        if current_grant(patient, clinic, now):
            raise DomainError("already_shared", _("You share with this clinic already. Change what you share instead."), status=409)
        _check(patient, clinic, terms, contact, now)
        store_identity(patient, contact.identity)
        _enrol(patient, clinic, contact)
        grant = Grant.objects.create(patient=patient, clinic=clinic, **_columns(terms))
        detail = {"scopes": sorted(terms.scopes), "fields": _limits(terms)}
        audit.record(patient.user, "grant.created", grant, subject=patient.user, clinic=clinic, detail=detail)
    return grant


def change_grant(patient: Patient, grant_id: uuid.UUID, terms: Terms, contact: Contact, now: dt.datetime | None = None) -> Grant:
    """Set new terms on a grant that is open; Http404 for any other."""
    now = now or timezone.now()
    with transaction.atomic():
        patient = _locked(patient)
        grant = grant_or_404(patient, grant_id)
        _check(patient, grant.clinic, terms, contact, now)
        _enrol(patient, grant.clinic, contact)
        columns = _columns(terms)
        changed = sorted(name for name, value in columns.items() if getattr(grant, name) != value)
        for name in changed:
            setattr(grant, name, columns[name])
        if changed:
            grant.save(update_fields=changed)
            detail = {"fields": changed, "scopes": sorted(terms.scopes)}
            audit.record(patient.user, "grant.changed", grant, subject=patient.user, clinic=grant.clinic, detail=detail)
    return grant


def revoke_grant(patient: Patient, grant_id: uuid.UUID, *, leave: bool = False, now: dt.datetime | None = None) -> Grant:
    """Withdraw: the clinic's next read is 404. `leave`: its list of names forgets the patient too."""
    with transaction.atomic():
        patient = _locked(patient)
        grant = grant_or_404(patient, grant_id)
        grant.revoked_at = now or timezone.now()
        grant.save(update_fields=["revoked_at"])
        audit.record(patient.user, "grant.revoked", grant, subject=patient.user, clinic=grant.clinic)
        if leave and (enrolment := enrolment_at(patient, grant.clinic)):
            end_enrolment(patient, enrolment.pk, now=now)
    return grant


def enrolment_at(patient: Patient, clinic: Clinic) -> Enrolment | None:
    return patient.enrolments.active().filter(clinic=clinic).first()


def enrolments_of(patient: Patient) -> list[Enrolment]:
    """The clinics that know the patient's name."""
    return list(patient.enrolments.active().select_related("clinic").order_by("clinic__name", "pk"))


def end_enrolment(patient: Patient, enrolment_id: uuid.UUID, now: dt.datetime | None = None) -> Enrolment:
    """The clinic's list of names forgets the patient. What is shared is withdrawn with it: a reader must know who it is."""
    with transaction.atomic():
        enrolment = patient.enrolments.active().filter(pk=enrolment_id).select_related("clinic").first()
        if enrolment is None:
            raise Http404
        enrolment.ended_at = now or timezone.now()
        enrolment.save(update_fields=["ended_at"])
        audit.record(patient.user, "enrolment.ended", enrolment, subject=patient.user, clinic=enrolment.clinic)
        if grant := current_grant(patient, enrolment.clinic, now):
            revoke_grant(patient, grant.pk, now=now)
    return enrolment


def end_all(patient: Patient, now: dt.datetime | None = None) -> None:
    """Nobody reads or helps any more, and no clinic keeps the name on its list."""
    with transaction.atomic():
        for grant in grants_of(patient, now):
            revoke_grant(patient, grant.pk, leave=True, now=now)
        for enrolment in enrolments_of(patient):
            end_enrolment(patient, enrolment.pk, now=now)
        for helper in patient.helper_grants.select_for_update().filter(ended_at=None):
            helper.ended_at = now or timezone.now()
            helper.save(update_fields=["ended_at"])
            audit.record(patient.user, "helper.withdrawn", helper, subject=patient.user)


def _locked(patient: Patient) -> Patient:
    """The row lock puts two requests of one person in a row; SQLite's immediate transaction does the same."""
    return Patient.objects.select_for_update(of=("self",)).select_related("user").get(pk=patient.pk)


def _columns(terms: Terms) -> dict[str, Any]:
    scopes = [scope.value for scope in Scope if scope in terms.scopes]
    return {"clinician_scopes": scopes, "from_date": terms.from_date, "until": terms.until, "member": terms.member}


def _limits(terms: Terms) -> list[str]:
    return ["from_date", *(["until"] if terms.until else []), *(["member"] if terms.member else [])]


def _enrol(patient: Patient, clinic: Clinic, contact: Contact) -> None:
    """Make the clinic know the patient, or change what it knows."""
    number = None if contact.clinic_number is None else one_line(contact.clinic_number)
    asked = {"clinic_number": number, "consent_contact": contact.consent_contact}
    given = {name: value for name, value in asked.items() if value is not None}
    enrolment = enrolment_at(patient, clinic)
    if enrolment is None:
        enrolment = Enrolment.objects.create(patient=patient, clinic=clinic, **given)
        changed, verb = [name for name, value in given.items() if value], "enrolment.created"
    else:
        changed, verb = [name for name, value in given.items() if getattr(enrolment, name) != value], "enrolment.changed"
        if not changed:
            return
        Enrolment.objects.filter(pk=enrolment.pk).update(**given)
    audit.record(patient.user, verb, enrolment, subject=patient.user, clinic=clinic, detail={"fields": sorted(changed)})


def _check(patient: Patient, clinic: Clinic, terms: Terms, contact: Contact, now: dt.datetime) -> None:
    today = patient.today(now)
    errors = check_identity(patient, contact.identity, today)
    if not terms.scopes:
        errors.append(FieldError("scopes", "required", _("Choose at least one thing to share.")))
    elif not set(terms.scopes) <= set(OFFERED):
        errors.append(FieldError("scopes", "invalid", _("Choose from the list.")))
    if terms.from_date > today:
        errors.append(FieldError("from_date", "invalid", _("Choose today or a day before.")))
    if terms.until and terms.until < max(today, terms.from_date):
        errors.append(FieldError("until", "invalid", _("Choose today or a later day.")))
    if terms.member and terms.member not in clinicians_of(clinic):
        errors.append(FieldError("member", "invalid", _("Choose from the list.")))
    if len(contact.clinic_number or "") > 40:
        errors.append(FieldError("clinic_number", "too_long", _("Use 40 characters or fewer.")))
    if errors:
        raise DomainError("invalid", _("Check what you entered."), errors)
