"""The audit trail: write a row, seal what was written, check the seal."""

import hashlib
import json
import uuid
from typing import Any

from django.db import IntegrityError, transaction

from backend.audit.models import AuditEvent, AuditLink

GENESIS = "0" * 64


def record(
    actor: Any,
    verb: str,
    obj: Any = None,
    *,
    subject: Any = None,
    clinic: Any = None,
    detail: dict[str, Any] | None = None,
) -> AuditEvent:
    """Write one row. Call it inside the transaction of what it tells of. `detail`: names and counts, never values.

    `actor` and `subject` are Users (or None: Stride itself).
    """
    return record_many(actor, verb, [(obj, subject)], clinic=clinic, detail=detail)[0]


def record_many(
    actor: Any, verb: str, pairs: list[tuple[Any, Any]], *, clinic: Any = None, detail: dict[str, Any] | None = None
) -> list[AuditEvent]:
    """One row per (object, subject), in one insert: for lists that show many people."""
    return AuditEvent.objects.bulk_create([_event(actor, verb, obj, subject, clinic, detail) for obj, subject in pairs])


def _event(actor: Any, verb: str, obj: Any, subject: Any, clinic: Any, detail: dict[str, Any] | None) -> AuditEvent:
    return AuditEvent(
        actor=getattr(actor, "account", None),
        verb=verb,
        object_type=obj._meta.label_lower if obj is not None else "",
        object_id=str(obj.pk) if obj is not None else "",
        subject=getattr(subject, "account", None),
        clinic_id=getattr(clinic, "pk", None),
        detail=detail or {},
    )


def canonical(event: AuditEvent) -> bytes:
    """The event as bytes that do not depend on the database: what the chain protects."""
    at = event.at.isoformat(timespec="microseconds")
    ids = [str(value) if isinstance(value, uuid.UUID) else value for value in (event.actor, event.subject, event.clinic_id)]
    parts = [event.pk, at, event.verb, event.object_type, event.object_id, *ids, event.detail]
    return json.dumps(parts, sort_keys=True, separators=(",", ":")).encode()


def chained(previous: str, event: AuditEvent) -> str:
    return hashlib.sha256(previous.encode() + canonical(event)).hexdigest()


def seal(limit: int = 5000) -> int:
    """Link up to `limit` unsealed events to the chain; how many. Two sealers at once: the position is unique, one gives up."""
    try:
        with transaction.atomic():
            return _seal(limit)
    except IntegrityError:
        return 0


def _seal(limit: int) -> int:
    last = AuditLink.objects.order_by("-position").first()
    position, digest = (last.position, last.hash) if last else (0, GENESIS)
    links = []
    for event in AuditEvent.objects.filter(link=None).order_by("pk")[:limit]:
        position, digest = position + 1, chained(digest, event)
        links.append(AuditLink(event=event, position=position, hash=digest))
    AuditLink.objects.bulk_create(links, batch_size=500)
    return len(links)


def verify() -> list[str]:
    """What is wrong with the chain, one sentence each; empty when every sealed event is as it was."""
    faults, previous = [], GENESIS
    for expected, link in enumerate(AuditLink.objects.select_related("event").order_by("position").iterator(), start=1):
        if link.position != expected:
            return [*faults, f"Link {expected} is missing."]
        if link.hash != chained(previous, link.event):
            faults.append(f"Event {link.event_id} is not as it was sealed.")
        previous = link.hash
    return faults
