"""What the pages of the plan need beside common/templatetags."""

import datetime as dt
import json
import uuid

from django import template

from backend.common.localtime import clock_words
from backend.treatment.offline import needed_json
from backend.treatment.reading import Row

register = template.Library()


@register.filter
def half_day(value: dt.datetime) -> str:
    """2:59pm: as times of medicines are said everywhere on the plan. In the zone that the value has."""
    return clock_words(value.time().replace(second=0, microsecond=0))


@register.simple_tag
def new_id() -> str:
    """An id made for one tap, so that a double tap is one."""
    return str(uuid.uuid4())


@register.filter
def told_json(row: Row) -> str:
    """Of an as-needed medicine: what js/as-needed-card.js goes on from."""
    return json.dumps(needed_json(row.medicine, row.said))
