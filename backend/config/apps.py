from django.apps import AppConfig


class ConfigConfig(AppConfig):
    name = "backend.config"

    def ready(self) -> None:
        from backend.config import checks  # noqa: F401  registers the system checks
