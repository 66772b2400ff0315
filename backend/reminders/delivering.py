"""Sending a batch of notices: lease, ask what is still wanted, try each way in turn, say what became of it.

Killed anywhere, the lease runs out and somebody sends again: with the same tag and Topic, so that a phone shows one message.
"""

import datetime as dt
import logging
import uuid
from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field

from django.conf import settings
from django.db import transaction

from backend.reminders import channels, dispatch_sql, failpoints, kinds, leasing, planning, reading, wishing
from backend.reminders.kinds import ANSWERED
from backend.reminders.messages import message_of
from backend.reminders.models import Delivery, Notice, Occurrence, Preferences, PushSubscription
from backend.reminders.transports.base import Address, Deadline, Job, Message, Outcome, Transport
from backend.reminders.transports.email import Email
from backend.reminders.transports.sms import Sms
from backend.reminders.transports.webpush import WebPush

log = logging.getLogger(__name__)
Channel, State = Notice.Channel, Notice.State
BROKEN = (ValueError, TypeError, KeyError, AttributeError, LookupError)
AGAIN = (Channel.FALLBACK, Channel.REPEAT)
TRANSPORTS: Mapping[str, Callable[[], Transport]] = {channels.PUSH: WebPush, channels.EMAIL: Email, channels.SMS: Sms}


@dataclass(slots=True, eq=False)
class Sending:
    """One notice on its way: what it is about, the ways that are left, what the last one said."""

    notice: Notice
    rows: list[Occurrence]
    preferences: Preferences
    phones: list[PushSubscription]
    tag: str
    ways: list[str] = field(default_factory=list)

    @property
    def is_medicine(self) -> bool:
        return self.notice.channel == Channel.TEST or any(kinds.is_medicine(row.kind) for row in self.rows)


def deliver(ids: Sequence[int], *, transports: Mapping[str, Transport] | None = None, deadline: Deadline | None = None) -> int:
    """Send those of `ids` that wait. How many were taken; a repeat takes none."""
    deadline = deadline or Deadline(leasing.DEADLINE_S)
    now = dispatch_sql.database_now()
    lease, notices = leasing.take(ids, now)
    if not notices:
        return 0
    failpoints.reached("before_send")
    batch = _open(lease, notices, now)
    carriers = transports if transports is not None else {name: made() for name, made in TRANSPORTS.items()}
    for way in (channels.PUSH, channels.EMAIL, channels.SMS):
        if mine := [one for one in batch if one.ways[0] == way]:
            batch = [one for one in batch if one.ways[0] != way] + _by(way, mine, lease, carriers[way], deadline)
    return len(notices)


# ---- What is still to be sent ---------------------------------------------------------------------------------------


def _open(lease: uuid.UUID, notices: list[Notice], now: dt.datetime) -> list[Sending]:
    """The notices with what they need; those that are not to be sent are closed here."""
    people = {notice.patient_id for notice in notices}
    preferences = wishing.of_people({notice.patient for notice in notices})
    phones: dict[uuid.UUID, list[PushSubscription]] = defaultdict(list)
    for phone in PushSubscription.objects.filter(patient__in=people, gone_at=None):
        phones[phone.patient_id].append(phone)
    about, tags, done = _about(notices), _tags(notices), _already(notices)
    open_now, closed = [], defaultdict(list)
    for notice in notices:
        left = [phone for phone in phones[notice.patient_id] if (notice.pk, phone.pk) not in done]
        one = Sending(notice, about[notice.pk], preferences[notice.patient_id], left, tags[notice.pk])
        end = _end_of(one, now)
        if end is None:
            open_now.append(one)
        elif end == (State.WAITING, ""):
            leasing.put_back(lease, [notice], notice.patient.quiet_until or now)
        else:
            closed[end].append(notice)
    for (state, reason), gone in closed.items():
        leasing.close(lease, gone, state, reason)
    late = [notice for (state, _reason), gone in closed.items() if state == State.TOO_LATE for notice in gone]
    planning.tell_late({notice.patient_id for notice in late if notice.channel == Channel.FIRST}, now)
    return open_now


