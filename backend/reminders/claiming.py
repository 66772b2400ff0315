"""Claiming what is due: rows first, then a message to the broker, which may lose it. A repeat, a second dispatcher or a kill changes nothing.

Each batch makes the occurrences and the notices of what is due, moves the reminders on, commits, and only then hands the
notices' ids to a carrier: a Celery message, or the same process (`manage.py dispatch --loop`).
"""

import datetime as dt
import logging
import uuid
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.db import connection, transaction
from django.db.models import Q

from backend.reminders import dispatch_sql, failpoints, planning, schedule
from backend.reminders.models import Notice, Occurrence
from backend.reminders.planning import Event, Group
from backend.reminders.schedule import Due, Rule

log = logging.getLogger(__name__)
AT_ONCE = 1000
FIRST = 200
"""So many are claimed before it is known that there is a burst, which two share."""
CATCH_UP = 100
"""Events of one reminder in one batch: after a long outage the next batch goes on from there."""
POISON_WAIT = dt.timedelta(hours=1)
Carrier = Callable[[list[int]], None]


@dataclass(frozen=True, slots=True)
class Claimed:
    notice_ids: list[int]
    more: bool


def claim_all(now: dt.datetime, carry: Carrier, *, limit: int = AT_ONCE, until: Callable[[], bool] = lambda: False) -> int:
    """Batch by batch until nothing is due, or `until` says stop. How many messages there are to send.

    A burst is claimed by two, each with its own half of the people, so that nobody's reminders of one minute are told apart:
    one thinks while the other waits for the database. `carry` is then called by both.
    """
    if until():
        return 0
    first = claim_due(now, carry, limit=min(limit, FIRST))
    found = len(first.notice_ids)
    rest = partial(_claim_rest, now, carry, limit, until)
    if not first.more:
        return found
    if not dispatch_sql.can_share():
        return found + rest(dispatch_sql.EVERYBODY)
    mine, others = dispatch_sql.HALVES
    with ThreadPoolExecutor(1, "claim") as beside:
        helped = beside.submit(_on_its_own_connection, partial(rest, others))
        return found + rest(mine) + helped.result()


def _claim_rest(now: dt.datetime, carry: Carrier, limit: int, until: Callable[[], bool], among: Q) -> int:
    found = 0
    while not until():
        claimed = claim_due(now, carry, limit=limit, among=among)
        found += len(claimed.notice_ids)
        if not claimed.more:
            break
    return found


def _on_its_own_connection(work: Callable[[], int]) -> int:
    try:
        return work()
    finally:
        connection.close()


def claim_due(now: dt.datetime, carry: Carrier, *, limit: int = AT_ONCE, among: Q = dispatch_sql.EVERYBODY) -> Claimed:
    """One batch. `carry` gets the ids after the commit, a thousand at most at a time."""
    with transaction.atomic():
        rows, full = dispatch_sql.lock_due(now, limit, among)
        if not rows:
            return Claimed([], more=False)
        events, moved = _walk(rows, now)
        ids = _store(events, now)
        dispatch_sql.move_next(moved)
        transaction.on_commit(lambda: hand_over(ids, carry))
        failpoints.reached("before_commit")
    return Claimed(ids, more=full or any(row["next_due_at"] and row["next_due_at"] <= now for row in moved))


def hand_over(ids: Sequence[int], carry: Carrier) -> None:
    failpoints.reached("after_claim")
    for start in range(0, len(ids), AT_ONCE):
        carry(list(ids[start : start + AT_ONCE]))


def _walk(rows: Iterable[dict[str, Any]], now: dt.datetime) -> tuple[list[Event], list[dict[str, Any]]]:
    """What each reminder has due until now, and where it stands then."""
    events: list[Event] = []
    moved = []
    for row in rows:
        try:
            found, following = _due_of(row, now)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            log.error("reminder %s cannot be read: %s", row["id"], type(error).__name__)
            moved.append(_next(row, None) | {"next_due_at": now + POISON_WAIT, "next_date": row["next_date"], "next_slot": row["next_slot"]})
            continue
        events += [Event.of(row, due) for due in found]
        moved.append(_next(row, following))
    return events, moved


