"""What the tick and the sweeper do beside claiming: wake what waited, heal what got lost, tell once more, and say what came too late."""

import datetime as dt
from collections.abc import Iterable

from django.conf import settings
from django.db.models import Min

from backend.reminders import channels, dispatch_sql, kinds, planning, wishing
from backend.reminders.claiming import Carrier, claim_all, hand_over
from backend.reminders.models import Notice, Occurrence, Reminder
from backend.reminders.transports.base import Deadline

Channel, State = Notice.Channel, Notice.State
TICK_S = 4.0
"""A tick claims so long at most: the next one comes after 5 seconds."""
MOST = 5000
FRESH = dt.timedelta(seconds=20)
"""What has waited longer was on its way and got lost: the sweeper asks for it, not every tick."""
LOST = dt.timedelta(seconds=30)
FALLBACK_AFTER = dt.timedelta(minutes=10)
REPEAT_AFTER = dt.timedelta(minutes=15)
LOOK_BACK = dt.timedelta(hours=2)


def _soon(span: dt.timedelta) -> dt.timedelta:
    return span / settings.REMINDERS_FASTER


def tick(carry: Carrier) -> int:
    """Claim what is due and wake what waited for its minute. One query and no lock when there is nothing."""
    now, due, ready = dispatch_sql.look(MOST, FRESH)
    until = Deadline(TICK_S)
    found = claim_all(now, carry, until=lambda: until.passed) if due else 0
    hand_over(ready, carry)
    return found + len(ready)


def sweep(now: dt.datetime, carry: Carrier) -> int:
    """Every half minute: heals a lost message to the broker within 90 seconds, closes what is too late, tells once more."""
    _close_late(now)
    _tell_again(now)
    lost = Notice.objects.filter(state__in=(State.WAITING, State.RETRY), send_at__lte=now - _soon(FRESH), created_at__lt=now - _soon(LOST))
    ids = list(lost.order_by("send_at").values_list("pk", flat=True)[:MOST])
    hand_over(ids, carry)
    return len(ids)


def _close_late(now: dt.datetime) -> None:
    """An hour after it is too late nobody sends it any more, also when no worker ever took it."""
    waiting = Notice.objects.filter(state__in=(State.WAITING, State.RETRY), send_at__lte=now, late_at__lte=now)
    late = list(waiting.values_list("pk", "patient_id", "channel")[:MOST])
    if late:
        Notice.objects.filter(pk__in=[pk for pk, *_ in late], state__in=(State.WAITING, State.RETRY)).update(state=State.TOO_LATE, reason="late")
        planning.tell_late({patient for _pk, patient, channel in late if channel == Channel.FIRST}, now)


def oldest_waiting() -> float:
    """Seconds that the oldest of what is due has waited: to be claimed, or to be sent. 0: nothing waits."""
    now = dispatch_sql.database_now()
    claims = Reminder.objects.filter(next_due_at__lte=now).aggregate(at=Min("next_due_at"))["at"]
    sends = Notice.objects.filter(state__in=(State.WAITING, State.RETRY), send_at__lte=now).aggregate(at=Min("send_at"))["at"]
    return max(((now - at).total_seconds() for at in (claims, sends) if at), default=0.0)


# ---- Once more ------------------------------------------------------------------------------------------------------


def _tell_again(now: dt.datetime) -> None:
    """The next way, when no phone said that it showed the first; else one repeat of a medicine. Two nudges a dose at most."""
    sent = Notice.objects.filter(channel=Channel.FIRST, state__in=(State.SENT, State.SHOWN), late_at__gt=now)
    sent = sent.filter(sent_at__gt=now - LOOK_BACK, sent_at__lte=now - _soon(FALLBACK_AFTER)).select_related("patient__user").order_by("sent_at")
    found = {notice.pk: notice for notice in sent[:MOST]}
    done = _told_again(found.values(), now)
    left = {pk: notice for pk, notice in found.items() if (notice.patient_id, notice.due_at) not in done}
    waits = _unanswered(left)
    _fall_back([left[pk] for pk in waits if left[pk].shown_at is None], now)
    _repeat([left[pk] for pk, rows in waits.items() if any(kinds.of(row.kind).repeats for row in rows)], now)


def _told_again(notices: Iterable[Notice], now: dt.datetime) -> set[tuple[object, dt.datetime]]:
    """(person, minute) of what has its second message."""
    people = {notice.patient_id for notice in notices}
    told = Notice.objects.filter(channel__in=(Channel.FALLBACK, Channel.REPEAT), patient__in=people, due_at__gt=now - dt.timedelta(days=2))
    return set(told.values_list("patient_id", "due_at")) if people else set()


def _unanswered(notices: Iterable[int]) -> dict[int, list[Occurrence]]:
    found: dict[int, list[Occurrence]] = {}
    for row in Occurrence.objects.filter(notice__in=list(notices), answer="", cancelled_at=None, snooze=0):
        found.setdefault(row.notice_id or 0, []).append(row)
    return found


def _fall_back(notices: list[Notice], now: dt.datetime) -> None:
    """Only where a phone that took it has ever said that it shows what it gets; else silence means nothing."""
    sure = Notice.objects.filter(pk__in=[n.pk for n in notices], deliveries__outcome="sent", deliveries__subscription__first_receipt_at__isnull=False)
    known = set(sure.values_list("pk", flat=True))
    preferences = wishing.of_people({n.patient_id for n in notices})
    made = []
    for notice in notices:
        wanted = preferences[notice.patient_id]
        if notice.pk in known and (wanted.email or (wanted.sms and settings.SMS_URL)):
            made.append(_second(notice, Channel.FALLBACK, now))
    Notice.objects.bulk_create(made, ignore_conflicts=True)


def _repeat(notices: list[Notice], now: dt.datetime) -> None:
    """Not at night and within the budget: only the first message of a medicine is exempt."""
    ready = [n for n in notices if n.sent_at and n.sent_at <= now - _soon(REPEAT_AFTER)]
    told = _told_again(ready, now)
    people = {n.patient_id: n.patient for n in ready}
    preferences, spent = wishing.of_people(people), planning.spent_today(people, now) if people else {}
    made = []
    for notice in ready:
        wanted, patient = preferences[notice.patient_id], notice.patient
        quiet = channels.quiet_end(now, wanted.quiet_from, wanted.quiet_to, patient.time_zone) is not None
        over = channels.over_budget(spent.get(patient.pk, 0), wanted.daily_budget)
        if over or quiet or not wanted.repeat_medicines or (notice.patient_id, notice.due_at) in told:
            continue
        made.append(_second(notice, Channel.REPEAT, now))
        spent[patient.pk] = spent.get(patient.pk, 0) + 1
    Notice.objects.bulk_create(made, ignore_conflicts=True)


def _second(notice: Notice, channel: str, now: dt.datetime) -> Notice:
    """Made to wait a moment, so that the next tick finds it: `created_at` lies before `send_at`."""
    return Notice(patient_id=notice.patient_id, due_at=notice.due_at, channel=channel, send_at=now + dt.timedelta(seconds=2), late_at=notice.late_at)
