"""Answers to questionnaires, read and written: one response a person, instrument and week."""

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from backend.common.localtime import format_stamp, stamp_of
from backend.patients.models import Patient
from backend.symptoms import merge, services
from backend.symptoms.counts import dates_of
from backend.symptoms.envelopes import Result
from backend.symptoms.instruments import INSTRUMENTS, LEG_JOBS, Instrument, response_id, week_of
from backend.symptoms.log_form import helper
from backend.symptoms.models import QuestionnaireResponse
from backend.symptoms.reading import moment_points


def own_response(patient: Patient, day: dt.date, instrument: Instrument = LEG_JOBS) -> QuestionnaireResponse | None:
    """The response of the week of `day`, when anything of it was answered."""
    return patient.responses.filter(response_id=response_id(patient.user.account, instrument.code, day)).first()


def answers_of(response: QuestionnaireResponse | None) -> dict[str, Any]:
    """Item → answer; what was taken back is not among them."""
    return {item: won[0] for item, won in response.winners.items() if won[0] is not None} if response else {}


def is_complete(patient: Patient, response: QuestionnaireResponse) -> bool:
    """By the legs that are affected now: a leg that was added since has not been asked about."""
    return INSTRUMENTS[response.instrument].is_complete(answers_of(response), patient.legs)


def check_is_due(patient: Patient, today: dt.date) -> bool:
    """Whether this week's leg check still has an item without an answer."""
    response = own_response(patient, today)
    return response is None or not is_complete(patient, response)


def week_around(day: dt.date) -> tuple[dt.date, dt.date]:
    """Monday and Sunday."""
    monday = day - dt.timedelta(days=day.weekday())
    return monday, monday + dt.timedelta(days=6)


def falls_in_week(patient: Patient, day: dt.date) -> int:
    """Falls have one truth, the moments; told twice, a fall is one (counts.once)."""
    first, last = week_around(day)
    return len(dates_of(moment_points(patient, first, last), "fall", first, last))


def response_json(patient: Patient, response: QuestionnaireResponse) -> dict[str, Any]:
    """Every item (null: untouched or taken back) with the winners, so that a phone can fold on while it is offline."""
    winners = merge.winners_from_row(response.winners)
    values = merge.values(winners)
    return {
        "response": str(response.response_id),
        "instrument": response.instrument,
        "version": response.version,
        "date": response.date.isoformat(),
        "week": week_of(response.date),
        "fields": {item: values.get(item) for item in INSTRUMENTS[response.instrument].items},
        "winners": merge.winners_to_json(winners),
        "complete": is_complete(patient, response),
    }


def envelope(patient: Patient, day: dt.date, fields: Mapping[str, Any], envelope_id: str, filled_by: str = "") -> dict[str, Any]:
    """What the plain form says, as an envelope."""
    about = str(response_id(patient.user.account, LEG_JOBS.code, day))
    body = {"response": about, "instrument": LEG_JOBS.code, "date": day.isoformat(), "fields": dict(fields)} | helper(filled_by)
    stamp = format_stamp(stamp_of(timezone.now()))
    return {"id": envelope_id, "kind": "questionnaire", "stamp": stamp, "tz": patient.time_zone, "schema": 1, "body": body}


def record_answers(patient: Patient, day: dt.date, fields: Mapping[str, Any], envelope_id: str, filled_by: str = "") -> Result:
    """Store what a plain form says. A form that is sent twice is stored once; other words under its id get an id of their own."""
    result = _send(patient, day, fields, envelope_id, filled_by)
    if result.code != "conflict":
        return result
    held = patient.revisions.filter(envelope_id=envelope_id).first()
    if held and held.date == day and held.fields == dict(fields):
        return Result(result.id, "duplicate")
    return _send(patient, day, fields, str(uuid.uuid4()), filled_by)


def _send(patient: Patient, day: dt.date, fields: Mapping[str, Any], envelope_id: str, filled_by: str) -> Result:
    return services.record_envelopes(patient, patient.user, [envelope(patient, day, fields, envelope_id, filled_by)]).results[0]
