"""Celery shells of sharing."""

from celery import shared_task

from backend.sharing import services


@shared_task(name="sharing.clear_expired")
def clear_expired() -> None:
    """Once a day: forget the addresses of invitations that ended long ago. A repeat is harmless."""
    services.clear_expired()
