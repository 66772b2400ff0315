"""Pages that open without a sign-in: the answer to one message, and the calendar feed.

CSRF: the token is in the address, and whoever does not have it cannot forge a POST. No cookie is read, so there is none that another
site could use; and the page must work in a mail program's own browser, which keeps none. GET and HEAD never answer.
"""

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from backend.patients.models import Patient
from backend.reminders import by_link, calendars, kinds, reading
from backend.reminders.answering import REASONS
from backend.reminders.models import Notice
from backend.reminders.reading import Item

ANSWERS = {"taken": "taken", "skipped": "skipped", "later": "later", "undo": ""}
QUIET = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex, nofollow", "Referrer-Policy": "no-referrer"}


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, token: str) -> HttpResponse:
    """One message: Taken, Skip, Later for each thing in it, and nothing else."""
    found = by_link.notice_of(token)
    if found is None:
        return _quiet(render(request, "reminders/link_ended.html", status=404))
    notice, _token = found
    if request.method == "POST":
        return _quiet(redirect(reverse("reminders:answer", args=[token]) + _record(notice, request.POST)))
    return _quiet(render(request, "reminders/answer.html", _context(request, notice, token)))


def _quiet(response: HttpResponse) -> HttpResponse:
    for name, value in QUIET.items():
        response[name] = value
    return response


def _record(notice: Notice, said: Any) -> str:
    """Record what was pressed: `all`, or `<occurrence>` with `answer` or `reason`. Returns what the address says then: a skip asks why, once."""
    now = timezone.now()
    fresh: dict[str, Any] = {"envelope": uuid.uuid4(), "now": now, "by": "link"}
    if said.get("all") == "taken":
        by_link.answer(notice, "taken", **fresh)
        return ""
    one = _uuid(said.get("occurrence", ""))
    if one is None:
        return ""
    if said.get("reason") in REASONS:
        by_link.answer(notice, "skipped", occurrence=one, reason=said["reason"], **fresh)
    elif said.get("answer") in ANSWERS:
        by_link.answer(notice, ANSWERS[said["answer"]], occurrence=one, **fresh)
        return f"?why={one}" if said["answer"] == "skipped" else ""
    return ""


def _uuid(text: str) -> uuid.UUID | None:
    try:
        return uuid.UUID(text)
    except ValueError:
        return None


def _context(request: HttpRequest, notice: Notice, token: str) -> dict[str, Any]:
    items = reading.items_of(notice, timezone.now())
    zone = notice.patient.zone
    ends = by_link.ends_at(token).astimezone(zone)
    return {
        "items": items,
        "is_test": notice.channel == Notice.Channel.TEST,
        "at": items[0].at if items else reading.short_time(notice.due_at.astimezone(zone)),
        "day": notice.due_at.astimezone(zone).date(),
        "open": [item for item in items if not item.is_answered],
        "medicines": any(item.kind in MEDICINES for item in items),
        "all_medicines": all(item.kind in MEDICINES for item in items),
        "doors": _doors(items),
        "why": _why(request, items),
        "ends_on": ends.date(),
        "ends_at": reading.short_time(ends),
    }


MEDICINES = {"medicine", "patch_off"}


def _doors(items: list[Item]) -> dict[uuid.UUID, tuple[str, Any]]:
    """Where a habit is done, by its occurrence: the page asks for the sign-in, as ever. A dose has none."""
    found = {item.occurrence_id: (item, kinds.of(item.kind)) for item in items}
    return {key: (kind.page.format(date=item.date.isoformat()), kind.page_words) for key, (item, kind) in found.items() if kind.page}


def _why(request: HttpRequest, items: list[Item]) -> uuid.UUID | None:
    """The thing that was skipped just now and has no reason yet."""
    asked = _uuid(request.GET.get("why", ""))
    return next((item.occurrence_id for item in items if item.occurrence_id == asked and item.answer == "skipped" and not item.reason), None)


@require_safe
def feed(request: HttpRequest, secret: str) -> HttpResponse:
    """What is coming, for a calendar. An address that ended, or never was, is 404."""
    found = calendars.feed_of(secret)
    if found is None:
        return _quiet(HttpResponse(status=404, content_type="text/plain"))
    now = timezone.now()
    calendars.note_read(found, now)
    patient: Patient = found.patient
    return _quiet(HttpResponse(calendars.as_ics(patient, now), content_type="text/calendar; charset=utf-8"))
