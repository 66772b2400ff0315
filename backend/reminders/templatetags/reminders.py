"""What a person is told about her reminders at the next open: on Today and on the page of reminders."""

from typing import Any

from django import template

from backend.patients.models import Patient
from backend.reminders import reading, subscriptions

register = template.Library()


@register.inclusion_tag("reminders/_notices.html", takes_context=True)
def reminder_notices(context: Any, patient: Patient, always: bool = False) -> dict[str, Any]:
    """A phone that is gone, and another time zone. `always`: the zone is asked about again."""
    asked = "" if always else reading.preferences(patient).zone_asked
    return {"gone": subscriptions.gone_untold(patient), "zone": patient.time_zone, "asked": asked, "csrf_token": context.get("csrf_token")}
