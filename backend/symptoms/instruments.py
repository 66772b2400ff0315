"""Questionnaires: their items, when they are asked, and which answers are complete. Pure.

An answer belongs to a response: one per instrument and period. Its id is made from both, so that two phones that fill in
the same week fill in the same response, item by item.
"""

import datetime as dt
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from backend.symptoms.fields import Field, Text

JOB_ANSWERS = (("easy", _("Easy")), ("hard", _("Hard")), ("help", _("Only with help")), ("cannot", _("Cannot")))
JOBS: dict[str, Text] = {
    "lift_foot": _("Lift the foot"),
    "climb_stairs": _("Climb stairs"),
    "rise_from_chair": _("Rise from a chair"),
    "stand_on_toes": _("Stand on toes"),
}
WALKING = (("nothing", _("Nothing")), ("one_stick", _("1 stick")), ("two_sticks_or_frame", _("2 sticks or a frame")), ("wheelchair", _("Wheelchair")))
AID = "walking_aid"
# One letter or figure for a narrow cell of the chart, in the order of the answers; the key beside it says them in full.
JOB_MARKS: tuple[Text, ...] = (pgettext_lazy("easy", "E"), pgettext_lazy("hard", "H"), pgettext_lazy("with help", "W"), pgettext_lazy("cannot", "C"))
JOB_SHORT: tuple[Text, ...] = (_("Easy"), _("Hard"), _("Help"), _("Cannot"))
AID_MARKS: tuple[Text, ...] = ("0", "1", "2", "3")
AID_SHORT: tuple[Text, ...] = (_("None"), _("1 stick"), _("2/frame"), _("Chair"))


@dataclass(frozen=True)
class Instrument:
    """`items` by name, in the order asked. `version` is stored with each response: an item that changes its words makes a new one."""

    code: str
    version: int
    title: Text
    items: Mapping[str, Field]

    def required(self, legs: list[str]) -> list[str]:
        """The items that somebody with these affected legs is asked."""
        return [name for name in self.items if name.split(".")[0] not in ("left", "right") or name.split(".")[0] in legs]

    def is_complete(self, values: Mapping[str, Any], legs: list[str]) -> bool:
        return all(values.get(name) is not None for name in self.required(legs))


def _leg_jobs() -> dict[str, Field]:
    jobs = [Field(f"{side}.{job}", "choice", label, JOB_ANSWERS) for side in ("left", "right") for job, label in JOBS.items()]
    return {field.name: field for field in [*jobs, Field(AID, "choice", _("What do you use to walk?"), WALKING)]}


# Weekly, as a level and not against last week (people.md 2): weakness is what changes and must be measured.
LEG_JOBS = Instrument("leg_jobs", 1, _("Your weekly leg check"), _leg_jobs())
INSTRUMENTS = {instrument.code: instrument for instrument in (LEG_JOBS,)}


def week_of(day: dt.date) -> str:
    """The ISO week of a day, such as `2026-W47`: the period of a weekly instrument."""
    year, week, _weekday = day.isocalendar()
    return f"{year}-W{week:02d}"


def job(side: str, name: str) -> str:
    """`left.climb_stairs`"""
    return f"{side}.{name}"


def level(item: str, answer: str | None) -> int | None:
    """0 for the easiest answer, 3 for the hardest; None for none."""
    codes = LEG_JOBS.items[item].codes
    return codes.index(answer) if answer in codes else None


def as_json() -> list[dict[str, Any]]:
    """Every questionnaire with its items and words, for `/api/v1/questionnaires/`."""
    return [
        {
            "code": one.code,
            "version": one.version,
            "title": str(one.title),
            "period": "week",
            "items": [
                {"name": item.name, "label": str(item.label), "choices": [{"code": code, "label": str(label)} for code, label in item.choices]}
                for item in one.items.values()
            ],
        }
        for one in INSTRUMENTS.values()
    ]


def response_id(account: uuid.UUID, instrument: str, day: dt.date) -> uuid.UUID:
    """The one response of this person, instrument and week, the same from every phone."""
    return uuid.uuid5(account, f"{instrument}:{week_of(day)}")
