"""Sign-in pages: options of a passkey as an attribute (no inline script, so no data block either), and a name for a device."""

import json
from typing import Any

from django import template
from django.core.serializers.json import DjangoJSONEncoder
from django.utils.translation import gettext

register = template.Library()


@register.filter
def as_json(value: Any) -> str:
    """JSON, escaped by the template like any text: <form data-options="{{ js_data|as_json }}">."""
    return json.dumps(value, cls=DjangoJSONEncoder)


DEVICES = (("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("Windows", "Windows"), ("Mac OS X", "Mac"), ("Linux", "Linux"))
BROWSERS = (("Edg", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser", "Samsung Internet"), ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari"))


@register.filter
def device(user_agent: str) -> str:
    """ "Chrome on Android", as well as a User-Agent tells; so that a person knows their own phone."""
    system = next((name for mark, name in DEVICES if mark in user_agent), "")
    browser = next((name for mark, name in BROWSERS if mark in user_agent), "")
    if browser and system:
        return gettext("%(browser)s on %(system)s") % {"browser": browser, "system": system}
    return browser or system or gettext("Another program")
