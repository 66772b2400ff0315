"""What the pages of the plan need beside common/templatetags."""

import uuid

from django import template

register = template.Library()


@register.simple_tag
def new_id() -> str:
    """An id made for one tap, so that a double tap is one."""
    return str(uuid.uuid4())
