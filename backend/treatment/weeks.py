"""What became of the doses of the last weeks, medicine by medicine: what was due and told, never what a pause left out."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from backend.patients.models import Patient
from backend.reminders import reading as reminders
from backend.reminders.schedule import instant
from backend.treatment import adherence, as_needed
from backend.treatment.kinds import MEDICINE, PATCH_OFF
from backend.treatment.models import Medicine

WEEKS = 4
DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class OfMedicine:
    medicine: Medicine
    words: str
    reasons: str
    weeks: list[adherence.Count]
    """The newest first; empty for a medicine that is taken when needed."""


def weeks_of(patient: Patient, now: dt.datetime, number: int = WEEKS) -> list[OfMedicine]:
    """Each medicine that was due or used in these weeks. The number of queries does not grow with them."""
    today = patient.today(now)
    first = today - (7 * number - 1) * DAY
    doses = _doses(patient, first, today, now)
    start = instant(first, dt.time(), patient.time_zone)
    used = [one for one in as_needed.doses_since(patient, start) if one.taken_at <= now]
    week = instant(today - 6 * DAY, dt.time(), patient.time_zone)
    found = []
    for medicine in patient.medicines.order_by("created_at", "pk"):
        if medicine.form == Medicine.Form.AS_NEEDED:
            times = [one.taken_at for one in used if one.medicine_id == medicine.pk]
            if times:
                found.append(OfMedicine(medicine, adherence.used_in_words(sum(1 for at in times if at >= week)), "", []))
        elif due := _of(medicine, doses):
            counts = adherence.weeks(due, now, today, number)
            found.append(OfMedicine(medicine, adherence.in_words(counts[0]), adherence.reasons_in_words(counts[0]), [one for one in counts if one.due]))
    return found


def _doses(patient: Patient, first: dt.date, today: dt.date, now: dt.datetime) -> list[reminders.Item]:
    """What the reminders made, answered or not, and what is to come. A rule alone says nothing of the past: in a pause nothing was due."""
    start, end = (instant(day, dt.time(), patient.time_zone) for day in (first, today + 2 * DAY))
    made = set(patient.occurrences.filter(due_at__gte=start - DAY, due_at__lt=end, kind__in=(MEDICINE, PATCH_OFF)).values_list("occurrence_id", flat=True))
    return [one for one in reminders.between(patient, start, end, now) if (one.occurrence_id in made or one.due_at > now) and one.kind in (MEDICINE, PATCH_OFF)]


def _of(medicine: Medicine, doses: Iterable[reminders.Item]) -> list[Any]:
    hers = [one for one in doses if one.about == medicine.pk]
    on, off = ([one for one in hers if one.kind == kind] for kind in (MEDICINE, PATCH_OFF))
    return adherence.patches(on, off) if medicine.form == Medicine.Form.PATCH else on
