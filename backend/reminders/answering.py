"""What a person says about an occurrence: kept as it came, folded into the row. Every way to answer ends in `record_answers`.

The latest stamp counts, a person's own word before a helper's, so the order in which phones send does not matter. What is
said more than 48 hours after it was due is kept as a late note, and never changes what was said in time.
"""

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from django.db import transaction
from django.db.models import Max, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from backend.common.exceptions import DomainError, FieldError
from backend.common.localtime import MILLISECOND
from backend.patients.models import Patient
from backend.reminders import open_again, schedule, snoozing
from backend.reminders.models import Answer, Occurrence, Reminder
from backend.reminders.schedule import Rule

ANSWERS = ("taken", "skipped", "later", "")
REASONS = ("side_effect", "felt_well", "ran_out", "forgot", "told_to_stop", "other")
IN_TIME = dt.timedelta(hours=48)
EARLIEST = dt.timedelta(hours=36)
"""So long before it is due an answer makes sense: a phone shows the doses of its day."""
A_DAY = dt.timedelta(days=1)
FIELDS = ("answer", "reason", "answered_at", "done_at", "late_note")


@dataclass(frozen=True, slots=True)
class Planned:
    """Of an occurrence that the server has not made yet: what its id was made of."""

    reminder: uuid.UUID
    date: dt.date
    slot: str = ""
    snooze: int = 0
    sequence: int | None = None

    @property
    def key(self) -> schedule.Key:
        return (self.date, self.slot) if self.sequence is None else self.sequence

    def occurrence(self) -> uuid.UUID:
        return schedule.occurrence_id(self.reminder, self.date, self.slot, self.snooze, self.sequence)


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer. `id` is the envelope's, made once; `by`: app, button, link, program. An empty answer takes the last one back.

    `live`: said to this server in this moment, by somebody who sees what was said before. So it comes after all of that, also
    where the clock of the phone that said it runs ahead.
    """

    id: uuid.UUID
    occurrence: uuid.UUID
    answer: str
    stamp: dt.datetime
    by: str
    reason: str = ""
    done_at: dt.datetime | None = None
    rank: int = 20
    body_hash: str = ""
    planned: Planned | None = None
    live: bool = False


def record_answers(patient: Patient, replies: Sequence[Reply], *, now: dt.datetime | None = None) -> list[Occurrence]:
    """Store each answer once and fold it. DomainError `not_found` for what is not this person's; then nothing is stored."""
    now = now or timezone.now()
    with transaction.atomic():
        list(Patient.objects.select_for_update(no_key=True).filter(pk=patient.pk).values_list("pk"))
        if refused(patient, replies):
            raise DomainError("not_found", _("This is not here."), status=404)
        rows = _held(patient, replies)
        if missing := [reply for reply in replies if reply.occurrence not in rows]:
            _make(patient, missing)
            rows = _held(patient, replies)
        Answer.objects.bulk_create((_answer(patient, reply, rows[reply.occurrence]) for reply in _after_all(replies, rows)), ignore_conflicts=True)
        _fold(list(rows.values()))
        snoozing.follow(rows.values(), now)
        open_again.follow(rows.values(), now)
    return list(rows.values())


def _after_all(replies: Sequence[Reply], rows: dict[uuid.UUID, Occurrence]) -> list[Reply]:
    """With the stamps of those that are live behind the last one of their occurrence."""
    live = [rows[reply.occurrence].pk for reply in replies if reply.live]
    last = dict(Answer.objects.filter(occurrence__in=live).values_list("occurrence").annotate(Max("stamp"))) if live else {}
    behind = {reply.id: last.get(rows[reply.occurrence].pk) for reply in replies if reply.live}
    return [replace(reply, stamp=at + MILLISECOND) if (at := behind.get(reply.id)) and at >= reply.stamp else reply for reply in replies]


def refused(patient: Patient, replies: Sequence[Reply]) -> dict[uuid.UUID, list[FieldError]]:
    """Reply → why it cannot be taken: somebody else's, made up, or far too early. Two queries at most."""
    rows = {row.occurrence_id: row for row in _rows(patient, replies)}
    named = {reply.planned.reminder for reply in replies if reply.planned and reply.occurrence not in rows}
    reminders = {row.pk: row for row in Reminder.objects.filter(patient=patient, pk__in=named)} if named else {}
    found: dict[uuid.UUID, list[FieldError]] = {}
    for reply in replies:
        row = rows.get(reply.occurrence) or _planned_row(reply, reminders)
        if row is None:
            found[reply.id] = [FieldError("body.occurrence", "unknown", _("This reminder is not here."))]
        elif row.due_at - reply.stamp > EARLIEST:
            found[reply.id] = [FieldError("stamp", "too_early", _("This is not due yet."))]
        elif reply.done_at and not row.due_at - EARLIEST <= reply.done_at <= reply.stamp + A_DAY:
            found[reply.id] = [FieldError("body.done_at", "range", _("Choose a time between the day before it was due and now."))]
    return found


