"""The page that makes and ends the calendar's address."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from backend.patients.access import patient_or_404
from backend.reminders import calendars
from backend.reminders.models import CalendarFeed


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def calendar(request: HttpRequest) -> HttpResponse:
    """An address for a calendar, shown once, because only its hash is kept; a new one ends the old."""
    patient = patient_or_404(request.user)
    address = ""
    if request.POST.get("do") == "end":
        calendars.end_feed(patient)
        messages.success(request, _("That address works no more. Take the calendar off your phone too."))
        return redirect("reminders:calendar")
    if request.POST.get("do") == "new":
        address = calendars.new_feed(patient, timezone.now())
    feed = CalendarFeed.objects.filter(patient=patient).first()
    read_at = feed.last_read_at.astimezone(patient.zone) if feed and feed.last_read_at else None
    webcal = address.replace("https://", "webcal://", 1).replace("http://", "webcal://", 1)
    context = {"feed": feed, "made_at": feed and feed.created_at.astimezone(patient.zone), "read_at": read_at, "address": address, "webcal": webcal}
    return render(request, "reminders/calendar.html", {**context, "tab": "menu"})
