"""What a grant lets a clinician read: the one place where its dates and scopes are applied.

A field out of scope is absent from `values` and from `visible`: hidden is not none. What is hidden also leaves no trace:
a day on which only hidden fields were touched is not in the reading, and "withdrawn" and "complete" are judged by what shows.

A safety answer is never folded away: a "something" that was changed or taken back stays in `said_something`.
"""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import F, Q, QuerySet

from backend.patients.models import Patient
from backend.sharing.models import Grant, Scope
from backend.symptoms import fields as diary_fields
from backend.symptoms.models import DiaryDay, DiaryRevision, Moment
from backend.symptoms.reading import moment_point
from backend.symptoms.trends import DAY_FIELDS, DayPoint, MomentPoint

Value = int | str | None
Said = Mapping[tuple[uuid.UUID, dt.date], Sequence[dt.datetime]]


def _scope_of(field: diary_fields.Field) -> Scope:
    if field.kind == "text":
        return Scope.NOTES
    return Scope.SAFETY if field.safety else Scope.DIARY


SCOPE_OF = {name: _scope_of(field) for name, field in diary_fields.DIARY.items()}


@dataclass(frozen=True, slots=True)
class ReadMoment:
    moment_id: uuid.UUID
    date: dt.date
    kind: str
    note: str | None


@dataclass(frozen=True, slots=True)
class ReadDay:
    """A diary day as far as the grant shows it."""

    date: dt.date
    values: Mapping[str, Value]
    provenance: str
    complete: bool
    withdrawn: bool
    said_something: tuple[dt.datetime, ...] = ()  # every time that "something" was said, as the clock showed it there

    def point(self) -> DayPoint:
        """For trends.py, which knows no scopes: what is hidden counts as not there. A yes counts, whatever was said after it."""
        known = {**self.values, "provenance": self.provenance, "complete": self.complete, "withdrawn": self.withdrawn}
        if self.said_something:
            known["new"] = "something"
        return DayPoint(self.date, **{name: known.get(name) for name in DAY_FIELDS[1:]})  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class Reading:
    """One grant's days and moments, oldest first."""

    grant: Grant
    visible: frozenset[str]
    days: tuple[ReadDay, ...]
    moments: tuple[ReadMoment, ...]

    @property
    def shows_diary(self) -> bool:
        return self.grant.allows(Scope.DIARY)

    @property
    def shows_safety(self) -> bool:
        return self.grant.allows(Scope.SAFETY)

    @property
    def shows_notes(self) -> bool:
        return self.grant.allows(Scope.NOTES)

    @property
    def since(self) -> dt.date:
        """The first day of which something can be said: the grant's, or that of the diary when all of it is shared."""
        if not self.grant.from_start:
            return self.grant.from_date
        return self.days[0].date if self.days else self.grant.patient.today(self.grant.created_at)

    def points(self) -> list[DayPoint]:
        return [day.point() for day in self.days]

    def moment_points(self) -> list[MomentPoint]:
        account = self.grant.patient.user.account
        return [moment_point(account, moment.moment_id, moment.date, moment.kind) for moment in self.moments]


def visible_fields(grant: Grant) -> frozenset[str]:
    return frozenset(name for name, scope in SCOPE_OF.items() if grant.allows(scope))


def read(grant: Grant, first: dt.date | None = None, last: dt.date | None = None) -> Reading:
    """Everything that `grant` shows, or of it the days `first` to `last`. Three queries."""
    return read_many([grant], first=first, last=last)[grant.pk]


def read_many(grants: Sequence[Grant], *, first: dt.date | None = None, last: dt.date | None = None, brief: bool = False) -> dict[uuid.UUID, Reading]:
    """The readings of many grants in three queries. `brief`: for lists; neither notes nor days that hold no value."""
    days = _between(_rows(DiaryDay.objects.all(), grants), first, last)
    moments = _between(_rows(Moment.objects.exclude(kind=None), grants), first, last).defer("winners")
    shown = _by_grant(days.defer("winners", "note") if brief else days)
    happened = _by_grant(moments)
    said = _said_something(grants, first, last)
    return {grant.pk: _reading(grant, shown.get(grant.pk, ()), happened.get(grant.pk, ()), said, brief) for grant in grants}


def _rows(rows: QuerySet[Any], grants: Sequence[Grant]) -> QuerySet[Any]:
    """Rows inside the dates of `grants`, each with the `grant_id` that lets it be read."""
    shared = Q(patient__grants__until=None) | Q(date__lte=F("patient__grants__until"))
    inside = rows.filter(shared, patient__grants__in=grants, date__gte=F("patient__grants__from_date"))
    return inside.annotate(grant_id=F("patient__grants__pk")).order_by("date", "pk")


