"""Wrong clinic codes are counted per person in the shared cache, so that codes cannot be tried out."""

from contextlib import suppress
from typing import Any

from django.core.cache import cache
from django.utils.translation import gettext as _

from backend.common.exceptions import DomainError

LIMIT = 20
WINDOW_S = 3600


def refuse_after_too_many(user: Any) -> None:
    """DomainError `busy` (429) once LIMIT wrong codes came within the hour."""
    if (cache.get(_key(user)) or 0) >= LIMIT:
        raise DomainError("busy", _("Too many codes were wrong. Try again in an hour, or ask your clinic to invite you."), status=429)


def count(user: Any) -> None:
    cache.add(_key(user), 0, WINDOW_S)
    with suppress(ValueError):  # the hour ended between the two lines
        cache.incr(_key(user))


def _key(user: Any) -> str:
    return f"clinic-codes:{user.account}"
