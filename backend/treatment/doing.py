"""What was done answers the reminder that asked for it, so that nobody has to say it twice; taken back, the answer is too."""

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from backend.common.exceptions import DomainError
from backend.common.localtime import MILLISECOND
from backend.patients.models import Patient
from backend.reminders import reading
from backend.reminders.models import Answer
from backend.reminders.services import Planned, Reply, record_answers

OPEN = ("", "later")
DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Done:
    """`key`: of the session or the log, from which the answer has its id. `about`: the routine; None for exercises."""

    key: uuid.UUID
    date: dt.date
    about: uuid.UUID | None = None


def reply_id(key: uuid.UUID) -> uuid.UUID:
    return uuid.uuid5(key, "reminder")


def tell(patient: Patient, kind: str, done: Sequence[Done], undone: Iterable[uuid.UUID], now: dt.datetime) -> None:
    """The first open times of today and yesterday are answered "taken", one for each thing done; what is older stays as it is."""
    replies = [*_answers(patient, kind, done, now), *_taken_back(patient, undone, now)]
    if not replies:
        return
    try:
        record_answers(patient, replies, now=now)
    except DomainError:  # the plan has changed meanwhile: what was done is kept all the same
        return


def _answers(patient: Patient, kind: str, done: Sequence[Done], now: dt.datetime) -> list[Reply]:
    today = patient.today(now)
    days = {one.date for one in done if today - DAY <= one.date <= today}
    items = [item for day in sorted(days) for item in reading.on_day(patient, day, now) if item.kind == kind and item.answer in OPEN]
    replies = []
    for one in done:
        fits = [item for item in items if (item.date, item.about) == (one.date, one.about)]
        if fits:
            item = next((item for item in fits if item.occurrence_id == one.key), fits[0])  # a session of a reminder has its id
            items.remove(item)
            planned = Planned(item.reminder_id, item.date, item.slot, item.snooze, item.sequence)
            replies.append(Reply(reply_id(one.key), item.occurrence_id, "taken", now, "app", planned=planned))
    return replies


def _taken_back(patient: Patient, undone: Iterable[uuid.UUID], now: dt.datetime) -> list[Reply]:
    told = [reply_id(key) for key in undone]
    if not told:
        return []
    held = Answer.objects.filter(patient=patient, envelope_id__in=told).select_related("occurrence")
    taken = [answer for answer in held if answer.occurrence.answer == "taken"]
    return [Reply(uuid.uuid4(), one.occurrence.occurrence_id, "", max(now, one.stamp + MILLISECOND), "app") for one in taken]
