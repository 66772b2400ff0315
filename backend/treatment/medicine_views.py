"""One medicine: add it, see it, and the taps on its page. Each tap is a POST that ends in one verb of services.py."""

import datetime as dt
import uuid
from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from backend.common.exceptions import DomainError
from backend.patients.models import Patient
from backend.reminders.reading import has_a_way
from backend.treatment import as_needed, medicine_rule, reading, services
from backend.treatment.clock_text import parse_times
from backend.treatment.doors import own_page
from backend.treatment.kinds import MEDICINE
from backend.treatment.medicine_forms import EarlierForm, GoOnForm, MedicineForm, StockForm
from backend.treatment.medicine_input import read_medicine
from backend.treatment.medicine_words import step_words
from backend.treatment.models import Medicine
from backend.treatment.way_back import step_before

DIGITS = 18  # no id is longer


def medicine_of(patient: Patient, medicine_id: uuid.UUID) -> Medicine:
    found = get_object_or_404(patient.medicines.prefetch_related("steps"), pk=medicine_id)
    found.patient = patient
    return found


def said(request: HttpRequest, kept: services.Kept, words: str) -> None:
    """What was done; and when a time that was told today already changes only from tomorrow."""
    messages.success(request, words)
    if kept.from_tomorrow:
        messages.warning(request, _("A time of today was told already. The new time counts from tomorrow."))


