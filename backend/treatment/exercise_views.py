"""Pages of exercises: the therapist's plan, a session, the next morning. Everything is a form; one script keeps sessions offline."""

import datetime as dt
import json
import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from backend.patients.models import Patient
from backend.treatment import exercise_form, exercise_input, exercise_plans, exercise_reading, session_form, sessions, traffic_light
from backend.treatment.days_and_times import in_words
from backend.treatment.doors import own_page
from backend.treatment.exercises import EXERCISES, STAGES, amount
from backend.treatment.models import ExercisePlan, ExerciseSession

HOME = "/plan/exercises/"
ACTS: dict[str, dict[str, Any]] = {"yes": {"next_day": "yes"}, "no": {"next_day": "no"}, "withdraw": {"withdrawn": True}}
VALUES = ("pain_before", "pain_after", "effort", "trouble")


@require_http_methods(["GET", "POST"])
@own_page
def exercises(request: HttpRequest, patient: Patient) -> HttpResponse:
    """The plan, how the last sessions went, and what that says."""
    if request.method == "POST":
        return _act(request, patient)
    return _plan_page(request, patient)


def _act(request: HttpRequest, patient: Patient) -> HttpResponse:
    do, now = request.POST.get("do"), timezone.now()
    if do in ("pause", "resume"):
        exercise_plans.pause_plan(patient, request.user, now, paused=do == "pause")
        return redirect(HOME)
    said = ACTS.get(do or "", {})
    held = session_form.session_of(patient, _uuid(request.POST.get("session")))
    if held is None or not said:
        raise Http404
    wrong = session_form.store(patient, held.session_id, held.date, said, request.POST.get("envelope", ""), request.POST.get("filled_by", ""))
    if wrong:
        return _plan_page(request, patient, wrong)
    # A "no" has an answer, which stands on the plan.
    return redirect("/today/" if request.POST.get("back") == "today" and do == "yes" else f"{HOME}?said={do}")


def _plan_page(request: HttpRequest, patient: Patient, errors: list[str] | None = None) -> HttpResponse:
    today, plan = patient.today(), exercise_plans.current_plan(patient)
    recent = exercise_reading.recent(patient, today)
    usual = exercise_reading.usual_pain(patient, today)
    context = {
        "tab": "plan",
        "patient": patient,
        "plan": plan and shown_plan(plan),
        "earlier": [shown_plan(one) for one in exercise_plans.earlier_plans(patient)],
        "asked": exercise_reading.next_morning(patient, today),
        "today": today,
        "advice": advice(patient, recent, today, usual),
        "week": exercise_reading.sessions_of_week(patient, today),
        "sessions": [shown_session(one, usual) for one in recent],
        "envelope": uuid.uuid4(),
        "errors": errors or [],
        "said": request.GET.get("said", ""),
        "lights": lights(),
    }
    return render(request, "treatment/exercises.html", context, status=400 if errors else 200)


def advice(patient: Patient, recent: list[ExerciseSession], today: dt.date, usual: int | None) -> list[Any]:
    """What the sessions say, in plain words: the morning after, a flare, and when the therapist may be asked. Nothing moves on by itself."""
    done = [exercise_reading.as_done(one) for one in recent]
    code, flare = traffic_light.morning(done), exercise_reading.had_flare(patient, today)
    newest = recent[0] if recent and (today - recent[0].date).days <= 1 else None
    said: list[Any] = traffic_light.limits(newest.pain_after, newest.trouble, usual) if newest else []
    said += [traffic_light.MORNING[code]] if code and not (said and code == "same") else []  # never "the same plan" beside "too much"
    if code in ("half", "half_last", "therapist"):
        said.append(traffic_light.WEAKER)
    if flare:
        said.append(_("You marked a flare. Do half, keep to gentle moves, and go back one stage. If it lasts more than a week, tell your team."))
    elif traffic_light.may_ask_to_move_on(done, weaker=exercise_reading.was_weaker(patient, today), usual=usual):
        said.append(_("Your last 3 sessions were green. You can ask your therapist if it is time for the next stage. Until then, keep to this plan."))
    return said


def shown_plan(plan: ExercisePlan) -> dict[str, Any]:
    items = [_shown_item(one) for one in plan.items if "name" in one or one["exercise"] in EXERCISES]
    return {
        "id": plan.pk,
        "stage": STAGES.get(plan.stage, ""),
        "number": plan.stage,
        "therapist": plan.therapist,
        "items": items,
        "when": in_words(plan.times),
        "remind": plan.remind and bool(plan.times),
        "paused": plan.paused_at is not None,
        "starts_on": plan.starts_on,
        "replaced_on": plan.replaced_on,
    }


def _shown_item(one: dict[str, Any]) -> dict[str, Any]:
    """`exercise`: of the library; None for one that she typed, which has no drawing and no words of Stride's."""
    move = None if "name" in one else EXERCISES[one["exercise"]]
    return {"exercise": move, "name": move.name if move else one["name"], "amount": amount(one), "note": one["note"]}


def shown_session(session: ExerciseSession, usual: int | None) -> dict[str, Any]:
    light = None if session.pain_after is None else traffic_light.light(session.pain_after, usual)
    return {
        "id": session.session_id,
        "date": session.date,
        "before": session.pain_before,
        "after": session.pain_after,
        "effort": session.effort,
        "light": light,
        "light_word": traffic_light.NAMES[light] if light else "",
        "trouble": traffic_light.TROUBLES.get(session.trouble, ""),
        "next_day": session.next_day,
        "envelope": uuid.uuid4(),
    }


