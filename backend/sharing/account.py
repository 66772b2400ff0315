"""What sharing holds about a person, for "download everything" and "close the account" (common/hooks.py)."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import Q

from backend.common.hooks import Held
from backend.patients.access import patient_or_none
from backend.sharing.looked import access_log
from backend.sharing.models import ClinicInvitation, Grant, HelperGrant

HELD = {
    "sharing.Grant": Held("grants"),
    "sharing.ClinicInvitation": Held("invitations"),
    "sharing.HelperGrant": Held("helpers"),
}
GRANT = ("id", "clinic__name", "member__display_name", "clinician_scopes", "coordinator_scopes", "from_date", "until", "created_at", "revoked_at")
INVITATION = ("id", "clinic__name", "email", "created_at", "expires_at", "answered_at", "cancelled_at")
HELP = ("id", "name", "email", "can_read", "created_at", "expires_at", "accepted_at", "ended_at")
AT_ONCE = 2000

Rows = Iterable[dict[str, Any]]


def export(user: Any) -> Iterable[tuple[str, Rows]]:
    """(table name, rows): grants, invitations to this address, and who has looked, by name."""
    patient = patient_or_none(user)
    if patient:
        yield "grants", Grant.objects.filter(patient=patient).order_by("created_at").values(*GRANT)
    if user.email:
        yield "invitations", ClinicInvitation.objects.filter(email=user.email.lower()).order_by("created_at").values(*INVITATION)
    yield "helpers", _helpers(user)
    yield "who_looked", _looks(user)


def _helpers(user: Any) -> Rows:
    """Who helps this person, whom they help, and who has asked them to."""
    about = Q(patient__user=user) | Q(helper=user)
    if user.email:
        about |= Q(email=user.email.lower())
    return HelperGrant.objects.filter(about).order_by("created_at").values(*HELP)


def _looks(user: Any) -> Iterator[dict[str, Any]]:
    """Newest first, a few queries for each AT_ONCE views."""
    offset = 0
    while looks := access_log(user, offset, AT_ONCE):
        for look in looks:
            yield {"at": look.at, "who": look.who, "clinic": look.clinic, "verb": look.verb, "what": str(look.what)}
        offset += AT_ONCE


def close(user: Any) -> None:
    """Grants go with the patient; the address in invitations goes here. The audit trail stays, as a pseudonym."""
    Grant.objects.filter(patient__user=user).delete()
    HelperGrant.objects.filter(Q(patient__user=user) | Q(helper=user)).delete()
    if user.email:
        ClinicInvitation.objects.filter(email=user.email.lower()).delete()
        HelperGrant.objects.filter(email=user.email.lower()).delete()
