"""Undo of a hold or of a step back, on the day of it: the plan as it was before, and one more line in its history."""

import datetime as dt
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from backend.common.exceptions import DomainError
from backend.treatment import medicine_rule, reminding
from backend.treatment.medicine_services import Kept, drop, locked, note, told
from backend.treatment.models import Medicine, TreatmentChange

BESIDE = ("stock", "reminders_on", "reminders_off")
"""What changes no plan, and closes no undo."""


def undoable(medicine: Medicine, now: dt.datetime) -> TreatmentChange | None:
    """The hold or step back of today, as long as nothing of the plan was changed since."""
    last = _last(medicine)
    return last if last and last.detail.get("undo", {}).get("on") == medicine.patient.today(now).isoformat() else None


def _last(medicine: Medicine) -> TreatmentChange | None:
    return medicine.patient.treatment_changes.filter(about=medicine.pk).exclude(what__in=BESIDE).order_by("-pk").first()


@transaction.atomic
def undo(medicine: Medicine, author: Any, *, change: int | None = None, now: dt.datetime | None = None) -> Kept:
    """The steps that it closed stand again, and those that it made never began.

    `change`: the one that she saw when she said so, so that a double tap is one undo.
    """
    now = now or timezone.now()
    medicine = locked(medicine)
    last, found = _last(medicine), undoable(medicine, now)
    if last and last.what == "undone" and change in (None, last.detail["of"]):
        return Kept(medicine)
    if found is None or change not in (None, found.pk):
        raise DomainError("nothing_to_undo", _("There is nothing to undo."), status=409)
    today, way = medicine.patient.today(now), found.detail["undo"]
    drop(medicine.steps.filter(pk__in=way["made"]), today)
    medicine.steps.filter(pk__in=way["stood"]).update(replaced_on=None)
    medicine.held_from = dt.date.fromisoformat(way["held_from"]) if way["held_from"] else None
    medicine.save(update_fields=["held_from", "updated_at"])
    current = medicine_rule.step_on(medicine.steps.all(), today, medicine.held_from)
    note(medicine, "undone", author, {"of": found.pk, "steps": told([current] if current else [], today)})
    return Kept(medicine, reminding.remind(medicine, now))
