"""What a patient shares, with whom, from when until when."""

import datetime as dt
import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from backend.clinics.models import Clinic, Membership, Role
from backend.patients.models import Patient
from backend.sharing.querysets import GrantQuerySet, HelperGrantQuerySet, InvitationQuerySet


class Scope(models.TextChoices):
    DIARY = "diary", _("Diary")
    BODY_MAP = "body_map", _("Body map")
    SAFETY = "safety", _("Safety answers")
    QUESTIONNAIRES = "questionnaires", _("Weekly leg check and questionnaires")
    MEDICINES = "medicines", _("Medicines")
    EXERCISES = "exercises", _("Exercises")
    NOTES = "notes", _("Notes")


BEGINNING = dt.date(2000, 1, 1)
"""`from_date` of a grant that begins with the diary: before any day that a diary can hold."""


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
    ends_at = models.DateTimeField(null=True, editable=False, help_text="The instant at which `until` is over for the patient.")
    created_at = models.DateTimeField(auto_now_add=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = GrantQuerySet.as_manager()

    class Meta:
        constraints = [
            # A last day without its instant would be read for ever.
            models.CheckConstraint(condition=Q(until=None) | Q(ends_at__isnull=False), name="until_has_its_end"),
        ]

    def __str__(self) -> str:
        return str(self.id)

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.ends_at = self._end()
        if kwargs.get("update_fields") is not None:
            kwargs["update_fields"] = {*kwargs["update_fields"], "ends_at"}
        super().save(*args, **kwargs)

    def _end(self) -> dt.datetime | None:
        """Midnight after the last day, on the patient's own clock."""
        if self.until is None:
            return None
        return dt.datetime.combine(self.until + dt.timedelta(days=1), dt.time(), tzinfo=self.patient.zone)

    @property
    def from_start(self) -> bool:
        """The whole diary is shared, from its first day on."""
        return self.from_date <= BEGINNING

    @property
    def shared_with(self) -> str:
        return self.member.display_name if self.member else self.clinic.name

    @property
    def scope_labels(self) -> list[str]:
        return [str(scope.label) for scope in Scope if scope in self.clinician_scopes]

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
    cancelled_at = models.DateTimeField(null=True, blank=True)
    grant = models.OneToOneField(Grant, null=True, blank=True, on_delete=models.SET_NULL, related_name="invitation")

    objects = InvitationQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["email"], name="invitation_email")]

    def __str__(self) -> str:
        return str(self.id)

    def is_open(self, now: dt.datetime | None = None) -> bool:
        return self.answered_at is None and self.cancelled_at is None and self.expires_at > (now or timezone.now())


class HelperGrant(models.Model):
    """A patient lets one person help: to log for them, or to log and read. Nobody is bound to it before they say yes.

    A helper's word never beats the patient's own (symptoms/merge.py); notes and safety answers are never shown to one.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, related_name="helper_grants")
    email = models.EmailField(help_text="Where the invitation went; only who has proved this address can say yes.")
    name = models.CharField(max_length=60, help_text="What the patient calls this person.")
    can_read = models.BooleanField(default=False)
    helper = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE, related_name="helping")
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(help_text="When the invitation ends, if nobody has answered it.")
    accepted_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True, help_text="Withdrawn by the patient, or given up or declined by the helper.")

    objects = HelperGrantQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["email"], name="helper_grant_email")]

    def __str__(self) -> str:
        return str(self.id)
