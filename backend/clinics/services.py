"""The verbs of clinics: open one, invite somebody to work there, take the invitation."""

import datetime as dt
import uuid

from django.conf import settings
from django.core.mail import send_mail
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from backend.accounts.models import User
from backend.audit import services as audit
from backend.clinics.models import Clinic, Membership, StaffInvitation
from backend.common import places
from backend.common.exceptions import DomainError, FieldError

INVITATION_DAYS = 7
CODE_TRIES = 5  # a code that is taken by chance is drawn again


def make_clinic(name: str, *, country: str, time_zone: str, opening_hours: str = "", looks_at: str = "", phone: str = "") -> Clinic:
    """Open a clinic under a fresh code. DomainError `invalid` names the fields that are wrong."""
    _check_clinic(name, country, time_zone)
    values = {"name": name.strip(), "country": country, "time_zone": time_zone, "opening_hours": opening_hours}
    for _try in range(CODE_TRIES):
        try:
            with transaction.atomic():
                clinic = Clinic.objects.create(**values, looks_at=looks_at, phone=phone)
                audit.record(None, "clinic.made", clinic, clinic=clinic)
                return clinic
        except IntegrityError:
            continue
    raise DomainError("busy", "No free clinic code was found. Try again.", status=503)


def _check_clinic(name: str, country: str, time_zone: str) -> None:
    errors = []
    if not name.strip():
        errors.append(FieldError("name", "required", "Give the clinic a name."))
    if not places.is_country(country):
        errors.append(FieldError("country", "unknown", f"{country} is not a country code. Use two capital letters, such as GB."))
    if not places.is_zone_of_people(time_zone):
        errors.append(FieldError("time_zone", "unknown", f"{time_zone} is not a time zone. Use a name such as Europe/London."))
    if errors:
        raise DomainError("invalid", "Check what you typed.", errors)


@transaction.atomic
def invite_staff(
    clinic: Clinic, email: str, *, role: str, display_name: str, invited_by: User | None = None, now: dt.datetime | None = None
) -> StaffInvitation:
    """Invite one address for INVITATION_DAYS. The mail goes when the row is safe; an earlier open invitation to the role ends."""
    now = now or timezone.now()
    email = email.strip().lower()
    clinic.staff_invitations.filter(email=email, role=role, accepted_at=None, expires_at__gt=now).update(expires_at=now)
    invitation = StaffInvitation.objects.create(
        clinic=clinic, email=email, role=role, display_name=display_name, invited_by=invited_by, expires_at=now + dt.timedelta(days=INVITATION_DAYS)
    )
    audit.record(invited_by, "staff.invited", invitation, clinic=clinic, detail={"role": role})
    transaction.on_commit(lambda: _send(invitation))
    return invitation


def invitation_url(invitation: StaffInvitation) -> str:
    return settings.PUBLIC_URL + reverse("clinics:invitation", args=[invitation.id])


def _send(invitation: StaffInvitation) -> None:
    """The subject is read on a lock screen, so it names neither clinic nor health."""
    context = {"invitation": invitation, "url": invitation_url(invitation), "days": INVITATION_DAYS}
    subject = render_to_string("clinics/invitation_subject.txt", context).strip()
    send_mail(subject, render_to_string("clinics/invitation.txt", context), None, [invitation.email])


@transaction.atomic
def accept_invitation(user: User, invitation_id: uuid.UUID, now: dt.datetime | None = None) -> Membership | None:
    """Take an open invitation sent to an address that `user` has proved; None for any other id. Taken twice, it stays one membership."""
    now = now or timezone.now()
    invitation = StaffInvitation.objects.select_for_update(of=("self",)).open_for(user, now).filter(pk=invitation_id).first()
    if invitation is None:
        return None
    membership, created = Membership.objects.get_or_create(
        user=user, clinic=invitation.clinic, role=invitation.role, defaults={"display_name": invitation.display_name}
    )
    if not created:  # somebody who worked here before comes back
        membership.ended_at, membership.display_name = None, invitation.display_name
        membership.save(update_fields=["ended_at", "display_name"])
    invitation.accepted_at = now
    invitation.save(update_fields=["accepted_at"])
    audit.record(user, "staff.accepted", membership, subject=user, clinic=invitation.clinic, detail={"role": invitation.role})
    return membership


def took_invitation(user: User, invitation_id: uuid.UUID) -> bool:
    """Whether `user` took this very invitation and still works there."""
    taken = StaffInvitation.objects.sent_to(user).exclude(accepted_at=None).filter(pk=invitation_id).first()
    return taken is not None and user.memberships.active().filter(clinic=taken.clinic, role=taken.role).exists()


def clear_expired(now: dt.datetime) -> int:
    """Forget the addresses of people who did not take an invitation. How many."""
    return StaffInvitation.objects.filter(accepted_at=None, expires_at__lt=now).exclude(email="").update(email="")
