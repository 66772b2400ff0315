"""The ticks of the log as its page needs them: the lists beside the body map, and what the map shows. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from backend.symptoms.fields import Text
from backend.symptoms.sets import FEELINGS, LAYERS, LEFT_RIGHT, REGIONS, SIDE_EFFECTS

YOUR: dict[str, Text] = {"left": _("Your left"), "right": _("Your right")}


@dataclass(frozen=True, slots=True)
class Box:
    """One check box: the name of its field, its word, and the leg that it is about."""

    name: str
    label: Text
    side: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Boxes under a heading of their own."""

    code: str
    label: Text
    boxes: tuple[Box, ...] = ()
    groups: tuple["Group", ...] = ()


def _places_of(layer: str, side: str) -> Group:
    boxes = tuple(Box(f"place.{layer}.{side}.{region}", label, side) for region, label in REGIONS.items())
    return Group(side, YOUR[side], boxes)


PLACES = tuple(Group(layer, label, groups=tuple(_places_of(layer, side) for side in LEFT_RIGHT)) for layer, label in LAYERS.items())
FEELS = tuple(Group(code, label, tuple(Box(f"feel.{code}.{side}", word, side) for side, word in LEFT_RIGHT.items())) for code, label in FEELINGS.items())
EFFECTS = tuple(Box(f"side_effect.{code}", label) for code, label in SIDE_EFFECTS.items())


def marks(values: Mapping[str, Any]) -> dict[str, str]:
    """`left.knee` → the classes of its state in the drawing, each with a space before it; nothing for a place without a tick."""
    found: dict[str, str] = {}
    for layer in LAYERS:
        for side in LEFT_RIGHT:
            for region in REGIONS:
                if values.get(f"place.{layer}.{side}.{region}") is True:
                    found[f"{side}.{region}"] = found.get(f"{side}.{region}", "") + f" is-{layer}"
    return found
