"""Clinics and who works there."""

import datetime as dt
import secrets
import uuid
from typing import Any

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

CODE_ALPHABET = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # no I, O, 0, 1: they are read wrong
CODE_LENGTH = 6


def new_clinic_code() -> str:
    """A short code that a patient types to find the clinic (32^6: about 1 in a billion is taken by a guess)."""
    return "".join(secrets.choice(CODE_ALPHABET) for _n in range(CODE_LENGTH))


class Role(models.TextChoices):
    CLINICIAN = "clinician", _("Clinician")
    COORDINATOR = "coordinator", _("Care coordinator")
    ADMINISTRATOR = "administrator", _("Administrator")


class Clinic(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=120)
    country = models.CharField(max_length=2)
    time_zone = models.CharField(max_length=64, default="Europe/London")
    opening_hours = models.CharField(max_length=200, blank=True)
    looks_at = models.TextField(blank=True, help_text="Who looks at shared diaries and when: the patient's notice.")
    phone = models.CharField(max_length=40, blank=True)
    code = models.CharField(max_length=12, unique=True, default=new_clinic_code)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.name


class MembershipQuerySet(models.QuerySet["Membership"]):
    def active(self) -> "MembershipQuerySet":
        return self.filter(ended_at=None, user__is_active=True)


class Membership(models.Model):
    """A person works at a clinic in one role. Somebody with two roles has two rows."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, db_index=False, related_name="memberships")
    clinic = models.ForeignKey(Clinic, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=20, choices=Role)
    display_name = models.CharField(max_length=120, help_text="As patients see it: Dr Ngozi Okafor.")
    created_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    last_looked_at = models.DateTimeField(null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "clinic", "role"], name="one_membership_per_role")]

    def __str__(self) -> str:
        return self.display_name


class StaffInvitationQuerySet(models.QuerySet["StaffInvitation"]):
    def open_for(self, user: Any, now: dt.datetime | None = None) -> "StaffInvitationQuerySet":
        """Invitations that this person may take now."""
        open_now = self.sent_to(user).filter(accepted_at=None, expires_at__gt=now or timezone.now())
        return open_now.select_related("clinic").order_by("created_at")

    def sent_to(self, user: Any) -> "StaffInvitationQuerySet":
        """Sent to an address that this person has proved."""
        return self.filter(email__in=EmailAddress.objects.filter(user=user, verified=True).values("email"))


class StaffInvitation(models.Model):
    """An invitation to work at a clinic, for one e-mail address; taken by whoever proves that address."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    clinic = models.ForeignKey(Clinic, on_delete=models.CASCADE, related_name="staff_invitations")
    email = models.EmailField()
    role = models.CharField(max_length=20, choices=Role)
    display_name = models.CharField(max_length=120)
    invited_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)

    objects = StaffInvitationQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.id)

    def get_absolute_url(self) -> str:
        return reverse("clinics:invitation", args=[self.pk])

    def is_open(self) -> bool:
        return self.accepted_at is None and self.expires_at > timezone.now()
