"""What the figures say, in words: the one text for pages, charts' neighbours and the API.

Pain never stands alone: the strength of each affected leg is said beside it, so that falling pain
cannot hide falling strength. There is no overall "better", and nothing is explained or advised.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from django.utils.dateformat import format as format_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, ngettext

from backend.symptoms.change import ENOUGH, Comparison, Window, one_decimal
from backend.symptoms.counts import Count, Record

Tone = Literal["neutral", "attention"]
DATES_MAX = 5
WEAKER_OFTEN = 3  # days of 14 that earn attention even when it was no less before


@dataclass(frozen=True, slots=True)
class Finding:
    topic: str
    headline: str
    detail: str = ""
    tone: Tone = "neutral"

    @property
    def needs_attention(self) -> bool:
        return self.tone == "attention"


LABELS = {
    "much_less": gettext_noop("Pain is much less than %(start)s."),
    "clearly_less": gettext_noop("Pain is clearly less than %(start)s."),
    "little_less": gettext_noop("Pain is a little less than %(start)s."),
    "same": gettext_noop("Pain on average is about the same as %(start)s."),
    "little_more": gettext_noop("Pain is a little more than %(start)s."),
    "clearly_more": gettext_noop("Pain is clearly more than %(start)s."),
}


def short_date(day: date, today: date) -> str:
    """`1 Nov`, with its year when that is not this one."""
    return format_date(day, "j M" if day.year == today.year else "j M Y")


def shared_note(shared_since: date, today: date) -> str:
    return _("Computed from days shared since %(date)s.") % {"date": short_date(shared_since, today)}


def of_pain(comparison: Comparison, *, shared: bool, today: date) -> Finding:
    words = {
        "empty": _of_no_pain,
        "collecting": _of_collecting,
        "too_few": _of_too_few,
        "compared": _of_change,
    }
    return words[comparison.status](comparison, shared, today)


def _of_no_pain(comparison: Comparison, shared: bool, today: date) -> Finding:
    return Finding("pain", _("No pain logged yet."))


def _of_collecting(comparison: Comparison, shared: bool, today: date) -> Finding:
    headline = _("Collecting the first shared week.") if shared else _("Collecting your starting week.")
    if comparison.base is None or comparison.compares_from is None:
        logged = {"n": comparison.now.n}
        return Finding("pain", headline, _("Pain logged on %(n)s of the last 7 days.") % logged)
    first = _("First comparison: %(date)s.") % {"date": short_date(comparison.compares_from, today)}
    return Finding("pain", headline, f"{_of_start(comparison.base)} {first}")


def _of_too_few(comparison: Comparison, shared: bool, today: date) -> Finding:
    logged = _("Pain logged on %(n)s of the last 7 days, %(needed)s needed.") % {
        "n": comparison.now.n,
        "needed": ENOUGH,
    }
    start = f" {_of_start(comparison.base)}" if comparison.base else ""
    return Finding("pain", _("Pain: too few days to compare."), logged + start)


def _of_change(comparison: Comparison, shared: bool, today: date) -> Finding:
    base, now, change, label = comparison.base, comparison.now, comparison.change, comparison.label
    if base is None or change is None or label is None:
        raise ValueError("only a comparison that was made has a change")
    figures = _from_to(base, now)
    if label == "mixed":
        headline = _("Pain: %(base)s at first, %(now)s now.") % _means(base, now)
        figures = f"{figures} {_('Too mixed to be sure.')}"
    else:
        start = _("in the first shared week") if shared else _("at the start")
        headline = _(LABELS[label]) % {"start": start}
    more = label.endswith("_more") or (label == "mixed" and change > 0)
    detail = " ".join([figures, _ranges(base, now)])
    return Finding("pain", headline, detail, "attention" if more else "neutral")


def _means(base: Window, now: Window) -> dict[str, str]:
    if base.mean is None or now.mean is None:
        raise ValueError("a window with too few days has no mean")
    return {"base": one_decimal(base.mean), "now": one_decimal(now.mean)}


def _from_to(base: Window, now: Window) -> str:
    """`From 4.0 to 6.4 on 4 of 7 days.`; both counts when they differ."""
    if base.length != now.length:
        counts = _("%(a)s of %(days)s and %(b)s") % {"a": base.n, "days": base.length, "b": now.n}
    else:
        counts = str(now.n) if base.n == now.n else _("%(a)s and %(b)s") % {"a": base.n, "b": now.n}
    return _("From %(base)s to %(now)s on %(counts)s of %(length)s days.") % {
        **_means(base, now),
        "counts": counts,
        "length": now.length,
    }


def _ranges(base: Window, now: Window) -> str:
    ranges = {"a": base.low, "b": base.high, "c": now.low, "d": now.high}
    said = _("Lowest to highest day: %(a)s to %(b)s at first, %(c)s to %(d)s now.") % ranges
    return f"{said} {_('The start is provisional.')}" if base.provisional else said


def _of_start(base: Window) -> str:
    said = _("Starting with %(mean)s on %(n)s of %(length)s days, %(low)s to %(high)s.") % {
        "mean": one_decimal(base.mean) if base.mean is not None else "",
        "n": base.n,
        "length": base.length,
        "low": base.low,
        "high": base.high,
    }
    return f"{said} {_('The start is provisional.')}" if base.provisional else said


STRENGTH = {
    "left": (
        gettext_noop("Left leg weaker on %(yes)s of the last %(days)s days"),
        gettext_noop("Left leg strength: no answers in the last %(days)s days."),
    ),
    "right": (
        gettext_noop("Right leg weaker on %(yes)s of the last %(days)s days"),
        gettext_noop("Right leg strength: no answers in the last %(days)s days."),
    ),
}
NUMBNESS = (
    gettext_noop("Numbness more on %(yes)s of the last %(days)s days"),
    gettext_noop("Numbness: no answers in the last %(days)s days."),
)
ANY_NUMBNESS = (
    gettext_noop("Some numbness on %(yes)s of the last %(days)s days"),
    gettext_noop("Numbness: no answers in the last %(days)s days."),
)


def of_strength(leg: str, now: Count, before: Count) -> Finding:
    return _of_count(f"strength_{leg}", STRENGTH[leg], now, before)


def of_numbness(now: Count, before: Count, *, any_at_all: bool) -> Finding:
    return _of_count("numbness", ANY_NUMBNESS if any_at_all else NUMBNESS, now, before)


def _of_count(topic: str, words: tuple[str, str], now: Count, before: Count) -> Finding:
    said, silent = words
    if not now.answered:
        return Finding(topic, _(silent) % {"days": now.days}, _of_before(before))
    headline = _(said) % {"yes": now.yes, "days": now.days} + f", {_asked(now)}."
    more = now.yes >= WEAKER_OFTEN or now.yes > before.yes
    return Finding(topic, headline, _of_before(before), "attention" if more else "neutral")


def _asked(count: Count) -> str:
    """Asked and answered are two things; they are said apart when they differ."""
    if count.asked == count.answered:
        return _("asked on %(asked)s") % {"asked": count.asked}
    return _("asked on %(asked)s, answered on %(answered)s") % {
        "asked": count.asked,
        "answered": count.answered,
    }


def _of_before(before: Count) -> str:
    if not before.answered:
        return ""
    words = {"days": before.days, "yes": before.yes}
    return _("The %(days)s days before: %(yes)s") % words + f", {_asked(before)}."


def of_falls(dates: Sequence[date], days: int, today: date) -> Finding:
    if not dates:
        return Finding("falls", _("No fall recorded in %(days)s days.") % {"days": days})
    headline = ngettext("%(n)s fall in %(days)s days.", "%(n)s falls in %(days)s days.", len(dates))
    headline %= {"n": len(dates), "days": days}
    return Finding("falls", headline, _on(dates, today), "attention")


def of_trips(dates: Sequence[date], days: int, today: date) -> Finding:
    """Said only when there is one: a trip without a fall."""
    headline = ngettext("%(n)s trip in %(days)s days.", "%(n)s trips in %(days)s days.", len(dates))
    headline %= {"n": len(dates), "days": days}
    return Finding("trips", headline, _on(dates, today))


def _on(dates: Sequence[date], today: date) -> str:
    last = [short_date(day, today) for day in dates[-DATES_MAX:]]
    said = _("On %(dates)s.") if len(dates) <= DATES_MAX else _("The last ones on %(dates)s.")
    return said % {"dates": ", ".join(last)}


def of_new(new: Count) -> Finding:
    """A default is not an answer: asked, answered and yes stand beside each other."""
    words = {"asked": new.asked, "answered": new.answered, "yes": new.yes}
    headline = ngettext(
        "Something new or worse: asked %(asked)s day, answered %(answered)s, yes %(yes)s.",
        "Something new or worse: asked %(asked)s days, answered %(answered)s, yes %(yes)s.",
        new.asked,
    )
    return Finding("new", headline % words, tone="attention" if new.yes else "neutral")


def of_record(record: Record) -> Finding:
    words = {"n": record.counted, "complete": record.complete, "days": record.days}
    headline = ngettext(
        "%(n)s day with pain, %(complete)s complete, in %(days)s days.",
        "%(n)s days with pain, %(complete)s complete, in %(days)s days.",
        record.counted,
    )
    return Finding("record", headline % words, " ".join(_came_about(record)))


def _came_about(record: Record) -> list[str]:
    said = []
    if record.copied:
        words = {"n": record.copied, "counted": record.counted}
        said.append(_("%(n)s of %(counted)s copied from the day before.") % words)
    if record.backfilled:
        said.append(_("%(n)s filled in later.") % {"n": record.backfilled})
    if record.by_others:
        said.append(_("%(n)s filled in by somebody else.") % {"n": record.by_others})
    if record.withdrawn:
        withdrawn = ngettext("%(n)s day withdrawn.", "%(n)s days withdrawn.", record.withdrawn)
        said.append(withdrawn % {"n": record.withdrawn})
    return said
