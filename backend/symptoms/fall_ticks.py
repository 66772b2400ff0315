"""The tick of a fall that is taken back goes with it, when nothing else of that day says that she fell. js/fall-tick.js does the same."""

import datetime as dt
import uuid
from collections.abc import Collection

from backend.patients.models import Patient
from backend.symptoms import safety
from backend.symptoms.envelopes import HELPER
from backend.symptoms.folding import day_tick_ids
from backend.symptoms.safety_reading import in_time

TICK = "fell"


def tick_goes(patient: Patient, day: dt.date, gone: uuid.UUID | None, filled_by: str) -> bool:
    """`gone`: the moment that is taken back; None: the log's own tick. Ask before it is kept. A helper never takes back what she said."""
    if filled_by in HELPER:
        return False
    besides = {gone} if gone else set(day_tick_ids(patient.user.account, day))
    if patient.moments.filter(kind="fall", date=day).exclude(moment_id__in=besides).exists():
        return False
    rows = sorted(patient.safety_answers.filter(date=day, item__in=(TICK, *safety.ASKS[TICK])), key=in_time)
    if any(row.item != TICK and row.answer == "yes" for row in rows):
        return False
    return 0 < _yeses([row.answer for row in rows if row.item == TICK]) <= _falls(patient, day)


def _yeses(answers: Collection[str]) -> int:
    """Since the last "no"."""
    count = 0
    for answer in answers:
        count = count + 1 if answer == "yes" else 0
    return count


def _falls(patient: Patient, day: dt.date) -> int:
    """How many falls of this day there ever were: each has one tick. One more is of the safety list, and stands by itself."""
    said = patient.revisions.filter(date=day)
    moments = set(said.filter(kind="moment", fields__kind="fall").values_list("moment_id", flat=True))
    in_log = said.filter(kind="diary", fields__tripped="fall").exists()
    return len(moments - set(day_tick_ids(patient.user.account, day))) + int(in_log)
