"""Sending a batch of notices: lease, ask what is still wanted, try each way in turn, say what became of it.

Killed anywhere, the lease runs out and somebody sends again: with the same tag and Topic, so that a phone shows one message.
"""

import datetime as dt
import logging
import time
import uuid
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import dataclass, field
from typing import Self

from django.conf import settings
from django.db import transaction

from backend.common import bulk
from backend.reminders import channels, dispatch_sql, failpoints, leasing
from backend.reminders.messages import message_of
from backend.reminders.models import Delivery, Notice, PushSubscription
from backend.reminders.opening import BROKEN, Sending, still_to_send
from backend.reminders.transports.base import Address, Deadline, Job, Message, Outcome, Transport
from backend.reminders.transports.email import Email
from backend.reminders.transports.sms import Sms
from backend.reminders.transports.webpush import WebPush

log = logging.getLogger(__name__)
State = Notice.State
AT_ONCE = 200
"""A slice: what is still wanted is asked for so many together, just before they are sent."""
AHEAD = 2
"""Slices of one batch on their way at once. The four threads of a worker have 1,600 messages waiting at most: a second's work."""
PATIENCE_S = 2.0
TRANSPORTS: Mapping[str, Callable[[], Transport]] = {channels.PUSH: WebPush, channels.EMAIL: Email, channels.SMS: Sms}


def deliver(ids: Sequence[int], *, transports: Mapping[str, Transport] | None = None, deadline: Deadline | None = None) -> int:
    """Send those of `ids` that wait. How many were taken; a repeat takes none."""
    deadline = deadline or Deadline(leasing.DEADLINE_S / settings.REMINDERS_FASTER)
    now = dispatch_sql.database_now()
    lease, taken = leasing.take(ids, now)
    if not taken:
        return 0
    failpoints.reached("before_send")
    carriers = transports if transports is not None else {name: made() for name, made in TRANSPORTS.items()}
    with Run(lease, now, carriers, deadline) as run:
        for start in range(0, len(taken), AT_ONCE):
            run.make_room()
            if deadline.passed:
                leasing.put_back(lease, taken[start:], run.now)
                break
            run.begin(still_to_send(lease, leasing.reread(lease, taken[start : start + AT_ONCE]), run.now))
        run.finish()
    return len(taken)


@dataclass(slots=True, eq=False)
class OnTheWay:
    """Those of a slice that go one way, and what becomes of them."""

    way: str
    batch: list[Sending]
    jobs: list[Job]
    outcomes: Future[list[Outcome]]
    began: float = field(default_factory=time.monotonic)

    @property
    def patience_left(self) -> float:
        """How long those behind it wait for it: then what still hangs has given its turn away (transports/posting.py)."""
        return 0.0 if self.outcomes.done() else max(self.began + PATIENCE_S - time.monotonic(), 0.0)


@dataclass(slots=True)
class Run:
    """The slices of one batch. The next one is asked and written while the last one is on its way."""

    lease: uuid.UUID
    started_at: dt.datetime
    carriers: Mapping[str, Transport]
    deadline: Deadline
    going: list[OnTheWay] = field(default_factory=list)
    began: float = field(default_factory=time.monotonic)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        for one in self.going:  # only after an error: whoever takes them next sends them
            one.outcomes.cancel()

    @property
    def now(self) -> dt.datetime:
        """By the database's clock, asked once, and this machine's steady one since."""
        return self.started_at + dt.timedelta(seconds=time.monotonic() - self.began)

    def begin(self, batch: list[Sending]) -> None:
        for way in (channels.PUSH, channels.EMAIL, channels.SMS):
            if mine := [one for one in batch if one.ways[0] == way]:
                ready, jobs = _ready(way, mine, self.lease, self.now)
                self.going.append(OnTheWay(way, ready, jobs, self.carriers[way].begin(jobs, self.deadline)))

    def make_room(self) -> None:
        """Until so few wait for their turn that what is asked next will be sent at once, and not seconds later."""
        self.settle_done()
        while len(waits := [one for one in self.going if one.patience_left]) >= AHEAD:
            wait([one.outcomes for one in waits], min(one.patience_left for one in waits), FIRST_COMPLETED)
            self.settle_done()

    def finish(self) -> None:
        while self.going:
            wait([one.outcomes for one in self.going], return_when=FIRST_COMPLETED)
            self.settle_done()

    def settle_done(self) -> None:
        for one in [one for one in self.going if one.outcomes.done()]:
            self.going.remove(one)
            self.begin(_after(one, self.lease, self.now))


# ---- One way --------------------------------------------------------------------------------------------------------


