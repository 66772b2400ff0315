"""Which grants and invitations count now. Asked at every read; nothing is cached."""

import datetime as dt
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q
from django.utils import timezone

from backend.clinics.models import Membership, Role

if TYPE_CHECKING:
    from backend.sharing.models import ClinicInvitation, Grant, HelperGrant  # noqa: F401


class GrantQuerySet(models.QuerySet["Grant"]):
    def current(self, now: dt.datetime | None = None) -> "GrantQuerySet":
        """Neither withdrawn nor past the end of its last day."""
        return self.filter(Q(ends_at=None) | Q(ends_at__gt=now or timezone.now()), revoked_at=None)

    def open_for(self, user: Any, now: dt.datetime | None = None) -> "GrantQuerySet":
        """The grants that let `user` read as a clinician at `now`; a stranger's set is empty."""
        memberships = Membership.objects.active().filter(user=user, role=Role.CLINICIAN)
        return self.current(now).filter(
            Q(member=None, clinic__in=memberships.values("clinic")) | Q(member__in=memberships),
            patient__user__is_active=True,
        )


class InvitationQuerySet(models.QuerySet["ClinicInvitation"]):
    def open(self, now: dt.datetime | None = None) -> "InvitationQuerySet":
        """Neither answered, cancelled nor expired."""
        return self.filter(answered_at=None, cancelled_at=None, expires_at__gt=now or timezone.now())


class HelperGrantQuerySet(models.QuerySet["HelperGrant"]):
    def waiting(self, now: dt.datetime | None = None) -> "HelperGrantQuerySet":
        """Neither answered, withdrawn nor expired."""
        return self.filter(accepted_at=None, ended_at=None, expires_at__gt=now or timezone.now())

    def standing(self) -> "HelperGrantQuerySet":
        """Said yes to, and neither withdrawn nor given up."""
        return self.filter(ended_at=None, accepted_at__isnull=False)

    def open_for(self, user: Any) -> "HelperGrantQuerySet":
        """The people whom `user` may help now; a stranger's set is empty."""
        return self.standing().filter(helper=user, patient__user__is_active=True, patient__closing_since=None)
