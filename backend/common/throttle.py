"""How many calls one person may make to the API in a minute, counted in the shared cache.

A cache that is away lets everybody through: a diary is not lost to a broken counter. Signing in and clinic codes are
counted by allauth and sharing/guesses.py, which stay shut then.
"""

import hashlib
import time
from functools import cache
from typing import Any

import redis
from django.conf import settings
from rest_framework.throttling import BaseThrottle

WINDOW_S = 60
PATIENCE_S = 0.5
COUNT = "local count = redis.call('INCR', KEYS[1]); redis.call('EXPIRE', KEYS[1], ARGV[1]); return count"
COUNT_NAME = hashlib.sha1(COUNT.encode(), usedforsecurity=False).hexdigest()
"""One command where a pipeline of two took three times the work of the client."""


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
        try:
            return int(_ask(client, key))
        except redis.RedisError:
            return 0


def _ask(client: "redis.Redis", key: str) -> Any:
    """The script by its name; a broker that was started anew is told it again."""
    try:
        return client.execute_command("EVALSHA", COUNT_NAME, 1, key, 2 * WINDOW_S)
    except redis.exceptions.NoScriptError:
        return client.execute_command("EVAL", COUNT, 1, key, 2 * WINDOW_S)
