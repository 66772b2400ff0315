"""The second factor: one rule, called by the page middleware and by the API's default permission (permissions.py) alike.

Who: people with an active Membership, and those who may open the admin pages. Patients are never forced.
What counts: a passkey, a code of an authenticator app or a recovery code, shown in this session. allauth keeps the record.
How long: one shift (STAFF_SHIFT_SECONDS); after STAFF_IDLE_SECONDS without a staff page the session locks until it is shown again.
Where: every page and API address but the public ones and sign-in itself. Somebody who is a patient as well may open their
own diary without it: OWN_DIARY lists those addresses, so that a new address asks for the factor until somebody decides otherwise.
"""

import time
from typing import Any

from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest

ACTIVE_AT = "staff_active_at"
WRITE_EVERY_SECONDS = 30  # so that reading pages does not write the session at each click

OPEN = (
    *("/accounts/", "/_allauth/", "/static/", "/learn/", "/privacy/", "/invitations/", "/offline/", "/install/", "/shell/", "/demo/"),
    *("/safety/", "/wallet-card/"),  # a card is never behind a sign-in
    *("/r/", "/calendar/", "/api/v1/notices/"),  # what a signed link or a secret address opens
)
OPEN_EXACTLY = {"/", "/livez", "/healthz", "/service-worker.js", "/manifest.webmanifest", "/assets.json", "/favicon.ico", "/robots.txt"}
API = "/api/"
OWN_DIARY = (
    "/plan/",
    *("/today/", "/log/", "/diary/", "/trends/", "/menu/", "/start/", "/me/", "/share/", "/check/", "/other-leg/", "/moments/", "/rough-day/", "/questions/"),
    "/reminders/",
    *(f"/api/v1/{name}/" for name in ("reminders", "occurrences", "push-subscriptions")),
    *(f"/api/v1/{name}/" for name in ("medicines", "exercise-plan", "exercise-sessions", "routines")),
    *(f"/api/v1/{name}/" for name in ("session", "sync", "diary", "moments", "trends", "questions")),
    *(f"/api/v1/{name}/" for name in ("me", "questionnaires", "questionnaire-responses", "grants", "access-log", "export", "offline")),
)


def is_open(path: str) -> bool:
    """Addresses that never ask: public pages, which touch no session, and signing in itself."""
    return path in OPEN_EXACTLY or path.startswith(OPEN)


def is_staff(user: Any) -> bool:
    """Does this person work at a clinic, or on the admin pages?"""
    return bool(user.is_authenticated and (user.is_staff or user.memberships.active().exists()))


def is_demo(user: Any) -> bool:
    """The demo's people have open passwords and no second factor; the demo runs on loopback only."""
    return bool(settings.STRIDE_DEMO and user.is_authenticated and (user.email or "").endswith("@demo.example"))


def require_factor(user: Any, session: SessionBase, now: float | None = None) -> bool:
    """Whether `user` must still show a second factor in this session. Called for staff pages: it also marks the session as in use."""
    if is_demo(user) or not is_staff(user):
        return False
    now = time.time() if now is None else now
    shown = factor_shown_at(user, session)
    if shown is None or now - shown > settings.STAFF_SHIFT_SECONDS:
        return True
    active = max(shown, float(session.get(ACTIVE_AT, 0)))
    if now - active > settings.STAFF_IDLE_SECONDS:
        return True
    if now - active >= WRITE_EVERY_SECONDS:
        session[ACTIVE_AT] = now
    return False


def factor_shown_at(user: Any, session: SessionBase) -> float | None:
    """Seconds since 1970 of the last passkey, authenticator or recovery code in this session; None when there was none."""
    return max((record["at"] for record in _records(user, session) if record.get("method") == "mfa"), default=None)


def shift_is_over(user: Any, session: SessionBase, now: float | None = None) -> bool:
    """The session of somebody who is staff and nothing else ends STAFF_SHIFT_SECONDS after it began, whatever was shown since."""
    began = min((record["at"] for record in _records(user, session)), default=None)
    if began is None or (time.time() if now is None else now) - began <= settings.STAFF_SHIFT_SECONDS:
        return False
    return not has_diary(user) and is_staff(user) and not is_demo(user)


def _records(user: Any, session: SessionBase) -> list[dict[str, Any]]:
    """What this very user has shown in this session: allauth's list, and nothing when it belongs to somebody else."""
    if session.get("account_authentication_methods_user") != str(user.pk):
        return []
    records = session.get(AUTHENTICATION_METHODS_SESSION_KEY)
    return records if isinstance(records, list) else []


def has_diary(user: Any) -> bool:
    """Is there a Patient row? Asked by attribute: this app knows nothing of patients."""
    return hasattr(user, "patient")


def asks_here(user: Any, session: SessionBase, path: str) -> bool:
    """Whether this address must not be answered before a second factor."""
    if is_open(path) or (path.startswith(OWN_DIARY) and has_diary(user)):
        return False
    return require_factor(user, session)


def wants_check(request: HttpRequest) -> bool:
    """Pages only: the API has its own gate, so that its errors keep the one shape."""
    return not is_open(request.path) and not request.path.startswith(API)
