from django.apps import AppConfig

from backend.common import hooks


class TreatmentConfig(AppConfig):
    name = "backend.treatment"

    def ready(self) -> None:
        from backend.treatment import account

        hooks.exporters.register("treatment", account.export)
        hooks.closers.register("treatment", account.close)
        hooks.personal_data.register("treatment", account.HELD)
