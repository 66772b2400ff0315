"""Celery shells of clinics."""

from celery import shared_task
from django.utils import timezone

from backend.clinics import services


@shared_task(name="clinics.clear_expired")
def clear_expired() -> None:
    """Once a day. A repeat is harmless."""
    services.clear_expired(timezone.now())
