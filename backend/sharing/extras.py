"""What a grant shows beside the columns of its days: safety answers, places, feelings, side effects, the weekly leg check.

The same rules as in reading.py: only inside the dates of the grant, only in the scopes that were given, and None where a
scope was not: hidden is not none. A safety answer is never folded: every one stands, newest first.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from backend.sharing.models import Grant, Scope
from backend.symptoms import safety, safety_reading
from backend.symptoms.fields import Text
from backend.symptoms.instruments import INSTRUMENTS
from backend.symptoms.models import QuestionnaireResponse, SafetyAnswer
from backend.symptoms.sets import FEELINGS, LAYERS, LEFT_RIGHT, REGIONS, SIDE_EFFECTS

FIRST = ("emergency", "same-day")
GOT_HELP = "got_help"


@dataclass(frozen=True, slots=True)
class Said:
    """One safety answer, word for word. `at`: as the clock showed it where it was given."""

    date: dt.date
    at: dt.datetime
    question: Text
    answer: Text
    tier: str
    by: str
    guessed: bool = False
    decided: bool = False  # a tick that counts no more, because its question was answered

    @property
    def is_urgent(self) -> bool:
        return self.tier in FIRST


@dataclass(frozen=True, slots=True)
class Ticks:
    """What was ticked on one day, in words: `Calf, left`."""

    date: dt.date
    pain: tuple[str, ...] = ()
    numb: tuple[str, ...] = ()
    feelings: tuple[str, ...] = ()
    side_effects: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Check:
    """One week's leg check: (question, answer), in the order asked. `date`: of its newest answer."""

    date: dt.date
    title: Text
    lines: tuple[tuple[str, Text], ...]
    complete: bool


@dataclass(frozen=True, slots=True)
class Extras:
    """None: not shared by the patient."""

    safety: tuple[Said, ...] | None
    ticks: tuple[Ticks, ...] | None
    shows_places: bool
    shows_feelings: bool
    checks: tuple[Check, ...] | None

    @property
    def urgent(self) -> int:
        return sum(said.is_urgent for said in self.safety or ())


def extras(grant: Grant, first: dt.date, last: dt.date) -> Extras:
    """All of the days `first` to `last` as far as `grant` shows it. At most three queries."""
    places, feelings = grant.allows(Scope.BODY_MAP), grant.allows(Scope.DIARY)
    return Extras(
        safety=_safety(grant, first, last) if grant.allows(Scope.SAFETY) else None,
        ticks=_ticks(grant, first, last, places, feelings) if places or feelings else None,
        shows_places=places,
        shows_feelings=feelings,
        checks=_checks(grant, first, last) if grant.allows(Scope.QUESTIONNAIRES) else None,
    )


def _inside(rows: QuerySet[Any], grant: Grant, first: dt.date, last: dt.date) -> QuerySet[Any]:
    last = min(last, grant.until) if grant.until else last
    return rows.filter(date__gte=max(first, grant.from_date), date__lte=last)


def _safety(grant: Grant, first: dt.date, last: dt.date) -> tuple[Said, ...]:
    """Answers about these days, and answers given on these days about an older one that the grant opens: none is out of sight."""
    shared = _inside(grant.patient.safety_answers.all(), grant, grant.from_date, last)
    given = Q(stamp__date__range=(first, last + dt.timedelta(days=1)))  # UTC: a day more, so that no zone loses one
    rows = shared.filter(Q(date__gte=first) | given).order_by("-stamp", "-pk")
    decided = safety_reading.decided(rows)
    return tuple(_said(row, row.pk in decided) for row in rows)


def _said(row: SafetyAnswer, decided: bool) -> Said:
    """The table's words; an item that it no longer has is told by its code rather than left out."""
    item = safety.ITEMS.get(row.item)
    answer = item.answer(row.answer) if item else None
    at = row.stamp.astimezone(ZoneInfo(row.tz))
    question, said = item.label if item else row.item, answer.label if answer else row.answer
    return Said(row.date, at, question, said, "" if decided else row.tier, row.by, row.guessed, decided)


