"""Somebody who signed in and has not begun is led to the start, from every page that needs a diary; whose account closes,
to the page that undoes it."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from backend.patients.access import is_newcomer, patient_or_none

Handler = Callable[[HttpRequest], HttpResponse]
NEEDS_A_DIARY = (
    *("/today/", "/log/", "/diary/", "/trends/", "/menu/", "/me/", "/share/", "/check/", "/other-leg/", "/moments/", "/rough-day/", "/questions/"),
    "/plan/",
    "/reminders/",
)
OWN_PAGES = (*NEEDS_A_DIARY, "/start/")
CLOSING = "/menu/close/"


class StartFirst:
    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if self._is_shut(request):
            return redirect(CLOSING)
        if not request.path.startswith(NEEDS_A_DIARY) or not request.user.is_authenticated or not is_newcomer(request.user):
            return self.get_response(request)
        target = reverse("patients:start")
        if request.method != "GET" or request.path == "/today/":
            return redirect(target)
        return redirect(f"{target}?{urlencode({'next': request.get_full_path()})}")

    @staticmethod
    def _is_shut(request: HttpRequest) -> bool:
        """The account is closing: of the diary only "keep my account" is left. Work at a clinic goes on."""
        if not request.path.startswith(OWN_PAGES) or request.path.startswith(CLOSING) or not request.user.is_authenticated:
            return False
        patient = patient_or_none(request.user)
        return patient is not None and patient.closing_since is not None
