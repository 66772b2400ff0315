"""What changes a dose is asked first, on a page of its own: a slip of the thumb on the page of the medicine opens it, and no more."""

import datetime as dt
import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from backend.common.exceptions import DomainError
from backend.common.ids import uuid_of
from backend.patients.models import Patient
from backend.treatment import medicine_rule, services
from backend.treatment.doors import own_page
from backend.treatment.medicine_views import medicine_of, said
from backend.treatment.medicine_words import day_words, step_words
from backend.treatment.models import Medicine, MedicineStep
from backend.treatment.way_back import step_before


@require_http_methods(["GET", "HEAD", "POST"])
@own_page
def hold(request: HttpRequest, patient: Patient, medicine_id: uuid.UUID) -> HttpResponse:
    """ "Hold: stay on the dose of now": which dose stays, and which steps wait."""
    found = medicine_of(patient, medicine_id)
    if request.method == "POST":
        return _done(request, found, lambda: services.hold_plan(found, request.user), _("Held. You stay on the dose of today until you go on."))
    today, steps = patient.today(), list(found.steps.all())
    waiting = [] if found.held_from else medicine_rule.held(steps, today + dt.timedelta(days=1))
    if not waiting or _is_at_rest(found, today):
        return redirect("treatment:medicine", found.pk)
    current = medicine_rule.step_on(steps, today)
    asked = {"stays": _words(current), "waiting": [(day_words(one.starts_on, today), _words(one)) for one in waiting]}
    return render(request, "treatment/hold.html", asked | {"medicine": found, "tab": "plan"})


@require_http_methods(["GET", "HEAD", "POST"])
@own_page
def step_back(request: HttpRequest, patient: Patient, medicine_id: uuid.UUID) -> HttpResponse:
    """ "One step back, from today": the dose of today, and the one before. It goes back from the step that the page showed."""
    found = medicine_of(patient, medicine_id)
    if request.method == "POST":
        seen = uuid_of(request.POST.get("step", "")) or uuid.uuid4()  # a step of nobody: it is refused
        words = _("One step back, from today on. The rest of the plan is held.")
        return _done(request, found, lambda: services.step_back(found, request.user, step=seen), words)
    today = patient.today()
    earlier = step_before(found, today)
    current = medicine_rule.step_on(found.steps.all(), today, found.held_from)
    if earlier is None or current is None or _is_at_rest(found, today):
        return redirect("treatment:medicine", found.pk)
    asked = {"step": current.pk, "now": _words(current), "back_to": _words(earlier)}
    return render(request, "treatment/step_back.html", asked | {"medicine": found, "tab": "plan"})


def _is_at_rest(found: Medicine, today: dt.date) -> bool:
    return found.paused_at is not None or (found.ended_on is not None and found.ended_on < today)


def _words(step: MedicineStep | None) -> str:
    return step_words(step, step.times) if step else ""


def _done(request: HttpRequest, found: Medicine, change: Callable[[], Any], words: str) -> HttpResponse:
    try:
        said(request, change(), words)
    except DomainError as error:
        messages.error(request, error.message)
    return redirect("treatment:medicine", found.pk)
