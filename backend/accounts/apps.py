from typing import Any

from django.apps import AppConfig

COUNTS = ("totp", "webauthn")


class AccountsConfig(AppConfig):
    name = "backend.accounts"

    def ready(self) -> None:
        from allauth.account.decorators import secure_admin_login
        from allauth.account.signals import email_confirmed
        from allauth.mfa.signals import authenticator_added
        from django.contrib import admin

        from backend.accounts import account, waiting
        from backend.common import hooks

        hooks.exporters.register("accounts", account.export)
        hooks.closers.register("accounts", account.close)
        hooks.personal_data.register("accounts", account.HELD)
        waiting.start()
        admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]
        authenticator_added.connect(_count_as_shown, dispatch_uid="accounts.count_as_shown")
        email_confirmed.connect(_count_as_code, dispatch_uid="accounts.count_as_code")


def _count_as_shown(sender: Any, request: Any, user: Any, authenticator: Any, **_kwargs: Any) -> None:
    """Whoever has just made a passkey or typed the app's first code has shown it: no second question at once.

    allauth's own signal is its only way to tell. Recovery codes are handed out, not shown, so they do not count.
    """
    from allauth.account.internal.flows.login import record_authentication

    if authenticator.type in COUNTS:
        record_authentication(request, user, "mfa", id=authenticator.pk, type=authenticator.type, reauthenticated=True)


def _count_as_code(sender: Any, request: Any, email_address: Any, **_kwargs: Any) -> None:
    """The code of a sign-up is a code as well: whoever has just typed it is not asked for another (by_code.py)."""
    from allauth.account.internal.flows.login import record_authentication

    if request.user.is_anonymous or request.user.pk == email_address.user_id:
        record_authentication(request, email_address.user, "code", email=email_address.email)
