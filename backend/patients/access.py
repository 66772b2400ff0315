"""The getter that returns the patient behind a request or ends it."""

from typing import Any

from django.http import Http404

from backend.patients.models import Patient


def patient_or_none(user: Any) -> Patient | None:
    """The diary owner behind `user`, or None for staff and strangers."""
    if not user.is_authenticated:
        return None
    return Patient.objects.select_related("user").filter(user=user).first()


def patient_or_404(user: Any) -> Patient:
    """The diary owner behind `user`; anybody else gets 404, as for an unknown address."""
    patient = patient_or_none(user)
    if patient is None:
        raise Http404
    return patient
