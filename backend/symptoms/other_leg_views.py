""" "Other leg affected too?" without JavaScript: adds the leg, then asks how it came on. js/other-leg.js does the same offline."""

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from backend.patients.access import patient_or_404
from backend.patients.services import add_leg
from backend.symptoms import services
from backend.symptoms.safety_views import envelopes_of

OTHER = {"left": "right", "right": "left"}


@never_cache
@require_http_methods(["GET", "POST"])
def other_leg(request: HttpRequest) -> HttpResponse:
    """For somebody with one affected leg; anybody else has nothing to add and goes on to the log."""
    if not request.user.is_authenticated:
        return redirect_to_login(request.path)
    patient = patient_or_404(request.user)
    if len(patient.legs) != 1:
        return redirect("symptoms:log")
    leg = OTHER[patient.legs[0]]
    if request.method == "POST":
        add_leg(patient, leg)
        today = patient.today()
        tick = envelopes_of(patient, [(f"weaker_{leg}", "yes")], today, "")  # it holds until the question is answered
        services.record_envelopes(patient, patient.user, tick)
        return redirect(f"/safety/?about=weaker-{leg}&date={today.isoformat()}")
    return render(request, "symptoms/other_leg.html", {"leg": leg})
