""" "Later": the same dose once more in half an hour, at most three times, and never past what is too late for it."""

import datetime as dt

from django.conf import settings
from django.db.models import QuerySet

from backend.reminders import kinds
from backend.reminders.models import Notice, Occurrence
from backend.reminders.schedule import occurrence_id

AFTER = dt.timedelta(minutes=30)
MOST = 3
MINUTE = dt.timedelta(minutes=1)


def follow(row: Occurrence, now: dt.datetime) -> Occurrence | None:
    """After an answer: "later" makes the next one, with its message; any other answer leaves what was made, which is then not wanted."""
    if row.answer != Occurrence.Answer.LATER or row.answered_at is None or row.late_note:
        return None
    late_at = first_late_at(row)
    due = whole_minute(max(row.answered_at + AFTER / settings.REMINDERS_FASTER, row.due_at, now))
    if row.snooze >= MOST or due >= late_at:
        return None
    made, _created = Occurrence.objects.get_or_create(
        occurrence_id=occurrence_id(row.reminder_id, row.local_date, row.slot, row.snooze + 1, row.sequence),
        defaults={
            **{name: getattr(row, name) for name in ("reminder_id", "patient_id", "kind", "about", "local_date", "slot", "sequence", "slot_words", "words")},
            "snooze": row.snooze + 1,
            "due_at": due,
        },
    )
    if made.notice_id is None:
        made.notice = _notice(row, due, late_at)
        made.save(update_fields=["notice"])
    return made


def _notice(row: Occurrence, due: dt.datetime, late_at: dt.datetime) -> Notice:
    """The message of this minute, or of the next one that was not sent yet."""
    first = {"patient_id": row.patient_id, "channel": Notice.Channel.FIRST}
    while True:
        notice, _new = Notice.objects.get_or_create(**first, due_at=due, defaults={"send_at": due, "late_at": late_at})
        if notice.state in Notice.OPEN:
            if notice.late_at > late_at and kinds.is_medicine(row.kind):
                Notice.objects.filter(pk=notice.pk).update(late_at=late_at)
            return notice
        due += MINUTE


def first_late_at(row: Occurrence) -> dt.datetime:
    """When its dose is too late, counted from when it was due at first."""
    first = row if row.snooze == 0 else chain(row).filter(snooze=0).first() or row
    return kinds.late_at(row.kind, first.due_at, row.reminder.time_zone)


def chain(row: Occurrence) -> QuerySet[Occurrence]:
    """All occurrences of one dose: itself and what "later" made of it."""
    same = Occurrence.objects.filter(reminder_id=row.reminder_id, sequence=row.sequence)
    return same if row.sequence is not None else same.filter(local_date=row.local_date, slot=row.slot)


def whole_minute(at: dt.datetime) -> dt.datetime:
    """The minute itself, or the next one."""
    return at if not at.second and not at.microsecond else at.replace(second=0, microsecond=0) + MINUTE
