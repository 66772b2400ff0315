"""Reads a diary for people: the trend of a patient's own days. (A grant reads through sharing/reading.py.)"""

import datetime as dt
import uuid
from dataclasses import replace

from django.utils.translation import gettext as _

from backend.common.exceptions import DomainError, FieldError
from backend.patients.models import Patient
from backend.symptoms.counts import DAY_FIELDS, DayPoint, MomentPoint
from backend.symptoms.findings import Finding
from backend.symptoms.folding import day_tick_ids
from backend.symptoms.instruments import LEG_JOBS
from backend.symptoms.leg_checks import CheckPoint
from backend.symptoms.sets import ticked
from backend.symptoms.spread import DAYS_NEW, PlaceDay
from backend.symptoms.spread import findings as spread_findings
from backend.symptoms.trends import SPANS, Trend, trend


def asks_any_numbness(patient: Patient) -> bool:
    """Somebody who had no numbness at the start is asked "Any numbness?" in place of less, same, more."""
    return patient.numb_at_start == Patient.Numbness.NO


def day_points(patient: Patient, first: dt.date | None = None, last: dt.date | None = None) -> list[DayPoint]:
    """All days, or those between two dates, oldest first."""
    days = patient.days.order_by("date")
    if first is not None:
        days = days.filter(date__gte=first)
    if last is not None:
        days = days.filter(date__lte=last)
    return [DayPoint(*row) for row in days.values_list(*DAY_FIELDS)]


def moment_points(patient: Patient, first: dt.date | None = None, last: dt.date | None = None) -> list[MomentPoint]:
    moments = patient.moments.exclude(kind=None).order_by("date")
    if first is not None:
        moments = moments.filter(date__gte=first)
    if last is not None:
        moments = moments.filter(date__lte=last)
    account = patient.user.account
    return [moment_point(account, *row) for row in moments.values_list("moment_id", "date", "kind")]


def moment_point(account: uuid.UUID, moment_id: uuid.UUID, date: dt.date, kind: str | None) -> MomentPoint:
    """`account`: of the patient, from whose id and the date the tick's moment has its own."""
    return MomentPoint(date, kind, moment_id in day_tick_ids(account, date))


def check_points(patient: Patient, first: dt.date | None = None, last: dt.date | None = None) -> list[CheckPoint]:
    """The weekly leg checks, oldest first; what was taken back is not among the answers."""
    responses = patient.responses.filter(instrument=LEG_JOBS.code).order_by("date")
    if first is not None:
        responses = responses.filter(date__gte=first)
    if last is not None:
        responses = responses.filter(date__lte=last)
    rows = responses.values_list("date", "winners")
    return [CheckPoint(date, {item: won[0] for item, won in winners.items() if won[0] is not None}) for date, winners in rows]


def own_trend(patient: Patient, span: int, now: dt.datetime | None = None) -> Trend:
    """The trend that the patient sees: of every day that she logged, with the places that are new to her body map."""
    made = trend(
        day_points(patient),
        moment_points(patient),
        today=patient.today(now),
        span=span,
        legs=patient.legs,
        asks_any_numbness=asks_any_numbness(patient),
        checks=check_points(patient),
    )
    after = next((number for number, one in enumerate(made.findings, 1) if one.topic == "numbness"), len(made.findings))
    return replace(made, findings=(*made.findings[:after], *_spread(patient, made.today), *made.findings[after:]))


def place_days(patient: Patient, first: dt.date | None = None, last: dt.date | None = None) -> list[PlaceDay]:
    """The places that are ticked on each day, oldest first."""
    days = patient.days.order_by("date")
    if first is not None:
        days = days.filter(date__gte=first)
    if last is not None:
        days = days.filter(date__lte=last)
    rows = days.values_list("date", "winners")
    return [(date, ticked({name: won[0] for name, won in winners.items()}, "place.")) for date, winners in rows]


def _spread(patient: Patient, today: dt.date) -> list[Finding]:
    """The whole diary is read only when some place was marked in the days that can be new."""
    recent = place_days(patient, today - dt.timedelta(days=DAYS_NEW - 1), today)
    return spread_findings(place_days(patient, last=today), today) if any(names for _day, names in recent) else []


def read_span(text: str | None) -> int:
    """14, 28 or 90; 28 when nothing was asked."""
    if text is None:
        return 28
    if text in {str(span) for span in SPANS}:
        return int(text)
    raise DomainError("invalid", _("Check what you sent."), [FieldError("days", "invalid", _("Choose 14, 28 or 90 days."))])
