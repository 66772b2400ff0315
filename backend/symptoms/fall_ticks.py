"""
The tick of a fall that is taken back goes with it, when nothing else of that day says that she fell. By whichever way she takes
it back, the server says so: it alone knows of a tick from a plain form or another phone. js/fall-tick.js does the same for the
phone's own words, first, so that it is said once.
"""

import datetime as dt
import uuid
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from backend.patients.models import Patient
from backend.symptoms import safety
from backend.symptoms.envelopes import Envelope
from backend.symptoms.folding import Standing, day_tick_ids
from backend.symptoms.models import Moment
from backend.symptoms.safety_reading import in_time

TICK = "fell"


def taken_back(patient: Patient, said: Sequence[Envelope], before: Mapping[uuid.UUID, Standing], after: Mapping[uuid.UUID, Moment]) -> list[Envelope]:
    """The answers that go with the falls which her own words have just taken back, stamped as these words. A helper never takes back what she said."""
    made: dict[dt.date, Envelope] = {}
    for key, (day, kind) in before.items():
        if kind != "fall" or after[key].kind == "fall" or day in made:
            continue
        about = [e for e in said if not e.helper and (e.about == key or _is_of_log(patient, e, key, day))]
        if about and tick_goes(patient, day):
            last = max(about, key=lambda e: e.stamp_ms)
            answer = {"item": TICK, "answer": "no", "version": safety.VERSION}
            made[day] = replace(last, id=uuid.uuid5(last.id, TICK), kind="safety", date=day, fields=answer, copied=False, about=None, body_hash="")
    return list(made.values())


def _is_of_log(patient: Patient, e: Envelope, key: uuid.UUID, day: dt.date) -> bool:
    return e.kind == "diary" and e.date == day and "tripped" in e.fields and key in day_tick_ids(patient.user.account, day)


def tick_goes(patient: Patient, day: dt.date) -> bool:
    """Ask after the fall was taken back."""
    if patient.moments.filter(kind="fall", date=day).exists():
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
