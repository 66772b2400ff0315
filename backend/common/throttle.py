"""How many calls one person may make to the API in a minute, counted in the shared cache.

A cache that is away lets everybody through: a diary is not lost to a broken counter. Signing in and clinic codes are
counted by allauth and sharing/guesses.py, which stay shut then.
"""

import time
from functools import cache
from typing import Any

import redis
from django.conf import settings
from rest_framework.throttling import BaseThrottle

WINDOW_S = 60
PATIENCE_S = 0.5


@cache
def _client(url: str) -> "redis.Redis":
    return redis.Redis.from_url(url, socket_timeout=PATIENCE_S, socket_connect_timeout=PATIENCE_S)


class PerMinute(BaseThrottle):
    """429 `busy` with Retry-After past CALLS_PER_MINUTE of the view's `throttle_scope` (`api` without one). Nobody's calls count for another."""

    def allow_request(self, request: Any, view: Any) -> bool:
        scope = getattr(view, "throttle_scope", "api")
        most = settings.CALLS_PER_MINUTE.get(scope)
        if most is None or not request.user.is_authenticated:
            return True
        return self._count(f"stride:calls:{scope}:{request.user.account}") <= most

    def wait(self) -> float:
        """Seconds until the minute is over."""
        return WINDOW_S - time.time() % WINDOW_S

    def _count(self, key: str) -> int:
        """This call's number within the minute, in one round trip; 0 when the cache is away."""
        key = f"{key}:{int(time.time() // WINDOW_S)}"
        # Two threads that come first each make a client and one is forgotten. It closes its connections when it goes, so it is held here.
        client = _client(settings.CACHES["default"]["LOCATION"])
        asked = client.pipeline(transaction=False)
        asked.incr(key)
        asked.expire(key, 2 * WINDOW_S)
        try:
            count, _set = asked.execute()
        except redis.RedisError:
            return 0
        return int(count)
