"""The patient's side: who can see my diary, share, change, withdraw, who has looked. Read, call, reply."""

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from backend.clinics.models import Clinic
from backend.common.exceptions import DomainError
from backend.patients.access import patient_or_404
from backend.patients.models import Patient
from backend.sharing import guesses, identity, looked, services
from backend.sharing.codes import normalised
from backend.sharing.forms import CodeForm, ShareForm, add_errors
from backend.sharing.models import Grant

get_or_post = require_http_methods(["GET", "HEAD", "POST"])


def _page(request: HttpRequest, template: str, status: int = 200, **context: Any) -> HttpResponse:
    return render(request, f"sharing/{template}.html", {"tab": "menu", **context}, status=status)


@login_required
@require_safe
def share(request: HttpRequest) -> HttpResponse:
    """Who can see my diary: invitations, grants, the clinics that know my name."""
    patient = patient_or_404(request.user)
    grants = services.grants_of(patient)
    shared_with = {grant.clinic_id for grant in grants}
    known_at = [row for row in services.enrolments_of(patient) if row.clinic_id not in shared_with]
    return _page(request, "share", grants=grants, known_at=known_at, invitations=services.open_invitations(request.user), today=patient.today())


@login_required
@get_or_post
def code(request: HttpRequest) -> HttpResponse:
    """Type the clinic's code."""
    patient_or_404(request.user)
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            clinic = services.find_clinic(form.cleaned_data["clinic_code"], request.user)
        except DomainError as error:
            add_errors(form, error)
            return _refused(_page(request, "code", form=form, status=error.status), error)
        return redirect("sharing:with", code=clinic.code)
    return _page(request, "code", form=form)


def _refused(response: HttpResponse, error: DomainError) -> HttpResponse:
    if error.status == 429:
        response["Retry-After"] = str(guesses.WINDOW_S)
    return response


@login_required
@get_or_post
def share_with(request: HttpRequest, code: str) -> HttpResponse:
    """The clinic's notice, then the terms. Somebody who shares with it already changes that instead."""
    patient = patient_or_404(request.user)
    try:
        clinic = services.find_clinic(code, request.user)
    except DomainError as error:
        asked = CodeForm({"clinic_code": normalised(code)[:12]})
        add_errors(asked, error)
        return _refused(_page(request, "code", form=asked, status=404 if error.status == 400 else error.status), error)
    if grant := services.current_grant(patient, clinic):
        return redirect("sharing:grant", grant_id=grant.pk)
    form = _form(request, patient, clinic)
    if request.method == "POST" and form.is_valid():
        return _shared(form, request, lambda: services.share(patient, clinic, form.terms(), form.contact())) or _terms(request, form, clinic)
    return _terms(request, form, clinic)


@login_required
@get_or_post
def invitation(request: HttpRequest, invitation_id: uuid.UUID) -> HttpResponse:
    """A clinic asks: the same notice and terms, or decline."""
    patient = patient_or_404(request.user)
    asked = services.invitation_or_404(request.user, invitation_id)
    if grant := services.current_grant(patient, asked.clinic):
        return _page(request, "invitation_known", invitation=asked, grant=grant)
    form = _form(request, patient, asked.clinic)
    if request.method == "POST" and form.is_valid():
        done = _shared(form, request, lambda: services.accept_invitation(patient, asked.pk, form.terms(), form.contact()))
        return done or _terms(request, form, asked.clinic, invitation=asked)
    return _terms(request, form, asked.clinic, invitation=asked)


@login_required
@get_or_post
def decline(request: HttpRequest, invitation_id: uuid.UUID) -> HttpResponse:
    patient = patient_or_404(request.user)
    if request.method == "POST":
        services.decline_invitation(patient, invitation_id)
        messages.info(request, _("You said no. Nothing is shared."))
        return redirect("sharing:share")
    return _page(request, "decline", invitation=services.invitation_or_404(request.user, invitation_id))


@login_required
@get_or_post
def grant(request: HttpRequest, grant_id: uuid.UUID) -> HttpResponse:
    """Change what is shared."""
    patient = patient_or_404(request.user)
    held = services.grant_or_404(patient, grant_id)
    form = _form(request, patient, held.clinic, grant=held)
    if request.method == "POST" and form.is_valid():
        done = _shared(form, request, lambda: services.change_grant(patient, grant_id, form.terms(), form.contact()))
        return done or _terms(request, form, held.clinic, grant=held)
    return _terms(request, form, held.clinic, grant=held)


@login_required
@get_or_post
def withdraw(request: HttpRequest, grant_id: uuid.UUID) -> HttpResponse:
    """Confirm, then withdraw: the clinic's next click is 404."""
    patient = patient_or_404(request.user)
    if request.method == "POST":
        held = services.revoke_grant(patient, grant_id, leave=bool(request.POST.get("leave")))
        messages.info(request, _("Done. %(clinic)s can no longer see your diary.") % {"clinic": held.clinic.name})
        return redirect("sharing:share")
    return _page(request, "withdraw", grant=services.grant_or_404(patient, grant_id))


@login_required
@get_or_post
def leave(request: HttpRequest, enrolment_id: uuid.UUID) -> HttpResponse:
    """Take my name off a clinic's list."""
    patient = patient_or_404(request.user)
    if request.method == "POST":
        ended = services.end_enrolment(patient, enrolment_id)
        messages.info(request, _("Done. %(clinic)s no longer has your name in Stride.") % {"clinic": ended.clinic.name})
        return redirect("sharing:share")
    enrolment = get_object_or_404(patient.enrolments.active().select_related("clinic"), pk=enrolment_id)
    return _page(request, "leave", enrolment=enrolment, grant=services.current_grant(patient, enrolment.clinic))


@login_required
@require_safe
def who_looked(request: HttpRequest) -> HttpResponse:
    """Who has looked, newest first."""
    patient = patient_or_404(request.user)
    page = Paginator(looked.views_of(request.user), looked.PAGE).get_page(request.GET.get("page"))
    looks = services.access_log(request.user, offset=max(page.start_index() - 1, 0))
    return _page(request, "looked", page=page, looks=looked.by_day(looks, patient.zone))


def _form(request: HttpRequest, patient: Patient, clinic: Clinic, grant: Grant | None = None) -> ShareForm:
    clinicians, enrolment = services.clinicians_of(clinic), services.enrolment_at(patient, clinic)
    data = request.POST if request.method == "POST" else None
    return ShareForm(data, patient=patient, clinic=clinic, clinicians=clinicians, grant=grant, enrolment=enrolment)


def _terms(request: HttpRequest, form: ShareForm, clinic: Clinic, **more: Any) -> HttpResponse:
    looking, known = services.clinicians_of(clinic), identity.is_known(form.patient)
    status = 400 if form.errors else 200
    return _page(request, "terms", status, form=form, clinic=clinic, clinicians=looking, known=known, patient=form.patient, **more)


def _shared(form: ShareForm, request: HttpRequest, verb: Any) -> HttpResponse | None:
    """Do it and go back to the list; None when the form must be shown again with what is wrong."""
    try:
        held = verb()
    except DomainError as error:
        add_errors(form, error)
        return None
    messages.info(request, _("Saved. %(clinic)s can see what you chose.") % {"clinic": held.clinic.name})
    return redirect("sharing:share")
