"""Somebody who signed in and has not begun is led to the start, from every page that needs a diary."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from backend.patients.access import is_newcomer

Handler = Callable[[HttpRequest], HttpResponse]
NEEDS_A_DIARY = ("/today/", "/log/", "/diary/", "/trends/", "/menu/", "/me/", "/share/")


class StartFirst:
    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.path.startswith(NEEDS_A_DIARY) or not request.user.is_authenticated or not is_newcomer(request.user):
            return self.get_response(request)
        target = reverse("patients:start")
        if request.method != "GET" or request.path == "/today/":
            return redirect(target)
        return redirect(f"{target}?{urlencode({'next': request.get_full_path()})}")
