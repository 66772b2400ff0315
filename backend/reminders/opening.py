"""What of a slice is still to be sent, asked just before it is: one question to each table and each kind, whatever its size."""

import datetime as dt
import logging
import uuid
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

from django.conf import settings
from django.db.models import Q

from backend.patients.models import Patient
from backend.reminders import channels, kinds, leasing, planning, reading, wishing
from backend.reminders.kinds import ANSWERED
from backend.reminders.models import Delivery, Notice, Occurrence, Preferences, PushSubscription, Reminder
from backend.reminders.rows import PERSON, About, AnyNotice, AnyOccurrence, Person, Phone

log = logging.getLogger(__name__)
Channel, State = Notice.Channel, Notice.State
BROKEN = (ValueError, TypeError, KeyError, AttributeError, LookupError)
HURRY = dt.timedelta(minutes=15)
"""So long it may take on its way without being asked about quiet hours once more."""
AGAIN = (Channel.FALLBACK, Channel.REPEAT)


@dataclass(slots=True, eq=False)
class Sending:
    """One notice on its way: what it is about, the ways that are left, what the last one said."""

    notice: AnyNotice
    person: Person
    rows: Sequence[AnyOccurrence]
    preferences: Preferences
    phones: list[Phone]
    tag: str
    sent_at: dt.datetime | None = None
    """When an earlier try, whose end was never noted, brought it to one of her phones."""
    ways: list[str] = field(default_factory=list)
    is_medicine: bool = field(init=False)

    def __post_init__(self) -> None:
        self.is_medicine = self.notice.channel == Channel.TEST or any(kinds.is_medicine(kind) for kind in {row.kind for row in self.rows})


def still_to_send(lease: uuid.UUID, notices: Sequence[AnyNotice], now: dt.datetime) -> list[Sending]:
    """The notices with what they need; those that are not to be sent are closed here."""
    rows = Patient.objects.filter(pk__among={notice.patient_id for notice in notices}).values_list(*PERSON)
    people = {row[0]: Person(*row) for row in rows}
    notices = [notice for notice in notices if notice.patient_id in people]  # an account may be gone in between
    preferences = wishing.of_people(people)
    phones: dict[uuid.UUID, list[Phone]] = defaultdict(list)
    for row in PushSubscription.objects.filter(patient__among=people, gone_at=None).values_list(*Phone._fields):
        phones[row[1]].append(Phone(*row))
    about, tags, done = _about(notices), _tags(notices), _already(notices)
    open_now, closed = [], defaultdict(list)
    for notice in notices:
        had = done.get(notice.pk, {})
        left = [phone for phone in phones[notice.patient_id] if phone.pk not in had]
        who, sent_at = notice.patient_id, min(had.values(), default=None)
        one = Sending(notice, people[who], about[notice.pk], preferences[who], left, tags[notice.pk], sent_at)
        if one.sent_at and not left:
            leasing.close_sent(lease, [notice.pk], one.sent_at)
            continue
        end = _end_of(one, now)
        if end is None:
            open_now.append(one)
        elif end == (State.WAITING, ""):
            leasing.put_back(lease, [notice.pk], _quiet_until(one, now) or now)
        else:
            closed[end].append(notice)
    for (state, reason), gone in closed.items():
        leasing.close(lease, [notice.pk for notice in gone], state, reason)
    late = [notice for (state, _reason), gone in closed.items() if state == State.TOO_LATE for notice in gone]
    planning.tell_late({notice.patient_id for notice in late if notice.channel == Channel.FIRST}, now)
    return open_now


def _about(notices: Sequence[AnyNotice]) -> Mapping[int, Sequence[AnyOccurrence]]:
    """Notice → those of its occurrences that are still wanted, each kind asked once."""
    digests = [notice for notice in notices if notice.channel == Channel.DIGEST]
    late = planning.too_late_since({n.patient_id for n in digests}, min(n.due_at for n in digests) - dt.timedelta(days=1)) if digests else {}
    about = _rows(notices)
    stopped = _stopped({row.reminder_id for rows in about.values() for row in rows})
    by_kind: dict[str, list[int]] = defaultdict(list)
    for rows in about.values():
        for row in rows:
            if not row.answer and row.cancelled_at is None and row.reminder_id not in stopped:
                by_kind[row.kind].append(row.pk)
    wanted = {pk for kind, ids in by_kind.items() if kinds.known(kind) for pk in _still_wanted(kind, ids)}
    wanted -= _told_by_snooze([row.pk for rows in about.values() for row in rows if row.pk in wanted and row.snooze])
    found: dict[int, Sequence[AnyOccurrence]] = {
        notice.pk: [row for row in about[notice.pk] if row.pk in wanted and _belongs(row, notice)] for notice in notices
    }
    return found | {notice.pk: late.get(notice.patient_id, []) for notice in digests}


