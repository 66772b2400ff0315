"""Pages of routines: heat, TENS and therapy visits, planned and logged, each with its caution."""

import datetime as dt
import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from backend.patients.models import Patient
from backend.treatment import exercise_form, exercise_reading, routines
from backend.treatment.days_and_times import in_words
from backend.treatment.doors import own_page
from backend.treatment.models import Routine

HOME = "/plan/routines/"


@require_http_methods(["GET", "POST"])
@own_page
def routine_list(request: HttpRequest, patient: Patient) -> HttpResponse:
    """What is planned, "Done" for each, and what was done in the last 14 days."""
    now = timezone.now()
    if request.method == "POST":
        return _done(request, patient, now)
    context = {
        "tab": "plan",
        "patient": patient,
        "routines": [shown(one) for one in routines.standing(patient)],
        "logged": _logged(patient),
        "numb": exercise_reading.has_numb_skin(patient, patient.today(now)),
        "said": request.GET.get("said", ""),
    }
    return render(request, "treatment/routines.html", context)


def _done(request: HttpRequest, patient: Patient, now: dt.datetime) -> HttpResponse:
    """ "Done", one of them taken back, or "Go on" after a pause."""
    routine, undoes = _own(patient, _uuid(request.POST.get("routine"))), request.POST.get("undoes")
    if request.POST.get("do") == "resume":
        routines.pause(patient, request.user, routine, now, paused=False)
        return redirect(f"{HOME}?said=saved")
    if undoes:
        if not routines.take_back(patient, request.user, routine, _uuid(undoes), now):
            raise Http404
        return redirect(f"{HOME}?said=undone")
    envelope = _uuid(request.POST.get("envelope"))
    if not envelope.int:
        raise Http404
    routines.log(patient, request.user, routine, envelope, now)
    return redirect(f"{HOME}?said=done")


def shown(routine: Routine) -> dict[str, Any]:
    return {
        "id": routine.pk,
        "kind": routine.kind,
        "name": routines.NAMES[routine.kind],
        "note": routine.note,
        "minutes": routine.minutes,
        "on_date": routine.on_date,
        "when": in_words(routine.times),
        "paused": routine.paused_at is not None,
        "cautions": routines.CAUTIONS[routine.kind],
        "envelope": uuid.uuid4(),
    }


def _logged(patient: Patient) -> list[dict[str, Any]]:
    names = dict(patient.routines.values_list("pk", "kind"))
    found = [one for one in routines.logged(patient, timezone.now()) if one.routine in names]
    return [{"name": routines.NAMES[names[one.routine]], "at": one.at.astimezone(patient.zone), "one": one, "envelope": uuid.uuid4()} for one in found]


@require_http_methods(["GET", "POST"])
@own_page
def routine_add(request: HttpRequest, patient: Patient) -> HttpResponse:
    return _edit(request, patient, None)


@require_http_methods(["GET", "POST"])
@own_page
def routine_edit(request: HttpRequest, patient: Patient, routine_id: uuid.UUID) -> HttpResponse:
    routine = _own(patient, routine_id)
    if request.POST.get("do") == "end":
        routines.end(patient, request.user, routine, timezone.now())
        return redirect(HOME)
    return _edit(request, patient, routine)


def _edit(request: HttpRequest, patient: Patient, routine: Routine | None) -> HttpResponse:
    now = timezone.now()
    if routine and routine.ended_on:
        return redirect(HOME)
    if request.method == "GET":
        return _page(request, patient, routine, _of_routine(routine))
    typed, errors = routines.read(_as_json(request.POST, routine), patient.today(now), routine)
    if typed is not None:
        _saved, errors = routines.save(patient, request.user, typed, now, routine)
    if errors:
        anchors = exercise_form.ANCHORS | {"kind": "kind-heat", "note": "note", "minutes": "minutes", "on_date": "on_date"}
        return _page(request, patient, routine, _of_post(request.POST), [(anchors.get(one.field, "kind-heat"), one.message) for one in errors])
    return redirect(f"{HOME}?said=saved")


def _page(request: HttpRequest, patient: Patient, routine: Routine | None, form: dict[str, Any], errors: list[tuple[str, str]] | None = None) -> HttpResponse:
    context = {
        "tab": "plan",
        "patient": patient,
        "routine": routine,
        "form": form,
        "kinds": [(code, name, routines.CAUTIONS[code]) for code, name in routines.NAMES.items()],
        "numb": exercise_reading.has_numb_skin(patient, patient.today()),
        "errors": errors or [],
    }
    return render(request, "treatment/routine_edit.html", context, status=400 if errors else 200)


def _of_routine(routine: Routine | None) -> dict[str, Any]:
    if routine is None:
        return {"id": uuid.uuid4(), "kind": "", "days": exercise_form.day_boxes(()), "times": exercise_form.time_boxes([]), "remind": True}
    days = (routine.times[0]["weekdays"] or range(7)) if routine.times and not routine.on_date else ()
    return {
        "kind": routine.kind,
        "note": routine.note,
        "minutes": routine.minutes,
        "on_date": routine.on_date.isoformat() if routine.on_date else "",
        "days": exercise_form.day_boxes(days),
        "times": exercise_form.time_boxes([row["at"] for row in routine.times]),
        "remind": routine.remind,
    }


def _of_post(data: QueryDict) -> dict[str, Any]:
    days = [int(text) for text in data.getlist("day") if text in tuple("0123456")]
    plain = {name: data.get(name, "") for name in ("id", "kind", "note", "minutes", "on_date")}
    return plain | {"days": exercise_form.day_boxes(days), "times": exercise_form.time_boxes(data.getlist("time")), "remind": "remind" in data}


def _as_json(data: QueryDict, routine: Routine | None) -> dict[str, Any]:
    """What it is does not change: what was logged of it keeps its name."""
    minutes = data.get("minutes", "").strip()
    number: Any = int(minutes) if minutes.isascii() and minutes.isdigit() and len(minutes) < exercise_form.DIGITS else minutes or None
    one = {"kind": routine.kind} if routine else {"kind": data.get("kind"), "id": data.get("id") or None}
    return one | {"note": data.get("note"), "minutes": number, "on_date": data.get("on_date"), "remind": "remind" in data, **exercise_form.when(data)}


def _own(patient: Patient, routine_id: uuid.UUID) -> Routine:
    routine = patient.routines.filter(pk=routine_id).first()
    if routine is None:
        raise Http404
    return routine


def _uuid(text: str | None) -> uuid.UUID:
    try:
        return uuid.UUID(text or "")
    except ValueError:
        return uuid.UUID(int=0)
