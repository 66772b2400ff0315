"""Reading reminders: what is due on a day with what became of it, and the ledger of what was sent."""

import datetime as dt
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from backend.patients.models import Patient
from backend.reminders import schedule, snoozing, wishing
from backend.reminders.answering import IN_TIME, build
from backend.reminders.kinds import ANSWERED
from backend.reminders.models import Notice, Occurrence, Preferences, PushSubscription, Reminder
from backend.reminders.rows import AnyNotice
from backend.reminders.schedule import Rule, clock_words

DAY = dt.timedelta(days=1)
Key = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Item:
    """One dose, session or habit of a day, whatever "later" made of it. `occurrence_id` is the one to answer."""

    occurrence_id: uuid.UUID
    reminder_id: uuid.UUID
    kind: str
    about: uuid.UUID | None
    date: dt.date
    slot: str
    sequence: int | None
    snooze: int
    due_at: dt.datetime
    at: str
    """As typed: 8am."""
    words: dict[str, Any]
    answer: str
    reason: str
    done_at: dt.datetime | None
    answered_at: dt.datetime | None
    late_note: bool
    state: str
    """taken, skipped, later, coming (not due yet), due (in its first hour) or not_recorded."""
    state_words: str

    @property
    def is_answered(self) -> bool:
        return self.state in ANSWERED


def todays(patient: Patient, now: dt.datetime) -> list[Item]:
    """Everything of the person's today, made or only planned, in the order in which it is due."""
    return on_day(patient, patient.today(now), now)


def on_day(patient: Patient, day: dt.date, now: dt.datetime) -> list[Item]:
    zone = patient.time_zone
    start, end = schedule.instant(day, dt.time(), zone), schedule.instant(day + DAY, dt.time(), zone)
    return between(patient, start, end, now)


def between(patient: Patient, start: dt.datetime, end: dt.datetime, now: dt.datetime) -> list[Item]:
    """What is due from `start` until before `end`. Two queries."""
    rows = list(patient.occurrences.filter(due_at__gte=start - DAY, due_at__lt=end + DAY).order_by("snooze", "due_at"))
    groups = _grouped(rows)
    for reminder in patient.reminders.filter(ended_at=None, paused_at=None):
        for due in schedule.due_between(Rule.stored(reminder.rule), start, end, reminder.time_zone):
            row = build(reminder, due)
            groups.setdefault(_key(row), [row])
    items = [item_of(group, patient.time_zone, now) for group in groups.values() if _shows(group, start, end)]
    return sorted(items, key=lambda item: (item.due_at, item.kind, str(item.words.get("name", ""))))


def all_of(rows: Iterable[Occurrence], zone: str, now: dt.datetime) -> list[Item]:
    """Each dose, session and habit among these rows once, in the order in which it was due; what was changed away before it was sent is left out."""
    groups = _grouped(sorted(rows, key=lambda row: (row.snooze, row.due_at)))
    return sorted((item_of(group, zone, now) for group in groups.values() if _stands(group)), key=lambda item: item.due_at)


def _grouped(rows: Iterable[Occurrence]) -> dict[Key, list[Occurrence]]:
    """The occurrences of each dose, session or habit, in the order of `rows`."""
    groups: dict[Key, list[Occurrence]] = {}
    for row in rows:
        groups.setdefault(_key(row), []).append(row)
    return groups


AROUND = 3 * DAY
LONG_AGO = 31 * DAY
"""So far back an occurrence that nobody has made is looked for: its id does not say its day. A phone sends the day too (envelope.py)."""


def find(patient: Patient, occurrence_id: uuid.UUID, now: dt.datetime) -> Item | None:
    """By its id, made or only planned; None when it is not this person's."""
    row = Occurrence.objects.filter(patient=patient, occurrence_id=occurrence_id).first()
    middle = row.due_at if row else now
    items = between(patient, middle - AROUND, middle + AROUND, now)
    if row is None:
        by_id = {item.occurrence_id: item for item in items}
        return by_id.get(occurrence_id) or {item.occurrence_id: item for item in between(patient, now - LONG_AGO, now - AROUND, now)}.get(occurrence_id)
    key = (row.reminder_id, row.local_date, row.slot, row.sequence)
    return next((item for item in items if (item.reminder_id, item.date, item.slot, item.sequence) == key), None)


