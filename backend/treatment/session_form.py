"""A session as a plain form: what it says against what it showed, stored as envelopes. js/exercise-session.js sends the same, tap by tap."""

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from backend.common.localtime import parse_date
from backend.patients.models import Patient
from backend.symptoms import log_form
from backend.symptoms.envelopes import HELPER
from backend.symptoms.services import record_envelopes
from backend.treatment import sessions
from backend.treatment.models import ExerciseSession, PlanRevision

SCALES = ("pain_before", "pain_after", "effort")
SAVED = {"stored", "duplicate"}


def session_of(patient: Patient, session_id: uuid.UUID) -> ExerciseSession | None:
    return ExerciseSession.objects.filter(patient=patient, session_id=session_id).first()


def begun(patient: Patient, today: dt.date) -> ExerciseSession | None:
    """The session of today that was begun and has no pain after yet: the page goes on with it."""
    held = ExerciseSession.objects.filter(patient=patient, date=today, withdrawn=False, pain_after=None).exclude(pain_before=None)
    return held.order_by("-pk").first()


def touched(data: Mapping[str, str]) -> dict[str, Any]:
    """What the form changed against what it showed: an answer of another phone since then is not the form's word."""
    shown = log_form.shown(data)
    given: dict[str, Any] = {name: _number(data[name]) for name in SCALES if name in data}
    if "trouble" in data:
        given["trouble"] = data["trouble"] or None
    return {name: value for name, value in given.items() if value != shown.get(name)}


def _number(text: str) -> Any:
    return int(text) if text.isascii() and text.isdigit() and len(text) < log_form.SCALE_DIGITS else text


def read_date(text: str | None, today: dt.date) -> dt.date | None:
    """The day of the session; None for one that cannot be."""
    try:
        day = parse_date(text or today.isoformat())
    except ValueError:
        return None
    return day if day <= today else None


def store(patient: Patient, session: uuid.UUID, date: dt.date, fields: dict[str, Any], envelope: str, filled_by: str = "") -> list[str]:
    """What is wrong with it; nothing when it is kept. A form that is sent twice is one; other words under its id get an id of their own."""
    held = session_of(patient, session)
    helper = log_form.helper(filled_by if filled_by in HELPER else "")
    for key in (envelope, str(uuid.uuid4())):
        items = sessions.envelopes(session, date, fields, patient.time_zone, key, helper, held=held)
        results = record_envelopes(patient, patient.user, items).results
        if results[0].code != "conflict" or _is_the_same(patient, session, envelope, fields):
            break
    bad = [result for result in results if result.code not in (*SAVED, "conflict")]
    return [error.message for result in bad for error in result.errors] or [_("This was not saved. Try again.") for _result in bad]


def _is_the_same(patient: Patient, session: uuid.UUID, envelope: str, fields: dict[str, Any]) -> bool:
    """The plan was added by the page, not by her."""
    kept = PlanRevision.objects.filter(patient=patient, envelope_id=envelope, about=session).first()
    return kept is not None and {**kept.fields, "plan": None} == {**fields, "plan": None}
