"""The therapist's plan as it was typed, read strictly; pages and API hand over the same shape. Pure.

Nothing here has a default number: reps and sets are those of the plan, or are not said.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from backend.common.exceptions import FieldError
from backend.symptoms.fields import clean_text
from backend.treatment.days_and_times import read_days, read_times, unknown
from backend.treatment.exercises import EXERCISES, STAGES

KEYS = frozenset(("stage", "therapist", "items", "weekdays", "times", "remind"))
ITEM_KEYS = frozenset(("exercise", "reps", "sets", "note", "taught"))
NUMBER_MOST = 99
OWN_KEYS = frozenset(("name", "reps", "sets", "note"))
MOST_OWN = 10
LENGTHS = {"therapist": 80, "note": 120, "name": 80}


@dataclass(frozen=True, slots=True)
class Typed:
    stage: int
    therapist: str
    items: list[dict[str, Any]]
    weekdays: list[int] | None
    times: list[dt.time]
    remind: bool


def read(data: Mapping[str, Any]) -> tuple[Typed | None, list[FieldError]]:
    """The plan, or everything that is wrong with it."""
    errors = unknown(data, KEYS)
    stage = data.get("stage")
    if type(stage) is not int or stage not in STAGES:
        errors.append(FieldError("stage", "required" if stage is None else "invalid", _("Choose the stage of your plan.")))
    therapist = _text(data.get("therapist", ""), "therapist", errors)
    items = _items(data.get("items"), errors)
    weekdays, wrong_days = read_days(data.get("weekdays"))
    times, wrong_times = read_times(data.get("times", []))
    errors += wrong_days + wrong_times
    remind = data.get("remind", True)
    if not isinstance(remind, bool):
        errors.append(FieldError("remind", "invalid", _("Send true or false")))
    if errors or type(stage) is not int:
        return None, errors[:20]
    return Typed(stage, therapist, items, weekdays, times, bool(remind)), []


def _items(given: Any, errors: list[FieldError]) -> list[dict[str, Any]]:
    if not isinstance(given, list) or len(given) > len(EXERCISES) + MOST_OWN:
        errors.append(FieldError("items", "invalid", _("Send a list of exercises.")))
        return []
    if not given:
        errors.append(FieldError("items", "required", _("Choose at least one exercise of your plan.")))
    found = [item for number, one in enumerate(given) if (item := _item(one, f"items.{number}.", errors))]
    names = [item.get("exercise") or ("own", item["name"].casefold()) for item in found]
    if sum("name" in item for item in found) > MOST_OWN:
        errors.append(FieldError("items", "too_many", _("Type at most %d exercises of your own.") % MOST_OWN))
    if len(set(names)) < len(found):
        errors.append(FieldError("items", "twice", _("Name each exercise once.")))
    return found


def _item(given: Any, where: str, errors: list[FieldError]) -> dict[str, Any] | None:
    if not isinstance(given, Mapping):
        errors.append(FieldError(where.rstrip("."), "invalid", _("Send an object.")))
        return None
    if given.get("name") is not None:
        return _own(given, where, errors)
    errors += unknown(given, ITEM_KEYS, where)
    slug = given.get("exercise")
    if not isinstance(slug, str) or slug not in EXERCISES:
        errors.append(FieldError(f"{where}exercise", "unknown", _("This exercise is not in the library.")))
        return None
    if EXERCISES[slug].only_if_taught and given.get("taught") is not True:
        errors.append(FieldError(f"{where}taught", "not_taught", _("Add this one only if a therapist taught you. If so, tick the box below it.")))
    numbers = {name: _number(given.get(name), f"{where}{name}", errors) for name in ("reps", "sets")}
    taught = {"taught": True} if EXERCISES[slug].only_if_taught else {}
    return {"exercise": slug, **numbers, "note": _text(given.get("note", ""), "note", errors, where), **taught}


def _own(given: Mapping[str, Any], where: str, errors: list[FieldError]) -> dict[str, Any] | None:
    """One that is not in the library, as the therapist showed it: in her words, with no drawing and no advice of Stride's."""
    errors += unknown(given, OWN_KEYS, where)
    name = _text(given["name"], "name", errors, where)
    if not name:
        errors.append(FieldError(f"{where}name", "required", _("Type the name of the exercise.")))
    numbers = {key: _number(given.get(key), f"{where}{key}", errors) for key in ("reps", "sets")}
    return {"name": name, **numbers, "note": _text(given.get("note", ""), "note", errors, where)}


def _number(given: Any, where: str, errors: list[FieldError]) -> int | None:
    """As the plan says it; None where the plan says none."""
    if given is None:
        return None
    if type(given) is int and 1 <= given <= NUMBER_MOST:
        return given
    errors.append(FieldError(where, "invalid", _("Enter a whole number from 1 to %d, as in your plan, or leave it empty.") % NUMBER_MOST))
    return None


def _text(given: Any, name: str, errors: list[FieldError], where: str = "") -> str:
    if not isinstance(given, str):
        errors.append(FieldError(f"{where}{name}", "invalid", _("Enter words")))
        return ""
    text = clean_text(given).replace("\n", " ")
    if len(text) > LENGTHS[name]:
        errors.append(FieldError(f"{where}{name}", "too_long", _("Use %d characters or fewer.") % LENGTHS[name]))
    return text