def _ticks(grant: Grant, first: dt.date, last: dt.date, places: bool, feelings: bool) -> tuple[Ticks, ...]:
    rows = _inside(grant.patient.days.all(), grant, first, last).order_by("-date").values_list("date", "winners")
    told = (_told(date, winners, places, feelings) for date, winners in rows)
    return tuple(ticks for ticks in told if ticks.pain or ticks.numb or ticks.feelings or ticks.side_effects)


def _told(date: dt.date, winners: Mapping[str, Sequence[Any]], places: bool, feelings: bool) -> Ticks:
    ticked = {name for name, won in winners.items() if won[0] is True}
    sided = [(side, str(words).lower()) for side, words in LEFT_RIGHT.items()]
    pain, numb = (_places(ticked, layer) if places else () for layer in LAYERS)
    felt = tuple(f"{FEELINGS[code]}, {words}" for code in FEELINGS for side, words in sided if f"feel.{code}.{side}" in ticked)
    effects = tuple(str(SIDE_EFFECTS[code]) for code in SIDE_EFFECTS if f"side_effect.{code}" in ticked)
    return Ticks(date, pain, numb, felt if feelings else (), effects if feelings else ())


def _places(ticked: set[str], layer: str) -> tuple[str, ...]:
    sided = [(side, str(words).lower()) for side, words in LEFT_RIGHT.items()]
    return tuple(f"{REGIONS[region]}, {words}" for region in REGIONS for side, words in sided if f"place.{layer}.{side}.{region}" in ticked)


def _checks(grant: Grant, first: dt.date, last: dt.date) -> tuple[Check, ...]:
    rows = _inside(grant.patient.responses.all(), grant, first, last).order_by("-date", "-pk")
    return tuple(_check(row) for row in rows if row.instrument in INSTRUMENTS)


def _check(row: QuestionnaireResponse) -> Check:
    instrument = INSTRUMENTS[row.instrument]
    answered = {name: won[0] for name, won in row.winners.items() if won[0] is not None}
    lines = tuple((_question(name, field.label), field.word(answered[name])) for name, field in instrument.items.items() if name in answered)
    return Check(row.date, instrument.title, lines, row.complete)


def _question(name: str, label: Text) -> str:
    side = name.split(".")[0]
    return f"{LEFT_RIGHT[side]}: {str(label).lower()}" if side in LEFT_RIGHT else str(label)


@dataclass(frozen=True, slots=True)
class Urgent:
    """What the safety answers since a look amount to. `waiting`: "Did you get help?" was last answered "Not yet", by her or later by a helper."""

    emergency: int = 0
    same_day: int = 0
    waiting: bool = False

    @property
    def rank(self) -> int:
        """0 stands first in a list."""
        return 0 if self.emergency else 1 if self.same_day else 2


NOTHING_URGENT = Urgent()


def urgent_since(grants: Iterable[Grant], looks: Mapping[Any, dt.datetime]) -> dict[Any, Urgent]:
    """Per grant with the safety scope: the answers of the two upper tiers since its look (or at all, where there was none). One query."""
    told = {grant.patient_id: grant for grant in grants if grant.allows(Scope.SAFETY)}
    asked = Q(tier__in=FIRST) | Q(item__in=safety.FOLLOW_UPS) | Q(item=GOT_HELP)
    rows = sorted(SafetyAnswer.objects.filter(asked, patient__in=list(told)), key=safety_reading.in_time)
    decided = safety_reading.decided(rows)
    new: dict[Any, list[SafetyAnswer]] = {}
    for row in rows:
        grant = told[row.patient_id]
        seen = looks.get(grant.pk)
        inside = row.date >= grant.from_date and (grant.until is None or row.date <= grant.until)
        if inside and row.pk not in decided and (seen is None or row.received_at > seen):
            new.setdefault(grant.pk, []).append(row)
    return {pk: _urgent(found) for pk, found in new.items()}


def _urgent(rows: Sequence[SafetyAnswer]) -> Urgent:
    """Of rows that count, the oldest first."""
    tiers = [row.tier for row in rows]
    help_came = safety_reading.last_words(row for row in rows if row.item == GOT_HELP)
    return Urgent(tiers.count("emergency"), tiers.count("same-day"), any(row.answer == "not_yet" for row in help_came))
