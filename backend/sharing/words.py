"""Words of the clinic's pages and of the patient's access log."""

from collections.abc import Iterable
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from backend.common.templatetags.stride import day_short, desk_clock
from backend.sharing.reading import ReadDay, ReadMoment
from backend.symptoms.change import Comparison, one_decimal
from backend.symptoms.fields import DIARY, MOMENT
from backend.symptoms.models import Provenance

Text = str | Promise

VIEWS: dict[str, Text] = {
    "list.viewed": gettext_lazy("your line in the list of patients"),
    "trend.viewed": gettext_lazy("trend"),
    "days.viewed": gettext_lazy("diary days"),
    "enrolled.viewed": gettext_lazy("your name in the list of enrolled people"),
    "helper.viewed": gettext_lazy("the last 14 days, as your helper"),
}
"""Every verb by which somebody reads about a patient, and what the patient is told was seen."""

PROVENANCES: dict[str, Text] = {
    Provenance.BACKFILLED: gettext_lazy("filled in later"),
    Provenance.COPIED: gettext_lazy("copied"),
    Provenance.HELPER: gettext_lazy("entered by helper"),
    Provenance.PHONE: gettext_lazy("entered by phone"),
}

LABELS: dict[str, Text] = {
    "much_less": gettext_lazy("much less"),
    "clearly_less": gettext_lazy("clearly less"),
    "little_less": gettext_lazy("a little less"),
    "same": gettext_lazy("about the same"),
    "mixed": gettext_lazy("too mixed to be sure"),
    "little_more": gettext_lazy("a little more"),
    "clearly_more": gettext_lazy("clearly more"),
}


def change(comparison: Comparison) -> str:
    """`down 1.7: a little less`, or why there is nothing to compare."""
    if comparison.status == "collecting":
        return _("collecting the first shared week")
    if comparison.change is None or comparison.label is None:
        return ""
    label = LABELS[comparison.label]
    amount = one_decimal(abs(comparison.change))
    if not comparison.change:
        return _("no change")
    pattern = _("down %(by)s: %(label)s") if comparison.change < 0 else _("up %(by)s: %(label)s")
    return pattern % {"by": amount, "label": label}


def days_changed(count: int) -> str:
    return ngettext("%(n)s day added or changed", "%(n)s days added or changed", count) % {"n": count}


def falls(count: int) -> str:
    return ngettext("%(n)s fall", "%(n)s falls", count) % {"n": count}


def emergency(count: int) -> str:
    return _("Emergency answer") if count == 1 else ngettext("%(n)s emergency answer", "%(n)s emergency answers", count) % {"n": count}


def same_day(count: int) -> str:
    return _("Same-day answer") if count == 1 else ngettext("%(n)s same-day answer", "%(n)s same-day answers", count) % {"n": count}


def not_helped(said: str) -> str:
    return _("%(said)s, not yet got help") % {"said": said}


def something_new(count: int) -> str:
    return ngettext("“Something new or worse” on %(n)s day", "“Something new or worse” on %(n)s days", count) % {"n": count}


def said_before(day: ReadDay) -> str:
    """`Something new or worse 2:04, changed to: Nothing new`; nothing when no such answer was changed or taken back."""
    now = day.values.get("new")
    if not day.said_something or now == "something":
        return ""
    times = ", ".join(desk_clock(at) if at.date() == day.date else f"{day_short(at.date())} {desk_clock(at)}" for at in day.said_something)
    words = {"answer": DIARY["new"].word("something"), "times": times, "now": DIARY["new"].word(now) if now else _("taken back")}
    return _("%(answer)s %(times)s, changed to: %(now)s") % words


def day_line(day: ReadDay | None, moments: Iterable[ReadMoment]) -> dict[str, Any]:
    """One line of the days table. A field out of scope has no word here; the page says so."""
    values = day.values if day else {}
    return {
        "cells": {name: DIARY[name].word(value) for name, value in values.items() if value is not None},
        "moments": [(MOMENT["kind"].word(moment.kind), moment.note, moment.kind in ("trip", "fall")) for moment in moments],
        "provenance": PROVENANCES.get(day.provenance, "") if day else "",
        "withdrawn": bool(day and day.withdrawn),
        "said_before": said_before(day) if day else "",
        "is_new": values.get("new") == "something",
    }
