"""Where "one step back" leads. It reads the steps and changes nothing."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from backend.treatment import medicine_rule
from backend.treatment.models import Medicine, MedicineStep


def step_before(medicine: Medicine, today: dt.date) -> MedicineStep | None:
    """The step that "step back" leads to: the last one with another dose or other times on the way to this one.

    Who went back from 600 to 300 and goes back once more goes to what came before 300, never up to 600 again.
    """
    rows = list(medicine.steps.all())
    current = medicine_rule.step_on(rows, today, medicine.held_from)
    if current is None:
        return None
    stood = [one for one in rows if one.starts_on < current.starts_on and (one.replaced_on is None or one.replaced_on > one.starts_on)]
    way: list[MedicineStep] = []
    for one in [*sorted(stood, key=lambda one: (one.starts_on, one.created_at)), current]:
        if way and _was_left(way[-1], one.starts_on, rows):  # back to an earlier dose is back on the way
            same = [number for number, past in enumerate(way) if _dose(past) == _dose(one)]
            del way[same[-1] if same else len(way) :]
        way.append(one)
    return next((one for one in reversed(way) if _dose(one) != _dose(current)), None)


def _was_left(step: MedicineStep, day: dt.date, rows: Iterable[MedicineStep]) -> bool:
    """Did she change this dose on that day, and not the plan by itself? A step with the same dose may have begun that morning."""
    return step.replaced_on == day or any(one.starts_on == one.replaced_on == day and _dose(one) == _dose(step) for one in rows)


def _dose(step: MedicineStep) -> tuple[Any, ...]:
    return (step.dose_text, *_plain(step))


def _plain(step: MedicineStep) -> tuple[Any, ...]:
    return (tuple((row["at"], row.get("part"), row.get("every_days")) for row in step.times), step.every_hours, step.window_from, step.window_to)
