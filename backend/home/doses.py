"""The doses of today: did I take it? A tap answers; "I took it at…" and a reason have a page of their own."""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from backend.home.people import for_patient
from backend.patients.models import Patient
from backend.reminders import reading, schedule
from backend.reminders.reading import Item
from backend.reminders.services import Planned, Reply, record_answers

DOSES = ("medicine", "patch_off")
MOVES = ("exercise", "routine")
REASONS = (
    ("side_effect", _("A side effect")),
    ("felt_well", _("I felt well")),
    ("ran_out", _("I ran out")),
    ("forgot", _("I forgot")),
    ("told_to_stop", _("I was told to stop")),
    ("other", _("Something else")),
)


@dataclass(frozen=True)
class Doses:
    """What Today shows: medicines in the order of the day, then what else is planned."""

    medicines: list[Item]
    moves: list[Item]
    next: Item | None
    as_of: dt.datetime


def of_today(patient: Patient, now: dt.datetime) -> Doses:
    items = reading.todays(patient, now)
    medicines = [item for item in items if item.kind in DOSES]
    coming = next((item for item in medicines if item.state == "coming"), None)
    # The exercises of the day have a line of their own on Today, which leads to a session.
    return Doses(medicines, [item for item in items if item.kind == "routine"], coming, now)


def reply_to(item: Item, answer: str, now: dt.datetime, envelope: uuid.UUID, reason: str = "", done_at: dt.datetime | None = None) -> Reply:
    planned = Planned(item.reminder_id, item.date, item.slot, item.snooze, item.sequence)
    return Reply(envelope, item.occurrence_id, answer, now, "app", reason, done_at, planned=planned, live=True)


def _found(patient: Patient, occurrence_id: uuid.UUID, now: dt.datetime) -> Item:
    item = reading.find(patient, occurrence_id, now)
    if item is None or item.kind not in (*DOSES, *MOVES):
        raise Http404
    return item


@require_POST
@for_patient
def answer(request: HttpRequest, patient: Patient, occurrence_id: uuid.UUID) -> HttpResponse:
    """One tap on Today: taken, skipped, later, or (empty) taken back."""
    now = timezone.now()
    item = _found(patient, occurrence_id, now)
    said = request.POST.get("answer", "")
    if said not in ("taken", "skipped", "later", ""):
        raise Http404
    record_answers(patient, [reply_to(item, said, now, uuid.uuid4())], now=now)
    if said == "skipped":
        return redirect("home:dose", occurrence_id)
    return redirect(f"{reverse('home:today')}#h-med")


def _answer_field(label: Any, yes: Any) -> forms.ChoiceField:
    choices = [("taken", yes), ("skipped", _("I did not"))]
    return forms.ChoiceField(label=label, choices=choices, widget=forms.RadioSelect, error_messages={"required": _("Tap one of the 2 answers.")})


class DoseForm(forms.Form):
    """Her answer, with the time or the reason. `item` and `patient` decide what a time means."""

    answer = _answer_field(_("Did you take it?"), _("I took it"))
    at = forms.TimeField(label=_("What time did you take it?"), required=False, widget=forms.TimeInput(attrs={"type": "time"}))
    reason = forms.ChoiceField(label=_("If you did not: why?"), choices=REASONS, required=False, widget=forms.RadioSelect)

    def __init__(self, data: Any = None, *, item: Item, patient: Patient, now: dt.datetime) -> None:
        self.item, self.patient, self.now = item, patient, now
        super().__init__(data, initial={name: value for name, value in (("answer", item.answer), ("reason", item.reason)) if value})
        if item.kind in MOVES:
            self.fields["answer"] = _answer_field(_("Did you do it?"), _("I did it"))
            self.fields["at"].label = _("What time did you do it?")

    def clean_at(self) -> dt.datetime | None:
        """The instant on the day of the dose; just after midnight it may be the next day's."""
        at = self.cleaned_data.get("at")
        if at is None:
            return None
        done = schedule.instant(self.item.date, at, self.patient.time_zone)
        if done < self.item.due_at - dt.timedelta(hours=12):
            done = schedule.instant(self.item.date + dt.timedelta(days=1), at, self.patient.time_zone)
        if done > self.now:
            raise forms.ValidationError(_("This time has not come yet. Choose a time that is past."), code="future")
        return done


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@for_patient
def dose(request: HttpRequest, patient: Patient, occurrence_id: uuid.UUID) -> HttpResponse:
    """One dose of a day: when it was taken, or why not; and the way back."""
    now = timezone.now()
    item = _found(patient, occurrence_id, now)
    form = DoseForm(request.POST if request.method == "POST" else None, item=item, patient=patient, now=now)
    if form.is_valid():
        said = form.cleaned_data
        reply = reply_to(item, said["answer"], now, uuid.uuid4(), said["reason"], said["at"])
        record_answers(patient, [reply], now=now)
        return redirect(f"{reverse('home:today')}#h-med")
    return render(request, "home/dose.html", {"patient": patient, "item": item, "form": form, "tab": "today"})