def _rows(patient: Patient, replies: Sequence[Reply]) -> QuerySet[Occurrence]:
    return Occurrence.objects.filter(patient=patient, occurrence_id__in={reply.occurrence for reply in replies})


def _planned_row(reply: Reply, reminders: dict[uuid.UUID, Reminder]) -> Occurrence | None:
    """The row as the rule would make it; None when the rule has none such, or the id is not made of what came with it."""
    planned = reply.planned
    reminder = reminders.get(planned.reminder) if planned else None
    if planned is None or reminder is None or planned.occurrence() != reply.occurrence or not 0 <= planned.snooze <= snoozing.MOST:
        return None
    due = schedule.due_of(Rule.stored(reminder.rule), planned.key, reminder.time_zone)
    return build(reminder, due, planned.snooze) if due else None


def build(reminder: Reminder, due: schedule.Due, snooze: int = 0) -> Occurrence:
    """An occurrence of this rule, not saved. It copies the words as they stand now."""
    return Occurrence(
        occurrence_id=schedule.occurrence_id(reminder.pk, due.date, due.slot, snooze, due.sequence),
        reminder=reminder,
        patient_id=reminder.patient_id,
        kind=reminder.kind,
        about=reminder.about,
        local_date=due.date,
        slot=due.slot,
        sequence=due.sequence,
        snooze=snooze,
        due_at=due.at + snooze * snoozing.AFTER,
        slot_words=due.at_words,
        words=dict(due.words),
    )


def _held(patient: Patient, replies: Sequence[Reply]) -> dict[uuid.UUID, Occurrence]:
    return {row.occurrence_id: row for row in _rows(patient, replies).select_related("reminder").select_for_update(of=("self",))}


def _make(patient: Patient, replies: Sequence[Reply]) -> None:
    """The dispatcher may make the same in this moment: then its rows stand."""
    named = {reply.planned.reminder for reply in replies if reply.planned}
    reminders = {row.pk: row for row in Reminder.objects.filter(patient=patient, pk__in=named)}
    made = {reply.occurrence: _planned_row(reply, reminders) for reply in replies}
    Occurrence.objects.bulk_create((row for row in made.values() if row), ignore_conflicts=True)


def _answer(patient: Patient, reply: Reply, row: Occurrence) -> Answer:
    return Answer(
        patient=patient,
        envelope_id=reply.id,
        occurrence=row,
        answer=reply.answer,
        reason=reply.reason if reply.answer == Occurrence.Answer.SKIPPED else "",
        done_at=reply.done_at if reply.answer == Occurrence.Answer.TAKEN else None,
        by=reply.by,
        rank=reply.rank,
        late_note=reply.stamp - row.due_at > IN_TIME,
        stamp=reply.stamp,
        body_hash=reply.body_hash,
    )


def _fold(rows: list[Occurrence]) -> None:
    said: dict[int, list[Answer]] = {row.pk: [] for row in rows}
    for one in Answer.objects.filter(occurrence__in=said):
        said[one.occurrence_id].append(one)
    for row in rows:
        _set(row, folded(said[row.pk]))
    Occurrence.objects.bulk_update(rows, FIELDS)


def folded(said: Iterable[Answer]) -> list[Answer]:
    """The answers that count, first to last: those that say the same as the one that counts most, without a break."""
    in_order = sorted(said, key=lambda one: (one.rank, one.stamp, str(one.envelope_id)))
    counting = [one for one in in_order if not one.late_note]
    if not counting or not counting[-1].answer:
        counting = [one for one in in_order if one.late_note] or counting
    run: list[Answer] = []
    for one in reversed(counting):
        if run and (one.answer != run[-1].answer or one.rank != run[-1].rank):
            break
        run.append(one)
    return run[::-1]


def _set(row: Occurrence, run: list[Answer]) -> None:
    """The same answer given again changes nothing but what it adds: a reason, or when it was done."""
    last = run[-1] if run and run[-1].answer else None
    row.answer = last.answer if last else ""
    row.answered_at = run[0].stamp if last else None
    row.reason = next((one.reason for one in reversed(run) if one.reason), "") if last else ""
    said_when = next((one.done_at for one in reversed(run) if one.done_at), None)
    row.done_at = (said_when or run[0].stamp) if last and last.answer == Occurrence.Answer.TAKEN else None
    row.late_note = bool(last and last.late_note)


def known(patient: Patient, ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, str]:
    """Envelope → hash of its body, of those that are stored already."""
    return dict(patient.reminder_answers.filter(envelope_id__in=ids).values_list("envelope_id", "body_hash"))
