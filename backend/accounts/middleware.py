"""Pages for staff open only with a second factor; and the list of signed-in phones learns when each was last used."""

import time
from collections.abc import Callable

from allauth.usersessions.models import UserSession
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from backend.accounts.factor import asks_here, shift_is_over, wants_check
from backend.common.api import error_response

Handler = Callable[[HttpRequest], HttpResponse]

PROGRAMS = "/_allauth/app/v1"
NO_TELEPHONE = (f"{PROGRAMS}/account/phone", f"{PROGRAMS}/auth/phone/")
PASSKEY_SIGN_UP = f"{PROGRAMS}/auth/webauthn/signup"
SEEN_AT = "seen_at"
SEEN_EVERY_SECONDS = 15 * 60


class Factor:
    """Without the factor a page leads to the one where it is shown, and back. A shift that is over ends the session."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not wants_check(request) or not request.user.is_authenticated:
            return self.get_response(request)
        back = request.get_full_path() if request.method in ("GET", "HEAD") else request.path
        if shift_is_over(request.user, request.session):
            logout(request)
            return redirect_to_login(back)
        if asks_here(request.user, request.session, request.path):
            return redirect_to_login(back, reverse("accounts:factor"))
        return self.get_response(request)


class Programs:
    """What allauth's client for programs would answer 500: there are no telephone numbers here, and a passkey signs nobody up who has not begun."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path.startswith(NO_TELEPHONE):
            return error_response("not_found", "This is not here.", 404)
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """allauth 65.21 reads who signs up before it asks whether anybody does."""
        if request.path == PASSKEY_SIGN_UP and isinstance(error, KeyError):
            return error_response("conflict", "No sign-up is under way.", 409)
        return None


class LastSeen:
    """Notes at most every 15 minutes that a session is in use, which also keeps it alive; never on a page without a session."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code < 400 and request.session.accessed and request.session.session_key:
            self._note(request)
        return response

    def _note(self, request: HttpRequest) -> None:
        now = time.time()
        if now - float(request.session.get(SEEN_AT, 0)) < SEEN_EVERY_SECONDS or not request.user.is_authenticated:
            return
        request.session[SEEN_AT] = now
        UserSession.objects.create_from_request(request)
