"""A medicine's reminders follow its plan: the one place that saves them."""

import datetime as dt

from backend.patients.models import Patient
from backend.reminders import services as reminders
from backend.reminders.models import Reminder
from backend.treatment import medicine_rule
from backend.treatment.kinds import MEDICINE, PATCH_OFF
from backend.treatment.models import Medicine, MedicineStep

PARTS = {MEDICINE: "", PATCH_OFF: "off"}


def remind(medicine: Medicine, now: dt.datetime) -> bool:
    """Save the reminders of the plan as it now stands. True: a time that was told today already changes from tomorrow."""
    if medicine.form == Medicine.Form.AS_NEEDED:
        return False
    steps = list(medicine.steps.all())
    moved = [_save(medicine, steps, kind, now) for kind in kinds_of(medicine)]
    return any(moved)


def kinds_of(medicine: Medicine) -> list[str]:
    return [MEDICINE, PATCH_OFF] if medicine.form == Medicine.Form.PATCH else [MEDICINE]


def _save(medicine: Medicine, steps: list[MedicineStep], kind: str, now: dt.datetime) -> bool:
    patient, held = medicine.patient, reminder_of(medicine, kind)
    part = ("on" if kind == MEDICINE else "off") if medicine.form == Medicine.Form.PATCH else ""
    rule = medicine_rule.rule_of(medicine, steps, patient.time_zone, part=part)
    if not rule["steps"] and not rule["every"]:
        if held:
            reminders.end(held, now)
        return False
    zone, travel = (held.time_zone, held.travel) if held else (patient.time_zone, Reminder.Travel.CLOCK)
    saved = reminders.save_reminder(patient, kind, medicine.pk, rule, zone=zone, travel=travel, now=now)
    _pause(medicine, saved.reminder, now)
    return saved.changes_from_tomorrow


def _pause(medicine: Medicine, reminder: Reminder, now: dt.datetime) -> None:
    if medicine.paused_at and not reminder.paused_at:
        reminders.pause(reminder, now)
    elif reminder.paused_at and not medicine.paused_at:
        reminders.resume(reminder, now)


def reminder_of(medicine: Medicine, kind: str) -> Reminder | None:
    return _of(medicine.patient, medicine, kind)


def _of(patient: Patient, medicine: Medicine, kind: str) -> Reminder | None:
    return patient.reminders.filter(kind=kind, about=medicine.pk).first()