def lights() -> list[tuple[str, Any, str, Any]]:
    """The guide as a table."""
    return [(code, traffic_light.NAMES[code], pain, traffic_light.WORDS[code]) for code, pain in (("green", "0–3"), ("amber", "4–5"), ("red", "6–10"))]


def _uuid(text: str | None) -> uuid.UUID:
    try:
        return uuid.UUID(text or "")
    except ValueError:
        return uuid.UUID(int=0)


@require_http_methods(["GET", "POST"])
@own_page
def edit(request: HttpRequest, patient: Patient) -> HttpResponse:
    """The plan as the therapist set it, typed. A change counts from today; what was done is not touched."""
    plan = exercise_plans.current_plan(patient)
    if request.method == "GET":
        return _edit_page(request, patient, plan, exercise_form.of_plan(plan))
    if request.POST.get("do") == "end":
        exercise_plans.end_plan(patient, request.user, timezone.now())
        return redirect(HOME)
    typed, errors = exercise_input.read(exercise_form.as_json(request.POST))
    if typed is None:
        return _edit_page(request, patient, plan, exercise_form.of_post(request.POST), exercise_form.messages(errors, request.POST))
    saved = exercise_plans.save_plan(patient, request.user, typed, timezone.now())
    return redirect(f"{HOME}?said={'tomorrow' if saved.changes_from_tomorrow else 'saved'}")


def _edit_page(
    request: HttpRequest, patient: Patient, plan: ExercisePlan | None, form: dict[str, Any], errors: list[tuple[str, str]] | None = None
) -> HttpResponse:
    context = {"tab": "plan", "patient": patient, "plan": plan, "form": form, "errors": errors or []}
    return render(request, "treatment/exercise_edit.html", context, status=400 if errors else 200)


@require_http_methods(["GET", "POST"])
@own_page
def session(request: HttpRequest, patient: Patient, session_id: uuid.UUID | None = None) -> HttpResponse:
    """Three taps: pain before, pain after, effort. With an id: one that was logged, to look at and put right."""
    held = session_form.session_of(patient, session_id) if session_id else None
    if session_id and held is None:
        raise Http404
    if request.method == "POST":
        return _save_session(request, patient, held)
    told = _uuid(request.GET.get("occurrence"))  # of a reminder: its session has its id
    held = held or session_form.session_of(patient, told) or (None if told.int else session_form.begun(patient, patient.today()))
    return _session_page(request, patient, held, fresh=session_id is None, new=told if told.int else None)


def _save_session(request: HttpRequest, patient: Patient, held: ExerciseSession | None) -> HttpResponse:
    data, today = request.POST.dict(), patient.today()
    session_id = held.session_id if held else _uuid(data.get("session"))
    held = held or session_form.session_of(patient, session_id)
    date, fields = session_form.read_date(data.get("date"), today), session_form.touched(data)
    errors = [] if date else [_("Choose today or a day before.")]
    if not fields and not (held and date and date != held.date):
        if held and not errors:
            return redirect(f"/plan/exercises/session/{held.session_id}/")
        errors = errors or [_("Tap at least one number.")]
    if not session_id.int or errors or date is None:
        return _session_page(request, patient, held, errors=errors or [_("This was not saved. Try again.")], typed=fields)
    plan = exercise_plans.current_plan(patient)
    if held is None or not fields:
        fields = {"plan": str(held.plan_id) if held and held.plan_id else str(plan.pk) if plan else None} | fields
    errors = session_form.store(patient, session_id, date, fields, data.get("envelope", ""), data.get("filled_by", ""))
    if errors:
        return _session_page(request, patient, held, errors=errors, typed=fields)
    if fields.get("trouble") == "fell":
        return redirect(f"/safety/?about=fall&date={date.isoformat()}")
    return redirect(f"/plan/exercises/session/{session_id}/?saved")


def _session_page(
    request: HttpRequest,
    patient: Patient,
    held: ExerciseSession | None,
    *,
    fresh: bool = False,
    new: uuid.UUID | None = None,
    errors: list[str] | None = None,
    typed: dict[str, Any] | None = None,
) -> HttpResponse:
    today, plan = patient.today(), exercise_plans.current_plan(patient)
    stored = {name: getattr(held, name) for name in VALUES if getattr(held, name) not in (None, "")} if held else {}
    usual = exercise_reading.usual_pain(patient, held.date if held else today)
    context = traffic_light.as_page() | {
        "patient": patient,
        "filled_by": request.POST.get("filled_by", ""),
        "session": held.session_id if held else new or uuid.uuid4(),
        "date": held.date if held else today,
        "today": today,
        "values": stored | (typed or {}),
        "shown": json.dumps(stored),
        "told": json.dumps(sessions.as_json(held)) if held else "",
        "usual": usual,
        "plan": plan,
        "items": shown_plan(plan)["items"] if plan else [],
        "envelope": uuid.uuid4(),
        "said": held is not None and not fresh and (held.pain_after is not None or bool(held.trouble)),
        "usual_words": traffic_light.about_usual(usual),
        "light": traffic_light.light(held.pain_after, usual) if held and not fresh and held.pain_after is not None else "",
        "errors": errors or [],
        "saved": "saved" in request.GET,
        "status_state": "sent" if held else "",
        "status_text": _("Sent") if held else "",
    }
    return render(request, "treatment/session.html", context, status=400 if errors else 200)
