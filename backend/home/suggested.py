"""The one door of Today's suggestion: "Not now"."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from backend.education import library
from backend.home import suggesting
from backend.home.people import for_patient
from backend.patients.models import Patient


@require_POST
@for_patient
def not_now(request: HttpRequest, patient: Patient) -> HttpResponse:
    """The article named in the form; a name that is no article changes nothing."""
    slug = request.POST.get("slug", "")
    if slug in {article.slug for article in library.articles()}:
        suggesting.dismiss(patient, slug, patient.today())
    return redirect("home:today")
