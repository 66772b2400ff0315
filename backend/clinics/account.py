"""What clinics hold about a person (common/hooks.py)."""

from collections.abc import Iterable
from typing import Any

from backend.clinics.models import Membership, StaffInvitation
from backend.common.hooks import Held

HELD = {
    "clinics.Membership": Held("clinic_roles"),
    "clinics.StaffInvitation": Held("clinic_invitations"),
}
ROLE = ("clinic__name", "role", "display_name", "created_at", "ended_at", "last_looked_at")
INVITATION = ("clinic__name", "email", "role", "display_name", "created_at", "expires_at", "accepted_at")

Rows = Iterable[dict[str, Any]]


def export(user: Any) -> Iterable[tuple[str, Rows]]:
    """Roles of this person, and invitations to their address."""
    yield "clinic_roles", Membership.objects.filter(user=user).order_by("pk").values(*ROLE)
    yield "clinic_invitations", StaffInvitation.objects.filter(email=_address(user)).order_by("created_at").values(*INVITATION)


def close(user: Any) -> None:
    """The address in invitations goes. A role stays: it says to other people who opened their diary."""
    StaffInvitation.objects.filter(email=_address(user)).delete()


def _address(user: Any) -> str:
    """An address that nobody has stands for none, not for the invitations whose address was forgotten."""
    return (user.email or "-").lower()
