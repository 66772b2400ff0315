"""How people want to be reminded: their row, or the defaults, and what there is to reach them by."""

import datetime as dt
import uuid
from collections.abc import Collection

from backend.patients.models import Patient
from backend.reminders.channels import Wishes
from backend.reminders.models import Preferences


def preferences_of(patient: Patient) -> Preferences:
    return Preferences.objects.filter(patient=patient).first() or default(patient)


def default(patient: Patient) -> Preferences:
    return Preferences(patient=patient, quiet_from=dt.time(21), quiet_to=dt.time(8))


def of_people(ids: Collection[uuid.UUID]) -> dict[uuid.UUID, Preferences]:
    """Patient's id → preferences, to read: those without a row share one. One query."""
    same = Preferences(quiet_from=dt.time(21), quiet_to=dt.time(8))
    rows = {row.patient_id: row for row in Preferences.objects.filter(patient__among=ids)}
    return {one: rows.get(one, same) for one in ids}


def wishes(preferences: Preferences, address: str | None, phones: int) -> Wishes:
    return Wishes(
        push=preferences.push,
        email=preferences.email,
        sms=preferences.sms,
        phones=phones,
        address=address or "",
        number=preferences.phone_number,
        sms_medicines_at_night=preferences.sms_medicines_at_night,
        quiet_from=preferences.quiet_from,
        quiet_to=preferences.quiet_to,
    )
