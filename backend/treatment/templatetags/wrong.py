"""What is wrong with a field of a form that is written out by hand, beside the field as well as on top of the page."""

from collections.abc import Sequence

from django import template

register = template.Library()


@register.filter
def at(errors: Sequence[tuple[str, str]], field: str) -> str:
    """What to do about the field with this id; empty when nothing is wrong with it."""
    return " ".join(message for anchor, message in errors if anchor == field)
