"""What a patient shares, with whom, from when until when."""

import datetime as dt
import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.clinics.models import Clinic, Membership, Role
from backend.patients.models import Patient


class Scope(models.TextChoices):
    DIARY = "diary", _("Diary")
    BODY_MAP = "body_map", _("Body map")
    SAFETY = "safety", _("Safety answers")
    QUESTIONNAIRES = "questionnaires", _("Questionnaires")
    MEDICINES = "medicines", _("Medicines")
    EXERCISES = "exercises", _("Exercises")
    NOTES = "notes", _("Notes")


class GrantQuerySet(models.QuerySet["Grant"]):
    def current(self, now: dt.datetime | None = None) -> "GrantQuerySet":
        """Neither revoked nor past its last day. Asked at every read: nothing is cached."""
        now = now or timezone.now()
        return self.filter(Q(until=None) | Q(until__gte=now.date()), revoked_at=None)

    def open_for(self, user: object, now: dt.datetime | None = None) -> "GrantQuerySet":
        """The grants that let `user` read as a clinician today; a stranger's set is empty."""
        memberships = Membership.objects.active().filter(user=user, role=Role.CLINICIAN)
        return self.current(now).filter(
            Q(member=None, clinic__in=memberships.values("clinic")) | Q(member__in=memberships),
            patient__user__is_active=True,
        )


class Grant(models.Model):
    """A patient lets a clinic, or one of its members, read. Withdrawn: 404 at the next click."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, related_name="grants")
    clinic = models.ForeignKey(Clinic, on_delete=models.CASCADE, related_name="grants")
    member = models.ForeignKey(Membership, null=True, blank=True, on_delete=models.CASCADE, related_name="grants")
    clinician_scopes = models.JSONField(default=list)
    coordinator_scopes = models.JSONField(default=list)
    from_date = models.DateField(help_text="Diary days before this date stay unseen.")
    until = models.DateField(null=True, blank=True, help_text="The last day of reading; null: until withdrawn.")
    created_at = models.DateTimeField(auto_now_add=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = GrantQuerySet.as_manager()

    def __str__(self) -> str:
        return str(self.id)

    def allows(self, scope: str, role: str = Role.CLINICIAN) -> bool:
        scopes = self.clinician_scopes if role == Role.CLINICIAN else self.coordinator_scopes
        return scope in scopes


class ClinicInvitation(models.Model):
    """A clinician asks one person, by e-mail, to share. The mail says nothing about health; the person decides."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    clinic = models.ForeignKey(Clinic, on_delete=models.CASCADE, related_name="patient_invitations")
    invited_by = models.ForeignKey(Membership, on_delete=models.CASCADE, related_name="+")
    email = models.EmailField()
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    grant = models.OneToOneField(Grant, null=True, blank=True, on_delete=models.SET_NULL, related_name="invitation")

    def __str__(self) -> str:
        return str(self.id)

    def is_open(self) -> bool:
        return self.answered_at is None and self.expires_at > timezone.now()