def _about(notices: list[Notice]) -> dict[int, list[Occurrence]]:
    """Notice → those of its occurrences that are still wanted, each kind asked once."""
    digests = [notice for notice in notices if notice.channel == Channel.DIGEST]
    late = planning.too_late_since({n.patient_id for n in digests}, min(n.due_at for n in digests) - dt.timedelta(days=1)) if digests else {}
    about = reading.occurrences_of(notices)
    by_kind: dict[str, list[int]] = defaultdict(list)
    for rows in about.values():
        for row in rows:
            if _stands(row):
                by_kind[row.kind].append(row.pk)
    wanted = {pk for kind, ids in by_kind.items() if kinds.known(kind) for pk in _still_wanted(kind, ids)}
    wanted -= _told_by_snooze([row for rows in about.values() for row in rows if row.pk in wanted and row.snooze])
    found = {notice.pk: [row for row in about[notice.pk] if row.pk in wanted and _belongs(row, notice)] for notice in notices}
    return found | {notice.pk: late.get(notice.patient_id, []) for notice in digests}


def _still_wanted(kind: str, ids: list[int]) -> Collection[int]:
    """A mistake in the app of a kind must not silence reminders: the message names a time and nothing more."""
    try:
        return kinds.of(kind).still_wanted(ids)
    except BROKEN as error:
        log.error("kind %s cannot say what is still wanted: %s", kind, type(error).__name__)
        return ids


def _belongs(row: Occurrence, notice: Notice) -> bool:
    """A repeat is only about what is repeated."""
    return notice.channel != Channel.REPEAT or kinds.of(row.kind).repeats


def _stands(row: Occurrence) -> bool:
    return not row.answer and row.cancelled_at is None and row.reminder.paused_at is None and row.reminder.ended_at is None


def _told_by_snooze(rows: list[Occurrence]) -> set[int]:
    """Of doses that were put off: those taken or skipped meanwhile, or whose "later" was taken back."""
    gone = set()
    for row in rows:
        before = [one for one in reading.chain_of(row) if one.pk != row.pk]
        if any(one.answer in ANSWERED for one in before) or not any(one.snooze == row.snooze - 1 and one.answer == "later" for one in before):
            gone.add(row.pk)
    return gone


def _tags(notices: list[Notice]) -> dict[int, str]:
    """A second message takes the place of the first on the phone: it has its tag."""
    firsts = {(n.patient_id, n.due_at): n.notice_id.hex for n in reading.first_of([n for n in notices if n.channel in AGAIN])}
    return {n.pk: firsts.get((n.patient_id, n.due_at), n.notice_id.hex) if n.channel in AGAIN else n.notice_id.hex for n in notices}


def _already(notices: list[Notice]) -> set[tuple[int, int]]:
    """(notice, browser) of what an earlier try brought as far as the push service."""
    tried = [notice.pk for notice in notices if notice.tries > 1]
    rows = Delivery.objects.filter(notice__in=tried, outcome="sent").exclude(subscription=None) if tried else ()
    return {(row.notice_id, row.subscription_id or 0) for row in rows}


def _end_of(one: Sending, now: dt.datetime) -> tuple[str, str] | None:
    """(state, why) of a notice that is not to be sent; None: send it, by `one.ways`."""
    notice, patient = one.notice, one.notice.patient
    if patient.closing_since or not patient.user.is_active:
        return State.CANCELLED, "closing"
    if not one.rows and notice.channel != Channel.TEST:
        return State.CANCELLED, "not wanted"
    if notice.late_at <= now:
        return State.TOO_LATE, "late"
    if notice.tries > leasing.MOST_TRIES:
        return State.DEAD, notice.reason or "tries"
    if patient.quiet_until and patient.quiet_until > now and not one.is_medicine:
        return (State.WAITING, "") if patient.quiet_until < notice.late_at else (State.CANCELLED, "quiet")
    one.ways = _ways(one, now)
    return None if one.ways else (State.NO_CHANNEL, "no way")


def _ways(one: Sending, now: dt.datetime) -> list[str]:
    wanted, patient = one.preferences, one.notice.patient
    quiet = channels.quiet_end(now, wanted.quiet_from, wanted.quiet_to, patient.time_zone) is not None
    wishes = wishing.wishes(wanted, patient.user.email, len(one.phones))
    found = channels.ways(wishes, medicine=one.is_medicine, quiet=quiet, gateway=bool(settings.SMS_URL))
    return [way for way in found if way != channels.PUSH] if one.notice.channel == Channel.FALLBACK else found


# ---- One way --------------------------------------------------------------------------------------------------------


def _by(way: str, batch: list[Sending], lease: uuid.UUID, transport: Transport, deadline: Deadline) -> list[Sending]:
    """Try one way for each. Those that go on to the next way come back."""
    batch, jobs = _ready(way, batch, lease)
    outcomes = transport.send_all(jobs, deadline)
    failpoints.reached("after_send")
    now = dispatch_sql.database_now()
    said: dict[int, list[Outcome]] = defaultdict(list)
    for job, outcome in zip(jobs, outcomes, strict=True):
        said[job.notice].append(outcome)
    _note(way, jobs, outcomes, now)
    return _settle(batch, said, lease, now)


