"""What sharing holds about a person, for "download everything" and "close the account" (common/hooks.py)."""

from collections.abc import Iterable
from typing import Any

from backend.audit.models import AuditEvent
from backend.patients.access import patient_or_none
from backend.sharing.models import ClinicInvitation, Grant

GRANT = ("id", "clinic__name", "clinician_scopes", "from_date", "until", "created_at", "revoked_at")
INVITATION = ("id", "clinic__name", "created_at", "expires_at", "answered_at", "cancelled_at")
VIEW = ("at", "verb", "actor", "clinic_id")

Rows = Iterable[dict[str, Any]]


def export(user: Any) -> Iterable[tuple[str, Rows]]:
    """(table name, rows): grants, invitations to this address, and every audited act about this person."""
    patient = patient_or_none(user)
    if patient:
        yield "grants", Grant.objects.filter(patient=patient).values(*GRANT)
    if user.email:
        yield "invitations", ClinicInvitation.objects.filter(email=user.email.lower()).values(*INVITATION)
    yield "access_log", AuditEvent.objects.filter(subject=user.account).values(*VIEW)


def close(user: Any) -> None:
    """Grants go with the patient; the address in invitations goes here. The audit trail stays, as a pseudonym."""
    Grant.objects.filter(patient__user=user).delete()
    if user.email:
        ClinicInvitation.objects.filter(email=user.email.lower()).delete()
