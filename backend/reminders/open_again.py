"""An answer that is taken back leaves its dose open. Where its message was left out for the sake of that answer, it is told after all."""

import datetime as dt
from collections.abc import Collection, Iterable

from backend.reminders import kinds
from backend.reminders.models import Notice, Occurrence
from backend.reminders.snoozing import Next, dose_of, message_for, whole_minute, with_late_at

AFTER = dt.timedelta(minutes=5)
"""Whoever takes an answer back often gives another in the next minutes."""


def follow(rows: Iterable[Occurrence], now: dt.datetime) -> None:
    """After answers of one person. Medicines alone: for them a late limit holds, and neither quiet hours nor a budget."""
    back = [row for row in rows if not row.answer and row.due_at <= now and row.cancelled_at is None and kinds.is_medicine(row.kind)]
    back = [row for row in back if row.reminder.paused_at is None and row.reminder.ended_at is None]
    if not back:
        return
    silent = set(
        Notice.objects.filter(pk__in={row.notice_id for row in back}, state=Notice.State.CANCELLED, reason=Notice.NOT_WANTED).values_list("pk", flat=True)
    )
    done = _done(back)
    left_out = [row for row in back if (row.notice_id is None or row.notice_id in silent) and dose_of(row) not in done]
    again = [Next(row, due, late_at) for row, late_at in with_late_at(left_out) if (due := _when(late_at, now)) < late_at]
    for due in sorted({one.due for one in again}):
        together = [one for one in again if one.due == due]
        Occurrence.objects.filter(pk__in=[one.row.pk for one in together], answer="").update(notice=message_for(together))


def _when(late_at: dt.datetime, now: dt.datetime) -> dt.datetime:
    soon = whole_minute(now + AFTER)
    return soon if soon < late_at else whole_minute(now)


def _done(rows: Collection[Occurrence]) -> set[tuple[object, ...]]:
    """Doses that were answered at another of their times: put off, and then taken."""
    same = Occurrence.objects.filter(reminder__in={row.reminder_id for row in rows}, local_date__in={row.local_date for row in rows})
    return {dose_of(one) for one in same.filter(answer__in=kinds.ANSWERED)}
