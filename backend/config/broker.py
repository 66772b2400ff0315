"""The broker as workers read it: a message that is none is left out, and the worker goes on.

Kombu ends the worker at bytes that are no JSON, or JSON that is no message. Whatever put them there, what reminders wait
for is in the database, so nothing is lost with them (reminders/sweeping.py).
"""

import logging
from typing import Any

from kombu import transport
from kombu.transport import redis

log = logging.getLogger(__name__)
UNREADABLE = (ValueError, KeyError, TypeError, AttributeError, RecursionError)


class Channel(redis.Channel):
    def _brpop_read(self, **options: Any) -> Any:
        """Kombu takes the message from its queue first: read again, it would be the next one."""
        try:
            return super()._brpop_read(**options)
        except UNREADABLE as error:
            log.error("a message of the broker cannot be read and is left out: %s", type(error).__name__)
            return True


class Transport(redis.Transport):
    Channel = Channel


def use() -> None:
    """For the addresses of settings.BROKER_URL: redis://, rediss:// and redis+socket://."""
    for scheme in ("redis", "rediss"):
        transport.TRANSPORT_ALIASES[scheme] = f"{__name__}:Transport"
