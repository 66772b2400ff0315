"""The safety table as a page carries it for its scripts."""

import json

from django import template

from backend.symptoms import safety, safety_page

register = template.Library()


@register.simple_tag
def safety_table() -> str:
    """item → answer → tier and card, as JSON for a data attribute."""
    return json.dumps(safety_page.table(), separators=(",", ":"))


@register.simple_tag
def safety_asks() -> str:
    """item → what it asks first, as JSON for a data attribute."""
    return json.dumps(safety.ASKS, separators=(",", ":"))


@register.simple_tag
def safety_needs_all() -> str:
    """The ticks that count until all they ask was answered."""
    return " ".join(sorted(safety.NEEDS_ALL))


@register.simple_tag
def safety_version() -> int:
    return safety.VERSION
