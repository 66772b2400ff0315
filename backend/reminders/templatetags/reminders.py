"""What a person is told about her reminders at the next open: on Today and on the page of reminders."""

import datetime as dt
from typing import Any

from django import template

from backend.patients import devices
from backend.patients.models import Patient
from backend.reminders import reading, subscriptions, vapid
from backend.reminders.schedule import clock_words

register = template.Library()


@register.filter
def half_day(value: dt.datetime) -> str:
    """6:20pm: as the time of a reminder is said. In the zone that the value has."""
    return clock_words(value.time().replace(second=0, microsecond=0))


@register.inclusion_tag("reminders/_notices.html", takes_context=True)
def reminder_notices(context: Any, patient: Patient, here: bool = False) -> dict[str, Any]:
    """A phone that is gone, an old phone beside a new one, and another time zone. `here`: on the page of reminders, where the zone is asked about again."""
    asked = "" if here else reading.preferences(patient).zone_asked
    phones = list(patient.push_subscriptions.order_by("pk"))
    gone = [phone for phone in phones if phone.gone_at and not phone.gone_told_at]
    key = vapid.public_key() if len(gone) < len(phones) else ""
    phone = devices.this_phone(context["request"], patient) if phones else None
    old = subscriptions.older_than(patient, phone)
    on_here = phone is not None and any(one.device_id == phone.device_id and not one.gone_at for one in phones)
    told = {"gone": gone, "old": old, "on_here": on_here, "key": key, "zone": patient.time_zone, "asked": asked}
    return {"here": here, **told, "csrf_token": context.get("csrf_token")}
