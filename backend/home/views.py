"""The front door, Today, trends, the diary's calendar, the menu."""

import datetime as dt
import uuid

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dates import WEEKDAYS, WEEKDAYS_ABBR
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from backend.accounts.factor import is_staff
from backend.common.exceptions import DomainError
from backend.common.localtime import EARLIEST, parse_date
from backend.education import emergency
from backend.home import doses, suggesting
from backend.home.people import for_patient, patient_or_redirect
from backend.patients.models import Patient
from backend.sharing.services import open_invitations
from backend.symptoms import charts, day_words, falls, history, provenance, safety_reading, services, weaker_often
from backend.symptoms.calendar import month, parse_month
from backend.symptoms.fields import DIARY
from backend.symptoms.models import DiaryDay
from backend.symptoms.reading import day_points, moment_points, own_trend, read_span
from backend.symptoms.responses import check_is_due
from backend.symptoms.trends import SPANS
from backend.treatment.reading import exercises_today, needed_names, session_marks, step_marks, step_questions


@never_cache
@require_safe
def front(request: HttpRequest) -> HttpResponse:
    """Welcome; whoever is signed in goes on to their own page."""
    if not request.user.is_authenticated:
        return render(request, "home/front.html")
    found = patient_or_redirect(request)
    return redirect("home:today") if isinstance(found, Patient) else found


@never_cache
@require_safe
@for_patient
def today(request: HttpRequest, patient: Patient) -> HttpResponse:
    """Did I log; how the last two weeks went; what waits."""
    now = timezone.now()
    day = patient.today(now)
    recent = services.days_between(patient, day - dt.timedelta(days=13), day)
    row = next((one for one in recent if one.date == day), None)
    waits_since = safety_reading.waits_for_help(patient, now)
    context = {
        "patient": patient,
        "today": day,
        "greeting": _greeting(now.astimezone(patient.zone).hour),
        "row": row,
        "standing": _standing(row),
        "logged": sum(1 for row in recent if row.pain_avg is not None),
        "doses": doses.of_today(patient, now),
        "needed": needed_names(patient, day),
        "exercises": None if patient.quiet_until and patient.quiet_until > now else exercises_today(patient, day),
        "envelope": uuid.uuid4(),
        "yesterday_missing": _yesterday_missing(patient, recent, day),
        "yesterday": day - dt.timedelta(days=1),
        "quiet": patient.quiet_until is not None and patient.quiet_until > now,
        "invitations": open_invitations(request.user),
        "check_due": check_is_due(patient, day),
        "waits_since": waits_since,
        "fell_often": falls.fell_often(patient, day),
        "weaker_shown": (shown := weaker_often.shown_on(patient, day)),
        "weaker_often": weaker_often.was_often_weaker(patient, day, shown),
        "questions": patient.questions.unasked().count(),
        "step_questions": step_questions(patient, now),
        "suggested": suggesting.todays(patient, now, recent, waits=waits_since is not None),
        "tab": "today",
    }
    return render(request, "home/today.html", context)


def _standing(row: DiaryDay | None) -> str:
    """`whole`, `begun` (something is said, be it one tick), or empty. js/today.js says the same."""
    if row is None or all(won[0] is None or won[0] is False for won in row.winners.values()):
        return ""
    return "whole" if row.complete else "begun"


def _greeting(hour: int) -> str:
    return "night" if hour < 5 else "morning" if hour < 12 else "afternoon" if hour < 18 else "evening"


def _yesterday_missing(patient: Patient, recent: list[DiaryDay], day: dt.date) -> bool:
    yesterday = day - dt.timedelta(days=1)
    began = patient.created_at.astimezone(patient.zone).date()
    return yesterday >= began and not any(row.date == yesterday and row.pain_avg is not None for row in recent)


