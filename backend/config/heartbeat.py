"""When worker and beat were last alive. Kept in the broker: without the broker neither of them can work."""

import time
from functools import cache

import redis
from django.conf import settings

LATE_SECONDS = 60
_KEY = "stride:alive:"
_KEEP_SECONDS = 24 * 3600


@cache
def client() -> "redis.Redis":
    """Short timeouts: a health check that hangs tells nothing."""
    return redis.Redis.from_url(settings.CACHES["default"]["LOCATION"], socket_timeout=2, socket_connect_timeout=2)


def leave(name: str) -> None:
    """Note that `name` is alive. A broker that is away is not this function's affair: /healthz says so itself."""
    try:
        client().set(_KEY + name, f"{time.time():.3f}", ex=_KEEP_SECONDS)
    except redis.RedisError:
        return


def age(name: str) -> float | None:
    """Seconds since `name` was last alive; None when it never was. Raises redis.RedisError."""
    value = client().get(_KEY + name)
    return None if value is None else max(0.0, time.time() - float(value))
