"""Pages: an invitation to work at a clinic."""

import uuid

from allauth.core.internal.httpkit import authenticated_user
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods

from backend.clinics import services
from backend.clinics.models import StaffInvitation


@login_required
@require_http_methods(["GET", "POST"])
def invitation(request: HttpRequest, invitation_id: uuid.UUID) -> HttpResponse:
    """Shown to whoever proved the address it was sent to; taken by POST. Anybody else sees what an unknown id gives."""
    if request.method == "POST":
        if services.accept_invitation(authenticated_user(request), invitation_id) is None:
            raise Http404
        return redirect("/clinic/")
    found = get_object_or_404(StaffInvitation.objects.open_for(request.user), pk=invitation_id)
    return render(request, "clinics/invitation.html", {"invitation": found})
