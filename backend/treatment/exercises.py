"""The library of exercises (clinical-facts 6.2): one row each, with its drawing and its article in Learn. Pure.

No row holds a number of repetitions: those are typed from the therapist's plan. What an exercise is called, its stage
and its caution are those of its article; a test compares them.
"""

from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

Text = str | Promise

STAGES: dict[int, Text] = {
    1: _("Gentle movement"),
    2: _("Tighten and hold"),
    3: _("Strength"),
    4: _("Balance and walking"),
}


@dataclass(frozen=True, slots=True)
class Exercise:
    """`slug`: also of its article. `stage`: 0 belongs to none. `only_if_taught`: off until a therapist taught it."""

    slug: str
    name: Text
    stage: int
    helps: Text
    caution: Text
    only_if_taught: bool = False

    @property
    def drawing(self) -> str:
        return f"exercises/{self.slug}"

    @property
    def article(self) -> str:
        return f"/learn/{self.slug}/"


ALL = (
    Exercise("ankle-pumps", _("Ankle pumps"), 1, _("Keeps your ankles loose"), _("Keep the move easy. Do not force a foot that is stiff or weak.")),
    Exercise("heel-slide", _("Heel slide"), 1, _("Bends your knee and hip gently"), _("If your heel is numb, wear a sock, and look at the skin after.")),
    Exercise("pillow-squeeze", _("Pillow squeeze"), 2, _("Pulls your thighs together"), _("Squeeze gently, and keep breathing.")),
    Exercise("clam", _("Clam"), 2, _("Outer hip"), _("A small move is enough. Lie in the middle of the bed.")),
    Exercise(
        "seated-toe-lift",
        _("Seated toe lift"),
        2,
        _("Lifts your foot"),
        _("Lift as far as you can, without force. If you have an ankle brace, put it back on before you walk."),
    ),
    Exercise("seated-march", _("Seated march"), 3, _("Bends your hip"), _("Use a firm chair that cannot roll, and hold on to it.")),
    Exercise("seated-knee-straighten", _("Seated knee straighten"), 3, _("Front of your thigh"), _("Use no ankle weight until your therapist says so.")),
    Exercise(
        "straight-knee-lift",
        _("Straight knee lift"),
        3,
        _("Front of your thigh and your hip"),
        _("Use no ankle weight until your therapist says so. Stop if it hurts your back or shoots down your leg."),
    ),
    Exercise("side-lying-leg-lift", _("Side-lying leg lift"), 3, _("Outer hip"), _("Lie in the middle of the bed, with 1 hand in front of you.")),
    Exercise("hip-side-step", _("Hip side step"), 3, _("Outer hip"), _("Hold the worktop with both hands. Leave it out if the leg you stand on gives way.")),
    Exercise("standing-knee-bend", _("Standing knee bend"), 3, _("Back of your thigh"), _("Hold the worktop. Leave it out if the leg you stand on gives way.")),
    Exercise(
        "towel-ankle-lift",
        _("Towel ankle lift"),
        3,
        _("Lifts your foot, with help"),
        _("Keep the stretch in your calf gentle. Wear a sock, and look at the skin after. If you have an ankle brace, put it back on before you walk."),
    ),
    Exercise(
        "band-pull-up",
        _("Band pull-up"),
        3,
        _("Lifts your foot"),
        _(
            "Use the lightest band, and fix it well. Wear a shoe or sock, and look at the skin after. "
            "If you have an ankle brace, put it back on before you walk."
        ),
    ),
    Exercise("heel-raises", _("Heel raises"), 3, _("Calf"), _("Hold the worktop. Do not do it if a knee or an ankle gives way.")),
    Exercise(
        "sit-to-stand",
        _("Sit to stand"),
        4,
        _("Your whole leg"),
        _("Your knee can give way. Put the chair against a wall, and have something firm to hold."),
    ),
    Exercise(
        "nerve-slide",
        _("Nerve slide"),
        0,
        _("Moves a nerve gently"),
        _("Only if a therapist taught you. Keep it slow, smooth and light, and do not hold it at the end. If you learned another way, do it that way."),
        only_if_taught=True,
    ),
)
EXERCISES: dict[str, Exercise] = {one.slug: one for one in ALL}


def of_stage(stage: int) -> list[Exercise]:
    return [one for one in ALL if one.stage == stage]


def amount(item: dict[str, Any]) -> str:
    """ "10 times, 2 rounds", as it was typed; empty where the plan says none."""
    reps, sets = item.get("reps"), item.get("sets")
    words = [ngettext("%(n)s time", "%(n)s times", reps) % {"n": reps}] if reps else []
    return ", ".join([*words, *([ngettext("%(n)s round", "%(n)s rounds", sets) % {"n": sets}] if sets else [])])