@never_cache
@require_safe
@for_patient
def trends(request: HttpRequest, patient: Patient) -> HttpResponse:
    """Words, chart and table of the last 14, 28 or 90 days."""
    try:
        span = read_span(request.GET.get("days"))
    except DomainError:
        return redirect("home:trends")
    trend = own_trend(patient, span)
    done = [day for day, _words in session_marks(patient, trend.start, trend.today)]
    drawn = charts.both_widths(trend, _marks(patient, trend.start, trend.today), sessions=done)
    return render(request, "home/trends.html", {**drawn, "spans": SPANS, "span": span, "patient": patient, "tab": "trends"})


def _marks(patient: Patient, first: dt.date, last: dt.date) -> list[charts.Mark]:
    """What stands in the line, in the order of the days: the start of treatment, and each change of a dose."""
    started = patient.treatment_started_on
    found = [charts.Mark(started, gettext("Treatment started"))] if started else []
    return sorted([*found, *(charts.Mark(day, words) for day, words in step_marks(patient, first, last))], key=lambda mark: mark.date)


@never_cache
@require_safe
@for_patient
def diary(request: HttpRequest, patient: Patient) -> HttpResponse:
    """A month of the diary."""
    today = patient.today()
    first = _month(request.GET.get("month"), today)
    start = patient.created_at.astimezone(patient.zone).date()
    # All days: the earliest decides how far back the arrows lead.
    grid = month(first, day_points(patient), moment_points(patient), today=today, start=start)
    return render(request, "home/diary.html", {"grid": grid, "weekdays": _weekdays(), "tab": "trends"})


def _weekdays() -> list[tuple[str, str]]:
    """Short and long names, from Monday."""
    return [(str(WEEKDAYS_ABBR[number]), str(WEEKDAYS[number])) for number in range(7)]


def _month(text: str | None, today: dt.date) -> dt.date:
    """The first of the month asked for, never a month to come; this month when it cannot be read."""
    try:
        return min(max(parse_month(text), EARLIEST), today.replace(day=1))
    except ValueError:
        return today.replace(day=1)


@never_cache
@require_safe
@for_patient
def diary_day(request: HttpRequest, patient: Patient, date: str) -> HttpResponse:
    """One day as it stands, with where it came from."""
    try:
        day = parse_date(date)
    except ValueError:
        raise Http404 from None
    today = patient.today()
    if day > today:
        raise Http404
    row = patient.days.filter(date=day).first()
    context = {
        "day": day,
        "today": today,
        "row": row,
        "lines": _lines(row),
        "ticked": day_words.ticked_of(patient, row),
        "beaten": history.beaten(patient, day),
        "moments": [(day_words.moment_words(moment), moment.note) for moment in services.moments_between(patient, day, day)],
        "provenance": provenance.LABELS.get(row.provenance, "") if row else "",
        "before": day - dt.timedelta(days=1),
        "after": day + dt.timedelta(days=1) if day < today else None,
        "tab": "trends",
    }
    return render(request, "home/diary_day.html", context)


def _lines(row: DiaryDay | None) -> list[tuple[str, str]]:
    """Label and word of each field that holds something."""
    if row is None:
        return []
    shown = [(field, getattr(row, field.name)) for field in DIARY.values() if getattr(row, field.name) is not None]
    of_ten = gettext("%(value)s of 10")
    return [(str(f.label), of_ten % {"value": value} if f.kind == "scale" else str(f.word(value))) for f, value in shown]


@never_cache
@require_safe
@for_patient
def menu(request: HttpRequest, patient: Patient) -> HttpResponse:
    """About me, sharing, signing in, the look, signing out."""
    return render(request, "home/menu.html", {"patient": patient, "is_staff_too": is_staff(request.user), "tab": "menu"})


@require_safe
def wallet_card(request: HttpRequest) -> HttpResponse:
    """A card to print: public and the same for everybody, because what is typed on it never leaves the page."""
    response = render(request, "home/wallet_card.html", {"anywhere": emergency.for_country(None), "checked": emergency.CHECKED})
    response["Cache-Control"] = "public, max-age=300"
    return response


@require_safe
def privacy(request: HttpRequest) -> HttpResponse:
    """The privacy notice: public, the same for everybody."""
    response = render(request, "home/privacy.html")
    response["Cache-Control"] = "public, max-age=300"
    return response
