"""The log as a page. With JavaScript the same form writes to the phone's outbox; without, it posts here."""

import datetime as dt
import json
import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from backend.common.localtime import parse_date
from backend.patients.access import patient_or_404
from backend.patients.models import Patient
from backend.symptoms import log_form, safety_reading, services
from backend.symptoms.envelopes import Result
from backend.symptoms.models import DiaryDay
from backend.symptoms.safety_address import leads_to
from backend.symptoms.safety_views import envelopes_of

SAVED = {"stored", "duplicate"}


@never_cache
@require_http_methods(["GET", "POST"])
def log(request: HttpRequest, date: str | None = None) -> HttpResponse:
    """One day's log. No date: today, or in the small hours yesterday first."""
    if not request.user.is_authenticated:
        return redirect(f"{reverse('account_login')}?next={request.path}")
    patient = patient_or_404(request.user)
    now = timezone.now()
    day = _date(date, patient, now) if date else log_form.offered_date(patient, now)
    row = patient.days.filter(date=day).first()
    if request.method == "POST":
        return _save(request, patient, day, row)
    return _page(request, patient, day, row, now)


def _date(text: str, patient: Patient, now: dt.datetime) -> dt.date:
    try:
        day = parse_date(text)
    except ValueError:
        raise Http404 from None
    if day > patient.today(now):
        raise Http404
    return day


def _page(
    request: HttpRequest,
    patient: Patient,
    day: dt.date,
    row: DiaryDay | None,
    now: dt.datetime,
    errors: list[str] | None = None,
    *,
    needs_help: bool = False,
    typed: dict[str, Any] | None = None,
) -> HttpResponse:
    """`typed`: what a form said that was not kept; it stands there again."""
    today = patient.today(now)
    context = {
        "patient": patient,
        "date": day,
        "action": reverse("symptoms:log_day", args=[day.isoformat()]),
        "who": patient.display_name,
        "day_words": date_format(day, "l j F"),
        "weekday": date_format(day, "l"),
        "is_today": day == today,
        "past": day != today,
        "values": log_form.values_of(row) | (typed or {}),
        "helped": log_form.helped(row),
        "helped_ticks": log_form.helped_ticks(row),
        "hide_fields": log_form.hidden_fields(patient),
        "legs": patient.legs,
        "effects_first": log_form.dose_changed(patient, day),
        "before": day - dt.timedelta(days=1),
        "after": day + dt.timedelta(days=1) if day < today else None,
        "envelope": uuid.uuid4(),
        "shown": json.dumps(log_form.values_of(row)),
        "needs_help": needs_help,
        "waits_since": safety_reading.waits_for_help(patient, now),
        "saved": "saved" in request.GET,
        "worst_low": log_form.is_worst_low(row),
        "errors": errors or [],
        "filled_by": request.POST.get("filled_by", ""),
        "status_state": "sent" if row else "",
    }
    return render(request, "symptoms/log.html", context, status=400 if errors else 200)


def _save(request: HttpRequest, patient: Patient, day: dt.date, row: DiaryDay | None) -> HttpResponse:
    data = request.POST.dict()
    fields = log_form.touched(data, log_form.shown(data))
    asked = safety_reading.asked_about(patient, day, fields, data)
    if log_form.note_waits(fields, data):
        messages = [_("Answer the question below your note: is this new or getting worse?")]
        return _page(request, patient, day, row, timezone.now(), messages, needs_help=bool(asked), typed=fields)
    _keep_answers(patient, day, asked, data)
    if fields:
        result = _record(patient, day, fields, data.get("envelope") or str(uuid.uuid4()), data.get("filled_by", ""))
        if result.code not in SAVED:
            messages = [error.message for error in result.errors] or [result.code]
            return _page(request, patient, day, row, timezone.now(), messages, needs_help=bool(asked), typed=fields)
    if asked:
        asked = safety_reading.with_other_leg(patient, day, asked)
        return redirect(leads_to(asked, day, note=data.get("note", ""), filled_by=data.get("filled_by", "")))
    return redirect(reverse("symptoms:log_day", args=[day.isoformat()]) + "?saved")


def _keep_answers(patient: Patient, day: dt.date, asked: list[str], data: dict[str, str]) -> None:
    """What the form asked about safety is kept, whatever becomes of its other answers."""
    if answers := safety_reading.answers_of(patient, day, asked, data):
        said = envelopes_of(patient, answers, day, data.get("envelope", ""))
        for item in said:
            item["body"] |= log_form.helper(data.get("filled_by", ""))
        services.record_envelopes(patient, patient.user, said)


def _record(patient: Patient, day: dt.date, fields: dict[str, Any], envelope_id: str, filled_by: str) -> Result:
    """Store what the form says. A double tap sends the hidden id twice: the same words are saved already, others are new."""
    result = _send(patient, day, fields, envelope_id, filled_by)
    if result.code != "conflict":
        return result
    held = patient.revisions.get(envelope_id=envelope_id)
    if held.date == day and held.fields == fields:
        return Result(result.id, "duplicate")
    return _send(patient, day, fields, str(uuid.uuid4()), filled_by)


def _send(patient: Patient, day: dt.date, fields: dict[str, Any], envelope_id: str, filled_by: str) -> Result:
    item = log_form.envelope(envelope_id, day, fields, patient.time_zone, filled_by)
    return services.record_envelopes(patient, patient.user, [item]).results[0]
