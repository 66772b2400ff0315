"""Places that were never marked before: said plainly, never explained. Pure."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from backend.symptoms.findings import Finding, short_date
from backend.symptoms.sets import LAYERS, SETS

DAYS_NEW = 7

PlaceDay = tuple[date, Collection[str]]
"""A day and the places that are ticked on it, as field names."""

# In the middle of a sentence, with the person's own side.
WORDS: Mapping[str, str] = {
    "low_back": gettext_noop("lower back, %(side)s"),
    "buttock": gettext_noop("%(side)s buttock"),
    "groin": gettext_noop("%(side)s groin"),
    "hip": gettext_noop("%(side)s hip"),
    "thigh_front": gettext_noop("front of the %(side)s thigh"),
    "thigh_outer": gettext_noop("outer %(side)s thigh"),
    "thigh_inner": gettext_noop("inner %(side)s thigh"),
    "thigh_back": gettext_noop("back of the %(side)s thigh"),
    "knee": gettext_noop("%(side)s knee"),
    "shin": gettext_noop("%(side)s shin"),
    "calf": gettext_noop("%(side)s calf"),
    "ankle": gettext_noop("%(side)s ankle"),
    "foot_top": gettext_noop("top of the %(side)s foot"),
    "sole": gettext_noop("%(side)s sole"),
    "toes": gettext_noop("%(side)s toes"),
}
SIDES = {"left": gettext_noop("left"), "right": gettext_noop("right")}
SPREAD = {
    "pain": gettext_noop("Pain, new since %(date)s: %(places)s."),
    "numb": gettext_noop("Numbness, new since %(date)s: %(places)s."),
}


@dataclass(frozen=True, slots=True)
class Spread:
    """Places of one layer that were marked for the first time on `date`."""

    date: date
    layer: str
    places: tuple[str, ...]


def place_words(name: str) -> str:
    """`right calf` for `place.pain.right.calf`."""
    _place, _layer, side, region = name.split(".")
    return _(WORDS[region]) % {"side": _(SIDES[side])}


def first_marked(days: Iterable[PlaceDay], layer: str) -> tuple[date | None, dict[str, date]]:
    """The first day with any place of this layer, and the first day of each place."""
    prefix, known = f"place.{layer}.", dict[str, date]()
    for day, names in sorted(days, key=lambda one: one[0]):
        for name in names:
            if name.startswith(prefix):
                known.setdefault(name, day)
    return min(known.values(), default=None), known


def spread(days: Sequence[PlaceDay], today: date, length: int = DAYS_NEW) -> list[Spread]:
    """What is new in the last `length` days, oldest first. The first day that has places at all is a start, not a spread."""
    oldest, found = today - timedelta(days=length - 1), list[Spread]()
    for layer in LAYERS:
        start, known = first_marked([day for day in days if day[0] <= today], layer)
        news = sorted({day for day in known.values() if day >= oldest and start and day > start})
        found += [Spread(day, layer, tuple(name for name in SETS if known.get(name) == day)) for day in news]
    return sorted(found, key=lambda one: one.date)


def in_words(one: Spread, today: date) -> str:
    """`Pain, new since 3 May: right calf.`"""
    return _(SPREAD[one.layer]) % {"date": short_date(one.date, today), "places": ", ".join(place_words(name) for name in one.places)}


def findings(days: Sequence[PlaceDay], today: date) -> list[Finding]:
    return [Finding("spread", in_words(one, today), tone="attention") for one in spread(days, today)]
