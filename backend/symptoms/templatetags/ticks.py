"""The lists of ticks in the log's templates: the neutral shell has no view that could hand them over."""

from collections.abc import Mapping
from typing import Any

from django import template

from backend.symptoms import body_map
from backend.symptoms.body_map import Box, Group
from backend.symptoms.fields import Text
from backend.symptoms.moment_form import KINDS

register = template.Library()


@register.simple_tag
def places() -> tuple[Group, ...]:
    return body_map.PLACES


@register.simple_tag
def feelings() -> tuple[Group, ...]:
    return body_map.FEELS


@register.simple_tag
def side_effects() -> tuple[Box, ...]:
    return body_map.EFFECTS


@register.simple_tag
def map_marks(values: Mapping[str, Any] | None) -> dict[str, str]:
    """What the drawing shows of these values; in the shell there are none."""
    return body_map.marks(values or {})


@register.simple_tag
def moment_kinds() -> tuple[tuple[str, Text], ...]:
    return KINDS
