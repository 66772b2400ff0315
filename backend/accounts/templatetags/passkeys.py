"""Sign-in pages: options of a passkey as an attribute (no inline script, so no data block either), and a name for a device."""

import json
from typing import Any

from django import template
from django.core.serializers.json import DjangoJSONEncoder

from backend.common.devices import device_name

register = template.Library()


@register.filter
def as_json(value: Any) -> str:
    """JSON, escaped by the template like any text: <form data-options="{{ js_data|as_json }}">."""
    return json.dumps(value, cls=DjangoJSONEncoder)


@register.filter
def device(user_agent: str) -> str:
    """ "Chrome on Android"."""
    return device_name(user_agent)
