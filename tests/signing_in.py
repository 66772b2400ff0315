"""Signing in as people do, and showing a second factor, for tests that are not about it."""

import re
import time
from typing import Any

from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client

from backend.accounts.models import User


def last_code(email: str) -> str:
    """The code in the newest e-mail to that address."""
    found = next(message for message in reversed(mail.outbox) if message.to == [email])
    return re.search(r"\b\d{6}\b", found.subject).group()  # type: ignore[union-attr]


def sign_up(email: str, client: Client | None = None, **query: str) -> Client:
    """By e-mail code, up to the first page of the start."""
    client = client or Client()
    client.post("/accounts/signup/", {"email": email, **query})
    client.post("/accounts/confirm-email/", {"code": last_code(email), **query})
    return client


def sign_in_by_code(email: str, client: Client | None = None) -> Client:
    client = client or Client()
    client.post("/accounts/login/code/", {"email": email})
    client.post("/accounts/login/code/confirm/", {"code": last_code(email)})
    return client


def prove(user: User) -> User:
    """As if the address had been confirmed by its code."""
    EmailAddress.objects.get_or_create(user=user, email=str(user.email), defaults={"verified": True, "primary": True})
    return user


def show_factor(client: Any, user: User, at: float | None = None) -> Any:
    """As if a passkey had been shown in this client's session at that time (seconds since 1970; now without it)."""
    session = client.session
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "mfa", "type": "webauthn", "id": 1, "at": at or time.time(), "reauthenticated": True}]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()
    return client


def show_code(client: Any, user: User) -> Any:
    """As if a code of an e-mail had just been typed in this client's session, beside what was shown there before."""
    session = client.session
    shown = session.get(AUTHENTICATION_METHODS_SESSION_KEY, [])
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [*shown, {"method": "code", "email": user.email, "at": time.time()}]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()
    return client


def staff_client(user: User) -> Client:
    """Signed in, with the second factor shown just now."""
    client = Client()
    client.force_login(user)
    return show_factor(client, user)