def _ready(way: str, batch: list[Sending], lease: uuid.UUID) -> tuple[list[Sending], list[Job]]:
    """Those whose message can be written, and the jobs. One that cannot is dead and blocks nobody."""
    ready, jobs = [], []
    for one in batch:
        try:
            jobs += _jobs(way, one)
            ready.append(one)
        except BROKEN as error:
            log.error("notice %s cannot be written: %s", one.notice.notice_id, type(error).__name__)
            leasing.close(lease, [one.notice], State.DEAD, type(error).__name__)
    return ready, jobs


def _jobs(way: str, one: Sending) -> list[Job]:
    def message(phone: int | None = None) -> Message:
        words = one.preferences.show_words and way == channels.PUSH
        return message_of(one.notice, one.rows, tag=one.tag, show_words=words, urgent=one.is_medicine, subscription=phone)

    if way == channels.PUSH:
        return [Job(one.notice.pk, message(phone.pk), Address(phone.endpoint, phone.p256dh, phone.auth), phone.pk) for phone in one.phones]
    to = str(one.notice.patient.user.email) if way == channels.EMAIL else one.preferences.phone_number
    return [Job(one.notice.pk, message(), Address(to))]


def _note(way: str, jobs: Sequence[Job], outcomes: Sequence[Outcome], now: dt.datetime) -> None:
    """The ledger's rows, and which phones are gone."""
    tried = [(job, outcome) for job, outcome in zip(jobs, outcomes, strict=True) if outcome.kind != "unsent"]
    phones = [job.subscription for job, _outcome in tried if job.subscription is not None]
    with transaction.atomic():  # an account or a phone may have been taken away meanwhile
        there = set(Notice.objects.select_for_update().filter(pk__in=[job.notice for job, _outcome in tried]).values_list("pk", flat=True))
        here = set(PushSubscription.objects.select_for_update().filter(pk__in=phones).values_list("pk", flat=True)) if phones else set()
        Delivery.objects.bulk_create(_delivery(way, job, outcome, here, now) for job, outcome in tried if job.notice in there)
    sent = [job.subscription for job, outcome in tried if outcome.kind == "sent" and job.subscription]
    gone = [job.subscription for job, outcome in tried if outcome.kind == "gone" and job.subscription]
    PushSubscription.objects.filter(pk__in=sent).update(last_sent_at=now)
    PushSubscription.objects.filter(pk__in=gone, gone_at=None).update(gone_at=now)


def _delivery(way: str, job: Job, outcome: Outcome, here: set[int], now: dt.datetime) -> Delivery:
    phone = job.subscription if job.subscription in here else None
    return Delivery(notice_id=job.notice, subscription_id=phone, transport=way, outcome=outcome.kind, code=outcome.code, sent_at=now)


def _settle(batch: list[Sending], said: Mapping[int, list[Outcome]], lease: uuid.UUID, now: dt.datetime) -> list[Sending]:
    """Sent when one address took it. Passing trouble is tried again, by the next way after the last try; lasting trouble goes on at once."""
    sent, unsent, onward = [], [], []
    for one in batch:
        found = said[one.notice.pk]
        kinds_of = {outcome.kind for outcome in found}
        if "sent" in kinds_of:
            sent.append(one.notice)
        elif "unsent" in kinds_of:
            unsent.append(one.notice)
        elif "retry" in kinds_of and one.notice.tries < leasing.MOST_TRIES:
            worst = max((o for o in found if o.kind == "retry"), key=lambda o: o.retry_after or 0.0)
            leasing.try_again(lease, one.notice, worst.retry_after, worst.code, now)
        elif one.ways[1:]:
            one.ways = one.ways[1:]
            onward.append(one)
        else:
            _give_up(one, found, lease)
    leasing.close_sent(lease, sent, now)
    leasing.put_back(lease, unsent, now)
    return onward


def _give_up(one: Sending, found: list[Outcome], lease: uuid.UUID) -> None:
    reason = next((outcome.code for outcome in found), "")
    gone = all(outcome.kind == "gone" for outcome in found)
    leasing.close(lease, [one.notice], State.NO_CHANNEL if gone else State.DEAD, "gone" if gone else reason)
    if not gone:
        log.error("notice %s is dead after %s tries: %s", one.notice.notice_id, one.notice.tries, reason)