def _after(one: OnTheWay, lease: uuid.UUID, now: dt.datetime) -> list[Sending]:
    """Say what became of them. Those that go on to the next way come back."""
    outcomes = one.outcomes.result()
    failpoints.reached("after_send")
    said: dict[int, list[Outcome]] = defaultdict(list)
    for job, outcome in zip(one.jobs, outcomes, strict=True):
        said[job.notice].append(outcome)
    _note(one.way, one.jobs, outcomes, now)
    failpoints.reached("after_note")
    return _settle(one.batch, said, lease, now)


def _ready(way: str, batch: list[Sending], lease: uuid.UUID, now: dt.datetime) -> tuple[list[Sending], list[Job]]:
    """Those whose message can be written, and the jobs. One that cannot is dead and blocks nobody."""
    ready, jobs = [], []
    for one in batch:
        try:
            jobs += _jobs(way, one, now)
            ready.append(one)
        except BROKEN as error:
            log.error("notice %s cannot be written: %s", one.notice.notice_id, type(error).__name__)
            leasing.close(lease, [one.notice.pk], State.DEAD, type(error).__name__)
    return ready, jobs


def _jobs(way: str, one: Sending, now: dt.datetime) -> list[Job]:
    def message(phone: int | None = None) -> Message:
        words = one.preferences.show_words and way == channels.PUSH
        zone, urgent = one.person.time_zone, one.is_medicine
        return message_of(one.notice, one.rows, zone=zone, tag=one.tag, show_words=words, urgent=urgent, now=now, subscription=phone)

    if way == channels.PUSH:
        return [Job(one.notice.pk, message(phone.pk), Address(phone.endpoint, phone.p256dh, phone.auth), phone.pk) for phone in one.phones]
    to = str(one.person.email) if way == channels.EMAIL else one.preferences.phone_number
    return [Job(one.notice.pk, message(), Address(to))]


def _note(way: str, jobs: Sequence[Job], outcomes: Sequence[Outcome], now: dt.datetime) -> None:
    """The ledger's rows, and which phones are gone."""
    tried = [(job, outcome) for job, outcome in zip(jobs, outcomes, strict=True) if outcome.kind != "unsent"]
    phones = {job.subscription for job, _outcome in tried if job.subscription is not None}
    with transaction.atomic():  # an account or a phone may have been taken away meanwhile
        there = set(Notice.objects.select_for_update().filter(pk__among={job.notice for job, _outcome in tried}).values_list("pk", flat=True))
        here = set(PushSubscription.objects.select_for_update().filter(pk__among=phones).values_list("pk", flat=True)) if phones else set()
        bulk.insert(Delivery, [_delivery(way, job, outcome, here, now) for job, outcome in tried if job.notice in there])
    sent = {job.subscription for job, outcome in tried if outcome.kind == "sent" and job.subscription}
    gone = {job.subscription for job, outcome in tried if outcome.kind == "gone" and job.subscription}
    PushSubscription.objects.filter(pk__among=sent).update(last_sent_at=now)
    if gone:
        PushSubscription.objects.filter(pk__among=gone, gone_at=None).update(gone_at=now)


def _delivery(way: str, job: Job, outcome: Outcome, here: set[int], now: dt.datetime) -> dict[str, object]:
    phone = job.subscription if job.subscription in here else None
    return {"notice_id": job.notice, "subscription_id": phone, "transport": way, "outcome": outcome.kind, "code": outcome.code, "sent_at": now}


def _settle(batch: list[Sending], said: Mapping[int, list[Outcome]], lease: uuid.UUID, now: dt.datetime) -> list[Sending]:
    """Sent when one address took it. Passing trouble is tried again, by the next way after the last try; lasting trouble goes on at once."""
    sent, unsent, onward = [], [], []
    for one in batch:
        found = said[one.notice.pk]
        kinds_of = {outcome.kind for outcome in found}
        if "sent" in kinds_of:
            sent.append(one.notice.pk)
        elif "unsent" in kinds_of:
            unsent.append(one.notice.pk)
        elif "retry" in kinds_of and one.notice.tries < leasing.MOST_TRIES:
            worst = max((o for o in found if o.kind == "retry"), key=lambda o: o.retry_after or 0.0)
            leasing.try_again(lease, one.notice, worst.retry_after, worst.code, now)
        elif one.sent_at:
            leasing.close_sent(lease, [one.notice.pk], one.sent_at)
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
    leasing.close(lease, [one.notice.pk], State.NO_CHANNEL if gone else State.DEAD, "gone" if gone else reason)
    if not gone:
        log.error("notice %s is dead after %s tries: %s", one.notice.notice_id, one.notice.tries, reason)
