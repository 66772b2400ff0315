"""Which article is worth reading today, and why. Pure: the day's facts and `today` go in, at most one suggestion comes out.

The rules stand in the order of their weight; the first that finds an article decides. Averages are taken over whole days, up to
yesterday, and the pages of the first weeks go by the calendar: so it is the same all day, unless she logs something that weighs more,
or that takes it away. Thresholds are [DER], in docs/safety/clinical-review.md. What is read is not known here, nor anywhere.
"""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from backend.symptoms.change import ENOUGH, Label, baseline, compare, one_decimal, window

FALL_DAYS, TICK_DAYS = 7, 3
POOR_SLEEP = 6  # of 10, mean of a week: how much pain got in the way
WARNED_DAYS = 14
EASED: tuple[Label, ...] = ("little_less", "clearly_less", "much_less")
AGAIN_DAYS, ENOUGH_TIMES = 30, 2  # after "Not now"

FALLS, SIDE_EFFECTS, SLEEP, RECOVERY = "falls-and-walking-aids", "side-effects", "sleep", "recovery"
STRENGTH_LATER = "pain-may-ease-before-strength-returns"
"""The heading of `recovery` that js/recovery-part.js takes away after the same warnings."""

INTRO = ("what-it-is", "symptoms", "treatment-at-a-glance")
PHASES = ((0, "first-4-weeks"), (28, "weeks-4-to-12"), (84, "after-12-weeks"))
"""From which day of the treatment on, and its article."""
PHASE_DAYS = 3  # for which a phase's article is suggested
# One a day, each once. Nothing that is for some people only, as a procedure or a medicine by name; `recovery` by its own rule alone.
SHELF = (
    *("your-check", "traffic-light", "pacing", "never-stop-suddenly", "feet-you-cannot-feel", "physical-therapy", "not-bed-rest"),
    *("four-things-that-slow-recovery", "flare", "daily-habits", "questions-to-ask", "mood", "driving", "heat-tens-and-numb-skin"),
    *("pain-beyond-medicines", "work-and-daily-life", "team-care", "weak-movements", "exercise-stage-by-stage", "sciatica"),
    *("causes", "who-treats-this", "finding-out", "pain-questionnaires", "your-choice", "faq"),
)


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of one person on her own `today`. `joined`: the day on which she began with Stride.

    `falls`, `ticks` (day, word of the side effect) and `strengths` (day, answer): of the last 14 days. `warned`: the days with a
    "weaker", a "something new" or a safety answer that is not "no", whoever said it and whether or not it was changed later.
    `is_quiet`: a flare, a rough day, or an emergency or same-day answer today. `dismissed`: slug → (last day, how often).
    """

    today: date
    joined: date
    falls: Sequence[date] = ()
    ticks: Sequence[tuple[date, str]] = ()
    sleeps: Mapping[date, int] = field(default_factory=dict)
    pains: Mapping[date, int] = field(default_factory=dict)
    strengths: Sequence[tuple[date, str]] = ()
    warned: Collection[date] = ()
    is_quiet: bool = False
    treatment_started: date | None = None
    dismissed: Mapping[str, tuple[date, int]] = field(default_factory=dict)

    def since(self, days: int) -> date:
        """The first of the last `days` days, today among them."""
        return self.today - timedelta(days=days - 1)

    @property
    def yesterday(self) -> date:
        return self.today - timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Suggestion:
    slug: str
    why: str
    anchor: str = ""


def suggest(facts: Facts) -> Suggestion | None:
    """The one article of today; None on a day that is rough, dangerous, or on which she said "Not now"."""
    if facts.is_quiet or any(day == facts.today for day, _times in facts.dismissed.values()):
        return None
    return next((found for rule in RULES for found in rule(facts) if not _is_unwanted(facts, found.slug)), None)


def _is_unwanted(facts: Facts, slug: str) -> bool:
    if slug not in facts.dismissed:
        return False
    day, times = facts.dismissed[slug]
    return times >= ENOUGH_TIMES or (facts.today - day).days < AGAIN_DAYS


def _fall(facts: Facts) -> Iterator[Suggestion]:
    if days := [day for day in facts.falls if facts.since(FALL_DAYS) <= day <= facts.today]:
        yield Suggestion(FALLS, _("There is a fall in your diary for %(day)s.") % {"day": _day(max(days), facts)})


def _side_effect(facts: Facts) -> Iterator[Suggestion]:
    recent = [(day, word) for day, word in facts.ticks if facts.since(TICK_DAYS) <= day <= facts.today]
    if recent:
        last = max(day for day, _word in recent)
        words = ", ".join(_("“%(word)s”") % {"word": word} for day, word in recent if day == last)
        yield Suggestion(SIDE_EFFECTS, _("Ticked in your diary for %(day)s: %(words)s.") % {"day": _day(last, facts), "words": words})


def _poor_sleep(facts: Facts) -> Iterator[Suggestion]:
    week = window(facts.sleeps, facts.yesterday)
    if week.mean is not None and week.mean >= POOR_SLEEP:
        said = {"n": week.n, "mean": one_decimal(week.mean)}
        yield Suggestion(SLEEP, _("Trouble with sleep was %(mean)s of 10 on average, from %(n)s of the last 7 days.") % said)


def _pain_before_strength(facts: Facts) -> Iterator[Suggestion]:
    """Falling pain beside strength that stays the same. Never after a warning: less pain must not hide a leg that gets weaker."""
    start, now = baseline(facts.pains, facts.yesterday), window(facts.pains, facts.yesterday)
    if start is None or start.mean is None or now.mean is None:
        return
    if compare(start, now).label in EASED and strength_stays(facts) and not is_warned(facts):
        said = {"base": one_decimal(start.mean), "now": one_decimal(now.mean)}
        why = _("Pain on average: %(base)s of 10 at your start, %(now)s now. Your answers on strength all say “Same”.") % said
        yield Suggestion(RECOVERY, why, STRENGTH_LATER)


def is_warned(facts: Facts) -> bool:
    """A fall counts too: a leg that gives way may be why. A day to come cannot be told from a clock that is wrong: it counts."""
    first = facts.today - timedelta(days=WARNED_DAYS)
    return any(day >= first for day in (*facts.warned, *facts.falls))


def strength_stays(facts: Facts) -> bool:
    """Answered on 4 days at least of the last 14, and each time "same"."""
    answers = [(day, answer) for day, answer in facts.strengths if facts.since(WARNED_DAYS) <= day <= facts.today]
    return len({day for day, _answer in answers}) >= ENOUGH and all(answer == "same" for _day, answer in answers)


def _by_calendar(facts: Facts) -> Iterator[Suggestion]:
    here = (facts.today - facts.joined).days
    if 0 <= here < len(INTRO):
        yield Suggestion(INTRO[here], _("You are new to Stride. We suggest 1 page a day at the start."))
        return
    starts = _phase_starts(facts)
    for start, slug in starts:
        if start <= facts.today < start + timedelta(days=PHASE_DAYS):
            yield Suggestion(slug, _("You told us that treatment began on %(day)s.") % {"day": date_format(facts.treatment_started or start, "j F Y")})
            return
    place = here - len(INTRO) - sum(min(PHASE_DAYS, (facts.today - start).days) for start, _slug in starts)
    if 0 <= place < len(SHELF):
        yield Suggestion(SHELF[place], _("We suggest each page once, 1 a day. Today it is this one."))


def _phase_starts(facts: Facts) -> list[tuple[date, str]]:
    """The day from which the article of each phase is suggested, up to today: not before the first pages are through."""
    if facts.treatment_started is None:
        return []
    free = facts.joined + timedelta(days=len(INTRO))
    begins = [facts.treatment_started + timedelta(days=day) for day, _slug in PHASES]
    ends = [*begins[1:], date.max]
    starts = [(max(begin, free), slug) for begin, end, (_first, slug) in zip(begins, ends, PHASES, strict=True) if end > free + timedelta(days=PHASE_DAYS)]
    return [(start, slug) for start, slug in starts if start <= facts.today]


def _day(day: date, facts: Facts) -> str:
    """Within the last 7 days a weekday names one day."""
    if day >= facts.yesterday:
        return _("today") if day == facts.today else _("yesterday")
    return date_format(day, "l")


RULES: tuple[Callable[[Facts], Iterator[Suggestion]], ...] = (_fall, _side_effect, _poor_sleep, _pain_before_strength, _by_calendar)
