"""In hospital: pause all that is due by itself, and go on with what was paused together."""

import datetime as dt
import uuid
from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.utils import timezone

from backend.patients.models import Patient
from backend.treatment.medicine_services import pause, taken, unpause
from backend.treatment.models import Medicine


@transaction.atomic
def pause_all(patient: Patient, reason: str, author: Any, *, now: dt.datetime | None = None) -> int:
    """In hospital: everything that is due by itself. How many."""
    now = now or timezone.now()
    found = list(taken(patient, patient.today(now)).filter(paused_at=None).exclude(form=Medicine.Form.AS_NEEDED))
    for one in found:
        pause(one, reason, author, with_all=True, now=now)
    return len(found)


@transaction.atomic
def unpause_all(patient: Patient, author: Any, *, shown: Collection[uuid.UUID] | None = None, now: dt.datetime | None = None) -> int:
    """`shown`: those that she saw when she said so, so that a double tap reaches no other one. How many."""
    now = now or timezone.now()
    found = [one for one in paused_together(patient, patient.today(now)) if shown is None or one.pk in shown]
    for one in found:
        unpause(one, author, now=now)
    return len(found)


def paused_together(patient: Patient, today: dt.date) -> list[Medicine]:
    """What goes on together: what "pause all" paused. A medicine that was paused before, for a reason of its own, stays paused."""
    return paused_with_all(patient, today) or list(taken(patient, today).exclude(paused_at=None))


def paused_with_all(patient: Patient, today: dt.date) -> list[Medicine]:
    paused = list(taken(patient, today).exclude(paused_at=None))
    said = patient.treatment_changes.filter(what="paused", about__in=[one.pk for one in paused]).order_by("pk")
    last = dict(said.values_list("about", "detail"))
    return [one for one in paused if last.get(one.pk, {}).get("with_all")]
