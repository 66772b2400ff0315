"""Pages: an invitation to work at a clinic."""

import uuid

from allauth.core.internal.httpkit import authenticated_user
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from backend.clinics import services
from backend.clinics.models import StaffInvitation

CLINIC = "/clinic/"


@login_required
@require_http_methods(["GET", "POST"])
def invitation(request: HttpRequest, invitation_id: uuid.UUID) -> HttpResponse:
    """Shown to whoever proved the address it was sent to; taken by POST. Anybody else sees what an unknown id gives."""
    user = authenticated_user(request)
    if request.method == "POST" and services.accept_invitation(user, invitation_id):
        return redirect(CLINIC)
    found = StaffInvitation.objects.open_for(user).filter(pk=invitation_id).first()
    if found is not None:
        return render(request, "clinics/invitation.html", {"invitation": found})
    if services.took_invitation(user, invitation_id):  # the e-mail is opened a second time
        return redirect(CLINIC)
    return render(request, "clinics/invitation_over.html", {"days": services.INVITATION_DAYS}, status=404)
