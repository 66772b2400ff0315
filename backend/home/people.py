"""Who opens a patient's own page: she gets it, and anybody else is led to where they belong."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from backend.accounts.factor import is_staff
from backend.patients.access import patient_or_none
from backend.patients.models import Patient
from backend.sharing.services import helps_or_is_asked

Given = ParamSpec("Given")
View = Callable[Concatenate[HttpRequest, Given], HttpResponse]
PatientView = Callable[Concatenate[HttpRequest, Patient, Given], HttpResponse]


def patient_or_redirect(request: HttpRequest) -> Patient | HttpResponse:
    """The patient; else the way to become one or to sign in."""
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    patient = patient_or_none(request.user)
    if patient is not None:
        return patient
    if is_staff(request.user):
        return redirect("sharing:clinic")
    return redirect("sharing:helping" if helps_or_is_asked(request.user) else "patients:start")


def for_patient(view: PatientView[Given]) -> View[Given]:
    """A page of the patient's own: it is given the patient after the request."""

    @wraps(view)
    def led(request: HttpRequest, *args: Given.args, **kwargs: Given.kwargs) -> HttpResponse:
        found = patient_or_redirect(request)
        return view(request, found, *args, **kwargs) if isinstance(found, Patient) else found

    return led
