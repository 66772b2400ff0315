"""Two falls in a week: the same-day card, which Today shows by itself (clinical-facts section 4, list B)."""

import datetime as dt
from collections.abc import Iterable
from itertools import pairwise

from backend.patients.models import Patient
from backend.symptoms.counts import dates_of
from backend.symptoms.reading import moment_points

WEEK = dt.timedelta(days=7)


def is_often(falls: Iterable[dt.date], today: dt.date) -> bool:
    """Whether 2 falls lie within 7 days of which the later one is of the last 7 days [GK]. js/falls.js says the same."""
    return any(later - earlier < WEEK and today - later < WEEK for earlier, later in pairwise(sorted(day for day in falls if day <= today)))


def fell_often(patient: Patient, today: dt.date) -> bool:
    first = today - 2 * WEEK
    return is_often(dates_of(moment_points(patient, first, today), "fall", first, today), today)
