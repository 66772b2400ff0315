"""The verbs of treatment, as the apps above and the pages call them."""

from backend.treatment.as_needed import doses_since, take, take_back
from backend.treatment.exercise_input import read as read_exercise_plan
from backend.treatment.exercise_plans import save_plan as save_exercise_plan
from backend.treatment.medicine_input import read_medicine
from backend.treatment.medicine_services import (
    Kept,
    change_facts,
    change_plan,
    confirm_step,
    count_stock,
    end,
    go_on,
    hold_plan,
    pause,
    save_medicine,
    set_remind,
    step_back,
    unpause,
)
from backend.treatment.pausing import Part, parts_of, pause_all, paused_together, paused_with_all, to_pause, unpause_all
from backend.treatment.undoing import undo, undoable

__all__ = [
    "Kept",
    "Part",
    "change_facts",
    "change_plan",
    "confirm_step",
    "count_stock",
    "doses_since",
    "end",
    "go_on",
    "hold_plan",
    "parts_of",
    "pause",
    "pause_all",
    "paused_together",
    "paused_with_all",
    "read_exercise_plan",
    "read_medicine",
    "save_exercise_plan",
    "save_medicine",
    "set_remind",
    "step_back",
    "take",
    "take_back",
    "to_pause",
    "undo",
    "undoable",
    "unpause",
    "unpause_all",
]
