"""The pages of reminders: how they reach me, my phones, a test, what was sent, the time zone."""

import datetime as dt
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from backend.common.exceptions import DomainError
from backend.common.places import is_zone_of_people
from backend.patients import devices
from backend.patients.access import patient_or_404
from backend.patients.models import Patient
from backend.reminders import reading, services, subscriptions, travelling
from backend.reminders.forms import HowForm
from backend.reminders.models import Notice, Preferences, PushSubscription

LEDGER_DAYS = 14
DIGITS = 18  # no id is longer
TEST_SHOWN_FOR = dt.timedelta(hours=1)
LEFT_OUT = gettext_lazy(
    "Your %(at)s reminder of today is not sent, because the clock changed. Missed one? Check the leaflet or ask your pharmacist. Do not take 2 doses at once."
)


def _page(request: HttpRequest, name: str, **context: Any) -> HttpResponse:
    return render(request, f"reminders/{name}.html", {**context, "tab": "menu"})


@never_cache
@login_required
@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """Everything about reminders, each thing behind its own door."""
    patient = patient_or_404(request.user)
    phones = [(row, _is_this(request, row), *_local(patient, row.last_receipt_at, row.created_at)) for row in reading.live_phones(patient)]
    wishes = reading.preferences(patient)
    return _page(
        request, "overview", patient=patient, phones=phones, wishes=wishes, nothing=not reading.has_a_way(patient), reminders=reading.standing(patient)
    )


def _is_this(request: HttpRequest, row: PushSubscription) -> bool:
    """The page cannot know its phone by a header; its session can."""
    device = row.patient.devices.filter(device_id=row.device_id).first() if row.device_id else None
    return device is not None and devices.is_this(request, device)


def _local(patient: Patient, *moments: dt.datetime | None) -> tuple[dt.datetime | None, ...]:
    return tuple(at and at.astimezone(patient.zone) for at in moments)


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def how(request: HttpRequest) -> HttpResponse:
    """Ways, quiet hours, how many, the lock screen."""
    patient = patient_or_404(request.user)
    given = request.POST if request.method == "POST" else None
    form = HowForm(given, instance=reading.preferences(patient), gateway=bool(settings.SMS_URL), address=str(patient.user.email or ""))
    if not form.is_valid():
        return _page(request, "how", form=form, patient=patient, phones=len(reading.live_phones(patient)))
    Preferences.objects.update_or_create(patient=patient, defaults=form.cleaned_data)
    messages.success(request, _("Saved."))
    return redirect("reminders:overview")


@login_required
@require_POST
def remove_phone(request: HttpRequest, pk: int) -> HttpResponse:
    """Nothing is sent to that browser any more."""
    subscriptions.forget_subscription(patient_or_404(request.user), pk)
    messages.success(request, _("That phone gets no more reminders."))
    return redirect("reminders:overview")


@login_required
@require_POST
def told(request: HttpRequest) -> HttpResponse:
    """She has read that a phone is gone."""
    subscriptions.note_told(patient_or_404(request.user), timezone.now())
    return redirect("reminders:overview")


@login_required
@require_POST
def old_phones(request: HttpRequest) -> HttpResponse:
    """ "Stop reminders on the old phone?" Without one of the two answers nothing changes."""
    patient, answer = patient_or_404(request.user), request.POST.get("answer")
    if answer in ("stop", "keep"):
        ids = [int(one) for one in request.POST.getlist("phone") if one.isascii() and one.isdigit() and len(one) < DIGITS]
        subscriptions.answer_about_old(patient, ids, stop=answer == "stop", now=timezone.now())
        messages.success(request, _("The old phone gets no more reminders.") if answer == "stop" else _("The old phone keeps its reminders."))
    return redirect("reminders:overview")


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def test(request: HttpRequest) -> HttpResponse:
    """ "Lock your phone. A test comes in 2 minutes." Then: was it shown, and how to mend that phone."""
    patient, now = patient_or_404(request.user), timezone.now()
    if request.method == "POST":
        services.send_test(patient, now)
        return redirect("reminders:test")
    notice = patient.notices.filter(channel=Notice.Channel.TEST, due_at__gte=now - TEST_SHOWN_FOR).exclude(state=Notice.State.CANCELLED).last()
    context = {"patient": patient, "phones": reading.live_phones(patient), "wishes": reading.preferences(patient), "now": now}
    return _page(request, "test", **context, **_test_state(patient, notice))


def _test_state(patient: Patient, notice: Notice | None) -> dict[str, Any]:
    """none, waiting, shown, sent (no phone said that it showed it), failed."""
    if notice is None:
        return {"state": "none"}
    tries = list(notice.deliveries.select_related("subscription").order_by("pk"))
    by = [(one, *_local(patient, one.shown_at)) for one in tries]
    at, due, shown = _local(patient, notice.sent_at, notice.due_at, notice.shown_at)
    if notice.shown_at:
        state = "shown"
    elif notice.state in Notice.OPEN:
        state = "waiting"
    else:
        state = "sent" if notice.state == Notice.State.SENT else "failed"
    return {"state": state, "notice": notice, "sent_at": at, "due_at": due, "shown_at": shown, "tries": by}


@never_cache
@login_required
@require_safe
def sent(request: HttpRequest) -> HttpResponse:
    """The ledger: due, sent, shown, answered."""
    patient = patient_or_404(request.user)
    rows = reading.ledger(patient, LEDGER_DAYS, timezone.now())
    ways = _ways_of_answers(patient, rows)
    days: dict[dt.date, list[dict[str, Any]]] = {}
    for row in rows:
        due, went, shown = _local(patient, row.due_at, row.sent_at, row.shown_at)
        assert due is not None  # noqa: S101
        answers = [(one.words.get("name", ""), one.answer, *_local(patient, one.answered_at), ways.get(one.pk, "")) for one in row.occurrences]
        days.setdefault(due.date(), []).append({"row": row, "sent_at": went, "shown_at": shown, "answers": answers})
    return _page(request, "sent", days=days, today=patient.today(), span=LEDGER_DAYS)


def _ways_of_answers(patient: Patient, rows: list[reading.Sent]) -> dict[int, str]:
    """Occurrence → how its last answer came: app, button, link, program. One query."""
    about = {one.pk for row in rows for one in row.occurrences}
    return dict(patient.reminder_answers.filter(occurrence__in=about).order_by("stamp").values_list("occurrence_id", "by"))


@never_cache
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def travel(request: HttpRequest) -> HttpResponse:
    """ "You seem to be in another time zone": the same time on the clock there, or the time at home."""
    patient, now = patient_or_404(request.user), timezone.now()
    zone = (request.POST if request.method == "POST" else request.GET).get("zone", "")
    if not travelling.is_another(patient, zone, now):
        if request.method == "POST" and not is_zone_of_people(zone):
            messages.error(request, _("There is no such time zone. Nothing has changed."))
        return redirect("reminders:overview")
    choice = request.POST.get("choice")
    if choice not in ("clock", "home"):
        return _page(request, "travel", **travelling.example(patient, zone, now), zone=zone, unanswered=request.method == "POST")
    try:
        left_out = travelling.answer(patient, zone, stays_home=choice == "home", now=now)
    except DomainError as error:
        messages.error(request, error.message)
        return redirect("reminders:overview")
    for due in left_out:
        messages.warning(request, LEFT_OUT % {"at": due.at_words})
    messages.success(request, _("Saved. Your reminders stay on the time at home.") if choice == "home" else _("Saved. Your reminders go by the clock here."))
    return redirect("reminders:overview")
