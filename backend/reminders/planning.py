"""What is told together, when, and what is not told: quiet hours, the budget of a day, and one message about all that came too late."""

import datetime as dt
import uuid
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from backend.patients.models import Patient
from backend.reminders import channels, kinds, schedule, wishing
from backend.reminders.models import Notice, Occurrence, Preferences
from backend.reminders.schedule import Due

State = Notice.State
MINUTE = dt.timedelta(minutes=1)
DIGEST_EVERY = dt.timedelta(hours=12)
DIGEST_LATE = dt.timedelta(hours=4)


class Event(NamedTuple):
    """One due moment of one reminder. `row`: the reminder as the dispatcher read it."""

    row: dict[str, Any]
    due: Due
    occurrence_id: uuid.UUID
    is_medicine: bool

    @classmethod
    def of(cls, row: dict[str, Any], due: Due) -> "Event":
        return cls(row, due, schedule.occurrence_id(row["id"], due.date, due.slot, 0, due.sequence), kinds.is_medicine(row["kind"]))


@dataclass(slots=True)
class Group:
    """One message to be: all of one person that is told in one minute."""

    patient_id: uuid.UUID
    minute: dt.datetime
    state: str
    send_at: dt.datetime
    late_at: dt.datetime
    events: list[Event] = field(default_factory=list)
    reason: str = ""
    notice: int = 0
    """The number of its row, once there is one."""

    @property
    def has_medicine(self) -> bool:
        return any(event.is_medicine for event in self.events)

    @property
    def key(self) -> tuple[uuid.UUID, dt.datetime]:
        return self.patient_id, self.minute

    def as_row(self, public: uuid.UUID) -> dict[str, Any]:
        return {
            "notice_id": public,
            "patient_id": self.patient_id,
            "due_at": self.minute,
            "state": str(self.state),
            "send_at": self.send_at,
            "late_at": self.late_at,
            "reason": self.reason,
        }


def minute_of(at: dt.datetime) -> dt.datetime:
    return at.replace(second=0, microsecond=0)


def grouped(events: Iterable[Event], now: dt.datetime) -> list[Group]:
    """What is too late apart from what is told; two groups never share a person and a minute."""
    events = list(events)
    wishes = _wishes({event.row["patient_id"] for event in events if not event.is_medicine})
    late: dict[tuple[uuid.UUID, dt.datetime], Group] = {}
    told: dict[tuple[uuid.UUID, dt.datetime], Group] = {}
    for event in events:
        patient, due = event.row["patient_id"], event.due.at
        late_at = kinds.late_at(event.row["kind"], due, event.row["time_zone"])
        if late_at <= now:
            _into(late, Group(patient, minute_of(due), State.TOO_LATE, due, late_at, reason="late"), event)
        else:
            send_at = due if event.is_medicine else _after_quiet(due, late_at, wishes.get(patient))
            _into(told, Group(patient, minute_of(send_at), State.WAITING, send_at, late_at), event)
    for group in told.values():
        while group.key in late:
            group.minute += MINUTE
    _spend(list(told.values()), wishes, now)
    return [*late.values(), *told.values()]


def _into(groups: dict[tuple[uuid.UUID, dt.datetime], Group], group: Group, event: Event) -> None:
    held = groups.setdefault(group.key, group)
    if held is not group:
        held.send_at, held.late_at = min(held.send_at, group.send_at), _late_together(held, group, event)
    held.events.append(event)


def _late_together(held: Group, group: Group, event: Event) -> dt.datetime:
    if held.has_medicine and event.is_medicine:
        return min(held.late_at, group.late_at)
    if held.has_medicine == event.is_medicine:
        return max(held.late_at, group.late_at)
    return group.late_at if event.is_medicine else held.late_at  # told in the medicine's time, or not at all


def _wishes(people: Collection[uuid.UUID]) -> dict[uuid.UUID, tuple[Patient, Preferences]]:
    """Of those who have something due that is not a medicine."""
    if not people:
        return {}
    patients = list(Patient.objects.filter(pk__among=people).only("pk", "time_zone", "quiet_until"))
    preferences = wishing.of_people([patient.pk for patient in patients])
    return {patient.pk: (patient, preferences[patient.pk]) for patient in patients}


