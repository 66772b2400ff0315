"""Celery shells of home. They carry nothing: the rows tell what waits."""

from celery import shared_task
from django.utils import timezone

from backend.home import exports, leaving
from backend.patients import devices


@shared_task(name="home.make_exports")
def make_exports() -> None:
    """At once when somebody asks, and every minute for what the broker lost. A repeat finds nothing to do."""
    exports.make_waiting()


@shared_task(name="home.close_due")
def close_due() -> None:
    """Accounts whose seven days are over. A repeat finds them gone."""
    leaving.close_due()


@shared_task(name="home.clear_expired")
def clear_expired() -> None:
    """Copies that are a day old, and phones of accounts that closed long ago. A repeat is harmless."""
    exports.forget_old()
    devices.forget_closed(timezone.now())
