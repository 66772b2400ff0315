"""The weekly leg check as a page and a plain form. js/check.js writes the same items to the outbox, one by one."""

import datetime as dt
import json
import uuid
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from backend.common.localtime import parse_date
from backend.patients.access import patient_or_404
from backend.patients.models import Patient
from backend.symptoms import log_form, responses
from backend.symptoms.check_form import fall_words, form_context
from backend.symptoms.instruments import LEG_JOBS

SAVED = {"stored", "duplicate"}


@never_cache
@require_http_methods(["GET", "POST"])
def check(request: HttpRequest) -> HttpResponse:
    """This week's leg check."""
    if not request.user.is_authenticated:
        return redirect_to_login(request.path)
    patient = patient_or_404(request.user)
    if request.method == "POST":
        return _save(request, patient)
    return _page(request, patient, patient.today(), done="done" in request.GET)


def _page(request: HttpRequest, patient: Patient, day: dt.date, *, done: bool = False, errors: list[str] | None = None) -> HttpResponse:
    response = responses.own_response(patient, day)
    values = responses.answers_of(response)
    asked = LEG_JOBS.required(patient.legs)
    given = [item for item in asked if item in values]
    context = form_context() | {
        "patient": patient,
        "filled_by": request.POST.get("filled_by", ""),
        "date": day,
        "legs": patient.legs,
        "values": values,
        "words": {item: LEG_JOBS.items[item].word(values[item]) for item in given},
        "told": json.dumps(responses.response_json(patient, response)) if response else "",
        "shown": json.dumps(values),
        "envelope": uuid.uuid4(),
        "progress": _("%(n)s of %(all)s answered") % {"n": len(given), "all": len(asked)},
        "complete": len(given) == len(asked),
        "done": done and bool(given),
        "falls": fall_words(responses.falls_in_week(patient, day)),
        "errors": errors or [],
        "status_state": "sent" if given else "",
        "status_text": _("Sent") if given else "",
    }
    return render(request, "symptoms/check.html", context, status=400 if errors else 200)


def _save(request: HttpRequest, patient: Patient) -> HttpResponse:
    data = request.POST.dict()
    day = _day(data.get("date"), patient)
    fields = {data["clear"]: None} if data.get("clear") else _touched(data)
    if fields:
        result = responses.record_answers(patient, day, fields, data.get("envelope") or str(uuid.uuid4()), data.get("filled_by", ""))
        if result.code not in SAVED:
            return _page(request, patient, day, errors=[error.message for error in result.errors] or [result.code])
    return redirect("/check/" if data.get("clear") else "/check/?done")


def _touched(data: dict[str, str]) -> dict[str, Any]:
    """What the form changed against what it showed: an answer of another phone since then is not the form's word."""
    shown = log_form.shown(data)
    return {item: data[item] for item in LEG_JOBS.items if item in data and data[item] != shown.get(item)}


def _day(text: str | None, patient: Patient) -> dt.date:
    """The day that the page was made for: a form sent after midnight on Sunday belongs to the week that it showed."""
    today = patient.today()
    try:
        day = parse_date(text)
    except ValueError:
        return today
    return day if today - dt.timedelta(days=7) <= day <= today else today
