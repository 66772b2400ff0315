"""What happened, and the rough day, as pages and plain forms. js/moments.js and js/rough-day.js write the same to the outbox."""

import datetime as dt
import uuid

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from backend.patients.access import patient_or_404
from backend.patients.models import Patient
from backend.symptoms import moment_form, rough_day, services
from backend.symptoms.models import Moment
from backend.symptoms.safety_address import leads_to

SHOWN_DAYS = 90


@never_cache
@require_http_methods(["GET", "POST"])
def moments(request: HttpRequest) -> HttpResponse:
    """Add what happened; change it, take it back."""
    if not request.user.is_authenticated:
        return redirect_to_login(request.path)
    patient = patient_or_404(request.user)
    if request.method == "POST":
        return _save(request, patient)
    return _page(request, patient)


def _page(request: HttpRequest, patient: Patient, errors: list[str] | None = None) -> HttpResponse:
    today = patient.today()
    shown = services.moments_between(patient, today - dt.timedelta(days=SHOWN_DAYS), today)
    context = {
        "patient": patient,
        "filled_by": request.POST.get("filled_by", ""),
        "today": today,
        "moments": [_shown(moment) for moment in reversed(shown)],
        "days": SHOWN_DAYS,
        "new_moment": uuid.uuid4(),
        "envelope": uuid.uuid4(),
        "errors": errors or [],
        "typed": request.POST if errors else {},
        "saved": "saved" in request.GET,
    }
    return render(request, "symptoms/moments.html", context, status=400 if errors else 200)


def _shown(moment: Moment) -> dict[str, object]:
    answered = moment.winners.get("restart", [None])[0] is not None
    asks = moment.kind == "second_bout" and not answered
    word = dict(moment_form.KINDS).get(moment.kind or "", "")
    return {
        "id": moment.moment_id,
        "kind": moment.kind,
        "word": word,
        "date": moment.date,
        "note": moment.note or "",
        "asks_restart": asks,
        "envelope": uuid.uuid4(),
    }


def _save(request: HttpRequest, patient: Patient) -> HttpResponse:
    data = request.POST.dict()
    held = patient.moments.filter(moment_id=moment_form.read_id(data.get("moment"))).exclude(kind=None).first()
    said = moment_form.read(data, held, patient.today())
    if not said.errors and (said.fields or said.worse):
        said.errors = moment_form.messages(_record(patient, said))
    if said.errors:
        return _page(request, patient, said.errors)
    if said.asks:
        return redirect(leads_to(said.asks, said.date, note=data.get("note", ""), filled_by=said.filled_by))
    return redirect("/moments/?saved")


def _record(patient: Patient, said: moment_form.Said) -> list[services.Result]:
    """A double tap sends the same form twice: what it says is kept once."""
    results = services.record_envelopes(patient, patient.user, moment_form.items(said, patient.time_zone)).results
    if results[0].code != "conflict":
        return results
    if patient.revisions.filter(envelope_id=said.envelope, moment_id=said.moment_id, fields=said.fields).exists():
        return []
    said.envelope = str(uuid.uuid4())
    return services.record_envelopes(patient, patient.user, moment_form.items(said, patient.time_zone)).results


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def rough(request: HttpRequest) -> HttpResponse:
    """One button: marks a flare today and keeps quiet until 6 in the morning. `undo` takes it back. The button stands on Today."""
    if not request.user.is_authenticated:
        return redirect_to_login("/today/")
    patient = patient_or_404(request.user)
    if request.method != "POST":
        return redirect("/today/")
    if "undo" in request.POST:
        rough_day.end_rough_day(patient, timezone.now())
    else:
        rough_day.start_rough_day(patient, timezone.now(), request.POST.get("filled_by", ""))
    return redirect("/today/")
