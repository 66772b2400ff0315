"""The page where the diary's reminders are chosen."""

import datetime as dt
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from backend.home import reminding
from backend.home.people import for_patient
from backend.patients.models import Patient
from backend.patients.services import update_profile

FIRST_TIME = dt.time(10)


def _time(label: Any, example: Any, **more: Any) -> forms.TimeField:
    return forms.TimeField(
        label=label, required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"), error_messages={"invalid": example}, **more
    )


class DiaryRemindersForm(forms.Form):
    daily_log_time = _time(gettext_lazy("Your daily log"), gettext_lazy("Type a time, such as 20:00."), help_text=gettext_lazy("Empty: no reminder."))
    check_day = forms.TypedChoiceField(
        label=gettext_lazy("Your weekly leg check"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[("", gettext_lazy("No reminder")), *WEEKDAYS.items()],
    )
    check_time = _time(gettext_lazy("Time of the leg check’s reminder"), gettext_lazy("Type a time, such as 10:00."))


def _initial(patient: Patient) -> dict[str, Any]:
    day, at = reminding.check_time(patient) or ("", FIRST_TIME)
    return {"daily_log_time": patient.daily_log_time, "check_day": day, "check_time": at}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@for_patient
def diary_reminders(request: HttpRequest, patient: Patient) -> HttpResponse:
    """When to be reminded of the log and of the leg check. With a time a reminder comes only while nothing was logged."""
    form = DiaryRemindersForm(request.POST if request.method == "POST" else None, initial=_initial(patient))
    if not form.is_valid():
        return render(request, "home/diary_reminders.html", {"form": form, "patient": patient, "tab": "menu"})
    now, given = timezone.now(), form.cleaned_data
    update_profile(patient, daily_log_time=given["daily_log_time"])
    later = [reminding.save_log(patient, now), reminding.save_check(patient, given["check_day"], given["check_time"] or FIRST_TIME, now)]
    messages.success(request, _("Saved. Today’s reminder has come already, so the new time counts from tomorrow.") if any(later) else _("Saved."))
    return redirect("reminders:overview")
