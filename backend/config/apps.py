from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "backend.config"

    def ready(self) -> None:
        # The web sends to the worker through Stride's own Celery, not through a default one; the checks register themselves.
        from backend.config import celery, checks  # noqa: F401
