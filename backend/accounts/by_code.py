"""Confirm that it is you by a code sent to your own address: for whoever has no factor, with a password or without one.

allauth knows a password and factors alone, and lets an account that has neither change its address without a question
(docs/decisions/2026-11-22-a-fresh-code-before-an-account-changes.md). Who has a factor is never offered a code: it is weaker.
"""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows import reauthentication
from allauth.account.internal.flows.code_verification import AbstractCodeVerificationProcess
from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from allauth.account.models import EmailAddress
from allauth.account.views import BaseReauthenticateView
from allauth.core import ratelimit
from allauth.core.exceptions import ReauthenticationRequired
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from backend.accounts.forms import MOST_TRIES, ConfirmLoginCodeForm

STATE = "reauthentication_code"
METHOD = "code"  # allauth's word for a sign-in by e-mailed code
View = Callable[..., Any]


def address(user: Any) -> str | None:
    """Where a code would go: the proved address of somebody who has no factor."""
    if any(flow["id"] == "mfa_reauthenticate" for flow in reauthentication.get_reauthentication_flows(user)):
        return None
    return EmailAddress.objects.filter(user=user, primary=True, verified=True).values_list("email", flat=True).first()


def is_needed(request: HttpRequest) -> bool:
    """Somebody with neither password nor factor, whose last code in this session is older than a code may be."""
    if reauthentication.get_reauthentication_flows(request.user) or not address(request.user):
        return False
    shown = (record["at"] for record in get_authentication_records(request, request.user) if record.get("method") == METHOD)
    return time.time() - max(shown, default=0.0) > settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT


def require(request: HttpRequest) -> None:
    """Asked wherever allauth asks whether somebody must confirm first, on pages and for programs alike."""
    if request.user.is_authenticated and is_needed(request):
        raise ReauthenticationRequired


def confirmed_first(view: View) -> View:
    """For a page that allauth opens without a question. What was typed is not kept meanwhile: it may be a password."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        asks = request.user.is_authenticated and (is_needed(request) or not reauthentication.did_recently_reauthenticate(request))
        if asks and (ways := get_adapter().get_reauthentication_methods(request.user)):
            return redirect(f"{ways[0]['url']}?{urlencode({REDIRECT_FIELD_NAME: request.path})}")
        return view(request, *args, **kwargs)

    return answer


class Confirmation(AbstractCodeVerificationProcess):
    """One code, in the session of whoever asked for it: 3 tries, 15 minutes."""

    def __init__(self, request: HttpRequest, state: dict[str, Any]) -> None:
        super().__init__(MOST_TRIES, settings.ACCOUNT_LOGIN_BY_CODE_TIMEOUT, state, request.user)
        self.request = request

    @classmethod
    def begin(cls, request: HttpRequest, email: str) -> None:
        """A new code; the one before does not work any more."""
        made = cls(request, cls.initial_state(request.user, email))
        made.send()
        made.persist()

    def send(self) -> None:
        adapter = get_adapter()
        self.state["code"] = adapter.generate_login_code()
        adapter.send_mail("account/email/reauthentication_code", self.state["email"], {"request": self.request, "code": self.code})

    def persist(self) -> None:
        self.request.session[STATE] = self.state

    def abort(self) -> None:
        self.request.session.pop(STATE, None)


@method_decorator((never_cache, login_required), name="dispatch")
class ReauthenticateByCode(BaseReauthenticateView):
    """First "Send me a code", then the 6 numbers, then on with what was asked for."""

    template_name = "account/reauthenticate_by_code.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        self.email = address(request.user) or ""
        state = request.session.get(STATE)
        self.waiting = Confirmation(request, state) if state and state.get("email") == self.email else None
        if self.waiting and not self.waiting.is_valid():
            self.waiting.abort()
            self.waiting = None
            messages.error(request, _("This code is too old: a code works for 15 minutes. Ask for a new one."))
        self.sends = self.waiting is None or request.POST.get("action") == "resend"
        return super().dispatch(request, *args, **kwargs)

    def get_form_class(self) -> type[Form]:
        return Form if self.sends else ConfirmLoginCodeForm

    def get_form_kwargs(self) -> dict[str, Any]:
        kwargs: dict[str, Any] = super().get_form_kwargs()
        return kwargs if self.sends or not self.waiting else {**kwargs, "code": self.waiting.code}

    def form_valid(self, form: Form) -> HttpResponse:
        if self.sends or not self.waiting:
            return self._send()
        self.waiting.abort()
        record_authentication(self.request, self.waiting.user, METHOD, email=self.email, reauthenticated=True)
        response: HttpResponse = super().form_valid(form)
        return response

    def _send(self) -> HttpResponse:
        """As many codes as for a sign-in, counted together with them."""
        if refused := ratelimit.consume_or_429(self.request, action="request_login_code", key=self.email.lower()):
            return refused
        if self.waiting:
            messages.success(self.request, _("We sent a new code. The one before does not work any more."))
        Confirmation.begin(self.request, self.email)
        return self._again()

    def form_invalid(self, form: Form) -> HttpResponse:
        if not self.waiting or self.waiting.record_invalid_attempt():
            response: HttpResponse = super().form_invalid(form)
            return response
        messages.error(self.request, str(get_adapter().error_messages["too_many_login_attempts"]))
        return self._again()

    def _again(self) -> HttpResponse:
        return redirect(self.passthrough_next_url(reverse("accounts:reauthenticate_by_code")))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return {**context, "email": self.email, "is_sent": self.waiting is not None}
