"""How long allauth's limits still hold somebody back. It answers 429 without a word on when, so each refusal is noted on its request."""

import math
import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.core.exceptions import RateLimited
from allauth.core.internal import ratelimit
from django.core.cache import cache
from django.http import HttpRequest

UNKNOWN_S = 60
"""Where something else than a count refused: a code that was guessed at too often, two tries at the same moment."""


def seconds(request: HttpRequest) -> int:
    """When this try would be let through."""
    return int(getattr(request, "retry_after_s", UNKNOWN_S))


def start() -> None:
    """allauth asks this one function about every limit, of sign-in, e-mail addresses and second factors."""
    ratelimit.consume = _noting(ratelimit.consume)


def _noting(consume: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(consume)
    def noted(request: HttpRequest, **asked: Any) -> Any:
        try:
            usage = consume(request, **asked)
        except RateLimited:
            _note(request, **asked)
            raise
        if usage is None:
            _note(request, **asked)
        return usage

    return noted


def _note(request: HttpRequest, *, app: str, action: str, config: dict[str, str] | None = None, key: Any = None, user: Any = None, **_more: Any) -> None:
    """Of several limits that are full (3 a minute, 10 a day) the one that holds longest."""
    now = time.time()
    held = [_left(request, now, rate, app=app, action=action, key=key, user=user) for rate in ratelimit.get_rates(app=app, action=action, config=config)]
    if longest := max(held, default=0.0):
        request.retry_after_s = max(1, math.ceil(longest))  # type: ignore[attr-defined]


def _left(request: HttpRequest, now: float, rate: ratelimit.Rate, **about: Any) -> float:
    """Its tries stand in the cache, the newest first: once the oldest of as many as are allowed is over, the next one is free."""
    tries = cache.get(ratelimit.get_cache_key(request, rate=rate, **about), [])
    return max(0.0, tries[rate.amount - 1] + rate.duration - now) if len(tries) >= rate.amount else 0.0
