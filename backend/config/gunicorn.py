"""Gunicorn's settings, for `make run` and for docker-compose.yml alike."""

import os
from typing import Any

from backend.config import memory
from backend.config.runner.lifeline import die_with_parent

wsgi_app = "backend.config.wsgi:application"
bind = os.environ.get("WEB_BIND", "127.0.0.1:8000").split(",")
workers = int(os.environ.get("WEB_WORKERS", "2"))
worker_class = "gthread"
threads = int(os.environ.get("WEB_THREADS", "8"))
preload_app = True  # Django is read once and shared: faster to start, less memory
control_socket_disable = True  # it would be one more file to clash over
graceful_timeout = int(os.environ.get("WEB_GRACEFUL_SECONDS", "20"))
loglevel = "warning"
worker_tmp_dir = "/dev/shm" if os.path.isdir("/dev/shm") else None  # noqa: S108  heartbeat files, never on a slow disk


def when_ready(server: Any) -> None:
    """Django is read and no worker is forked yet: what they share stays shared, because nothing walks over it."""
    memory.settle()


def post_fork(server: Any, worker: Any) -> None:
    """A worker whose master was killed with -9 goes at once, and with it the port."""
    die_with_parent(server.pid)
