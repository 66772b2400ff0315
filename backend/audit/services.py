"""The audit trail: write a row, seal what was written, check the seal."""

import datetime as dt
import hashlib
import json
import uuid
from collections.abc import Iterator
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from backend.audit.models import AuditEvent, AuditLink
from backend.common import bulk

GENESIS = "0" * 64
LATE_ROWS = 100_000
"""A transaction can commit after later ids were sealed; it is looked for this many ids back, so that sealing stays quick."""
SEALED_WITHIN = dt.timedelta(hours=1)


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


def record_many(actor: Any, verb: str, pairs: list[tuple[Any, Any]], *, clinic: Any = None, detail: dict[str, Any] | None = None) -> list[AuditEvent]:
    """One row per (object, subject), in one insert: for lists that show many people."""
    return AuditEvent.objects.bulk_create([_event(actor, verb, obj, subject, clinic, detail) for obj, subject in pairs])


def write(actor: Any, verb: str, obj: Any, *, subject: Any, detail: dict[str, Any]) -> None:
    """The same row as `record` writes, as one plain insert that gives nothing back: for the diary write, the busiest of all."""
    event = _event(actor, verb, obj, subject, None, detail)
    columns = [field.attname for field in AuditEvent._meta.concrete_fields if not field.primary_key]
    bulk.insert(AuditEvent, [{name: getattr(event, name) for name in columns} | {"at": timezone.now()}])


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
    position, digest, floor = (last.position, last.hash, last.event_id - LATE_ROWS) if last else (0, GENESIS, 0)
    links = []
    for event in AuditEvent.objects.filter(link=None, pk__gt=floor).order_by("pk")[:limit]:
        position, digest = position + 1, chained(digest, event)
        links.append(AuditLink(event=event, position=position, hash=digest))
    AuditLink.objects.bulk_create(links, batch_size=500)
    return len(links)


def head() -> str:
    """`position:hash` of the newest link. Kept elsewhere, it shows a chain that was cut short or made anew."""
    last = AuditLink.objects.order_by("-position").first()
    return f"{last.position}:{last.hash}" if last else f"0:{GENESIS}"


def verify(expected_head: str = "", now: dt.datetime | None = None) -> list[str]:
    """What is wrong with the trail, one sentence each; empty when every sealed event is as it was.

    `expected_head` is what head() said once: that link must still be there.
    """
    now = now or timezone.now()
    faults = [*_broken_links(), *_missing_head(expected_head)]
    if unsealed := AuditEvent.objects.filter(link=None, at__lt=now - SEALED_WITHIN).count():
        faults.append(f"{unsealed} events are older than an hour and not sealed. Is the beat running?")
    return faults


def _broken_links() -> Iterator[str]:
    previous, expected = GENESIS, 1
    for link in AuditLink.objects.select_related("event").order_by("position").iterator():
        if link.position != expected:
            yield f"Links {expected} to {link.position - 1} are missing."
        elif link.hash != chained(previous, link.event):
            yield f"Event {link.event_id} is not as it was sealed."
        previous, expected = link.hash, link.position + 1


def _missing_head(expected_head: str) -> Iterator[str]:
    position, _colon, digest = expected_head.partition(":")
    if not digest or position == "0":
        return
    if not position.isdigit() or not AuditLink.objects.filter(position=int(position), hash=digest).exists():
        yield "The link that was noted as the head of the chain is no longer in it."
