"""The lines of the clinic's lists, worked out of a reading. No queries."""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.safestring import SafeString

from backend.patients.models import Enrolment
from backend.sharing import words
from backend.sharing.extras import NOTHING_URGENT, Urgent
from backend.sharing.models import Grant, Scope
from backend.sharing.reading import Reading
from backend.symptoms import change, charts, counts
from backend.symptoms.change import Comparison


@dataclass(frozen=True, slots=True)
class Identity:
    """What stands on every page about a patient."""

    name: str
    birth_date: dt.date | None
    clinic_number: str

    def sought(self) -> dict[str, Any]:
        return {"name": self.name, "birth_date": self.birth_date, "clinic_number": self.clinic_number}


@dataclass(frozen=True, slots=True)
class Row:
    """One patient in the clinician's list. `comparison` is None when the diary is not shared."""

    grant: Grant
    identity: Identity
    today: dt.date
    last_entry: dt.date | None
    comparison: Comparison | None
    pains: Mapping[dt.date, int] = field(default_factory=dict)
    looked_at: dt.datetime | None = None
    news: tuple[tuple[str, str], ...] = field(default=())

    @property
    def change(self) -> str:
        return words.change(self.comparison) if self.comparison else ""

    @property
    def mean(self) -> str:
        """`4.3`, or nothing when fewer than 4 of the last 7 days have a pain."""
        return change.one_decimal(mean) if self.comparison and (mean := self.comparison.now.mean) is not None else ""

    @property
    def spark(self) -> SafeString:
        return charts.sparkline(self.pains, today=self.today)


@dataclass(frozen=True, slots=True)
class Enrolled:
    """One name in the coordinator's list."""

    enrolment: Enrolment
    identity: Identity
    user: Any

    @property
    def pk(self) -> uuid.UUID:
        return self.enrolment.pk


def identity(person: Any) -> Identity:
    """Of a grant that viewing.py annotated with its clinic number, or of a row that has one."""
    if isinstance(person, Enrolled):
        return person.identity
    return Identity(person.patient.name, person.patient.birth_date, getattr(person, "clinic_number", ""))


def enrolled(enrolment: Enrolment) -> Enrolled:
    patient = enrolment.patient
    return Enrolled(enrolment, Identity(patient.name, patient.birth_date, enrolment.clinic_number), patient.user)


def row(reading: Reading, looked_at: dt.datetime | None, touched: Mapping[dt.date, set[str]], today: dt.date, urgent: Urgent = NOTHING_URGENT) -> Row:
    """`touched`: per date the fields that arrived since the last look; `urgent`: the safety answers since then."""
    pains = {day.date: int(pain) for day in reading.days if (pain := day.values.get("pain_avg")) is not None}
    shown = reading.grant.allows(Scope.DIARY)
    return Row(
        grant=reading.grant,
        identity=identity(reading.grant),
        today=today,
        last_entry=max((day.date for day in reading.days if day.date <= today), default=None),
        comparison=_comparison(pains, today) if shown else None,
        pains=pains,
        looked_at=looked_at,
        news=(*_urgent(urgent), *(_news(reading, touched) if looked_at else ())),
    )


def _comparison(pains: Mapping[dt.date, int], today: dt.date) -> Comparison:
    now = change.window(pains, today)
    return change.compare(change.baseline(pains, today), now) if pains else Comparison("empty", None, now)


def _urgent(urgent: Urgent) -> tuple[tuple[str, str], ...]:
    """The emergency first; whether help came belongs to the worst of them."""
    said = [("emergency", words.emergency(urgent.emergency))] if urgent.emergency else []
    if urgent.same_day:
        said.append(("attention", words.same_day(urgent.same_day)))
    if said and urgent.waiting:
        said[0] = (said[0][0], words.not_helped(said[0][1]))
    return tuple(said)


def _news(reading: Reading, touched: Mapping[dt.date, set[str]]) -> tuple[tuple[str, str], ...]:
    """(kind, words): what came in since the last look; what needs attention first."""
    new = [day for day in reading.days if "new" in touched.get(day.date, ()) and day.point().new == "something"]
    falls = [m for m in counts.once(reading.moment_points()) if m.kind == "fall" and "moment" in touched.get(m.date, ())]
    said = []
    if new:
        said.append(("attention", words.something_new(len(new))))
    if falls:
        said.append(("attention", words.falls(len(falls))))
    if touched:
        said.append(("plain", words.days_changed(len(touched))))
    return tuple(said)
