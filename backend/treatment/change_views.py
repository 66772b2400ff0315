"""A titration on one screen, and every change of a plan: from a day on, never of what is past."""

import datetime as dt
import hashlib
import uuid
from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from backend.common.exceptions import DomainError
from backend.patients.models import Patient
from backend.treatment import medicine_rule, reading, services
from backend.treatment.doors import own_page
from backend.treatment.medicine_forms import AT_FIRST, ChangeForm, EndForm, FactsForm, PauseForm, StepsForm
from backend.treatment.medicine_input import MOST_STEPS, Step, read_facts, read_medicine, read_steps
from backend.treatment.medicine_views import medicine_of, said
from backend.treatment.medicine_words import day_words, step_words
from backend.treatment.models import Medicine


def in_words(steps: Sequence[Any], today: dt.date) -> list[tuple[str, str]]:
    """ "From Tue 3 March", "300 mg, 8am and 8pm": the calendar before it is saved, or as it is kept."""
    return [
        (day_words(one.starts_on, today), step_words(one, medicine_rule.with_slots(one.times, []) if isinstance(one, Step) else one.times)) for one in steps
    ]


def _count(request: HttpRequest, at_least: int) -> int:
    """How many rows: as many as were sent, and one or three more when she asks for them."""
    if request.method != "POST":
        return at_least
    text = request.POST.get("rows", "")
    count = int(text) if text.isascii() and text.isdigit() and len(text) < 4 else at_least
    return min(max(1, count) + (3 if request.POST.get("do") == "more" else 0), MOST_STEPS)


def _seal(request: HttpRequest) -> str:
    """What was typed, so that nothing is saved that was not shown in words first."""
    typed = sorted((name, value) for name, value in request.POST.items() if name.partition("-")[0] in ("day", "dose", "times", "name"))
    return hashlib.sha256(repr(typed).encode("utf-8", "surrogatepass")).hexdigest()[:32]


@require_http_methods(["GET", "HEAD", "POST"])
@own_page
def add_steps(request: HttpRequest, patient: Patient) -> HttpResponse:
    """A new titration or taper. First the steps in words, then the save."""
    today = patient.today()
    form = StepsForm(_count(request, AT_FIRST), request.POST if request.method == "POST" else None, named=True, initial={"id": uuid.uuid4()})
    words: list[tuple[str, str]] = []
    if request.POST.get("do") != "more" and form.was_sent():
        ids = form.cleaned_data.get("id")
        given = {
            "id": str(ids) if ids else None,
            "name": form.cleaned_data.get("name"),
            "why": form.cleaned_data.get("why"),
            "form": "times",
            "steps": form.steps(),
        }
        typed, errors = read_medicine(given, today)
        form.mend(errors)
        if typed and not form.errors:
            if request.POST.get("do") == "save" and request.POST.get("seen") == _seal(request):
                try:
                    kept = services.save_medicine(patient, typed, request.user)
                except DomainError as error:
                    form.refuse(error)
                else:
                    said(request, kept, _("Your plan is saved."))
                    return redirect("treatment:medicine", kept.medicine.pk)
            words = in_words(typed.steps, today)
    return _steps_page(request, form, words)


def _steps_page(request: HttpRequest, form: StepsForm, words: list[tuple[str, str]], **more: Any) -> HttpResponse:
    wrong = form.is_bound and request.POST.get("do") != "more" and bool(form.errors)
    if request.POST.get("do") == "more":
        form = _unjudged(form, request)
    seal = _seal(request) if words else ""
    context = {"form": form, "words": words, "seen": seal, "most": MOST_STEPS, "can_grow": form.count < MOST_STEPS, "tab": "plan"}
    return render(request, "treatment/steps.html", context | more, status=400 if wrong else 200)


def _unjudged(form: StepsForm, request: HttpRequest) -> StepsForm:
    """The rows as they were typed, without a word about them: she is not done."""
    fresh = StepsForm(form.count, named="name" in form.fields)
    fresh.initial = {name: request.POST.get(name, "") for name in fresh.fields}
    return fresh


@require_http_methods(["GET", "HEAD", "POST"])
@own_page
def change(request: HttpRequest, patient: Patient, medicine_id: uuid.UUID) -> HttpResponse:
    """From today or a later day on. A medicine with set times is shown as steps, the others as one dose."""
    found = medicine_of(patient, medicine_id)
    if found.ended_on and found.ended_on < patient.today():
        return redirect("treatment:medicine", found.pk)
    if found.form == Medicine.Form.TIMES and not _has_weekdays(found):
        return _change_steps(request, found)
    return _change_one(request, found)


def _has_weekdays(found: Medicine) -> bool:
    return any(row.get("weekdays") for step in medicine_rule.standing(found.steps.all()) for row in step.times)


def _ahead(found: Medicine, today: dt.date) -> list[Any]:
    """The step of today, as beginning today, and what comes. What is held is not among them: it begins again only when it is typed."""
    rows = list(found.steps.all())
    current = medicine_rule.step_on(rows, today, found.held_from)
    coming = [one for one in medicine_rule.standing(rows, found.held_from) if one.starts_on > today]
    return [SimpleNamespace(starts_on=today, dose_text=current.dose_text, times=current.times), *coming] if current else coming


