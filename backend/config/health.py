"""Health of the parts: /livez for the web alone, /healthz for everything it stands on. No session, no CSRF, no personal data."""

from collections.abc import Callable
from typing import Any

import redis
from django.db import Error, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from backend.config import heartbeat
from backend.reminders import services

State = dict[str, Any]
OLDEST_DUE_S = 90.0  # what got lost on the way is found again within this time


@require_safe
def livez(request: HttpRequest) -> JsonResponse:
    """200 while this process answers, whatever else is broken: a restart of the web would not mend that."""
    return JsonResponse({"ok": True})


@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """200 when every part works, else 503; which part, and how long ago worker and beat were last alive."""
    parts = {name: check() for name, check in CHECKS.items()}
    ok = all(part["ok"] for part in parts.values())
    response = JsonResponse({"ok": ok, **parts}, status=200 if ok else 503)
    response._has_been_logged = True  # type: ignore[attr-defined]  # Django's own mark: a probe every second is no error of the web
    return response


def database() -> State:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error:
        return {"ok": False}
    return {"ok": True}


def broker() -> State:
    try:
        return {"ok": bool(heartbeat.client().ping())}
    except redis.RedisError:
        return {"ok": False}


def alive(name: str) -> State:
    """`age_seconds` is null when it was never seen or the broker is away."""
    try:
        age = heartbeat.age(name)
    except redis.RedisError:
        age = None
    ok = age is not None and age <= heartbeat.LATE_SECONDS
    return {"ok": ok, "age_seconds": None if age is None else round(age, 1)}


def reminders() -> State:
    """How long ago somebody asked what is due, and how long the oldest that is due has waited for it."""
    part = alive("reminders")
    try:
        waiting = services.oldest_waiting()
    except Error:
        return part | {"ok": False, "oldest_due_seconds": None}
    return part | {"ok": part["ok"] and waiting <= OLDEST_DUE_S, "oldest_due_seconds": round(waiting, 1)}


CHECKS: dict[str, Callable[[], State]] = {
    "database": database,
    "broker": broker,
    "worker": lambda: alive("worker"),
    "beat": lambda: alive("beat"),
    "reminders": reminders,
}
