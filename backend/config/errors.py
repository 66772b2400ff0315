"""Error pages and, under /api/, the one error shape."""

import logging
import sys
from math import ceil
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from backend.accounts import waiting
from backend.common.api import error_response, wants_json
from backend.common.exceptions import AWAY
from backend.symptoms.safety_views import without_keeping

IN_HOURS = 120  # minutes from which hours say it better
SAFETY = "/safety/"  # its card shows whatever breaks

log = logging.getLogger(__name__)


def bad_request(request: HttpRequest, exception: Any = None) -> HttpResponse:
    if wants_json(request):
        return error_response("invalid", "This request cannot be read.", 400)
    return render(request, "400.html", status=400)


def forbidden(request: HttpRequest, exception: Any = None) -> HttpResponse:
    if wants_json(request):
        return error_response("forbidden", "You cannot do this.", 403)
    return render(request, "403.html", status=403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    if wants_json(request):
        return error_response("csrf_failed", "The page is out of date. Load it again.", 403)
    if request.path == SAFETY:
        return without_keeping(request, 403)
    return render(request, "403_csrf.html", status=403)


def not_found(request: HttpRequest, exception: Any = None) -> HttpResponse:
    if wants_json(request):
        return error_response("not_found", "This is not here.", 404)
    return render(request, "404.html", status=404)


def only_a_button(request: HttpRequest, allowed: str) -> HttpResponse:
    """Somebody comes with the address of what a button sends: after a sign-in, from a bookmark."""
    response = render(request, "405.html", status=405)
    response["Allow"] = allowed
    return response


def too_many(request: HttpRequest) -> HttpResponse:
    """allauth's rate limits: from a minute to a day."""
    wait = waiting.seconds(request)
    if wants_json(request):
        return error_response("busy", "Too many at once. Wait a little, then try again.", 429, Retry_After=str(wait))
    minutes = ceil(wait / 60)
    response = render(request, "429.html", {"minutes": minutes, "hours": ceil(minutes / 60) if minutes > IN_HOURS else 0}, status=429)
    response["Retry-After"] = str(wait)
    return response


def busy(request: HttpRequest) -> HttpResponse:
    """The database or the cache is away: the phone keeps its entries and tries again."""
    log.error("busy", exc_info=True)
    if wants_json(request):
        return error_response("busy", "Try again in a few seconds.", 503, Retry_After="5")
    response = without_keeping(request, 503) if request.path == SAFETY else render(request, "503.html", status=503)
    response["Retry-After"] = "5"
    return response


def server_error(request: HttpRequest) -> HttpResponse:
    if isinstance(sys.exc_info()[1], AWAY):  # raised by a middleware, before any view: who is signed in is in the database
        return busy(request)
    if wants_json(request):
        return error_response("server_error", "Something went wrong on our side. Try again later.", 500)
    return render(request, "500.html", status=500)
