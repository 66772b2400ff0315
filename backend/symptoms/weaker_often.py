"""Weaker on 3 of 5 days: the same-day card, which Today shows where no log has: a day came late, or from another phone (people.md 1)."""

import datetime as dt
from collections.abc import Collection

from django.db.models import Q

from backend.patients.models import Patient
from backend.symptoms.safety_reading import OF_DAYS, OFTEN, QUIET_DAYS


def is_often(weaker: Collection[dt.date], shown: Collection[dt.date], today: dt.date) -> bool:
    """
    Whether one leg was weaker on 3 of 5 days of which the last is of the last 7, and no log has shown the card within 7 days of
    that one [CS]. js/weaker-often.js says the same.
    """
    ends = [day for day in weaker if 0 <= (today - day).days < QUIET_DAYS and sum(0 <= (day - other).days < OF_DAYS for other in weaker) >= OFTEN]
    return any(all(abs((end - day).days) >= QUIET_DAYS for day in shown) for end in ends)


def shown_on(patient: Patient, today: dt.date) -> list[dt.date]:
    """The days of the log that showed the card and still count."""
    answers = patient.safety_answers.filter(item="weaker_often", date__gt=today - dt.timedelta(days=2 * QUIET_DAYS))
    return sorted(set(answers.values_list("date", flat=True)))


def was_often_weaker(patient: Patient, today: dt.date, shown: Collection[dt.date]) -> bool:
    first = today - dt.timedelta(days=QUIET_DAYS + OF_DAYS - 2)
    either = Q(strength_left="weaker") | Q(strength_right="weaker")
    rows = list(patient.days.filter(either, date__range=(first, today)).values_list("date", "strength_left", "strength_right"))
    legs = ({date for date, *legs in rows if legs[side] == "weaker"} for side in (0, 1))
    return any(is_often(weaker, shown, today) for weaker in legs)
