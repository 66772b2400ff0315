"""Celery shells of accounts."""

from celery import shared_task
from django.utils import timezone

from backend.accounts import services


@shared_task(name="accounts.clear_expired")
def clear_expired() -> None:
    """Once a day. A repeat is harmless."""
    services.clear_expired(timezone.now())
