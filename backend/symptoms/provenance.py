"""Where a value came from, derived by the server per revision. Pure."""

from collections.abc import Mapping
from datetime import date, time, timedelta
from typing import Literal

from django.utils.translation import gettext_lazy as _

from backend.common.localtime import local_ms
from backend.symptoms.merge import Winner

Provenance = Literal["live", "backfilled", "copied", "helper", "phone"]
Author = Literal["self", "helper", "coordinator"]

NOON = time(12)
LABELS = {
    "live": _("Logged on the day"),
    "backfilled": _("Filled in later"),
    "copied": _("Same as the day before"),
    "helper": _("Filled in by a helper"),
    "phone": _("Filled in on a phone call"),
}


def is_live(day: date, stamp_ms: int, zone: str) -> bool:
    """Stamped before noon of the next day in the zone that the phone was in."""
    return stamp_ms < local_ms(day + timedelta(days=1), NOON, zone)


def of_revision(day: date, stamp_ms: int, zone: str, *, author: Author = "self", copied: bool = False) -> Provenance:
    """Who spoke weighs more than when: a helper's value stays a helper's when filled in later."""
    if author == "helper":
        return "helper"
    if author == "coordinator":
        return "phone"
    if copied:
        return "copied"
    return "live" if is_live(day, stamp_ms, zone) else "backfilled"


def of_day(winners: Mapping[str, Winner], by_revision: Mapping[str, str], before: str = "") -> str:
    """The day shows that of its winning pain; without a pain that stands it shows nothing.

    `by_revision` holds the provenance of the revisions at hand by id. When the winner is none of
    them it was there before, and so was its provenance: `before`.
    """
    pain = winners.get("pain_avg")
    if pain is None or pain.value is None:
        return ""
    return by_revision.get(pain.id, before)
