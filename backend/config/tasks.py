"""Celery shells of the configuration."""

from typing import Any

from celery import shared_task, signals

from backend.config import heartbeat as alive


@shared_task(name="config.heartbeat")
def heartbeat() -> None:
    """Every 10 seconds: beat sent it, the broker carried it, a worker ran it. A repeat only notes a later time."""
    alive.leave("worker")


@signals.worker_ready.connect
def worker_is_up(**kwargs: Any) -> None:
    """The first heartbeat at once, so that a fresh start is not called late until beat's first round."""
    alive.leave("worker")
    alive.leave("reminders")


@signals.task_success.connect
def reminders_went_round(sender: Any = None, **kwargs: Any) -> None:
    """Not that a process is up, but that what is due was asked for."""
    if getattr(sender, "name", "") == "reminders.tick":
        alive.leave("reminders")
