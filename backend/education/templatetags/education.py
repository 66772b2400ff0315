"""What only the pages of /learn/ need."""

import json
from functools import lru_cache
from typing import Any

from django import template
from django.conf import settings
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


@register.simple_tag
@lru_cache
def drawing(name: str) -> SafeString:
    """A drawing of frontend_static/drawings, inline, so that the page's own colours reach it."""
    path = settings.BASE_DIR / "frontend_static" / "drawings" / f"{name}.svg"
    return mark_safe(path.read_text(encoding="utf-8"))  # noqa: S308 - our own file; the name is checked by the library


@register.filter
def style_name(tier: str) -> str:
    """The tier as the style sheet calls it: same-day → sameday."""
    return tier.replace("-", "")


@register.filter
def lookup(table: dict[str, list[str]], key: str) -> list[str]:
    return table.get(key, [])


@register.filter
def as_data(told: dict[str, Any]) -> SafeString:
    """JSON that may stand inside a script element: whatever could end the element or open another is escaped."""
    text = json.dumps(told, ensure_ascii=False)
    for letter in "<>&\u2028\u2029":
        text = text.replace(letter, f"\\u{ord(letter):04x}")
    return mark_safe(text)  # noqa: S308 - escaped above
