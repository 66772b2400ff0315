"""The page on which the therapist's plan is typed: what it shows, and what it says as the shape that the API takes too. Pure."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from backend.common.exceptions import FieldError
from backend.treatment.days_and_times import MOST_TIMES, WEEKDAYS
from backend.treatment.exercise_input import MOST_OWN
from backend.treatment.exercises import ALL, EXERCISES, STAGES, Exercise

BOXES = 4  # times that the page offers
OWN = ("name", "reps", "sets", "note")
EMPTY_OWN = 2
NAME_SHOWN = 80
DIGITS = 4  # a longer number is none, and int() refuses very long ones


def of_plan(plan: Any | None) -> dict[str, Any]:
    """What stands there when the page opens: the plan as it is, or nothing at all."""
    items = {one["exercise"]: one for one in plan.items if "exercise" in one} if plan else {}
    own = [one for one in plan.items if "name" in one] if plan else []
    rows = [
        {"exercise": one, "on": one.slug in items, "taught": items.get(one.slug, {}).get("taught", False)}
        | {name: items.get(one.slug, {}).get(name) for name in ("reps", "sets", "note")}
        for one in ALL
    ]
    days = {} if plan is None or not plan.times else set(plan.times[0]["weekdays"] or range(7))
    times = [row["at"] for row in plan.times] if plan else []
    return _form(plan.stage if plan else None, plan.therapist if plan else "", rows, days, times, remind=plan.remind if plan else True, own=own)


def of_post(data: QueryDict) -> dict[str, Any]:
    """What was typed, as it was typed."""
    chosen = data.getlist("exercise")
    rows = [
        {"exercise": one, "on": one.slug in chosen, "taught": f"taught.{one.slug}" in data}
        | {name: data.get(f"{name}.{one.slug}") for name in ("reps", "sets", "note")}
        for one in ALL
    ]
    stage, days = _number(data.get("stage", "")), {_number(day) for day in data.getlist("day")}
    return _form(stage, data.get("therapist", ""), rows, days, data.getlist("time"), remind="remind" in data, own=_own_typed(data))


def _own_typed(data: QueryDict) -> list[dict[str, str]]:
    """The lines of her own exercises in which anything was typed."""
    lines = [{name: data.get(f"own-{name}.{number}", "") for name in OWN} for number in range(MOST_OWN)]
    return [one for one in lines if any(words.strip() for words in one.values())]


def _form(
    stage: Any, therapist: str, rows: Sequence[dict[str, Any]], days: Iterable[Any], times: list[str], *, remind: bool, own: Sequence[dict[str, Any]]
) -> dict[str, Any]:
    chosen = set(days)
    groups = [(name, [row for row in rows if row["exercise"].stage == number]) for number, name in STAGES.items()]
    return {
        "stage": stage,
        "stages": [(number, name, number == stage) for number, name in STAGES.items()],
        "therapist": therapist,
        "groups": groups,
        "taught": [row for row in rows if row["exercise"].only_if_taught],
        "own": [*own, *[dict.fromkeys(OWN, "")] * min(EMPTY_OWN, MOST_OWN - len(own))],
        "days": day_boxes(chosen),
        "times": time_boxes(times),
        "remind": remind,
    }


def day_boxes(chosen: Iterable[Any]) -> list[tuple[int, str | Promise, bool]]:
    held = set(chosen)
    return [(number, name, number in held) for number, (name, _short) in enumerate(WEEKDAYS)]


def time_boxes(given: Sequence[str]) -> list[str]:
    """Those that are given, and empty ones."""
    times = [text for text in given if text.strip()]
    return [*times, *[""] * (max(BOXES, min(len(times) + 1, MOST_TIMES)) - len(times))]


def as_json(data: QueryDict) -> dict[str, Any]:
    """The form as the API's shape; what is no number stays what it is, and is refused there."""
    items = [_item(data, one) for one in ALL if one.slug in data.getlist("exercise")]
    items += [{"name": one["name"], "note": one["note"], **{key: _number(one[key]) for key in ("reps", "sets")}} for one in _own_typed(data)]
    return {"stage": _number(data.get("stage", "")), "therapist": data.get("therapist", ""), "items": items, **when(data), "remind": "remind" in data}


def when(data: QueryDict) -> dict[str, Any]:
    """Days and times of a form; without a time no day is needed."""
    times = [text for text in data.getlist("time") if text.strip()]
    days = [_number(text) for text in data.getlist("day")]
    return {"weekdays": days if times or days else None, "times": times}


def _item(data: QueryDict, one: Exercise) -> dict[str, Any]:
    numbers = {name: _number(data.get(f"{name}.{one.slug}", "")) for name in ("reps", "sets")}
    taught = {"taught": f"taught.{one.slug}" in data} if one.only_if_taught else {}
    return {"exercise": one.slug, **numbers, "note": data.get(f"note.{one.slug}", ""), **taught}


def _number(text: str) -> Any:
    text = text.strip()
    return (int(text) if text.isascii() and text.isdigit() and len(text) < DIGITS else text) if text else None


def messages(errors: Sequence[FieldError], data: QueryDict) -> list[tuple[str, str]]:
    """(id of the field, what to do) for the top of the page."""
    chosen = [one for one in ALL if one.slug in data.getlist("exercise")]
    return [_message(error, chosen, _own_typed(data)) for error in errors]


ANCHORS = {"stage": "stage-1", "therapist": "therapist", "items": "exercises", "weekdays": "day-0", "times": "time-1", "remind": "remind"}
FIELDS: dict[str, str | Promise] = {
    "stage": gettext_lazy("Stage"),
    "therapist": gettext_lazy("Therapist"),
    "items": gettext_lazy("Exercises"),
    "weekdays": gettext_lazy("Days"),
    "times": gettext_lazy("Times"),
    "name": gettext_lazy("name"),
    "reps": gettext_lazy("how many times"),
    "sets": gettext_lazy("rounds"),
    "note": gettext_lazy("your therapist’s words"),
}


def _message(error: FieldError, chosen: Sequence[Exercise], own: Sequence[dict[str, str]]) -> tuple[str, str]:
    """Each names its exercise and its field: "Clam, rounds: Enter a whole number"."""
    first, *rest = error.field.split(".")
    if len(rest) != 2 or not rest[0].isdigit():
        named = FIELDS.get(first)
        return ANCHORS.get(error.field, "exercises"), _("%(field)s: %(message)s") % {"field": named, "message": error.message} if named else error.message
    row, name = int(rest[0]), rest[1]
    if row < len(chosen):
        anchor, exercise = f"{name}-{chosen[row].slug}", str(EXERCISES[chosen[row].slug].name)
    else:  # below those of the library stand her own
        row -= len(chosen)
        typed = own[row]["name"].strip()[:NAME_SHOWN] if row < len(own) else ""
        anchor, exercise = f"own-{name}-{row}", typed or _("Exercise of your own, %(number)s") % {"number": row + 1}
    if name not in FIELDS:
        return anchor, _("%(exercise)s: %(message)s") % {"exercise": exercise, "message": error.message}
    return anchor, _("%(exercise)s, %(field)s: %(message)s") % {"exercise": exercise, "field": FIELDS[name], "message": error.message}
