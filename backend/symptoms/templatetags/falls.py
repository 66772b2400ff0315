"""`{% two_falls as card %}`: the card that two falls in a week lead to, with the one line that is about them."""

from typing import Any

from django import template

from backend.education import library
from backend.education.cards import card

register = template.Library()
CARD, LINE = "same-day-legs", "two-falls"


@register.simple_tag
def two_falls() -> dict[str, Any]:
    found = card(CARD, library.current_language())
    return {"tier": found.tier, "slug": found.slug, "lines": [line for line in found.lines if line.id == LINE]}
