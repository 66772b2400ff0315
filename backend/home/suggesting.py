"""Today's suggestion: gathers the facts for the rules (suggestions.py), and keeps what somebody does not want to see."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import transaction
from django.db.models import F, Q

from backend.education import library
from backend.home.suggestions import WARNED_DAYS, Facts, Suggestion, suggest
from backend.patients.models import ArticleDismissed, Patient
from backend.symptoms.counts import dates_of
from backend.symptoms.models import DiaryDay
from backend.symptoms.reading import moment_points
from backend.symptoms.sets import SETS, ticked

NO_WARNING = ("no", "known")
"""Answers of the safety table after which nothing warns; any other does, also one that the table does not know yet. js/warned.js has the same."""
WEAKER = Q(fields__strength_left="weaker") | Q(fields__strength_right="weaker") | Q(fields__new="something")


@dataclass(frozen=True, slots=True)
class Shown:
    article: library.Article
    suggestion: Suggestion


def todays(patient: Patient, now: dt.datetime, recent: Iterable[DiaryDay], *, waits: bool) -> Shown | None:
    """`recent`: the diary days of the last 14 days. `waits`: an urgent answer of the last 48 hours still asks "Did you get help?"."""
    found = suggest(facts_of(patient, now, list(recent), waits=waits))
    try:
        return Shown(library.article(found.slug), found) if found else None
    except KeyError:  # taken out of the library: nothing is suggested, and Today still opens
        return None


def facts_of(patient: Patient, now: dt.datetime, recent: list[DiaryDay], *, waits: bool) -> Facts:
    today = patient.today(now)
    moments = moment_points(patient, today - dt.timedelta(days=WARNED_DAYS))
    return Facts(
        today=today,
        joined=patient.created_at.astimezone(patient.zone).date(),
        falls=[one.date for one in moments if one.kind == "fall"],
        ticks=[(row.date, _word(name)) for row in recent for name in ticked({field: won[0] for field, won in row.winners.items()}, "side_effect.")],
        sleeps={row.date: row.sleep for row in recent if row.sleep is not None},
        pains=dict(patient.days.exclude(pain_avg=None).values_list("date", "pain_avg")),
        strengths=[(row.date, answer) for row in recent for answer in (row.strength_left, row.strength_right) if answer],
        warned=_warned(patient, now, today),
        is_quiet=waits or _is_quiet(patient, now, today) or bool(dates_of(moments, "flare", today, today)),
        treatment_started=patient.treatment_started_on if patient.treatment_status == Patient.Treatment.STARTED else None,
        dismissed={slug: (day, times) for slug, day, times in patient.dismissed.values_list("slug", "day", "times")},
    )


def _word(name: str) -> str:
    return str(SETS[name].label)


def _warned(patient: Patient, now: dt.datetime, today: dt.date) -> list[dt.date]:
    """Every word counts, of whatever rank and though it was changed later. An answer about an older day that was given now counts as well."""
    first = today - dt.timedelta(days=WARNED_DAYS)
    late = now - dt.timedelta(days=WARNED_DAYS)
    said = list(patient.revisions.filter(WEAKER, kind="diary", date__gte=first).values_list("date", flat=True)[:1])
    answers = patient.safety_answers.exclude(answer__in=NO_WARNING).filter(Q(date__gte=first) | Q(stamp__gte=late))
    return said + ([today] if answers.exists() else [])


def _is_quiet(patient: Patient, now: dt.datetime, today: dt.date) -> bool:
    if patient.quiet_until and patient.quiet_until > now:
        return True
    midnight = dt.datetime.combine(today, dt.time(), tzinfo=patient.zone)
    return patient.safety_answers.filter(Q(date=today) | Q(stamp__gte=midnight), tier__in=("emergency", "same-day")).exists()


@transaction.atomic
def dismiss(patient: Patient, slug: str, today: dt.date) -> None:
    """ "Not now": gone for today, this article for 30 days, after the second time for good. Twice on one day counts once."""
    row, created = ArticleDismissed.objects.get_or_create(patient=patient, slug=slug, defaults={"day": today})
    if not created:
        ArticleDismissed.objects.filter(pk=row.pk).exclude(day=today).update(day=today, times=F("times") + 1)
