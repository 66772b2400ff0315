"""From the steps of a medicine to the rule of its reminder (reminders/schedule.py), and which step stands on which day. Pure."""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import Any, Protocol

from django.utils.translation import gettext as _

from backend.common.localtime import datetime_of, local_ms
from backend.reminders.schedule import expand_window
from backend.treatment.medicine_input import Time

DAY = dt.timedelta(days=1)


class Step(Protocol):
    """A row of MedicineStep."""

    id: uuid.UUID
    starts_on: dt.date
    replaced_on: dt.date | None
    dose_text: str
    times: list[dict[str, Any]]
    every_hours: int | None
    window_from: dt.time | None
    window_to: dt.time | None
    confirmed: str


def standing(steps: Iterable[Any], held_from: dt.date | None = None) -> list[Any]:
    """What the plan says now, in order: no step that was replaced, none that is held."""
    left = [one for one in steps if one.replaced_on is None and (held_from is None or one.starts_on < held_from)]
    return sorted(left, key=lambda one: one.starts_on)


def held(steps: Iterable[Any], held_from: dt.date | None) -> list[Any]:
    """The steps that wait until the plan goes on."""
    if held_from is None:
        return []
    return sorted((one for one in steps if one.replaced_on is None and one.starts_on >= held_from), key=lambda one: one.starts_on)


def step_on(steps: Iterable[Any], day: dt.date, held_from: dt.date | None = None) -> Any | None:
    """The step that stood or will stand on `day`; None before the first. What was replaced stood until the day before."""
    stood = [one for one in steps if one.starts_on <= day and (one.replaced_on is None or day < one.replaced_on)]
    stood = [one for one in stood if held_from is None or one.replaced_on is not None or one.starts_on < held_from]
    return max(stood, key=lambda one: (one.starts_on, one.created_at), default=None)


def before(steps: Iterable[Any], step: Any, held_from: dt.date | None = None) -> Any | None:
    """What was taken on the day before `step` starts."""
    return step_on((one for one in steps if one.id != step.id), step.starts_on - DAY, held_from)