def _after_quiet(due: dt.datetime, late_at: dt.datetime, wishes: tuple[Patient, Preferences] | None) -> dt.datetime:
    if wishes is None:
        return due
    patient, wanted = wishes
    return channels.send_at(due, late_at, [channels.quiet_end(due, wanted.quiet_from, wanted.quiet_to, patient.time_zone), patient.quiet_until])


def _spend(groups: list[Group], wishes: dict[uuid.UUID, tuple[Patient, Preferences]], now: dt.datetime) -> None:
    """Messages that are not about medicines are counted; past the budget of her day they are kept in the ledger and not sent."""
    counted = sorted((group for group in groups if not any(event.is_medicine for event in group.events)), key=lambda group: group.minute)
    if not counted:
        return
    spent = spent_today({group.patient_id: wishes[group.patient_id][0] for group in counted if group.patient_id in wishes}, now)
    for group in counted:
        budget = wishes[group.patient_id][1].daily_budget if group.patient_id in wishes else 0
        if channels.over_budget(spent.get(group.patient_id, 0), budget):
            group.state, group.reason = State.CANCELLED, "budget"
        spent[group.patient_id] = spent.get(group.patient_id, 0) + 1


def spent_today(people: dict[uuid.UUID, Patient], now: dt.datetime) -> dict[uuid.UUID, int]:
    """How many messages of each person's today count: those with no medicine in them, and repeats. Two queries."""
    lately = Notice.objects.filter(patient__in=people, due_at__gt=now - dt.timedelta(days=2)).exclude(state__in=(State.CANCELLED, State.TOO_LATE))
    counted = set(lately.filter(channel=Notice.Channel.REPEAT).values_list("pk", "patient_id", "due_at"))
    exempt: set[tuple[int, uuid.UUID, dt.datetime]] = set()
    for pk, patient_id, due_at, kind in lately.filter(channel=Notice.Channel.FIRST).values_list("pk", "patient_id", "due_at", "occurrences__kind"):
        (exempt if kind is None or kinds.is_medicine(kind) else counted).add((pk, patient_id, due_at))
    spent: dict[uuid.UUID, int] = {}
    for _pk, patient_id, due_at in counted - exempt:
        if people[patient_id].today(due_at) == people[patient_id].today(now):
            spent[patient_id] = spent.get(patient_id, 0) + 1
    return spent


# ---- Too late -------------------------------------------------------------------------------------------------------


def tell_late(people: Collection[uuid.UUID], now: dt.datetime) -> None:
    """One message to each of them about all that could not be sent in time, in half a day at most once, and not at night."""
    if not people:
        return
    told = set(Notice.objects.filter(channel=Notice.Channel.DIGEST, patient__in=people, due_at__gt=now - DIGEST_EVERY).values_list("patient_id", flat=True))
    rows = []
    for patient, wanted in _wishes(set(people) - told).values():
        end = channels.quiet_end(now, wanted.quiet_from, wanted.quiet_to, patient.time_zone)
        send_at = max(filter(None, (now, end, patient.quiet_until)))
        rows.append(Notice(patient_id=patient.pk, due_at=minute_of(send_at), channel=Notice.Channel.DIGEST, send_at=send_at, late_at=send_at + DIGEST_LATE))
    Notice.objects.bulk_create(rows, ignore_conflicts=True)


def too_late_since(people: Collection[uuid.UUID], since: dt.datetime) -> dict[uuid.UUID, list[Occurrence]]:
    """What was not sent in time and has no answer, for the one message about it."""
    rows = Occurrence.objects.filter(patient__in=people, notice__state=State.TOO_LATE, due_at__gt=since, answer="", cancelled_at=None)
    found: dict[uuid.UUID, list[Occurrence]] = {}
    for row in rows.order_by("due_at"):
        found.setdefault(row.patient_id, []).append(row)
    return found
