"""One day in words: what was ticked, what is new, what happened. For the page of a day."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from backend.patients.models import Patient
from backend.symptoms import body_map, merge, spread
from backend.symptoms.fields import MOMENT
from backend.symptoms.models import DiaryDay, Moment
from backend.symptoms.reading import place_days
from backend.symptoms.sets import FEELINGS, LAYERS, LEFT_RIGHT, SIDE_EFFECTS, ticked


@dataclass(frozen=True)
class Ticked:
    """`lines`: label and words; `new`: what was marked for the first time; `marks`: the states of the drawing."""

    lines: list[tuple[str, str]] = field(default_factory=list)
    new: list[str] = field(default_factory=list)
    marks: dict[str, str] = field(default_factory=dict)


def ticked_of(patient: Patient, row: DiaryDay | None) -> Ticked:
    """Everything that stands ticked on this day."""
    if row is None:
        return Ticked()
    values = merge.values(merge.winners_from_row(row.winners))
    lines = [*_places(values), *_feelings(values), *_side_effects(values)]
    return Ticked(lines, _new(patient, row.date) if any(ticked(values, "place.")) else [], body_map.marks(values))


def _places(values: Mapping[str, Any]) -> list[tuple[str, str]]:
    said = [(str(label), [spread.place_words(name) for name in ticked(values, f"place.{layer}.")]) for layer, label in LAYERS.items()]
    return [(label, capfirst(", ".join(words))) for label, words in said if words]


def _feelings(values: Mapping[str, Any]) -> list[tuple[str, str]]:
    said = []
    for code, label in FEELINGS.items():
        sides = [str(word) for side, word in LEFT_RIGHT.items() if values.get(f"feel.{code}.{side}") is True]
        said += [f"{label} ({', '.join(sides).lower()})"] if sides else []
    return [(_("Feelings"), ", ".join(said))] if said else []


def _side_effects(values: Mapping[str, Any]) -> list[tuple[str, str]]:
    names = ticked(values, "side_effect.")
    return [(_("Side effects"), ", ".join(str(SIDE_EFFECTS[name.split(".")[1]]) for name in names))] if names else []


def _new(patient: Patient, day: dt.date) -> list[str]:
    """Said on the very day: it does not matter here how long ago that was."""
    return [spread.in_words(one, day) for one in spread.spread(place_days(patient, last=day), day, length=1)]


def moment_words(moment: Moment) -> str:
    """`Fall`, `Hospital stay`: the word of its kind."""
    return str(MOMENT["kind"].word(moment.kind))