def _change_steps(request: HttpRequest, found: Medicine) -> HttpResponse:
    today = found.patient.today()
    ahead = _ahead(found, today)
    initial: dict[str, Any] = {}
    for number, step in enumerate(ahead):
        times = [dt.time.fromisoformat(row["at"]) for row in sorted(step.times, key=lambda row: row["at"])]
        initial |= {f"day-{number}": step.starts_on, f"dose-{number}": step.dose_text, f"times-{number}": times}
    form = StepsForm(_count(request, len(ahead) + 2), request.POST if request.method == "POST" else None, initial=initial)
    words: list[tuple[str, str]] = []
    if request.POST.get("do") != "more" and form.was_sent():
        steps, errors = read_steps(form.steps(), found.form, today)
        form.mend(errors)
        if not form.errors:
            if request.POST.get("do") == "save" and request.POST.get("seen") == _seal(request):
                try:
                    said(request, services.change_plan(found, steps, request.user), _("Your plan is changed. What is past stays as it was."))
                    return redirect("treatment:medicine", found.pk)
                except DomainError as error:
                    form.refuse(error)
            words = in_words(steps, today)
    held = [step_words(one, one.times) for one in medicine_rule.held(found.steps.all(), found.held_from)]
    return _steps_page(request, form, words, medicine=found, held=held)


def _change_one(request: HttpRequest, found: Medicine) -> HttpResponse:
    today = found.patient.today()
    form = ChangeForm(found.form, request.POST if request.method == "POST" else None, initial=_initial(found, today))
    if form.was_sent():
        steps, errors = read_steps([form.when(found.form)], found.form, today)
        form.mend(errors)
        if not form.errors:
            try:
                said(request, services.change_plan(found, steps, request.user), _("Your plan is changed. What is past stays as it was."))
                return redirect("treatment:medicine", found.pk)
            except DomainError as error:
                form.refuse(error)
    planned = [one for one in found.steps.all() if one.replaced_on is None and (one.starts_on > today or _has_many_days(one))]
    context = {"form": form, "medicine": found, "planned": in_words(sorted(planned, key=lambda one: one.starts_on), today), "tab": "plan"}
    return render(request, "treatment/change.html", context, status=400 if form.is_bound else 200)


def _has_many_days(step: Any) -> bool:
    """Its times have days of their own, which the form of one dose cannot show: she types them anew."""
    return len({tuple(row.get("weekdays") or ()) for row in step.times}) > 1


def _initial(found: Medicine, today: dt.date) -> dict[str, Any]:
    step = medicine_rule.step_on(found.steps.all(), today, found.held_from) or next(iter(medicine_rule.standing(found.steps.all())), None)
    if step is None:
        return {"starts_on": today}
    times = [(row.get("part"), dt.time.fromisoformat(row["at"])) for row in sorted(step.times, key=lambda row: row["at"])]
    days = next((row.get("weekdays") for row in step.times), None) or []
    if _has_many_days(step):
        return {"starts_on": today, "dose_text": step.dose_text}
    return {
        "starts_on": medicine_rule.next_change(step, today),
        "dose_text": step.dose_text,
        "times": [at for _part, at in times],
        "weekdays": [str(one) for one in days],
        "every_hours": step.every_hours,
        "window_from": step.window_from,
        "window_to": step.window_to,
        "first_at": times[0][1] if times else None,
        "every_days": medicine_rule.days_between(step),
        **{f"{part}_at": at for part, at in times if part},
    }


@require_http_methods(["GET", "HEAD", "POST"])
@own_page
def facts(request: HttpRequest, patient: Patient, medicine_id: uuid.UUID) -> HttpResponse:
    found = medicine_of(patient, medicine_id)
    gap = None if found.min_gap_minutes is None else f"{round(found.min_gap_minutes / 60, 2):g}"
    initial = {name: getattr(found, name) for name in ("name", "why", "instructions", "max_per_day")} | {"gap_hours": gap}
    form = FactsForm(found.form, request.POST if request.method == "POST" else None, initial=initial)
    if form.was_sent():
        clean, errors = read_facts(form.given(), found.form, patient.today())
        form.mend(errors)
        if not form.errors:
            try:
                said(request, services.change_facts(found, clean, request.user), _("Saved."))
                return redirect("treatment:medicine", found.pk)
            except DomainError as error:
                form.refuse(error)
    return render(request, "treatment/facts.html", {"form": form, "medicine": found, "tab": "plan"}, status=400 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@own_page
def pause(request: HttpRequest, patient: Patient, medicine_id: uuid.UUID) -> HttpResponse:
    found = medicine_of(patient, medicine_id)
    form = PauseForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            said(request, services.pause(found, form.cleaned_data["reason"], request.user), _("Paused. Nothing is due until you go on."))
            return redirect("treatment:medicine", found.pk)
        except DomainError as error:
            form.add_error(None, error.message)
    return render(request, "treatment/pause.html", {"form": form, "medicine": found, "tab": "plan"}, status=400 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@own_page
def end(request: HttpRequest, patient: Patient, medicine_id: uuid.UUID) -> HttpResponse:
    found = medicine_of(patient, medicine_id)
    form = EndForm(request.POST if request.method == "POST" else None, initial={"ended_on": timezone.now().astimezone(patient.zone).date()})
    if form.is_valid():
        try:
            said(request, services.end(found, form.cleaned_data["ended_on"], request.user), _("Ended. It stays in your history."))
            return redirect("treatment:medicine", found.pk)
        except DomainError as error:
            form.add_error("ended_on", error.errors[0].message if error.errors else error.message)
    row = reading.row_of(found, timezone.now())
    return render(request, "treatment/end.html", {"form": form, "medicine": found, "row": row, "tab": "plan"}, status=400 if form.is_bound else 200)
