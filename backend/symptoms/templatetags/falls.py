"""`{% two_falls as card %}`, `{% weaker_over_days as card %}`: the card that Today shows by itself, with the one line that is about it."""

from typing import Any

from django import template

from backend.education import library
from backend.education.cards import card

register = template.Library()
CARD = "same-day-legs"


@register.simple_tag
def two_falls() -> dict[str, Any]:
    return _with_line("two-falls")


@register.simple_tag
def weaker_over_days() -> dict[str, Any]:
    return _with_line("weaker-over-days")


def _with_line(line_id: str) -> dict[str, Any]:
    found = card(CARD, library.current_language())
    return {"tier": found.tier, "slug": found.slug, "lines": [line for line in found.lines if line.id == line_id]}
