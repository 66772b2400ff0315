"""Beat as its own small process: `python -m backend.config.beat`. It sends names of tasks and loads neither models nor pages."""

import logging.config
import signal
import sys
from typing import Any

import redis
from celery.beat import ScheduleEntry, Scheduler, Service
from kombu.exceptions import KombuError

from backend.config import heartbeat

MOST_WAITING = 100


class Ticker(Scheduler):
    """Keeps its table in memory: no file to lose or to share. Each pass leaves its time where /healthz finds it."""

    def tick(self, *args: Any, **kwargs: Any) -> float:
        heartbeat.leave("beat")
        return float(super().tick(*args, **kwargs))

    def apply_entry(self, entry: ScheduleEntry, producer: Any = None) -> None:
        """What does not expire is not put on top of what nobody takes: so no backlog builds up, whatever the clocks of workers say."""
        if "expires" in entry.options or self.waiting() < MOST_WAITING:
            super().apply_entry(entry, producer)

    def waiting(self) -> int:
        """How many messages no worker has taken yet."""
        try:
            return int(self.producer.channel.client.llen(self.app.conf.task_default_queue))
        except (redis.RedisError, KombuError, OSError):
            return 0


def main() -> None:
    from django.conf import settings

    from backend.config.celery import app

    logging.config.dictConfig(settings.LOGGING)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    Service(app, scheduler_cls=Ticker).start()


if __name__ == "__main__":
    main()
