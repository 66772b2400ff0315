"""Medicines as tests type them."""

import datetime as dt
from typing import Any

from backend.patients.models import Patient
from backend.treatment import services
from backend.treatment.medicine_input import read_medicine
from backend.treatment.models import Medicine


def london(year: int, month: int, day: int, hour: int = 12, minute: int = 0) -> dt.datetime:
    """A moment of winter, when London keeps UTC."""
    return dt.datetime(year, month, day, hour, minute, tzinfo=dt.UTC)


NOON = london(2026, 3, 2)
"""Monday 2 March 2026, noon."""
TODAY = NOON.date()


def day(number: int) -> str:
    return (TODAY + dt.timedelta(days=number)).isoformat()


def at(*times: str, **more: Any) -> list[dict[str, Any]]:
    return [{"at": one, **more} for one in times]


def said(form: str = "times", **more: Any) -> dict[str, Any]:
    step = {"starts_on": day(0), "dose_text": "300 mg", "times": at("08:00", "20:00")}
    return {"name": "Gabapentin", "form": form, "steps": [step]} | more


def a_step(start: int, dose: str, *times: str) -> dict[str, Any]:
    return {"starts_on": day(start), "dose_text": dose, "times": at(*times)}


TITRATION = said(steps=[a_step(0, "300 mg", "22:00"), a_step(7, "300 mg", "08:00", "22:00"), a_step(14, "300 mg", "08:00", "14:00", "22:00")])
AS_NEEDED = said("as_needed", name="Paracetamol", steps=[{"starts_on": day(0), "dose_text": "1 tablet"}], max_per_day=4, min_gap_minutes=240)
PATCH = said(
    "patch", name="Lidocaine", steps=[{"starts_on": day(0), "dose_text": "1 patch", "times": [{"at": "20:00", "part": "on"}, {"at": "08:00", "part": "off"}]}]
)

STAYS_ON = said("patch", name="Fentanyl", steps=[{"starts_on": day(0), "dose_text": "1 patch of 25", "times": at("21:00", part="on", every_days=3)}])


def keep(patient: Patient, given: dict[str, Any], now: dt.datetime = NOON) -> Medicine:
    typed, errors = read_medicine(given, patient.today(now))
    assert typed, errors
    return services.save_medicine(patient, typed, patient.user, now=now).medicine