@require_http_methods(["GET", "HEAD", "POST"])
@own_page
def add(request: HttpRequest, patient: Patient) -> HttpResponse:
    today = patient.today()
    form = MedicineForm(request.POST if request.method == "POST" else None, initial={"id": uuid.uuid4(), "starts_on": today})
    if form.was_sent():
        typed, errors = read_medicine(form.given(), today)
        form.mend(errors)
        if typed and not form.errors:
            try:
                kept = services.save_medicine(patient, typed, request.user)
            except DomainError as error:
                form.refuse(error)
            else:
                said(request, kept, _("Added to your plan."))
                return redirect("treatment:medicine", kept.medicine.pk)
    return render(request, "treatment/medicine_add.html", {"form": form, "tab": "plan"}, status=400 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@own_page
def medicine(request: HttpRequest, patient: Patient, medicine_id: uuid.UUID) -> HttpResponse:
    """The plan of one medicine, its question, and every tap on it."""
    found = medicine_of(patient, medicine_id)
    if request.method != "POST":
        return _page(request, found)
    tap = TAPS.get(request.POST.get("do", ""))
    if tap is None:
        return _page(request, found, status=400)
    try:
        return tap(request, found)
    except DomainError as error:
        messages.error(request, error.errors[0].message if error.errors else error.message)
        return redirect("treatment:medicine", found.pk)


def _page(request: HttpRequest, found: Medicine, *, status: int = 200, **more: object) -> HttpResponse:
    now = timezone.now()
    today = found.patient.today(now)
    said = as_needed.said_since(found.patient, now - dt.timedelta(days=7), found) if found.form == Medicine.Form.AS_NEEDED else []
    row = reading.row_of(found, now, found.patient.reminders.filter(kind=MEDICINE, about=found.pk).first(), said)
    left, is_low = reading.stock_words(found, now)
    waiting = medicine_rule.held(found.steps.all(), found.held_from)
    context = {
        "row": row,
        "medicine": found,
        "steps": reading.step_rows(found, now),
        "today": today,
        "has_ended": found.ended_on is not None and found.ended_on < today,
        "can_hold": found.held_from is None and bool(medicine_rule.held(found.steps.all(), today + dt.timedelta(days=1))),
        "waiting": waiting,
        **_open_undo(found, now),
        "is_reached": has_a_way(found.patient),
        "back_to": (earlier := step_before(found, today)),
        "back_to_words": step_words(earlier, earlier.times) if earlier else "",
        "left": left,
        "is_low": is_low,
        "stock_form": StockForm(initial={"stock": found.stock, "refill_on": found.refill_on}),
        "go_on_form": GoOnForm(),
        "earlier_form": EarlierForm(),
        "nothing_recorded": reading.nothing_recorded(found, now),
        "changes": reading.changes_of(found),
        "new_dose": uuid.uuid4(),
        "envelope": uuid.uuid4(),
        "doses": [one for one in said if not one.withdrawn],
        "was_past": "past" in request.GET,
        "tab": "plan",
    }
    return render(request, "treatment/medicine.html", context | more, status=status)


def _open_undo(found: Medicine, now: dt.datetime) -> dict[str, object]:
    """The hold or step back of today that can be undone, and the dose that would stand then."""
    change = services.undoable(found, now)
    if change is None:
        return {}
    left = change.detail["undo"]["stood"][:1]
    step = found.steps.filter(pk__in=left).first() or medicine_rule.step_on(found.steps.all(), found.patient.today(now))
    return {"undoable": change, "undone_words": step_words(step, step.times) if step else ""}


# ---- Taps -----------------------------------------------------------------------------------------------------------


def _back(request: HttpRequest, found: Medicine) -> HttpResponse:
    """To the page on which the tap was: the plan, Today, or that of the medicine."""
    back = {"plan": "/plan/", "today": "/today/"}.get(request.POST.get("back", ""))
    return redirect(back) if back else redirect("treatment:medicine", found.pk)


def _took(request: HttpRequest, found: Medicine) -> HttpResponse:
    """Recorded as it was, whatever her limits say; what was passed is said afterwards too."""
    now = timezone.now()
    at = _time_taken(request.POST.get("at", ""), found.patient, now)
    if at is None:
        form = EarlierForm(request.POST)
        form.add_error("at", _("Type the time like 8am or 20:00."))
        return _page(request, found, status=400, earlier_form=form, wrong=form)
    dose, envelope = _uuid(request.POST.get("dose")), _uuid(request.POST.get("envelope"))
    kept = as_needed.take(found, dose, at, request.user, now, envelope=envelope)
    if kept.past_maximum or kept.within_gap:
        return redirect(f"{reverse('treatment:medicine', args=[found.pk])}?past")
    messages.success(request, _("Recorded."))
    return _back(request, found)


def _time_taken(text: str, patient: Patient, now: dt.datetime) -> dt.datetime | None:
    """Empty: just now. A time of the clock that lies ahead was yesterday's. None: no time."""
    if not text.strip():
        return now
    try:
        (clock,) = parse_times(text[:40])
    except ValueError:
        return None
    today = patient.today(now)
    at = dt.datetime.combine(today, clock, patient.zone)
    return at if at <= now else dt.datetime.combine(today - dt.timedelta(days=1), clock, patient.zone)


def _uuid(text: str | None) -> uuid.UUID:
    try:
        return uuid.UUID(text or "")
    except ValueError:
        return uuid.uuid4()


def _undo(request: HttpRequest, found: Medicine) -> HttpResponse:
    if as_needed.take_back(found, _uuid(request.POST.get("dose")), request.user, timezone.now()):
        messages.success(request, _("Taken back: this dose does not count."))
    return _back(request, found)


def _confirm(request: HttpRequest, found: Medicine) -> HttpResponse:
    answer = request.POST.get("confirmed", "")
    step = get_object_or_404(found.steps, pk=_uuid(request.POST.get("step")))
    kept = services.confirm_step(step, answer, request.user)
    if answer == "changed":
        messages.warning(request, _("Type what your prescriber said. Until then your reminders do not name a dose."))
        return redirect("treatment:change", found.pk)
    if answer == "unsure":
        messages.warning(request, _("Ask your prescriber or pharmacist before your next dose."))
    else:
        said(request, kept, _("Thank you. Your plan stays as you typed it."))
    return _back(request, found)


def _undo_change(request: HttpRequest, found: Medicine) -> HttpResponse:
    """Of a hold or a step back, the one that the page showed."""
    seen = request.POST.get("change", "")
    change = int(seen) if seen.isascii() and seen.isdigit() and len(seen) < DIGITS else 0  # of nobody: it is refused
    kept = services.undo(found, request.user, change=change)
    said(request, kept, _("Undone. Your plan is as it was: %(words)s.") % {"words": reading.row_of(kept.medicine, timezone.now()).words})
    return _back(request, found)


def _go_on(request: HttpRequest, found: Medicine) -> HttpResponse:
    form = GoOnForm(request.POST)
    if not form.is_valid():
        return _page(request, found, status=400, go_on_form=form, wrong=form)
    try:
        kept = services.go_on(found, form.cleaned_data["next_on"], request.user)
    except DomainError as error:
        for one in error.errors:
            form.add_error("next_on" if one.field == "next_on" else None, one.message)
        return _page(request, found, status=400, go_on_form=form, wrong=form)
    said(request, kept, _("The plan goes on."))
    return _back(request, found)


def _remind(request: HttpRequest, found: Medicine) -> HttpResponse:
    wanted = request.POST.get("remind") == "on"
    words = _("Messages are on for this medicine.") if wanted else _("Messages are off for this medicine. It stays on Today and in your plan.")
    said(request, services.set_remind(found, wanted, request.user), words)
    return _back(request, found)


def _unpause(request: HttpRequest, found: Medicine) -> HttpResponse:
    said(request, services.unpause(found, request.user), _("It goes on. Were you told another dose? Change the plan first."))
    return _back(request, found)


def _stock(request: HttpRequest, found: Medicine) -> HttpResponse:
    form = StockForm(request.POST)
    if not form.is_valid():
        return _page(request, found, status=400, stock_form=form, wrong=form)
    services.count_stock(found, form.cleaned_data["stock"], form.cleaned_data["refill_on"], request.user)
    messages.success(request, _("Saved."))
    return _back(request, found)


TAPS: dict[str, Callable[[HttpRequest, Medicine], HttpResponse]] = {
    "took": _took,
    "undo": _undo,
    "confirm": _confirm,
    "undo_change": _undo_change,
    "go_on": _go_on,
    "remind": _remind,
    "unpause": _unpause,
    "stock": _stock,
}
