"""The plan, the sheet for the fridge, and "in hospital: pause all"."""

import datetime as dt
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from backend.common.ids import uuid_of
from backend.patients.models import Patient
from backend.treatment import exercise_plans, exercise_reading, medicine_rule, reading, services, weeks
from backend.treatment.doors import own_page
from backend.treatment.exercise_views import shown_plan
from backend.treatment.medicine_forms import PauseForm
from backend.treatment.models import ExercisePlan, Medicine, Routine
from backend.treatment.routines import NAMES


@require_safe
@own_page
def plan(request: HttpRequest, patient: Patient) -> HttpResponse:
    """Every medicine with today's step in words, what comes next, and what is still to be asked."""
    found = reading.plan_of(patient, timezone.now())
    parts = services.parts_of(patient, found.today)
    pausing = {"can_pause": any(not one.paused_at for one in parts), "has_paused": any(one.paused_at for one in parts)}
    moves = any(isinstance(one, ExercisePlan) and not one.paused_at for one in parts)
    return render(request, "treatment/plan.html", {"plan": found, "patient": patient, "can_log_session": moves, "tab": "plan"} | pausing)


@require_safe
@own_page
def sheet(request: HttpRequest, patient: Patient) -> HttpResponse:
    """The whole plan on one page of paper, in large print."""
    now = timezone.now()
    found = reading.plan_of(patient, now)
    rows = [(row, [one for one in reading.step_rows(row.medicine, now) if one.state in ("now", "next")]) for row in found.regular]
    moves = exercise_plans.current_plan(patient)
    exercises = shown_plan(moves) if moves else None
    page_of = (_("Page %(page)s of %(pages)s") % {"page": "\n", "pages": "\n"}).split("\n")  # css/plan.css counts between them
    return render(request, "treatment/sheet.html", {"plan": found, "rows": rows, "exercises": exercises, "patient": patient, "page_of": page_of, "tab": "plan"})


@require_safe
@own_page
def week(request: HttpRequest, patient: Patient) -> HttpResponse:
    """Taken, skipped and not recorded, of due, medicine by medicine. No streaks."""
    now = timezone.now()
    this_week = exercise_reading.sessions_of_week(patient, patient.today(now))
    return render(request, "treatment/week.html", {"medicines": weeks.weeks_of(patient, now), "exercises": this_week, "tab": "plan"})


@require_http_methods(["GET", "HEAD", "POST"])
@own_page
def pause_all(request: HttpRequest, patient: Patient) -> HttpResponse:
    """One tap when somebody goes to hospital, one when she is back."""
    if request.POST.get("do") == "go_on":
        shown = {one for text in request.POST.getlist("shown") if (one := uuid_of(text))}
        if services.unpause_all(patient, request.user, shown=shown):
            messages.success(request, _("Your plan goes on. Check it against the papers you were given."))
        return redirect("treatment:plan")
    form = PauseForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        count = services.pause_all(patient, form.cleaned_data["reason"], request.user)
        messages.success(request, _("Paused. Nothing is due until you go on.") if count else _("There was nothing to pause."))
        return redirect("treatment:plan")
    today = patient.today()
    paused = [one for one in services.parts_of(patient, today) if one.paused_at]
    together = {one.pk for one in services.paused_together(patient, today)}
    lists = {
        "to_pause": [_line(one, today) for one in services.to_pause(patient, today)],
        "going_on": [_line(one, today) for one in paused if one.pk in together],
        "staying": [_line(one, today) for one in paused if one.pk not in together],
    }
    return render(request, "treatment/pause_all.html", lists | {"form": form, "tab": "plan"}, status=400 if form.is_bound else 200)


def _line(one: services.Part, today: dt.date) -> dict[str, Any]:
    """A part of the plan by its name, with its words where it is a medicine, and where its own page is."""
    if isinstance(one, Medicine):
        step = medicine_rule.step_on(one.steps.all(), today, one.held_from)
        return {"id": one.pk, "name": one.name, "words": reading.told_words(step) if step else "", "url": reverse("treatment:medicine", args=[one.pk])}
    if isinstance(one, Routine):
        return {"id": one.pk, "name": NAMES[one.kind], "words": one.note, "url": reverse("treatment:routines")}
    return {"id": one.pk, "name": _("Exercises"), "words": "", "url": reverse("treatment:exercises")}
