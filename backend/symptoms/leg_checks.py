"""The weekly leg check as trends read it: levels, never averaged, beside the pain. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from backend.symptoms.findings import Finding, short_date
from backend.symptoms.instruments import AID, JOBS, LEG_JOBS, job, level


@dataclass(frozen=True, slots=True)
class CheckPoint:
    """One week's leg check, folded: item → answer. `date` is the day of its newest answer."""

    date: date
    answers: Mapping[str, str]


def items_of(legs: Sequence[str]) -> list[str]:
    """Of each of these legs the four jobs, then the walking aid: the order of lanes and columns."""
    return [*(job(leg, name) for leg in legs for name in JOBS), AID]


def known_in(checks: Iterable[CheckPoint], first: date, end: date) -> dict[str, str]:
    """What was answered between two dates: of two checks in one week of the chart the later answer stands."""
    found: dict[str, str] = {}
    for check in sorted(checks, key=lambda one: one.date):
        if first <= check.date <= end:
            found |= {item: answer for item, answer in check.answers.items() if answer is not None}
    return found


def word(item: str, answer: str | None) -> str:
    """As the table says it; a dash for no answer."""
    return str(LEG_JOBS.items[item].word(answer)) if answer else "–"


def in_words(checks: Sequence[CheckPoint], legs: Sequence[str], today: date) -> list[Finding]:
    """The newest answers beside the first ones, of each leg and of the walking aid.

    A leg that got weaker is never left to the chart alone; harder is said before easier, and there is no overall "better".
    """
    names = {"left": _("Left leg, weekly check"), "right": _("Right leg, weekly check")}
    groups = [(names[leg], [job(leg, name) for name in JOBS]) for leg in legs]
    found = [_compared(title, items, checks, today) for title, items in [*groups, (_("Walking"), [AID])]]
    return [one for one in found if one]


def _compared(title: str, items: Sequence[str], checks: Sequence[CheckPoint], today: date) -> Finding | None:
    held = [check for check in checks if any(check.answers.get(item) for item in items)]
    if not held:
        return None
    first, last = held[0], held[-1]
    if first is last:
        said = "; ".join(_said(item, first) for item in items if first.answers.get(item))
        return Finding("legs", _("%(title)s, first time on %(date)s.") % {"title": title, "date": short_date(first.date, today)}, f"{said}.")
    changed = [item for item in items if _step(item, first, last)]
    harder = sum(_step(item, first, last) > 0 for item in changed)
    detail = " ".join(_change(item, first, last, today) for item in changed)
    since = {"title": title, "date": short_date(first.date, today), "n": harder or len(changed)}
    if harder:
        return Finding(
            "legs", ngettext("%(title)s: %(n)s harder than on %(date)s.", "%(title)s: %(n)s harder than on %(date)s.", harder) % since, detail, "attention"
        )
    if changed:
        return Finding("legs", ngettext("%(title)s: %(n)s easier than on %(date)s.", "%(title)s: %(n)s easier than on %(date)s.", len(changed)) % since, detail)
    return Finding("legs", _("%(title)s: the same answers as on %(date)s.") % since)


def _step(item: str, first: CheckPoint, last: CheckPoint) -> int:
    before, now = level(item, first.answers.get(item)), level(item, last.answers.get(item))
    return 0 if before is None or now is None else now - before


def _name(item: str) -> str:
    """No question before a colon."""
    return _("What you use to walk") if item == AID else str(LEG_JOBS.items[item].label)


def _said(item: str, check: CheckPoint) -> str:
    return _("%(job)s: %(answer)s") % {"job": _name(item), "answer": word(item, check.answers[item])}


def _change(item: str, first: CheckPoint, last: CheckPoint, today: date) -> str:
    words = {
        "job": _name(item),
        "before": word(item, first.answers[item]),
        "now": word(item, last.answers[item]),
        "first": short_date(first.date, today),
        "last": short_date(last.date, today),
    }
    return _("%(job)s: %(before)s on %(first)s, %(now)s on %(last)s.") % words
