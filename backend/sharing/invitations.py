"""A clinic asks one person, by e-mail, to share. The mail says nothing about health; the person decides."""

import datetime as dt
import smtplib
import uuid
from typing import Any

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.http import Http404
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from backend.audit import services as audit
from backend.clinics.models import Clinic, Membership
from backend.common.exceptions import DomainError, FieldError
from backend.patients.models import Patient
from backend.sharing import grants
from backend.sharing.grants import Contact, Terms
from backend.sharing.models import ClinicInvitation, Grant
from backend.sharing.querysets import InvitationQuerySet

LASTS = dt.timedelta(days=14)
KEPT = dt.timedelta(days=90)
A_DAY = dt.timedelta(days=1)
MOST_A_DAY = 50
"""Invitations of one clinic in 24 hours: many at once come with the coordinator."""


def invite_patient(member: Membership, email: str, now: dt.datetime | None = None) -> ClinicInvitation:
    """Send one invitation. It says the same whether or not the address is known here."""
    now, email = now or timezone.now(), email.strip().lower()
    with transaction.atomic():
        clinic = Clinic.objects.select_for_update().get(pk=member.clinic_id)
        _refuse_another(clinic, email, now)
        invitation = ClinicInvitation.objects.create(clinic=clinic, invited_by=member, email=email, expires_at=now + LASTS)
        audit.record(member.user, "invitation.sent", invitation, clinic=clinic)
    _send_or_cancel(invitation, member)
    return invitation


def _refuse_another(clinic: Clinic, email: str, now: dt.datetime) -> None:
    if clinic.patient_invitations.open(now).filter(email=email).exists():
        raise _at_email("already_invited", _("An invitation to this address is waiting already."))
    if clinic.patient_invitations.filter(created_at__gt=now - A_DAY).count() >= MOST_A_DAY:
        raise _at_email("too_many", _("Your clinic has sent 50 invitations today. Send more tomorrow."))


def _at_email(code: str, message: str) -> DomainError:
    return DomainError(code, message, [FieldError("email", code, message)])


def _send_or_cancel(invitation: ClinicInvitation, member: Membership) -> None:
    """After the commit: a slow mail server must not hold the database. An invitation that nobody got does not wait."""
    words = {"address": settings.PUBLIC_URL + reverse("sharing:share"), "expires_at": invitation.expires_at}
    subject = render_to_string("sharing/mail/invitation_subject.txt", words).strip()
    try:
        send_mail(subject, render_to_string("sharing/mail/invitation.txt", words), None, [invitation.email])
    except (smtplib.SMTPException, OSError) as error:
        cancel_invitation(member, invitation.pk)
        raise _at_email("mail_failed", _("The e-mail did not go. Try again in a few minutes.")) from error


def waiting_at(clinic: Clinic, now: dt.datetime | None = None) -> list[ClinicInvitation]:
    return list(clinic.patient_invitations.open(now).select_related("invited_by").order_by("-created_at"))


def cancel_invitation(member: Membership, invitation_id: uuid.UUID, now: dt.datetime | None = None) -> None:
    """Anybody of the clinic's clinicians may; Http404 for an invitation that does not wait there."""
    with transaction.atomic():
        waiting = member.clinic.patient_invitations.open(now).filter(pk=invitation_id)
        if waiting.update(cancelled_at=now or timezone.now()) != 1:  # answered or cancelled by somebody else first
            raise Http404
        audit.record(member.user, "invitation.cancelled", ClinicInvitation(pk=invitation_id), clinic=member.clinic)


def open_invitations(user: Any, now: dt.datetime | None = None) -> list[ClinicInvitation]:
    """The invitations that wait for `user`: only those to an address that they have proved."""
    return list(_to(user, now).select_related("clinic", "invited_by").order_by("created_at"))


def invitation_or_404(user: Any, invitation_id: uuid.UUID) -> ClinicInvitation:
    invitation = _to(user).select_related("clinic", "invited_by").filter(pk=invitation_id).first()
    if invitation is None:
        raise Http404
    return invitation


def accept_invitation(patient: Patient, invitation_id: uuid.UUID, terms: Terms, contact: Contact, now: dt.datetime | None = None) -> Grant:
    """Share with the clinic that asked. The same rules and errors as share()."""
    with transaction.atomic():
        invitation = _locked_or_404(patient.user, invitation_id, now)
        grant = grants.share(patient, invitation.clinic, terms, contact, now)
        invitation.grant = grant
        _answer(invitation, patient, "invitation.accepted", now)
    return grant


def decline_invitation(patient: Patient, invitation_id: uuid.UUID, now: dt.datetime | None = None) -> ClinicInvitation:
    """Nothing is shared, and the invitation is gone."""
    with transaction.atomic():
        invitation = _locked_or_404(patient.user, invitation_id, now)
        _answer(invitation, patient, "invitation.declined", now)
    return invitation


def clear_expired(now: dt.datetime | None = None) -> int:
    """Forget the addresses of invitations that ended 90 days ago; how many. A repeat is harmless."""
    old = ClinicInvitation.objects.filter(expires_at__lt=(now or timezone.now()) - KEPT)
    return old.delete()[0]


def _to(user: Any, now: dt.datetime | None = None) -> InvitationQuerySet:
    proved = EmailAddress.objects.filter(user=user, verified=True).values_list("email", flat=True)
    return ClinicInvitation.objects.open(now).filter(email__in=[email.lower() for email in proved])


def _locked_or_404(user: Any, invitation_id: uuid.UUID, now: dt.datetime | None) -> ClinicInvitation:
    found = _to(user, now).select_for_update(of=("self",)).select_related("clinic").filter(pk=invitation_id).first()
    if found is None:
        raise Http404
    return found


def _answer(invitation: ClinicInvitation, patient: Patient, verb: str, now: dt.datetime | None) -> None:
    invitation.answered_at = now or timezone.now()
    invitation.save(update_fields=["answered_at", "grant"])
    audit.record(patient.user, verb, invitation, subject=patient.user, clinic=invitation.clinic)
