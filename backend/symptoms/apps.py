from django.apps import AppConfig

from backend.common import hooks


class SymptomsConfig(AppConfig):
    name = "backend.symptoms"

    def ready(self) -> None:
        from backend.symptoms import account

        hooks.exporters.register("symptoms", account.export)
        hooks.closers.register("symptoms", account.close)
        hooks.personal_data.register("symptoms", account.HELD)