def _between(rows: QuerySet[Any], first: dt.date | None, last: dt.date | None) -> QuerySet[Any]:
    if first:
        rows = rows.filter(date__gte=first)
    return rows.filter(date__lte=last) if last else rows


def _said_something(grants: Sequence[Grant], first: dt.date | None, last: dt.date | None) -> Said:
    """Per grant and date, when "something new or worse" was said, oldest first: of the grants that show safety. One query."""
    told = [grant for grant in grants if grant.allows(Scope.SAFETY)]
    revisions = DiaryRevision.objects.filter(kind=DiaryRevision.Kind.DIARY, fields__new="something")
    rows = _between(_rows(revisions, told), first, last).order_by("stamp", "pk")
    found: dict[tuple[uuid.UUID, dt.date], list[dt.datetime]] = {}
    for grant_id, date, stamp, zone in rows.values_list("grant_id", "date", "stamp", "tz"):
        found.setdefault((grant_id, date), []).append(stamp.astimezone(ZoneInfo(zone)))
    return found


def _by_grant(rows: Iterable[Any]) -> dict[uuid.UUID, list[Any]]:
    found: dict[uuid.UUID, list[Any]] = {}
    for row in rows:
        found.setdefault(row.grant_id, []).append(row)
    return found


def _reading(grant: Grant, days: Iterable[DiaryDay], moments: Iterable[Moment], said: Said, brief: bool) -> Reading:
    visible = visible_fields(grant) - ({"note"} if brief else frozenset())
    shown = (_day(day, visible, grant.patient, tuple(said.get((grant.pk, day.date), ())), brief) for day in days)
    happened = [_moment(m, "note" in visible) for m in moments] if grant.allows(Scope.DIARY) else []
    return Reading(grant, visible, tuple(day for day in shown if day), tuple(happened))


def _day(row: DiaryDay, visible: frozenset[str], patient: Patient, said: tuple[dt.datetime, ...], brief: bool) -> ReadDay | None:
    values: dict[str, Value] = {name: getattr(row, name) for name in visible}
    is_empty = all(value is None for value in values.values())
    # A touched field has a winner, also when it was withdrawn; an untouched one has none.
    if is_empty and not said and (brief or not visible & row.winners.keys()):
        return None
    complete = not brief and _is_complete(values, patient)
    # The provenance is that of the pain, so it goes with the diary.
    provenance = row.provenance if "pain_avg" in visible else ""
    return ReadDay(row.date, values, provenance, complete, withdrawn=is_empty, said_something=said)


def _is_complete(values: Mapping[str, Value], patient: Patient) -> bool:
    """Complete as far as it shows: a hidden question is neither answered nor missing."""
    asked = diary_fields.required("left" in patient.legs, "right" in patient.legs)
    groups = [[name for name in group if name in values] for group in asked]
    return any(groups) and all(any(values[name] is not None for name in group) for group in groups if group)


def _moment(row: Moment, shows_note: bool) -> ReadMoment:
    return ReadMoment(row.moment_id, row.date, str(row.kind), row.note if shows_note else None)


def touched_since(grants: Sequence[Grant], looks: Mapping[uuid.UUID, dt.datetime]) -> dict[uuid.UUID, dict[dt.date, set[str]]]:
    """Per grant and date, the shown fields that arrived after its look. A moment counts as the field "moment". One query.

    By arrival and not by stamp: a day that was logged before the look and sent after it is new.
    """
    known = {grant.pk: grant for grant in grants if grant.pk in looks}
    since = min(looks.values(), default=None)
    rows = _rows(DiaryRevision.objects.filter(received_at__gt=since), list(known.values())) if since else ()
    found: dict[uuid.UUID, dict[dt.date, set[str]]] = {}
    for row in rows:
        if row.received_at > looks[row.grant_id] and (names := _shown_names(row, known[row.grant_id])):
            found.setdefault(row.grant_id, {}).setdefault(row.date, set()).update(names)
    return found


def _shown_names(row: DiaryRevision, grant: Grant) -> set[str]:
    if row.kind == DiaryRevision.Kind.MOMENT:
        return {"moment"} if grant.allows(Scope.DIARY) and "kind" in row.fields else set()
    names = set(row.fields) & visible_fields(grant)
    return names | {"moment"} if "tripped" in names else names