def with_slots(times: Sequence[Time], old: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Rows of times as they are kept. A slot is the same one as long as its time stands, and when a time is moved."""
    free = list(old)
    made: list[dict[str, Any]] = [
        {"slot": "", "at": f"{one.at:%H:%M}", "weekdays": list(one.weekdays) if one.weekdays else None, "part": one.part} for one in times
    ]
    for same in (("at", "part"), ("part",)):
        for row in made:
            match = None if row["slot"] else next((one for one in free if all(one.get(key) == row[key] for key in same)), None)
            if match:
                free.remove(match)
                row["slot"] = match["slot"]
    for row in made:
        row["slot"] = row["slot"] or str(uuid.uuid4())
    return made


def with_zone(times: list[dict[str, Any]], step: Any, zone: str) -> list[dict[str, Any]]:
    """A first dose round the clock is a moment: its row keeps the zone in which it was typed, so that no flight moves the hours counted from it."""
    return [row | {"zone": zone} for row in times] if is_round_the_clock(step) else times


def is_round_the_clock(step: Any) -> bool:
    return step.every_hours is not None and step.window_from is None


def words(name: str, step: Any, earlier: Any | None, instructions: str = "", part: str = "") -> dict[str, str]:
    """What a message about this step may say. A dose that she said was changed is not told again: the new one is not known."""
    if step.confirmed == "changed":
        told = {"name": name, "dose": _("The dose your prescriber told you"), "instructions": instructions}
    elif step.confirmed == "unsure":
        told = {"name": name, "dose": step.dose_text, "instructions": _("Ask your prescriber or pharmacist before your next dose.")}
    else:
        told = {"name": name, "dose": step.dose_text, "instructions": instructions}
    if part == "off":
        return told | {"dose": _("Take the patch off"), "instructions": ""}
    if earlier is not None and not step.confirmed and earlier.dose_text != step.dose_text:
        told["until_yesterday"] = earlier.dose_text
    return told


def slots_of(step: Any, part: str = "") -> list[dict[str, Any]]:
    """The slots of one day of a step, as the rule has them; of a patch those of one part, or none for the other."""
    if step.every_hours is not None:
        return [{"slot": f"w{number}", "at": f"{at:%H:%M}", "weekdays": None} for number, at in enumerate(_window(step))]
    return [{key: row.get(key) for key in ("slot", "at", "weekdays")} for row in step.times if row.get("part", "") == part]


def _window(step: Any) -> list[dt.time]:
    """From the first time on, also where midnight lies between: the first stays the first slot when the window moves."""
    start = (step.window_from.hour, step.window_from.minute)
    times = expand_window(step.every_hours, step.window_from, step.window_to)
    return sorted(times, key=lambda at: ((at.hour, at.minute) < start, at))


def _is_overnight(step: Any) -> bool:
    at = {row.get("part"): row["at"] for row in step.times}
    return at["off"] < at["on"]


def rule_of(medicine: Any, steps: Iterable[Any], zone: str, *, part: str = "") -> dict[str, Any]:
    """The rule as JSON. `part`: on or off, of a patch. `zone`: of a first dose round the clock whose row does not say where it was typed."""
    steps = list(steps)
    plan = standing(steps, medicine.held_from)
    if plan and is_round_the_clock(plan[-1]):
        return {"steps": [], "every": _every(medicine, steps, zone)}
    made = []
    for number, step in enumerate(plan):
        later = DAY if part == "off" and _is_overnight(step) else dt.timedelta(0)
        last = plan[number + 1].starts_on - DAY if number + 1 < len(plan) else medicine.ended_on
        if medicine.ended_on is not None:
            last = min(last, medicine.ended_on) if last else medicine.ended_on
            if step.starts_on > medicine.ended_on:
                continue
        made.append(
            {
                "id": str(step.id),
                "starts_on": (step.starts_on + later).isoformat(),
                "ends_on": (last + later).isoformat() if last else None,
                "words": words(medicine.name, step, before(steps, step, medicine.held_from), medicine.instructions, part),
                "slots": _shifted(slots_of(step, part), later),
            }
        )
    if part == "off" and plan and made:
        made = _with_last_night(made, plan[0], before(steps, plan[0], medicine.held_from), medicine)
    return {"steps": _apart(made), "every": None}


def _with_last_night(made: list[dict[str, Any]], first: Any, earlier: Any | None, medicine: Any) -> list[dict[str, Any]]:
    """The patch of the night before a change comes off in the morning of the change, whatever the new step says."""
    if earlier is None or not _is_overnight(earlier):
        return made
    day, slots = first.starts_on.isoformat(), _shifted(slots_of(earlier, "off"), DAY)
    last = {"id": f"{earlier.id}", "starts_on": day, "ends_on": day, "words": words(medicine.name, earlier, None, part="off"), "slots": slots}
    if made[0]["starts_on"] != day:
        return [last, *made]
    # The new patch comes off on its own day: that day has both. The slot moved on to the new time, so the old one gets its own.
    own = made[0]["slots"]
    both = [*own, *({**slot, "slot": "night"} for slot in slots if slot["at"] not in {one["at"] for one in own})]
    rest = {**made[0], "starts_on": (first.starts_on + DAY).isoformat()}
    return [{**last, "slots": both}, *([rest] if rest["ends_on"] is None or rest["ends_on"] >= rest["starts_on"] else []), *made[1:]]


def _apart(made: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """One step a day: where a patch came off in the morning and now comes off in the evening, the day of the change has the evening alone."""
    for one, following in pairwise(made):
        if one["ends_on"] and one["ends_on"] >= following["starts_on"]:
            one["ends_on"] = (dt.date.fromisoformat(following["starts_on"]) - DAY).isoformat()
    return made


def _shifted(slots: list[dict[str, Any]], later: dt.timedelta) -> list[dict[str, Any]]:
    """A patch that goes on at night on Mondays comes off on Tuesdays."""
    if later:
        slots = [slot | {"weekdays": sorted((day + 1) % 7 for day in slot["weekdays"]) if slot["weekdays"] else None} for slot in slots]
    return slots


def _every(medicine: Any, steps: Iterable[Any], zone: str) -> list[dict[str, Any]]:
    """Round the clock: a row for each step that stood or will, each until the first time of the next."""
    stood = [one for one in steps if (one.replaced_on is None or one.starts_on < one.replaced_on) and is_round_the_clock(one)]
    stood = [one for one in stood if one.replaced_on is not None or medicine.held_from is None or one.starts_on < medicine.held_from]
    stood.sort(key=lambda one: (one.starts_on, one.created_at))
    starts = [_first_dose(one, zone) for one in stood]
    ends: list[dt.datetime | None] = [start - dt.timedelta(seconds=1) for start in starts[1:]] + [None]
    last = datetime_of(local_ms(medicine.ended_on + DAY, dt.time(0), zone)) - dt.timedelta(seconds=1) if medicine.ended_on else None
    rows = []
    for step, start, end in zip(stood, starts, ends, strict=True):
        end = min((one for one in (end, last) if one), default=None)
        if end and end < start:
            continue
        told = words(medicine.name, step, before(steps, step, medicine.held_from), medicine.instructions)
        rows.append({"hours": step.every_hours, "from": _stamp(start), "until": end and _stamp(end), "words": told})
    return rows


def _first_dose(step: Any, zone: str) -> dt.datetime:
    row = step.times[0]
    return datetime_of(local_ms(step.starts_on, dt.time.fromisoformat(row["at"]), row.get("zone") or zone))


def _stamp(at: dt.datetime) -> str:
    return at.isoformat(timespec="seconds").replace("+00:00", "Z")
