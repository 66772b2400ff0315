"""The verbs of patients: begin a diary, change what is known about oneself."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from backend.accounts.models import User
from backend.audit import services as audit
from backend.common import hooks, places
from backend.common.exceptions import DomainError, FieldError
from backend.patients.models import Patient

CONSENT_VERSION = "2026-11-21"  # of the privacy notice and the sentence under the box; change it with them
OLDEST = dt.date(1900, 1, 1)
ADULT_YEARS = 18

PROFILE = {
    *("name", "birth_date", "country", "time_zone", "left_affected", "right_affected", "numb_at_start"),
    *("treatment_status", "treatment_started_on", "daily_log_time", "helped_here"),
}


@transaction.atomic
def start(user: User, *, country: str, time_zone: str, adult: bool, consent_version: str) -> Patient:
    """Begin a diary: the one place where a Patient with a sign-in is made. Consent and its audit row commit together.

    DomainError `invalid` names what is missing. Called twice, it returns the diary that is there, as it is.
    """
    _check_start(country, time_zone, adult, consent_version)
    now = timezone.now()
    own = {"adult_confirmed_at": now, "consent_version": consent_version, "consented_at": now}
    patient, created = Patient.objects.get_or_create(user=user, defaults={"country": country, "time_zone": time_zone, **own})
    if created:
        audit.record(user, "consent.given", patient, subject=user, detail={"version": consent_version})
    return patient


def _check_start(country: str, time_zone: str, adult: bool, consent_version: str) -> None:
    errors = place_errors(country, time_zone)
    if not adult:
        errors.append(FieldError("adult", "required", _("Tick this if you are 18 or over. Stride is not for younger people.")))
    if not consent_version:
        errors.append(FieldError("consent", "required", _("Tick this if you agree. Without it Stride may not keep a diary for you.")))
    if errors:
        raise DomainError("invalid", _("Check what you typed."), errors)


def place_errors(country: str, time_zone: str) -> list[FieldError]:
    """What is wrong with a country and a zone, as instructions."""
    errors = []
    if not places.is_country(country):
        errors.append(FieldError("country", "unknown", _("Choose your country from the list.")))
    if not places.is_zone_of_people(time_zone):
        errors.append(FieldError("time_zone", "unknown", _("There is no such time zone. Choose one from the list.")))
    return errors


@transaction.atomic
def update_profile(patient: Patient, **values: Any) -> list[str]:
    """Change what is known about a patient, by the patient. Returns the names of the fields that changed; the audit row has them too."""
    if unknown := values.keys() - PROFILE:
        raise ValueError(f"not of the profile: {sorted(unknown)}")
    if errors := place_errors(values.get("country", patient.country), values.get("time_zone", patient.time_zone)):
        raise DomainError("invalid", _("Check what you typed."), errors)
    changed = sorted(name for name, value in values.items() if getattr(patient, name) != value)
    for name in changed:
        setattr(patient, name, values[name])
    if changed:
        patient.save(update_fields=changed)
        audit.record(patient.user, "profile.changed", patient, subject=patient.user, detail={"fields": changed})
        for _name, follow in hooks.profile_changed:
            follow(patient, changed)
    return changed


def keep_quiet(patient: Patient, until: dt.datetime | None) -> None:
    """After a rough day: no reminder but those of medicines until then. None: reminders as always."""
    if patient.quiet_until != until:
        patient.quiet_until = until
        patient.save(update_fields=["quiet_until"])


def add_leg(patient: Patient, leg: str) -> list[str]:
    """The other leg is affected too. While nothing is known of either, both are asked about already and nothing changes."""
    if not patient.left_affected and not patient.right_affected:
        return []
    return update_profile(patient, **{f"{leg}_affected": True})


def past_date_error(day: dt.date, today: dt.date, born: dt.date | None = None) -> str:
    """What to do about a date that cannot be: to come, before 1900, before birth. Empty when it can."""
    if day > today:
        return _("This day has not come yet. Type a day up to today.")
    if day < OLDEST:
        return _("Check the year. It has 4 numbers, such as 2026.")
    if born and day < born:
        return _("This is before your birth date. Check both dates.")
    return ""


def is_adult(born: dt.date, today: dt.date) -> bool:
    """18 on the birthday; somebody born on 29 February turns 18 on 1 March of a common year."""
    return (today.year - born.year - ((today.month, today.day) < (born.month, born.day))) >= ADULT_YEARS