def _key(row: Occurrence) -> Key:
    return (row.reminder_id, row.sequence) if row.sequence is not None else (row.reminder_id, row.local_date, row.slot)


def _shows(group: Sequence[Occurrence], start: dt.datetime, end: dt.datetime) -> bool:
    """By its first time; one that was changed away before it was sent is not shown, unless something was said about it."""
    return start <= group[0].due_at < end and _stands(group)


def _stands(group: Sequence[Occurrence]) -> bool:
    return any(row.cancelled_at is None or row.answer for row in group)


def item_of(group: Sequence[Occurrence], zone: str, now: dt.datetime) -> Item:
    """One dose from its occurrences (snooze 0 first): what was said last about any of them counts, before "later"."""
    first = group[0]
    said = [row for row in group if row.answer in ANSWERED]
    told = max(said, key=lambda row: (row.answered_at is not None, row.answered_at or row.due_at)) if said else group[-1]
    state = _state(told, first, group, now)
    return Item(
        told.occurrence_id,
        first.reminder_id,
        first.kind,
        first.about,
        first.local_date,
        first.slot,
        first.sequence,
        told.snooze,
        first.due_at,
        first.slot_words,
        first.words,
        told.answer,
        told.reason,
        told.done_at,
        told.answered_at,
        told.late_note,
        state,
        _state_words(state, told, zone),
    )


def _state(told: Occurrence, first: Occurrence, group: Sequence[Occurrence], now: dt.datetime) -> str:
    if told.answer in ANSWERED:
        return told.answer
    if first.due_at > now:
        return "coming"
    if told.answer == Occurrence.Answer.LATER or (len(group) > 1 and group[-1].due_at > now):
        return "later"
    return "due" if now - told.due_at < dt.timedelta(hours=1) else "not_recorded"


def _state_words(state: str, told: Occurrence, zone: str) -> str:
    if state == "taken" and told.late_note and (told.done_at or told.due_at) - told.due_at > IN_TIME:
        return _("taken, noted later") if told.kind == "medicine" else _("done, noted later")  # its time is of another day
    if state == "taken":
        local = (told.done_at or told.answered_at or told.due_at).astimezone(schedule.ZoneInfo(zone))
        return (_("taken %s") if told.kind == "medicine" else _("done %s")) % short_time(local)
    if state == "later":
        comes = told.answer != Occurrence.Answer.LATER and told.cancelled_at is None
        return _("later (%s)") % short_time(told.due_at.astimezone(schedule.ZoneInfo(zone))) if comes else _("later (no more reminders)")
    words = {"skipped": _("skipped"), "coming": _("coming"), "due": _("not recorded"), "not_recorded": _("not recorded")}
    return words[state]


def short_time(local: dt.datetime) -> str:
    """8am, 8:04am: a local time as a person says it."""
    return clock_words(local.time().replace(second=0, microsecond=0, tzinfo=None))


# ---- One message ----------------------------------------------------------------------------------------------------


def occurrences_of(notices: Iterable[Notice]) -> dict[int, list[Occurrence]]:
    """Notice → what it is about. Two queries."""
    sources = sources_of(list(notices))
    held: dict[int, list[Occurrence]] = {}
    rows = Occurrence.objects.filter(notice__among=set(sources.values())).defer("created_at")
    for row in rows.order_by("due_at", "pk"):
        held.setdefault(row.notice_id or 0, []).append(row)
    return {pk: held.get(source, []) for pk, source in sources.items()}


