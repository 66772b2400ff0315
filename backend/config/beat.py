"""Beat as its own small process: `python -m backend.config.beat`. It sends names of tasks and loads neither models nor pages."""

import logging.config
import signal
import sys
from typing import Any

from celery.beat import Scheduler, Service

from backend.config import heartbeat


class Ticker(Scheduler):
    """Keeps its table in memory: no file to lose or to share. Each pass leaves its time where /healthz finds it."""

    def tick(self, *args: Any, **kwargs: Any) -> float:
        heartbeat.leave("beat")
        return float(super().tick(*args, **kwargs))


def main() -> None:
    from django.conf import settings

    from backend.config.celery import app

    logging.config.dictConfig(settings.LOGGING)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    Service(app, scheduler_cls=Ticker).start()


if __name__ == "__main__":
    main()
