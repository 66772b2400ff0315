"""Mending: "I mixed up left and right", and the history of a day."""

import datetime as dt
import uuid
from collections import Counter
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from backend.common.exceptions import DomainError
from backend.common.localtime import parse_date
from backend.patients.access import patient_or_404
from backend.patients.models import Patient
from backend.symptoms import history, swapping

SWAPPED, BACK = "swapped", "back"


@never_cache
@require_http_methods(["GET", "POST"])
def mix_up(request: HttpRequest) -> HttpResponse:
    """Choose days; see what will change; swap; swap back."""
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    patient = patient_or_404(request.user)
    data = request.POST if request.method == "POST" else request.GET
    if "first" not in data and request.method == "GET":
        return _page(request, patient, _days_to_begin_with(patient, data.get("day")))
    try:
        days = _date(data.get("first")), _date(data.get("last"))
        key = uuid.UUID(data.get("key", "")) if request.method == "POST" else None
    except ValueError:
        return _page(request, patient, (data.get("first", ""), data.get("last", "")), errors=[_("Choose a first and a last day.")])
    return _swap(request, patient, days, key) if key else _preview(request, patient, days)


def _date(text: Any) -> dt.date:
    return parse_date(text)


def _days_to_begin_with(patient: Patient, text: str | None) -> tuple[dt.date, dt.date]:
    """One day: the one that the page was opened from, else today."""
    today = patient.today()
    try:
        day = min(parse_date(text), today)
    except ValueError:
        day = today
    return day, day


def _preview(request: HttpRequest, patient: Patient, days: tuple[dt.date, dt.date], *, stale: bool = False) -> HttpResponse:
    try:
        swaps = swapping.plan(patient, *days)
    except DomainError as error:
        return _page(request, patient, days, errors=[one.message for one in error.errors])
    counts = Counter(group for swap in swaps for group in swap.groups)
    context: dict[str, Any] = {
        "swaps": [(swap.date, swapping.in_words(swap), _ticks(swap)) for swap in swaps],
        "counts": [(label, counts[group]) for group, label in swapping.GROUPS.items() if counts[group]],
        "key": uuid.uuid4(),
        "shown": swapping.digest(swaps),
        "stale": stale,
        "chosen": True,
    }
    return _page(request, patient, days, status=409 if stale else 200, **context)


def _ticks(swap: swapping.Swap) -> int:
    return sum("." in name and value is True for name, value in swap.fields.items())


def _swap(request: HttpRequest, patient: Patient, days: tuple[dt.date, dt.date], key: uuid.UUID) -> HttpResponse:
    try:
        count = swapping.swap_sides(patient, request.user, *days, timezone.now(), key=key, shown=request.POST.get("shown", ""))
    except DomainError as error:
        return _page(request, patient, days, errors=[one.message for one in error.errors])
    if count is None:
        return _preview(request, patient, days, stale=True)
    done = BACK if request.POST.get("done") == SWAPPED else SWAPPED
    return redirect(f"{reverse('symptoms:mix_up')}?{urlencode({'first': str(days[0]), 'last': str(days[1]), 'done': done})}")


def _page(request: HttpRequest, patient: Patient, days: tuple[Any, Any], *, errors: list[str] | None = None, status: int = 200, **more: Any) -> HttpResponse:
    done = request.GET.get("done") if more.get("chosen") else None
    context = {"first": days[0], "last": days[1], "today": patient.today(), "errors": errors or [], "done": done if done in (SWAPPED, BACK) else "", **more}
    return render(request, "symptoms/mix_up.html", context, status=400 if errors else status)


@never_cache
@require_safe
def day_history(request: HttpRequest, date: str) -> HttpResponse:
    """Who said what about a day, and when: everything, as it was said."""
    if not request.user.is_authenticated:
        return redirect_to_login(request.path)
    patient = patient_or_404(request.user)
    try:
        day = parse_date(date)
    except ValueError:
        raise Http404 from None
    if day > patient.today():
        raise Http404
    return render(request, "symptoms/history.html", {"day": day, "said": history.of_day(patient, day), "beaten": history.beaten(patient, day), "tab": "trends"})
