"""Days for the tests of sharing, recorded as a phone would."""

import datetime as dt
import itertools
from typing import Any

from backend.patients.models import Patient
from backend.symptoms.services import record_envelopes
from tests import factories

_later = itertools.count()
WHOLE = {"pain_avg": 6, "strength_left": "weaker", "numbness": "more", "new": "something", "sleep": 4, "note": "canary-note"}


def log(patient: Patient, date: dt.date, **fields: Any) -> None:
    """One envelope, stamped at 9 in the morning of its day, each a little later than the one before; or now for today."""
    morning = dt.datetime.combine(date, dt.time(9), tzinfo=dt.UTC) + dt.timedelta(milliseconds=next(_later))
    at = min(morning, dt.datetime.now(dt.UTC))
    record(patient, factories.envelope(date, fields or WHOLE, at=at))


def fall(patient: Patient, date: dt.date, note: str = "canary-fall") -> None:
    record(patient, factories.moment(date, {"kind": "fall", "note": note}))


def log_days(patient: Patient, count: int, **fields: Any) -> None:
    """The last `count` days, today included."""
    for back in range(count):
        log(patient, patient.today() - dt.timedelta(days=back), **fields)


def record(patient: Patient, envelope: dict[str, Any], by: Any = "self") -> None:
    results = record_envelopes(patient, patient.user, [envelope], by=by).results
    assert [result.code for result in results] == ["stored"]
