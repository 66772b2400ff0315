"""The clinic's side: patients, one patient's trend and days, invitations, enrolled names. Read, call, reply."""

import uuid
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from backend.clinics.models import Membership, Role
from backend.common.exceptions import DomainError
from backend.sharing import access, services, viewing, words
from backend.sharing.codes import in_threes
from backend.sharing.forms import InviteForm, add_errors
from backend.symptoms import charts
from backend.symptoms.fields import DIARY
from backend.symptoms.trends import SPANS

LANDING = {Role.CLINICIAN: "sharing:clinic", Role.COORDINATOR: "sharing:clinic_enrolled"}


def _page(request: HttpRequest, template: str, member: Membership, status: int = 200, **context: Any) -> HttpResponse:
    """A page of the clinic at which `member` works; somebody with several roles or clinics can switch."""
    several = [row for row in access.memberships_of(request.user) if row.role in LANDING]
    base = {"membership": member, "clinic": member.clinic, "memberships": several if len(several) > 1 else []}
    return render(request, f"sharing/clinic/{template}.html", {**base, **context}, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def patients(request: HttpRequest) -> HttpResponse:
    """My patients. A search comes by POST. A coordinator without the clinician's role lands on the enrolled names."""
    works_at = access.memberships_of(request.user)
    member = access.chosen(request, works_at, Role.CLINICIAN)
    if member is None and access.chosen(request, works_at, Role.COORDINATOR):
        return redirect("sharing:clinic_enrolled")
    member = access.member_or_404(request, Role.CLINICIAN)
    page = viewing.list_patients(member, query=_query(request), number=_number(request))
    return _page(request, "patients", member, page=page, code=in_threes(member.clinic.code), nav="patients")


@login_required
@require_safe
def trend(request: HttpRequest, grant_id: uuid.UUID) -> HttpResponse:
    """One patient's words, chart and table of the last 14, 28 or 90 days."""
    span = _span(request)
    view = viewing.view_trend(request.user, grant_id, span)
    drawn = charts.both_widths(view.trend) if view.trend and view.reading.shows_diary else {}
    return _about(request, "trend", view, span=span, part="trend", trend=view.trend, **{k: v for k, v in drawn.items() if k != "trend"})


@login_required
@require_safe
def days(request: HttpRequest, grant_id: uuid.UUID) -> HttpResponse:
    """The same patient's days, newest first, with how each came in."""
    span = _span(request)
    view = viewing.view_days(request.user, grant_id, span=span)
    hidden = [field for field in DIARY.values() if field.name not in view.reading.visible]
    return _about(request, "days", view, span=span, part="days", lines=_lines(view), hidden=hidden)


def _about(request: HttpRequest, template: str, view: viewing.PatientView, **context: Any) -> HttpResponse:
    member = access.member_at_or_404(request.user, view.grant.clinic_id)
    return _page(request, template, member, view=view, grant=view.grant, identity=view.identity, spans=SPANS, nav="patients", **context)


def _lines(view: viewing.PatientView) -> list[dict[str, Any]]:
    """A line per day, newest first: the words of its values, its moments, how it came in."""
    happened: dict[Any, list[Any]] = {}
    for moment in view.reading.moments:
        happened.setdefault(moment.date, []).append(moment)
    dates = sorted({day.date for day in view.reading.days} | set(happened), reverse=True)
    by_date = {day.date: day for day in view.reading.days}
    return [{"date": date, **words.day_line(by_date.get(date), happened.get(date, ()))} for date in dates]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: HttpRequest) -> HttpResponse:
    """Invite one patient by e-mail; the invitations that wait."""
    member = access.member_or_404(request, Role.CLINICIAN)
    form = InviteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.invite_patient(member, form.cleaned_data["email"])
        except DomainError as error:
            add_errors(form, error)
        else:
            messages.info(request, _("The invitation is on its way."))
            return redirect("sharing:clinic_invite")
    waiting = services.waiting_at(member.clinic)
    status = 400 if form.errors else 200
    return _page(request, "invite", member, status, form=form, waiting=waiting, code=in_threes(member.clinic.code), nav="patients")


@login_required
@require_POST
def cancel(request: HttpRequest, invitation_id: uuid.UUID) -> HttpResponse:
    services.cancel_invitation(access.member_or_404(request, Role.CLINICIAN), invitation_id)
    messages.info(request, _("The invitation is cancelled."))
    return redirect("sharing:clinic_invite")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def enrolled(request: HttpRequest) -> HttpResponse:
    """The coordinator's list: names enrolled with the clinic and nothing more."""
    member = access.member_or_404(request, Role.COORDINATOR)
    page = viewing.list_enrolled(member, query=_query(request), number=_number(request))
    return _page(request, "enrolled", member, page=page, nav="enrolled")


@login_required
@require_POST
def switch(request: HttpRequest) -> HttpResponse:
    """Act in another of one's own roles, or at another of one's own clinics."""
    wanted = request.POST.get("membership", "")
    for member in access.memberships_of(request.user):
        if str(member.pk) == wanted and member.role in LANDING:
            request.session[access.CHOSEN] = member.pk
            return redirect(LANDING[Role(member.role)])
    raise Http404


def _query(request: HttpRequest) -> str:
    """What is searched for: a name or a birth date, so it travels in the body and never stands in an address."""
    return request.POST.get("q", "").strip()[:100]


def _number(request: HttpRequest) -> int:
    text = (request.POST if request.method == "POST" else request.GET).get("page", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else 1


def _span(request: HttpRequest) -> int:
    return next((span for span in SPANS if str(span) == request.GET.get("days")), 28)
