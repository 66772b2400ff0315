from django.apps import AppConfig

from backend.common import hooks


class ClinicsConfig(AppConfig):
    name = "backend.clinics"

    def ready(self) -> None:
        from backend.clinics import account

        hooks.exporters.register("clinics", account.export)
        hooks.closers.register("clinics", account.close)
        hooks.personal_data.register("clinics", account.HELD)
