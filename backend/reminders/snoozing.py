""" "Later": the same dose once more in half an hour, at most three times, and never past what is too late for it."""

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import QuerySet

from backend.reminders import kinds
from backend.reminders.models import Notice, Occurrence
from backend.reminders.schedule import occurrence_id

AFTER = dt.timedelta(minutes=30)
MOST = 3
MINUTE = dt.timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Next:
    """What "later" makes of a dose."""

    row: Occurrence
    due: dt.datetime
    late_at: dt.datetime

    @property
    def occurrence_id(self) -> uuid.UUID:
        return occurrence_id(self.row.reminder_id, self.row.local_date, self.row.slot, self.row.snooze + 1, self.row.sequence)

    def build(self) -> Occurrence:
        same = {
            name: getattr(self.row, name) for name in ("reminder_id", "patient_id", "kind", "about", "local_date", "slot", "sequence", "slot_words", "words")
        }
        return Occurrence(**same, occurrence_id=self.occurrence_id, snooze=self.row.snooze + 1, due_at=self.due)


def follow(rows: Iterable[Occurrence], now: dt.datetime) -> None:
    """After answers of one person: "later" makes the next one, with its message; any other answer leaves what was made, which is then not wanted.

    A number of queries that grows with the minutes at which they come again, not with the doses.
    """
    later = [row for row in rows if row.answer == Occurrence.Answer.LATER and row.answered_at and not row.late_note and row.snooze < MOST]
    following = [one for row, late_at in with_late_at(later) if (one := _next(row, late_at, now)).due < late_at]
    if not following:
        return
    Occurrence.objects.bulk_create((one.build() for one in following), ignore_conflicts=True)
    made = {row.occurrence_id: row for row in Occurrence.objects.filter(occurrence_id__in=[one.occurrence_id for one in following], notice=None)}
    untold = [one for one in following if one.occurrence_id in made]
    for due in sorted({one.due for one in untold}):
        together = [one for one in untold if one.due == due]
        Occurrence.objects.filter(pk__in=[made[one.occurrence_id].pk for one in together]).update(notice=message_for(together))


def _next(row: Occurrence, late_at: dt.datetime, now: dt.datetime) -> Next:
    return Next(row, whole_minute(max((row.answered_at or now) + AFTER / settings.REMINDERS_FASTER, row.due_at, now)), late_at)


def with_late_at(rows: Sequence[Occurrence]) -> list[tuple[Occurrence, dt.datetime]]:
    """With the time when its dose is too late, counted from when it was due at first."""
    again = [row for row in rows if row.snooze]
    firsts = Occurrence.objects.filter(reminder__in={row.reminder_id for row in again}, local_date__in={row.local_date for row in again}, snooze=0)
    due = {dose_of(one): one.due_at for one in firsts} if again else {}
    return [(row, kinds.late_at(row.kind, due.get(dose_of(row), row.due_at), row.reminder.time_zone)) for row in rows]


def dose_of(row: Occurrence) -> tuple[Any, ...]:
    return (row.reminder_id, row.local_date, row.slot, row.sequence)


def message_for(together: Sequence[Next]) -> Notice:
    """The message of this minute, or of the next one that was not sent yet. A medicine in it is never told too late."""
    first = together[0]
    of_medicines = [one.late_at for one in together if kinds.is_medicine(one.row.kind)]
    due, late_at = first.due, min([first.late_at, *of_medicines])
    while True:
        notice, _new = Notice.objects.get_or_create(
            patient_id=first.row.patient_id, channel=Notice.Channel.FIRST, due_at=due, defaults={"send_at": due, "late_at": late_at}
        )
        if notice.state in Notice.OPEN:
            if of_medicines and notice.late_at > min(of_medicines):
                Notice.objects.filter(pk=notice.pk).update(late_at=min(of_medicines))
            return notice
        due += MINUTE


def chain(row: Occurrence) -> QuerySet[Occurrence]:
    """All occurrences of one dose: itself and what "later" made of it."""
    same = Occurrence.objects.filter(reminder_id=row.reminder_id, sequence=row.sequence)
    return same if row.sequence is not None else same.filter(local_date=row.local_date, slot=row.slot)


def whole_minute(at: dt.datetime) -> dt.datetime:
    """The minute itself, or the next one."""
    return at if not at.second and not at.microsecond else at.replace(second=0, microsecond=0) + MINUTE
