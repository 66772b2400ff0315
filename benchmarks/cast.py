"""The people of a benchmark: patients who are signed in already."""

import time
from dataclasses import dataclass
from importlib import import_module

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.middleware.csrf import _get_new_csrf_string

from backend.accounts.middleware import SEEN_AT
from backend.accounts.models import User
from backend.patients.models import Patient


@dataclass(frozen=True)
class Phone:
    """One signed-in phone: what it sends with every request."""

    user_id: int
    headers: dict[str, str]


def sign_in(user: User) -> Phone:
    """A session as allauth leaves it, last seen just now."""
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session[SEEN_AT] = time.time()
    session.save()
    token = _get_new_csrf_string()
    cookie = f"{settings.SESSION_COOKIE_NAME}={session.session_key}; {settings.CSRF_COOKIE_NAME}={token}"
    headers = {"Host": "localhost", "Cookie": cookie, "X-CSRFToken": token, "X-Stride-Account": str(user.account)}
    return Phone(user.pk, headers | {"Content-Type": "application/json"})


def phones(count: int, *, diaries: bool = True) -> list[Phone]:
    """`count` people, each signed in on one phone; with `diaries` patients with a numb, weak left leg."""
    made = []
    for _ in range(count):
        user = User.objects.create_user(None)
        if diaries:
            Patient.objects.create(user=user, country="GB", time_zone="Europe/London", left_affected=True, numb_at_start="yes")
        made.append(sign_in(user))
    return made
