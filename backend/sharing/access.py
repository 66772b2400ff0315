"""Getters that return what a member of staff may use here, or end the request with 404."""

import uuid
from collections.abc import Iterable
from typing import Any

from django.http import Http404

from backend.clinics.models import Membership, Role

CHOSEN = "membership"
"""Session key: the membership that somebody with several acts as."""


def memberships_of(user: Any) -> list[Membership]:
    """Where `user` works now, each role a row."""
    if not user.is_authenticated:
        return []
    rows = Membership.objects.active().filter(user=user).select_related("clinic")
    return sorted(rows, key=lambda row: (row.clinic.name, row.role, row.pk))


def chosen(request: Any, memberships: Iterable[Membership], role: str) -> Membership | None:
    """The membership in `role` that was switched to, else the first one."""
    fitting = [row for row in memberships if row.role == role]
    wanted = request.session.get(CHOSEN)
    return next((row for row in fitting if row.pk == wanted), fitting[0] if fitting else None)


def member_or_404(request: Any, role: str, clinic_id: uuid.UUID | None = None) -> Membership:
    """The membership in `role` behind this request, at one clinic when it is named; anybody else gets 404."""
    works_at = memberships_of(request.user)
    if clinic_id:
        works_at = [row for row in works_at if row.clinic_id == clinic_id]
    membership = chosen(request, works_at, role)
    if membership is None:
        raise Http404
    return membership


def member_at_or_404(user: Any, clinic_id: uuid.UUID) -> Membership:
    """The clinician membership of `user` at one clinic."""
    found = [row for row in memberships_of(user) if row.clinic_id == clinic_id and row.role == Role.CLINICIAN]
    if not found:
        raise Http404
    return found[0]