def _due_of(row: dict[str, Any], now: dt.datetime) -> tuple[list[Due], Due | None]:
    rule, tz = Rule.stored(row["rule"]), row["time_zone"]
    key: schedule.Key = (row["next_date"], row["next_slot"]) if row["next_sequence"] is None else row["next_sequence"]
    due = schedule.due_of(rule, key, tz) or schedule.next_due(rule, row["next_due_at"] - schedule.TICK, tz)
    found: list[Due] = []
    while due and due.at <= now and len(found) < CATCH_UP:
        found.append(due)
        due = schedule.next_due(rule, due.at, tz, behind=due.key)
    return found, due


def _next(row: dict[str, Any], due: Due | None) -> dict[str, Any]:
    if due is None:
        return {"id": row["id"], "next_due_at": None, "next_date": None, "next_slot": "", "next_sequence": None}
    return {"id": row["id"], "next_due_at": due.at, "next_date": due.date, "next_slot": due.slot, "next_sequence": due.sequence}


def _store(events: list[Event], now: dt.datetime) -> list[int]:
    """Occurrences and notices. The ids of the notices that wait to be sent at once."""
    known = dispatch_sql.known_occurrences([event.occurrence_id for event in events])
    # Answered before it was due, or told already (an edit, a flight): nothing is told again.
    events = [event for event in events if known.get(event.occurrence_id, True)]
    if not events:
        return []
    groups = planning.grouped(events, now)
    _tell(groups, now)
    same = {"snooze": 0, "answer": "", "reason": "", "late_note": False, "created_at": now}
    new = [_occurrence(event, group.notice) for group in groups for event in group.events if event.occurrence_id not in known]
    dispatch_sql.insert_occurrences(new, same)
    for group in groups if known else ():
        if again := [event.occurrence_id for event in group.events if event.occurrence_id in known]:
            Occurrence.objects.filter(occurrence_id__in=again).update(notice_id=group.notice, cancelled_at=None)
    planning.tell_late({group.patient_id for group in groups if group.state == Notice.State.TOO_LATE}, now)
    return [group.notice for group in groups if group.state == Notice.State.WAITING and group.send_at <= now]


def _tell(groups: list[Group], now: dt.datetime) -> None:
    """Each group gets its notice, made or found."""
    rows = {uuid.uuid4(): group for group in groups}
    same = {"channel": Notice.Channel.FIRST.value, "tries": 0, "created_at": now}
    made = dispatch_sql.insert_notices([group.as_row(public) for public, group in rows.items()], same)
    for public, pk in made.items():
        rows[public].notice = pk
    if left := [group for group in groups if not group.notice]:
        _join(left, now)


def _join(groups: list[Group], now: dt.datetime) -> None:
    """Groups whose minute has a notice already: they join it. One that was sent goes out once more, in its own place on the phone."""
    found = Notice.objects.filter(channel=Notice.Channel.FIRST, patient__in={g.patient_id for g in groups}, due_at__in={g.minute for g in groups})
    ids = {(notice.patient_id, notice.due_at): notice.pk for notice in found}
    for group in groups:
        group.notice = ids[group.key]
    again = [group.notice for group in groups if group.state == Notice.State.WAITING]
    # Also one that is being sent in this moment, without them: whoever sends it loses the lease, and it goes out once more.
    closed = (Notice.State.SENT, Notice.State.SHOWN, Notice.State.CANCELLED, Notice.State.SENDING)
    begun = {"state": Notice.State.WAITING, "tries": 0, "send_at": now, "reason": "", "lease": None, "lease_until": None}
    Notice.objects.filter(pk__in=again, state__in=closed).update(**begun)
    sooner: dict[dt.datetime, list[int]] = {}  # one statement for all that are too late at the same time
    for group in groups:
        if group.has_medicine:
            sooner.setdefault(group.late_at, []).append(group.notice)
    for late_at, joined in sooner.items():
        Notice.objects.filter(pk__in=joined, late_at__gt=late_at).update(late_at=late_at)


def _occurrence(event: Event, notice_id: int) -> dict[str, Any]:
    row, due = event.row, event.due
    return {
        "occurrence_id": event.occurrence_id,
        "reminder_id": row["id"],
        "patient_id": row["patient_id"],
        "notice_id": notice_id,
        "kind": row["kind"],
        "about": row["about"],
        "local_date": due.date,
        "slot": due.slot,
        "sequence": due.sequence,
        "due_at": due.at,
        "slot_words": due.at_words,
        "words": dict(due.words),
    }
