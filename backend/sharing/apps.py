from django.apps import AppConfig

from backend.common import hooks


class SharingConfig(AppConfig):
    name = "backend.sharing"

    def ready(self) -> None:
        from backend.sharing import account

        hooks.exporters.register("sharing", account.export)
        hooks.closers.register("sharing", account.close)
        hooks.personal_data.register("sharing", account.HELD)
