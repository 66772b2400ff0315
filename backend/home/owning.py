"""What is mine: the list of phones, a copy of everything, closing the account."""

import datetime as dt
import logging
import uuid

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe
from kombu.exceptions import OperationalError

from backend.accounts.factor import is_staff
from backend.home import copy, exports, leaving
from backend.home.people import for_patient
from backend.home.tasks import make_exports
from backend.patients import devices
from backend.patients.models import Export, Patient
from backend.reminders.subscriptions import forget_phone

log = logging.getLogger(__name__)


@never_cache
@require_safe
@for_patient
def phones(request: HttpRequest, patient: Patient) -> HttpResponse:
    """Which phones keep entries, when each was last used, and what waits on it."""
    rows = [
        (device, devices.is_this(request, device), _local(patient, device.last_seen_at), _local(patient, device.revoked_at))
        for device in devices.phones(patient)
    ]
    return render(request, "home/phones.html", {"rows": sorted(rows, key=lambda row: not row[1]), "tab": "menu"})


def _local(patient: Patient, at: dt.datetime | None) -> dt.datetime | None:
    """On the patient's own clock."""
    return at and at.astimezone(patient.zone)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@for_patient
def phone(request: HttpRequest, patient: Patient, pk: int) -> HttpResponse:
    """Sign one phone out: asked first, because it loses what is typed there and not saved."""
    device = devices.phone_or_404(patient, pk)
    if devices.is_this(request, device):
        raise Http404  # this one is signed out by "Sign out", which asks about what waits
    if request.method != "POST":
        return render(request, "home/phone.html", {"device": device, "tab": "menu"})
    devices.revoke(patient, device)
    forget_phone(patient, device.device_id)
    messages.success(request, _("That phone is signed out. It locks when Stride is next opened on it."))
    return redirect("home:phones")


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@for_patient
def download(request: HttpRequest, patient: Patient) -> HttpResponse:
    """One button; then how far it is; then the file, for a day."""
    if request.method == "POST":
        exports.ask(patient)
        nudge()
        return redirect("home:download")
    export = exports.newest(patient)
    until = export.ready_at + exports.KEPT_FOR if export and export.ready_at else None
    context = {"export": export, "open": Export.OPEN, "failed": exports.has_failed(patient), "until": _local(patient, until), "tab": "menu"}
    return render(request, "home/download.html", context)


@never_cache
@require_GET
@for_patient
def download_file(request: HttpRequest, patient: Patient, export_id: uuid.UUID) -> HttpResponse:
    return as_download(*exports.download(patient, export_id), patient)


def as_download(content: bytes, export: Export, patient: Patient) -> HttpResponse:
    """Its name is the day it was made, on the patient's own clock, and no word about health."""
    name = copy.file_name(patient.today(export.ready_at or timezone.now()))
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
    return HttpResponse(content, content_type="application/zip", headers=headers)


def nudge() -> None:
    """So that nobody waits for the next minute. A broker that is away is no error: beat asks again."""
    try:
        make_exports.apply_async(retry=False, expires=60)
    except OperationalError as error:
        log.warning("the broker is away: %s", type(error).__name__)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@reauthentication_required(allow_get=True, enabled=lambda request: request.user.is_authenticated and request.method == "POST")
@for_patient
def close(request: HttpRequest, patient: Patient) -> HttpResponse:
    """What goes and what stays; with a tick it begins. While it lasts: one button that undoes it."""
    context = {"patient": patient, "works_too": is_staff(request.user), "days": leaving.DAYS_TO_CHANGE_MIND, "tab": "menu"}
    if request.method == "POST" and not patient.closing_since:
        if not request.POST.get("sure"):
            return render(request, "home/close.html", {**context, "not_ticked": True})
        leaving.begin(patient)
        return redirect("home:close")
    if patient.closing_since:
        return render(request, "home/closing.html", {**context, "ends_at": _local(patient, leaving.ends_at(patient))})
    return render(request, "home/close.html", context)


@require_POST
@for_patient
def keep(request: HttpRequest, patient: Patient) -> HttpResponse:
    """Changed her mind."""
    leaving.keep(patient)
    messages.success(request, _("Your account stays. Your diary is as it was. To share again, go to Sharing."))
    return redirect("home:menu")