def sources_of(notices: Sequence[AnyNotice]) -> dict[int, int]:
    """Notice → the notice whose occurrences it is about: a fallback and a repeat say what the first message of that minute said."""
    sources = {notice.pk: notice.pk for notice in notices}
    again = [notice for notice in notices if notice.channel in (Notice.Channel.FALLBACK, Notice.Channel.REPEAT)]
    if again:
        of_minute = {(n.patient_id, n.due_at): n.pk for n in first_of(again)}
        sources |= {notice.pk: of_minute[notice.patient_id, notice.due_at] for notice in again if (notice.patient_id, notice.due_at) in of_minute}
    return sources


def first_of(notices: Iterable[AnyNotice]) -> Iterable[Notice]:
    """The first messages of the same people and minutes."""
    notices = list(notices)
    people, minutes = {n.patient_id for n in notices}, {n.due_at for n in notices}
    return Notice.objects.filter(channel=Notice.Channel.FIRST, patient__in=people, due_at__in=minutes)


def items_of(notice: Notice, now: dt.datetime) -> list[Item]:
    """For the signed page: what this message is about, with what was said already. As many queries for 20 doses as for one."""
    rows = [row for row in occurrences_of([notice])[notice.pk] if row.cancelled_at is None or row.answer]
    of_these = Occurrence.objects.filter(reminder__in={row.reminder_id for row in rows}, local_date__in={row.local_date for row in rows})
    chains = _grouped(of_these.order_by("snooze"))
    return [item_of(chains[_key(row)], notice.patient.time_zone, now) for row in rows]


def chain_of(row: Occurrence) -> Iterable[Occurrence]:
    """All of one dose, the first one first."""
    return snoozing.chain(row).order_by("snooze")


# ---- The ledger -----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Sent:
    """One message in the ledger: when it was due, by what it went, whether it was shown, and what was answered."""

    due_at: dt.datetime
    at: str
    channel: str
    state: str
    reason: str
    sent_at: dt.datetime | None
    shown_at: dt.datetime | None
    by: tuple[str, ...]
    """push, email, sms: what it went by."""
    can_confirm: bool
    """One of the phones that it went to has shown before that it tells what it shows."""
    occurrences: list[Occurrence] = field(default_factory=list)


def ledger(patient: Patient, days: int, now: dt.datetime) -> list[Sent]:
    """Every message of the last days, newest first."""
    notices = list(
        patient.notices.filter(due_at__gte=now - days * DAY).exclude(due_at__gt=now).order_by("-due_at", "pk").prefetch_related("deliveries__subscription")
    )
    about = occurrences_of(notices)
    return [_sent(notice, about[notice.pk], patient.time_zone) for notice in notices]


def _sent(notice: Notice, rows: list[Occurrence], zone: str) -> Sent:
    went = [d for d in notice.deliveries.all() if d.outcome == "sent"]
    sure = any(d.subscription is not None and d.subscription.first_receipt_at is not None for d in went)
    at = rows[0].slot_words if rows else short_time(notice.due_at.astimezone(schedule.ZoneInfo(zone)))
    by = tuple(dict.fromkeys(d.transport for d in went))
    return Sent(notice.due_at, at, notice.channel, notice.state, notice.reason, notice.sent_at, notice.shown_at, by, sure, rows)


def preferences(patient: Patient) -> Preferences:
    """The person's wishes; without a row the defaults, not saved."""
    return wishing.preferences_of(patient)


def live_phones(patient: Patient) -> list[PushSubscription]:
    return list(patient.push_subscriptions.filter(gone_at=None).order_by("pk"))


def has_a_way(patient: Patient) -> bool:
    """Whether any message can reach this person: a phone, e-mail or SMS that is turned on."""
    wishes = preferences(patient)
    return wishes.email or wishes.sms or (wishes.push and patient.push_subscriptions.filter(gone_at=None).exists())


def standing(patient: Patient) -> list[Reminder]:
    """Reminders that have not ended."""
    return list(patient.reminders.filter(ended_at=None).order_by("created_at"))
