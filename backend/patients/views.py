"""Pages: four short steps at the start, and "About me" later."""

from typing import Any

from allauth.account.utils import get_next_redirect_url
from allauth.core.internal.httpkit import authenticated_user
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from backend.clinics.models import StaffInvitation
from backend.common import places
from backend.patients import forms, services
from backend.patients.access import patient_or_404, patient_or_none

NEXT = "start_next"
FIRST_COUNTRY = "GB"  # without a phone's zone and without a region in Accept-Language
STEPS = ("place", "legs", "treatment", "time")
FORMS: dict[str, type[forms.ProfileForm]] = {"legs": forms.LegsForm, "treatment": forms.TreatmentForm, "time": forms.TimeForm}


@login_required
@require_GET
def start(request: HttpRequest) -> HttpResponse:
    """The door of the start. `?next=` is where it leads in the end."""
    if onward := get_next_redirect_url(request):
        request.session[NEXT] = onward
    if patient_or_none(request.user) is not None:
        return redirect("patients:start_legs")
    invitation = StaffInvitation.objects.open_for(request.user).first()
    return redirect(invitation or "patients:start_place")


@login_required
@require_http_methods(["GET", "POST"])
def start_place(request: HttpRequest) -> HttpResponse:
    """The one step that cannot be skipped: country and zone, 18 or over, consent."""
    patient = patient_or_none(request.user)
    if patient is not None:
        return _change(request, forms.PlaceForm(_posted(request), patient=patient), "place")
    form = forms.BeginForm(_posted(request), initial=_guess(request))
    if not form.is_valid():
        return _show(request, "place", form, detect=not form.is_bound)
    place = {name: form.cleaned_data[name] for name in ("country", "time_zone")}
    services.start(authenticated_user(request), **place, adult=form.cleaned_data["adult"], consent_version=services.CONSENT_VERSION)
    return redirect(_after("place", request))


def _posted(request: HttpRequest) -> Any:
    """A form sent empty is an answer too."""
    return request.POST if request.method == "POST" else None


def _guess(request: HttpRequest) -> dict[str, str]:
    """What the page shows until the phone's own zone is known, and where there is no JavaScript."""
    country = places.country_of_languages(request.headers.get("Accept-Language", "")) or FIRST_COUNTRY
    return {"country": country, "time_zone": places.zone_of_country(country) or "Etc/UTC"}


@login_required
@require_http_methods(["GET", "POST"])
def start_step(request: HttpRequest, step: str) -> HttpResponse:
    """Legs, treatment, time: each can be skipped."""
    patient = patient_or_none(request.user)
    if patient is None:
        return redirect("patients:start_place")
    return _change(request, FORMS[step](_posted(request), patient=patient), step)


def _change(request: HttpRequest, form: forms.ProfileForm, step: str) -> HttpResponse:
    if not form.is_valid():
        return _show(request, step, form)
    assert form.patient is not None  # noqa: S101 - both callers pass one
    services.update_profile(form.patient, **form.values())
    return redirect(_after(step, request))


def _after(step: str, request: HttpRequest) -> str:
    number = STEPS.index(step) + 1
    if number < len(STEPS):
        return reverse(f"patients:start_{STEPS[number]}")
    return request.session.pop(NEXT, None) or reverse("symptoms:log")


def _show(request: HttpRequest, step: str, form: forms.ProfileForm, **more: Any) -> HttpResponse:
    number = STEPS.index(step) + 1
    last = number == len(STEPS)
    skip = (request.session.get(NEXT) or reverse("symptoms:log")) if last else reverse(f"patients:start_{STEPS[number]}")
    context = {"form": form, "number": number, "steps": len(STEPS), "skip": skip, "last": last, "other_names": places.other_names()}
    return render(request, f"patients/start_{step}.html", {**context, **more, "patient": form.patient})


@login_required
@require_http_methods(["GET", "POST"])
def me(request: HttpRequest) -> HttpResponse:
    """Everything that was asked at the start, name and birth date: edit it."""
    patient = patient_or_404(request.user)
    form = forms.MeForm(_posted(request), patient=patient)
    if not form.is_valid():
        return render(request, "patients/me.html", {"form": form, "patient": patient, "other_names": places.other_names()})
    services.update_profile(patient, **form.values())
    messages.success(request, _("Saved."))
    return redirect("patients:me")
