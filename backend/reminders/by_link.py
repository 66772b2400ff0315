"""What comes with a signed token instead of a sign-in: the page of one reminder, the buttons of its notification, its receipts.

Whoever holds a token may answer that one message and nothing else, for 48 hours; a GET never answers, so that a mail scanner that
follows every link does nothing.
"""

import datetime as dt
import uuid
from collections.abc import Sequence

from django.core import signing
from django.db import transaction

from backend.reminders import reading, schedule, tokens
from backend.reminders.answering import Reply, record_answers
from backend.reminders.models import Delivery, Notice, Occurrence, PushSubscription
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
    meant = [item for item in items if not item.is_answered] if occurrence is ALL else _with(items, notice, occurrence)
    at, live = min(stamp or now, now), stamp is None
    replies = [Reply(uuid.uuid5(envelope, str(_dose(item))), item.occurrence_id, said, at, by, reason=reason, live=live) for item in meant]
    if replies:
        record_answers(notice.patient, replies, now=now)
    return meant


def _with(items: Sequence[Item], notice: Notice, occurrence: uuid.UUID) -> list[Item]:
    """The thing of this message with that id, whatever "later" has made of it since the page was opened."""
    row = Occurrence.objects.filter(patient=notice.patient_id, occurrence_id=occurrence).first()
    return [item for item in items if row and _dose(item) == schedule.occurrence_id(row.reminder_id, row.local_date, row.slot, 0, row.sequence)]


def _dose(item: Item) -> uuid.UUID:
    """One id for a dose and all that "later" made of it: an answer that the network brings twice is one."""
    return schedule.occurrence_id(item.reminder_id, item.date, item.slot, 0, item.sequence)


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
