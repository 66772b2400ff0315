from typing import Any

from django.apps import AppConfig

from backend.common import hooks


class PatientsConfig(AppConfig):
    name = "backend.patients"

    def ready(self) -> None:
        from django.contrib.auth.signals import user_logged_out

        from backend.patients import account

        hooks.exporters.register("patients", account.export)
        hooks.closers.register("patients", account.close)
        hooks.personal_data.register("patients", account.HELD)
        user_logged_out.connect(_forget_phone, dispatch_uid="patients.forget_phone")


def _forget_phone(sender: Any, request: Any, **_kwargs: Any) -> None:
    """Django's own signal is its only way to tell of a sign-out, on whatever page."""
    from backend.patients import devices

    devices.signed_out(request)
