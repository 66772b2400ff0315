"""Pages of sign-in that are not allauth's as they come."""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from allauth.account.internal.stagekit import LOGIN_SESSION_KEY
from allauth.account.utils import get_next_redirect_url
from allauth.account.views import LoginView, LogoutView
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from backend.accounts.forms import RequestLoginCodeForm

SET_UP_NEXT = "factor_next"
View = Callable[..., Any]


class Login(LoginView):
    """Passkey first, else a code, else a password: one page, two small forms."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        context["code_form"] = RequestLoginCodeForm(auto_id="code_%s")
        return context


class Logout(LogoutView):
    """Signing out is a POST. The browser's cache goes; its storage stays, because unsent entries and safety cards live there."""

    def post(self, *args: Any, **kwargs: Any) -> HttpResponse:
        response = super().post(*args, **kwargs)
        response["Clear-Site-Data"] = '"cache"'
        return response


@login_required
@require_GET
def factor(request: HttpRequest) -> HttpResponse:
    """Where staff show their second factor, or set one up; then back to the page that asked."""
    back = get_next_redirect_url(request) or reverse("home:front")
    types = set(Authenticator.objects.filter(user=request.user).values_list("type", flat=True))
    if not types - {Authenticator.Type.RECOVERY_CODES}:
        request.session[SET_UP_NEXT] = back
        return render(request, "account/factor_setup.html")
    page = "mfa_reauthenticate_webauthn" if Authenticator.Type.WEBAUTHN in types else "mfa_reauthenticate"
    return redirect(f"{reverse(page)}?{urlencode({REDIRECT_FIELD_NAME: back})}")


@login_required
@require_GET
def factor_ready(request: HttpRequest) -> HttpResponse:
    """After the set-up: on to the page that asked for the factor."""
    return redirect(request.session.pop(SET_UP_NEXT, None) or reverse("mfa_index"))


def says_when_too_old(view: View, waiting: str) -> View:
    """allauth leads on to sign-in without a word when the time of a code is over. `waiting`: where the session keeps what waits for the code."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        state = request.session.get(waiting)
        began = state.get("initiated_at") or state.get("at") if isinstance(state, dict) else None
        asked_for = (request.session.get(LOGIN_SESSION_KEY) or {}).get("redirect_url")
        late = began is not None and time.time() - float(began) > settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT
        response = view(request, *args, **kwargs)
        if late and response.status_code == 302 and request.user.is_anonymous:
            messages.error(request, _("This code is too old: a code works for 15 minutes. Ask for a new one."))
            return _onward(response, get_next_redirect_url(request) or asked_for)
        return response

    return answer


def _onward(response: HttpResponse, back: str | None) -> HttpResponse:
    """The page that was asked for before the code is kept for the next one."""
    return redirect(f"{response['Location']}?{urlencode({REDIRECT_FIELD_NAME: back})}") if back else response