def _still_wanted(kind: str, ids: list[int]) -> Collection[int]:
    """A mistake in the app of a kind must not silence reminders: the message names a time and nothing more."""
    try:
        return kinds.of(kind).still_wanted(ids)
    except BROKEN as error:
        log.error("kind %s cannot say what is still wanted: %s", kind, type(error).__name__)
        return ids


def _rows(notices: Sequence[AnyNotice]) -> dict[int, list[About]]:
    sources = reading.sources_of(notices)
    held: dict[int | None, list[About]] = defaultdict(list)
    for row in Occurrence.objects.filter(notice__among=set(sources.values())).order_by("due_at", "pk").values_list(*About._fields):
        held[row[1]].append(About._make(row))
    return {pk: held[source] for pk, source in sources.items()}


def _belongs(row: AnyOccurrence, notice: AnyNotice) -> bool:
    """A repeat is only about what is repeated."""
    return notice.channel != Channel.REPEAT or kinds.of(row.kind).repeats


def _stopped(reminders: Collection[uuid.UUID]) -> set[uuid.UUID]:
    """Those of them that are paused or have ended."""
    standing = Q(paused_at=None, ended_at=None)
    return set(Reminder.objects.filter(~standing, pk__among=reminders).values_list("pk", flat=True))


def _told_by_snooze(ids: Collection[int]) -> set[int]:
    """Of doses that were put off: those taken or skipped meanwhile, or whose "later" was taken back."""
    gone = set()
    for row in Occurrence.objects.filter(pk__among=ids) if ids else ():
        before = [one for one in reading.chain_of(row) if one.pk != row.pk]
        if any(one.answer in ANSWERED for one in before) or not any(one.snooze == row.snooze - 1 and one.answer == "later" for one in before):
            gone.add(row.pk)
    return gone


def _tags(notices: Sequence[AnyNotice]) -> dict[int, str]:
    """A second message takes the place of the first on the phone: it has its tag."""
    firsts = {(n.patient_id, n.due_at): n.notice_id.hex for n in reading.first_of([n for n in notices if n.channel in AGAIN])}
    return {n.pk: firsts.get((n.patient_id, n.due_at), n.notice_id.hex) if n.channel in AGAIN else n.notice_id.hex for n in notices}


def _already(notices: Sequence[AnyNotice]) -> dict[int, dict[int, dt.datetime]]:
    """Notice → the browsers that an earlier try reached as far as their push service, and when."""
    tried = [notice.pk for notice in notices if notice.tries > 1]
    rows = Delivery.objects.filter(notice__in=tried, outcome="sent").exclude(subscription=None) if tried else ()
    found: dict[int, dict[int, dt.datetime]] = defaultdict(dict)
    for row in rows:
        found[row.notice_id][row.subscription_id or 0] = row.sent_at
    return found


def _end_of(one: Sending, now: dt.datetime) -> tuple[str, str] | None:
    """(state, why) of a notice that is not to be sent; None: send it, by `one.ways`."""
    notice, person = one.notice, one.person
    if person.closing_since or not person.is_active:
        return State.CANCELLED, "closing"
    if not one.rows and notice.channel != Channel.TEST:
        return State.CANCELLED, Notice.NOT_WANTED
    if notice.late_at <= now:
        return State.TOO_LATE, "late"
    if notice.tries > leasing.MOST_TRIES:
        return State.DEAD, notice.reason or "tries"
    if not one.is_medicine and (end := _quiet_until(one, now)):
        too_late = (State.CANCELLED, "quiet") if end == person.quiet_until else (State.TOO_LATE, "late")
        return (State.WAITING, "") if end < notice.late_at else too_late
    one.ways = _ways(one, now)
    return None if one.ways else (State.NO_CHANNEL, "no way")


def _quiet_until(one: Sending, now: dt.datetime) -> dt.datetime | None:
    """Of what is no medicine: after a rough day, and after quiet hours that began while it waited. What she chose for the night stays."""
    person, wanted, due = one.person, one.preferences, one.notice.due_at
    ends = [person.quiet_until if person.quiet_until and person.quiet_until > now else None]
    is_chosen = any(planning.minute_of(row.due_at) == due for row in one.rows)  # and not moved to a minute that another zone has at night
    if now - due >= HURRY * is_chosen and not (is_chosen and channels.quiet_end(due, wanted.quiet_from, wanted.quiet_to, person.time_zone)):
        ends.append(channels.quiet_end(now, wanted.quiet_from, wanted.quiet_to, person.time_zone))
    return max((end for end in ends if end), default=None)


def _ways(one: Sending, now: dt.datetime) -> list[str]:
    wanted, person = one.preferences, one.person
    quiet = wanted.sms and channels.quiet_end(now, wanted.quiet_from, wanted.quiet_to, person.time_zone) is not None  # asked of an SMS alone
    wishes = wishing.wishes(wanted, person.email, len(one.phones))
    found = channels.ways(wishes, medicine=one.is_medicine, quiet=quiet, gateway=bool(settings.SMS_URL))
    return [way for way in found if way != channels.PUSH] if one.notice.channel == Channel.FALLBACK else found
