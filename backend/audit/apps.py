from django.apps import AppConfig

from backend.common import hooks


class AuditConfig(AppConfig):
    name = "backend.audit"

    def ready(self) -> None:
        from backend.audit import account

        hooks.exporters.register("audit", account.export)
        hooks.closers.register("audit", account.close)
        hooks.personal_data.register("audit", account.HELD)
