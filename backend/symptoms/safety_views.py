"""/safety/ without JavaScript: each button posts one answer, and the page comes back with its card. Open to everybody.

With JavaScript and its service worker a phone shows the kept shell of the same page and sends the answers itself.
"""

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from backend.common.localtime import format_stamp, parse_date, stamp_of
from backend.patients.access import patient_or_none
from backend.patients.models import Patient
from backend.symptoms import safety, safety_page, safety_reading, services
from backend.symptoms.envelopes import HELPER
from backend.symptoms.log_form import helper

SETTLED = {"stored", "duplicate"}


@never_cache
@require_http_methods(["GET", "POST"])
def safety_screens(request: HttpRequest) -> HttpResponse:
    """The list, the questions and the cards. Whoever keeps no diary sees the same, and nothing is stored."""
    patient, now = patient_or_none(request.user), timezone.now()
    about, day = safety_page.read_about(request.GET.get("about")), _date(request.GET.get("date"))
    said, given = _said(request.POST.getlist("said")), _given(request.POST)
    filled_by = _filled_by(request.POST.get("filled_by", request.GET.get("filled_by", "")))
    kept = not given or patient is None or _keep(patient, given, day or patient.today(now), now, request.POST.get("envelope", ""), filled_by)
    said = {item: answer for item, answer in said.items() if item not in given} | given  # in the order given
    before = _before(patient, now) if patient and said.get("got_help") == "not_yet" else {}
    shown = {**safety_page.context(said, about, before), "date": day, "patient": patient, "filled_by": filled_by}
    return render(request, "symptoms/safety.html", shown | _around(day, kept))


def _around(day: dt.date | None, kept: bool) -> dict[str, Any]:
    return {"back": f"/log/{day.isoformat()}/" if day else "", "envelope": uuid.uuid4(), "not_kept": not kept}


def without_keeping(request: HttpRequest, status: int) -> HttpResponse:
    """The same page where nothing can be stored: the page was open for too long, or the database is away. The card shows all the same."""
    request.user = AnonymousUser()  # who is signed in stands in the database
    given, day = _given(request.POST), _date(request.GET.get("date"))
    said = {item: answer for item, answer in _said(request.POST.getlist("said")).items() if item not in given} | given
    shown = safety_page.context(said, safety_page.read_about(request.GET.get("about"))) | _around(day, kept=not given)
    filled_by = _filled_by(request.POST.get("filled_by", request.GET.get("filled_by", "")))
    return render(request, "symptoms/safety.html", shown | {"date": day, "filled_by": filled_by}, status=status)


def _date(text: str | None) -> dt.date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None


def _filled_by(text: str) -> str:
    """Whatever else was sent is no reason to lose the answer."""
    return text if text in HELPER else ""


def _said(texts: list[str]) -> dict[str, str]:
    """What the page had been told before, from its own hidden fields."""
    pairs = (text.partition(":") for text in texts)
    return {item: answer for item, _colon, answer in pairs if safety.lead(item, answer)}


def _given(data: Mapping[str, str]) -> dict[str, str]:
    """The answer of the button that was pressed."""
    return {item: data[item] for item in safety.ITEMS if item in data and safety.lead(item, data[item])}


def _before(patient: Patient, now: dt.datetime) -> dict[str, str]:
    return {item: row.answer for item, row in safety_reading.recent(patient, now).items()}


def _keep(patient: Patient, given: Mapping[str, str], day: dt.date, now: dt.datetime, envelope_id: str, filled_by: str) -> bool:
    """Whether each answer is with the server. The card shows either way."""
    kept = [_is_kept(patient, item, answer, day, now, envelope_id, filled_by) for item, answer in given.items()]  # each, though one was not
    return all(kept)


def _is_kept(patient: Patient, item: str, answer: str, day: dt.date, now: dt.datetime, envelope_id: str, filled_by: str) -> bool:
    """A double tap is one answer. The same button of a page that she came back to, after other answers, is a new one."""
    code = _record(patient, _envelope(patient, item, answer, day, now, envelope_id, filled_by))
    if code != "conflict":
        return code in SETTLED
    rows = patient.safety_answers.all()
    last = max(rows, key=safety_reading.in_time, default=None)
    held = last and (last.item, last.answer, last.date, last.by == "helper", last.guessed)
    if held == (item, answer, day, filled_by in HELPER, filled_by == "guess"):
        return True
    return _record(patient, _envelope(patient, item, answer, day, now, "", filled_by)) in SETTLED


def _record(patient: Patient, envelope: dict[str, Any]) -> str:
    return services.record_envelopes(patient, patient.user, [envelope]).results[0].code


def _envelope(patient: Patient, item: str, answer: str, day: dt.date, now: dt.datetime, envelope_id: str, filled_by: str = "") -> dict[str, Any]:
    """The hidden id of the page is part of this one's, so that a double tap is one answer."""
    return {
        "id": str(uuid.uuid5(uuid.NAMESPACE_URL, f"{envelope_id or uuid.uuid4()}/{item}/{answer}")),
        "kind": "safety",
        "stamp": format_stamp(stamp_of(now)),
        "tz": patient.time_zone,
        "schema": 1,
        "body": safety_reading.body(item, answer, day) | helper(filled_by),
    }


def envelopes_of(patient: Patient, answers: list[tuple[str, str]], day: dt.date, envelope_id: str) -> list[dict[str, Any]]:
    """What the log's own form has asked, as safety envelopes."""
    now = timezone.now()
    return [_envelope(patient, item, answer, day, now, envelope_id) for item, answer in answers]
