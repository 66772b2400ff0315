"""The getters that return the patient behind a request or end it."""

from typing import Any

from django.http import Http404
from django.utils.translation import gettext as _

from backend.common.exceptions import DomainError
from backend.patients.models import Patient


def patient_or_none(user: Any) -> Patient | None:
    """The diary owner behind `user`, or None for staff and strangers. One query a request: the user keeps the answer."""
    if not user.is_authenticated:
        return None
    try:
        return user.patient
    except Patient.DoesNotExist:
        return None


def patient_or_404(user: Any) -> Patient:
    """The diary owner behind `user`; anybody else gets 404, as for an unknown address. While the account closes the diary is shut."""
    patient = patient_or_none(user)
    if patient is None:
        raise Http404
    if patient.closing_since:
        raise DomainError("account_closing", _("This account is closing. Sign in and choose “Keep my account” to go on."), status=403)
    return patient


def is_newcomer(user: Any) -> bool:
    """Signed in, but neither a patient nor anybody's staff."""
    return patient_or_none(user) is None and not user.is_staff and not user.memberships.active().exists()
