"""Who opens a page of the plan: the patient. Anybody else is led to sign in, or gets the 404 of an unknown address."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache

from backend.patients.access import patient_or_404
from backend.patients.models import Patient

Given = ParamSpec("Given")
View = Callable[Concatenate[HttpRequest, Given], HttpResponse]
PatientView = Callable[Concatenate[HttpRequest, Patient, Given], HttpResponse]


def own_page(view: PatientView[Given]) -> View[Given]:
    """A page of the patient's own: it is given the patient after the request, and no cache keeps it."""

    @wraps(view)
    def led(request: HttpRequest, *args: Given.args, **kwargs: Given.kwargs) -> HttpResponse:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        return view(request, patient_or_404(request.user), *args, **kwargs)

    return never_cache(led)
