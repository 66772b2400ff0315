"""What comes with a signed token instead of a sign-in: the page of one reminder, the buttons of its notification, its receipts.

Whoever holds a token may answer that one message and nothing else, for 48 hours; a GET never answers, so that a mail scanner that
follows every link does nothing.
"""

import datetime as dt
import uuid
from collections.abc import Sequence

from django.core import signing
from django.db import transaction

from backend.reminders import reading, tokens
from backend.reminders.answering import Reply, record_answers
from backend.reminders.models import Delivery, Notice, PushSubscription
from backend.reminders.reading import Item

ALL = None


def notice_of(token: str) -> tuple[Notice, tokens.Token] | None:
    """The message behind a token; None when the token is forged or too old, or the account is closing or gone."""
    read = tokens.read(token)
    found = Notice.objects.select_related("patient").filter(notice_id=read.notice).first() if read else None
    return (found, read) if read and found and found.patient.closing_since is None else None


def ends_at(token: str) -> dt.datetime:
    """When a token that was read is worth nothing any more."""
    made = signing.b62_decode(token.rsplit(":", 2)[1])
    return dt.datetime.fromtimestamp(made + tokens.VALID_S, dt.UTC)


def answer(
    notice: Notice,
    said: str,
    *,
    envelope: uuid.UUID,
    now: dt.datetime,
    by: str,
    occurrence: uuid.UUID | None = ALL,
    stamp: dt.datetime | None = None,
    reason: str = "",
) -> list[Item]:
    """Record an answer to one thing of this message, or to all that has none yet. Returns what it was about.

    `envelope`: made once by whoever answers, so that the same answer sent twice is one.
    """
    items = reading.items_of(notice, now)
    meant = [item for item in items if _is_meant(item, occurrence)]
    at = min(stamp or now, now)
    replies = [Reply(uuid.uuid5(envelope, str(item.occurrence_id)), item.occurrence_id, said, at, by, reason=reason) for item in meant]
    if replies:
        record_answers(notice.patient, replies, now=now)
    return meant


def _is_meant(item: Item, occurrence: uuid.UUID | None) -> bool:
    return item.occurrence_id == occurrence if occurrence is not ALL else not item.is_answered


def holds(items: Sequence[Item], occurrence: uuid.UUID) -> bool:
    return any(item.occurrence_id == occurrence for item in items)


@transaction.atomic
def note_receipt(notice: Notice, subscription: int | None, now: dt.datetime) -> None:
    """A browser says that it showed this message. The first word counts; a repeat changes nothing but when it was last heard."""
    Notice.objects.filter(pk=notice.pk, state=Notice.State.SENT).update(state=Notice.State.SHOWN)
    Notice.objects.filter(pk=notice.pk, shown_at=None).update(shown_at=now)
    if subscription is None:
        return
    rows = PushSubscription.objects.filter(pk=subscription, patient=notice.patient_id)
    Delivery.objects.filter(notice=notice, subscription__in=rows, shown_at=None).update(shown_at=now)
    rows.filter(first_receipt_at=None).update(first_receipt_at=now)
    rows.update(last_receipt_at=now)
