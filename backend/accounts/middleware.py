"""Pages for staff open only with a second factor; and the list of signed-in phones learns when each was last used."""

import time
from collections.abc import Callable

from allauth.usersessions.models import UserSession
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from backend.accounts.factor import asks_here, shift_is_over, wants_check

Handler = Callable[[HttpRequest], HttpResponse]

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
