"""Celery shells of the reminders. Messages carry ids and nothing else; losing one, or getting one twice, changes nothing."""

import logging

from celery import shared_task
from kombu.exceptions import OperationalError

from backend.reminders import failpoints, services

log = logging.getLogger(__name__)


def enqueue(ids: list[int]) -> None:
    """One message for up to a thousand notices. Without a broker the sweeper finds them again."""
    try:
        deliver.apply_async((ids,), retry=False, argsrepr=f"({len(ids)} ids)")  # Celery would write all of them out, for its log
    except (OperationalError, OSError) as error:
        log.warning("the broker took no message about %d notices: %s", len(ids), type(error).__name__)


@shared_task(name="reminders.tick")
def tick() -> None:
    """Every 2 seconds."""
    services.tick(enqueue)


@shared_task(name="reminders.deliver")
def deliver(ids: list[int]) -> None:
    services.deliver(ids)
    failpoints.reached("before_ack")


@shared_task(name="reminders.sweep")
def sweep() -> None:
    """Every half minute."""
    services.sweep(services.database_now(), enqueue)
