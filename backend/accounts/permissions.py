"""The API's default permission: signed in, with the second factor of factor.py where the role asks for one."""

from typing import Any

from django.contrib.sessions.backends.base import SessionBase
from rest_framework import exceptions
from rest_framework.permissions import BasePermission

from backend.accounts.factor import asks_here, shift_is_over


def session_of(request: Any) -> SessionBase:
    """The session that signed this request in: that of X-Session-Token for programs, else that of the cookie."""
    return request.auth if isinstance(getattr(request, "auth", None), SessionBase) else request.session


class FactorNeeded(exceptions.PermissionDenied):
    default_code = "factor_needed"
    default_detail = "Confirm with your second factor."


class SignedInWithFactor(BasePermission):
    """Signed in, and with the second factor where the role asks for one."""

    def has_permission(self, request: Any, view: Any) -> bool:
        if not request.user or not request.user.is_authenticated:
            raise exceptions.NotAuthenticated
        session = session_of(request)
        if shift_is_over(request.user, session):
            session.flush()
            raise exceptions.NotAuthenticated
        if asks_here(request.user, session, request.path):
            raise FactorNeeded
        if session is not request.session and session.modified:
            session.save()
        return True
