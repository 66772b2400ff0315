"""Middleware of the whole site: headers on every answer, and a clear 503 when the database cannot be reached."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from backend.accounts import waiting
from backend.common.api import wants_json
from backend.common.exceptions import AWAY
from backend.config.errors import busy, only_a_button

Handler = Callable[[HttpRequest], HttpResponse]

PERMISSIONS_POLICY = "camera=(), microphone=(), geolocation=(), payment=(), usb=(), interest-cohort=()"


class Headers:
    """Headers that Django does not set, and `no-store` wherever a view did not say that its answer is public."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.setdefault("Permissions-Policy", PERMISSIONS_POLICY)
        if response.status_code == 429:  # allauth's own answer to programs does not say when to come back
            response.setdefault("Retry-After", str(waiting.seconds(request)))
        response.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.setdefault("Cache-Control", "no-store")
        return response


class KnownToken:
    """A CSRF token that the browser sent is not sent back, as Django does to renew it for a year.

    An answer that comes late would put the token of before a sign-in back, and by a new one a phone knows that it must ask
    who has come before it shows anybody's day.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response, name = self.get_response(request), settings.CSRF_COOKIE_NAME
        if name in response.cookies and response.cookies[name].value == request.COOKIES.get(name):
            del response.cookies[name]
        return response


class Buttons:
    """Django answers a page that is not one with nothing at all: whoever opens it is told, and led on."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        is_blank = response.status_code == 405 and request.method == "GET" and not response.content
        return only_a_button(request, response["Allow"]) if is_blank and not wants_json(request) else response


class Busy:
    """What a view could not reach is 503 with Retry-After, and no error of ours. Beside errors.server_error, for what breaks before the view."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        return busy(request) if isinstance(error, AWAY) else None
