"""Name and birth date: asked before the first share, because they stand on every page that a clinic sees."""

import datetime as dt
from dataclasses import dataclass

from django.utils.translation import gettext as _

from backend.audit import services as audit
from backend.common.exceptions import FieldError
from backend.patients.models import Patient
from backend.symptoms.fields import clean_text

ADULT = 18
OLDEST = 120
NAME_MAX = 120


def one_line(text: str) -> str:
    """Without control characters, line ends and doubled spaces."""
    return " ".join(clean_text(text).split())


@dataclass(frozen=True)
class Identity:
    """What was given now; empty where the patient had told it before."""

    name: str = ""
    birth_date: dt.date | None = None


def is_known(patient: Patient) -> bool:
    return bool(patient.name and patient.birth_date)


def check_identity(patient: Patient, given: Identity, today: dt.date) -> list[FieldError]:
    """What is missing or cannot be, once what is known already and what was given are put together."""
    errors = []
    name = patient.name or one_line(given.name)
    if not name:
        errors.append(FieldError("name", "required", _("Enter your full name, as your clinic knows it.")))
    elif len(name) > NAME_MAX:
        errors.append(FieldError("name", "too_long", _("Use 120 characters or fewer.")))
    birth_date = patient.birth_date or given.birth_date
    if birth_date is None:
        errors.append(FieldError("birth_date", "required", _("Enter your birth date.")))
    elif not ADULT <= _age(birth_date, today) <= OLDEST:
        errors.append(FieldError("birth_date", "invalid", _("Check the year. Stride is for people of 18 and over.")))
    return errors


def store_identity(patient: Patient, given: Identity) -> None:
    """Keep what was not known before. What is known is changed on the patient's own page, never here."""
    changed: dict[str, str | dt.date] = {}
    if not patient.name and one_line(given.name):
        changed["name"] = one_line(given.name)
    if patient.birth_date is None and given.birth_date:
        changed["birth_date"] = given.birth_date
    if not changed:
        return
    for name, value in changed.items():
        setattr(patient, name, value)
    patient.save(update_fields=list(changed))
    audit.record(patient.user, "patient.changed", patient, subject=patient.user, detail={"fields": sorted(changed)})


def _age(birth_date: dt.date, today: dt.date) -> int:
    """Whole years; somebody born on 29 February has a birthday on 1 March in other years."""
    return today.year - birth_date.year - ((today.month, today.day) < (birth_date.month, birth_date.day))
