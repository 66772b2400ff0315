"""Celery shells of the audit trail."""

from celery import shared_task

from backend.audit import services


@shared_task(name="audit.seal")
def seal() -> None:
    """Once a minute. A repeat is harmless: what is sealed already has a link."""
    services.seal()
