"""Rough day: the verbs behind the one button on Today."""

import datetime as dt
import uuid
from typing import Any

from backend.common.localtime import format_stamp, stamp_of
from backend.patients.models import Patient
from backend.symptoms import services
from backend.symptoms.log_form import helper
from backend.symptoms.moments import FLARE, rough_days


def start_rough_day(patient: Patient, now: dt.datetime, filled_by: str = "") -> uuid.UUID:
    """Mark a flare for today; until the next 6:00 in her zone only medicines remind. Asked twice, there is one."""
    held = next(rough_days(patient, now), None)
    if held:
        return held[0]
    moment_id = uuid.uuid4()
    _say(patient, moment_id, patient.today(now), {"kind": FLARE, "rough": True}, now, filled_by)
    return moment_id


def end_rough_day(patient: Patient, now: dt.datetime) -> None:
    """Take back what still keeps quiet: the flare too."""
    for moment_id, _until in list(rough_days(patient, now)):
        moment = patient.moments.get(moment_id=moment_id)
        _say(patient, moment_id, moment.date, {"kind": None, "rough": False}, now)


def _say(patient: Patient, moment_id: uuid.UUID, date: dt.date, fields: dict[str, Any], now: dt.datetime, filled_by: str = "") -> None:
    body = {"moment": str(moment_id), "date": date.isoformat(), "fields": fields} | helper(filled_by)
    item = {"id": str(uuid.uuid4()), "kind": "moment", "stamp": format_stamp(stamp_of(now)), "tz": patient.time_zone, "schema": 1, "body": body}
    services.record_envelopes(patient, patient.user, [item], now=now)
