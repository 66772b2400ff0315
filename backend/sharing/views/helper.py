"""Helpers: the patient's list of them, and the helper's own pages. Read, call, reply."""

import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from backend.common.exceptions import DomainError
from backend.common.localtime import parse_date
from backend.patients.access import patient_or_404, patient_or_none
from backend.patients.services import update_profile
from backend.sharing import helping
from backend.sharing.forms import HelperForm, add_errors
from backend.sharing.models import HelperGrant
from backend.symptoms import log_form
from backend.symptoms.envelopes import HELPER
from backend.symptoms.fields import DIARY
from backend.symptoms.models import DiaryDay

get_or_post = require_http_methods(["GET", "HEAD", "POST"])
SAVED = {"stored", "duplicate"}


@login_required
@get_or_post
def helpers(request: HttpRequest) -> HttpResponse:
    """The patient's list: who helps, who was asked, and a form for one more."""
    patient = patient_or_404(request.user)
    form = HelperForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            helping.invite_helper(patient, data["name"], data["email"], can_read=data["may"] == "read")
        except DomainError as error:
            add_errors(form, error)
        else:
            messages.info(request, _("The invitation is on its way. It works for 14 days."))
            return redirect("sharing:helpers")
    context = {"tab": "menu", "form": form, "helpers": helping.helpers_of(patient), "patient": patient}
    return render(request, "sharing/helping/helpers.html", context, status=400 if form.errors else 200)


@login_required
@require_POST
def here(request: HttpRequest) -> HttpResponse:
    """Whether somebody also fills in on the patient's own phone: the log then asks who."""
    patient = patient_or_404(request.user)
    on = request.POST.get("here") == "yes"
    update_profile(patient, helped_here=on)
    messages.info(request, _("Done. Your log now asks who fills it in.") if on else _("Done. Your log no longer asks who fills it in."))
    return redirect("sharing:helpers")


@login_required
@get_or_post
def withdraw(request: HttpRequest, grant_id: uuid.UUID) -> HttpResponse:
    """Confirm, then end it: the helper's next click is 404."""
    patient = patient_or_404(request.user)
    if request.method == "POST":
        ended = helping.end_help(patient, grant_id)
        messages.info(request, _("Done. %(name)s can no longer help with your diary.") % {"name": ended.name})
        return redirect("sharing:helpers")
    grant = next((one for one in helping.helpers_of(patient) if one.pk == grant_id), None)
    if grant is None:
        raise Http404
    return render(request, "sharing/helping/withdraw.html", {"grant": grant})


@never_cache
@login_required
@require_safe
def people(request: HttpRequest) -> HttpResponse:
    """Whom I help, and who asks me to."""
    context: dict[str, Any] = {"waiting": helping.invitations_to_help(request.user), "people": helping.people_helped_by(request.user)}
    context["has_diary"] = patient_or_none(request.user) is not None
    return render(request, "sharing/helping/people.html", context)


@login_required
@require_POST
def answer(request: HttpRequest, grant_id: uuid.UUID) -> HttpResponse:
    """Say yes or no to an invitation."""
    if request.POST.get("answer") == "yes":
        helping.accept_help(request.user, grant_id)
        return redirect("sharing:person", grant_id=grant_id)
    helping.decline_help(request.user, grant_id)
    messages.info(request, _("You said no. Nothing of it is kept."))
    return redirect("sharing:helping")


@login_required
@require_POST
def give_up(request: HttpRequest, grant_id: uuid.UUID) -> HttpResponse:
    helping.give_up_help(request.user, grant_id)
    messages.info(request, _("Done. You no longer help with this diary."))
    return redirect("sharing:helping")


@never_cache
@login_required
@require_safe
def person(request: HttpRequest, grant_id: uuid.UUID) -> HttpResponse:
    """One person whom I help: log a day, and the last 14 days if I may read them."""
    grant, days = helping.read_days(request.user, grant_id)
    today = grant.patient.today()
    offered = [today - dt.timedelta(days=back) for back in range(3)]
    lines = None if days is None else [_line(day) for day in days]
    return render(request, "sharing/helping/person.html", {"grant": grant, "days": lines, "offered": offered})


def _line(day: DiaryDay) -> dict[str, Any]:
    words = {leg: DIARY[f"strength_{leg}"].word(getattr(day, f"strength_{leg}")) for leg in ("left", "right")}
    return {"date": day.date, "pain": day.pain_avg, "by_helper": day.provenance == "helper", **words}


@never_cache
@login_required
@get_or_post
def log(request: HttpRequest, grant_id: uuid.UUID, date: str) -> HttpResponse:
    """One day for somebody else. The form shows nothing that is there: a helper fills in what they know."""
    grant = helping.help_or_404(request.user, grant_id)
    day = _day(date, grant)
    if request.method != "POST":
        return _form(request, grant, day)
    fields = log_form.touched(request.POST.dict(), {})
    told = request.POST.get("told", "")
    if told not in HELPER or not set(fields) & set(helping.FIELDS):
        return _form(request, grant, day, _missing(told, fields))
    envelope = request.POST.get("envelope") or str(uuid.uuid4())
    result = helping.log_for(request.user, grant_id, day, fields, told=told, envelope_id=envelope)
    if result.code not in SAVED:
        return _form(request, grant, day, [("", error.message) for error in result.errors] or [("", _("This could not be saved. Load the page again."))])
    messages.info(request, _("Saved for %(day)s.") % {"day": date_format(day, "l j F")})
    if fields.get("tripped") == "fall" or "weaker" in (fields.get("strength_left"), fields.get("strength_right")):
        messages.warning(request, _("A fall or a weaker leg can need help today. Look at “Get help now” together."))
    return redirect("sharing:person", grant_id=grant_id)


def _missing(told: str, fields: Mapping[str, Any]) -> list[tuple[str, str]]:
    """(the part of the page to go to, what is missing there), in the order of the page."""
    answers = [] if set(fields) & set(helping.FIELDS) else [("answers", _("Answer at least 1 question."))]
    return answers if told in HELPER else [*answers, ("told", _("Say where the answers come from."))]


def _day(text: str, grant: HelperGrant) -> dt.date:
    try:
        day = parse_date(text)
    except ValueError:
        raise Http404 from None
    if day > grant.patient.today():
        raise Http404
    return day


def _form(request: HttpRequest, grant: HelperGrant, day: dt.date, errors: list[tuple[str, str]] | None = None) -> HttpResponse:
    posted = log_form.touched(request.POST.dict(), {}) if errors else {}
    context: dict[str, Any] = {
        "grant": grant,
        "date": day,
        "past": day != grant.patient.today(timezone.now()),
        "weekday": date_format(day, "l"),
        "action": reverse("sharing:help_log", args=[grant.pk, day.isoformat()]),
        "hide_fields": log_form.hidden_fields(grant.patient) | {"-"},  # never empty: an empty set hides the folded questions
        "values": posted,
        "told": request.POST.get("told", "") if errors else "",
        "envelope": uuid.uuid4(),
        "errors": errors or [],
    }
    return render(request, "sharing/helping/log.html", context, status=400 if errors else 200)
