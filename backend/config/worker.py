"""Celery's worker as a process of its own: `python -m backend.config.worker`, with `WORKER_THREADS` threads.

Celery's command line starts the same one, and reads an interactive shell besides (8 MB).
"""

import os
import sys
import warnings

from backend.config import env


def main() -> None:
    os.environ["CELERY_SKIP_CHECKS"] = "1"  # Django's system checks read every page; `migrate` runs them before each start
    warnings.filterwarnings("ignore", "You're running the worker with superuser")  # it is afraid of pickles; our messages are JSON alone

    from backend.config.celery import app

    worker = app.Worker(
        pool="threads",
        concurrency=env.whole("WORKER_THREADS", 4, least=1),
        loglevel="WARNING",
        quiet=True,
        without_gossip=True,
        without_mingle=True,
        without_heartbeat=True,
    )
    worker.start()
    sys.exit(worker.exitcode)


if __name__ == "__main__":
    main()
