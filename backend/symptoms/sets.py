"""Sets as many fields of their own, one per element, so that two phones' ticks both survive the fold.

`place.pain.left.calf`, `feel.burning.left`, `side_effect.sleepy`: True is ticked, False was ticked and is no more, None
is taken back. They live in a day's winners alone; there is no column for each.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from backend.symptoms.fields import SIDES, Field, Text

# The order of the list beside the map: from the back down to the foot.
REGIONS: dict[str, Text] = {
    "low_back": _("Lower back"),
    "buttock": _("Buttock"),
    "groin": _("Groin"),
    "hip": _("Hip"),
    "thigh_front": _("Front of the thigh"),
    "thigh_outer": _("Outer thigh"),
    "thigh_inner": _("Inner thigh"),
    "thigh_back": _("Back of the thigh"),
    "knee": _("Knee"),
    "shin": _("Shin"),
    "calf": _("Calf"),
    "ankle": _("Ankle"),
    "foot_top": _("Top of the foot"),
    "sole": _("Sole"),
    "toes": _("Toes"),
}
LAYERS: dict[str, Text] = {"pain": _("Pain"), "numb": _("Numbness")}
FEELINGS: dict[str, Text] = {
    "burning": _("Burning"),
    "stabbing": _("Stabbing or shooting"),
    "electric": _("Electric shocks"),
    "pins": _("Pins and needles"),
    "touch": _("Sore to light touch"),
    "cramp": _("Cramp"),
}
SIDE_EFFECTS: dict[str, Text] = {
    "sleepy": _("Sleepy"),
    "dizzy": _("Dizzy"),
    "foggy": _("Foggy thinking"),
    "dry_mouth": _("Dry mouth"),
    "sick": _("Feeling sick"),
    "swelling": _("Swelling"),
    "other": _("Something else"),
}
LEFT_RIGHT: dict[str, Text] = {code: label for code, label in SIDES if code != "both"}


def _all() -> Iterator[Field]:
    for layer in LAYERS:
        for side in LEFT_RIGHT:
            for region, label in REGIONS.items():
                yield Field(f"place.{layer}.{side}.{region}", "tick", label)
    for feeling, label in FEELINGS.items():
        for side in LEFT_RIGHT:
            yield Field(f"feel.{feeling}.{side}", "tick", label)
    for effect, label in SIDE_EFFECTS.items():
        yield Field(f"side_effect.{effect}", "tick", label)


SETS: dict[str, Field] = {field.name: field for field in _all()}


def is_place(name: str) -> bool:
    """Of the body map, which is a scope of its own in every grant."""
    return name.startswith("place.")


def ticked(values: Mapping[str, Any], prefix: str) -> list[str]:
    """The names that are ticked below `prefix` (`place.pain.`), in the order of the table."""
    return [name for name in SETS if name.startswith(prefix) and values.get(name) is True]


def other_side(name: str) -> str:
    """`place.pain.left.calf` for `place.pain.right.calf` and back; a name without a side stays as it is."""
    swap = {"left": "right", "right": "left"}
    return ".".join(swap.get(part, part) for part in name.split("."))
