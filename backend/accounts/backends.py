"""How a signed-in request finds its user."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend

from backend.accounts.models import User


class Backend(AuthenticationBackend):
    """allauth's, reading the user and their diary's owner in one query: nearly every page and every sync asks for both."""

    def get_user(self, user_id: Any) -> User | None:
        try:
            # By name, as in factor.has_diary: this app knows nothing of patients.
            user = User.objects.select_related("patient").get(pk=user_id)
        except User.DoesNotExist:
            return None
        return user if self.user_can_authenticate(user) else None
