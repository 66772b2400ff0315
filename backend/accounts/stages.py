"""The stage of signing in that asks for a second factor."""

from allauth.mfa import stages
from allauth.mfa.models import Authenticator
from django.http import HttpRequest

from backend.accounts.factor import is_demo, is_staff


class AuthenticateStage(stages.AuthenticateStage):
    """Asks whoever turned on an authenticator app, and staff with any factor.

    A patient's passkey is a way to sign in, no second lock: on a new phone the e-mail code opens the account too.
    """

    def _should_handle(self, request: HttpRequest) -> bool:
        user = self.login.user
        if user is None or is_demo(user):
            return False
        has_app = Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists()
        return (has_app or is_staff(user)) and super()._should_handle(request)
