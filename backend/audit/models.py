"""The audit trail: append-only rows, sealed by a hash chain.

Rows hold ids and field names, never values. Actor and subject are account UUIDs and no foreign keys, so that the trail
outlives a closed account as a pseudonym.
"""

from django.db import models


class AuditEvent(models.Model):
    """Somebody did or read something. The database refuses to change or delete a row (migration 0002)."""

    at = models.DateTimeField(auto_now_add=True)
    actor = models.UUIDField(null=True, db_index=True, help_text="Account of who acted; null: Stride itself.")
    verb = models.CharField(max_length=60, help_text="What happened, as noun.verb: grant.revoked, trend.viewed.")
    object_type = models.CharField(max_length=40, blank=True)
    object_id = models.CharField(max_length=64, blank=True)
    subject = models.UUIDField(null=True, help_text="Account of the person whom it is about.")
    clinic_id = models.UUIDField(null=True)
    detail = models.JSONField(default=dict, help_text="Field names and counts only.")

    class Meta:
        indexes = [
            models.Index(fields=["subject", "-id"], name="audit_subject"),
            # "New since you last looked" asks for one actor's latest view of each of many objects.
            models.Index(fields=["actor", "object_id", "verb", "at"], name="audit_last_view"),
        ]
        ordering = ("-id",)

    def __str__(self) -> str:
        return f"{self.verb} {self.pk}"


class AuditLink(models.Model):
    """The seal of one event: SHA-256 over the previous link's hash and the event's canonical form.

    Links are rows of their own so that events are never updated, and so that an event that commits late is sealed
    with the next minute's batch.
    """

    event = models.OneToOneField(AuditEvent, on_delete=models.PROTECT, related_name="link")
    position = models.PositiveBigIntegerField(unique=True)
    hash = models.CharField(max_length=64)
    sealed_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ("position",)

    def __str__(self) -> str:
        return f"link {self.position}"
