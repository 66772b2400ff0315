"""Middleware of the whole site: headers on every answer, and a clear 503 when the database cannot be reached."""

from collections.abc import Callable

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from backend.common.api import error_response, wants_json

Handler = Callable[[HttpRequest], HttpResponse]

PERMISSIONS_POLICY = "camera=(), microphone=(), geolocation=(), payment=(), usb=(), interest-cohort=()"


class Headers:
    """Headers that Django does not set, and `no-store` wherever a view did not say that its answer is public."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        response.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.setdefault("Cache-Control", "no-store")
        return response


class Busy:
    """A database that is away or locked is 503 with Retry-After: the phone keeps its entries and tries again."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, OperationalError):
            return None
        if wants_json(request):
            return error_response("busy", "Try again in a few seconds.", 503, Retry_After="5")
        response = render(request, "503.html", status=503)
        response["Retry-After"] = "5"
        return response
