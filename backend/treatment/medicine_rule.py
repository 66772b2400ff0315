"""From the steps of a medicine to the rule of its reminder (reminders/schedule.py), and which step stands on which day. Pure."""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping, Sequence
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
        {"slot": "", "at": f"{one.at:%H:%M}", "weekdays": list(one.weekdays) if one.weekdays else None, "part": one.part}
        | ({"every_days": one.every_days} if one.every_days else {})
        for one in times
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


def is_same(row: Any, typed: Any, zone: str) -> bool:
    """Is what was typed the step that is kept? The first time of a day and a night is another one in another zone."""
    times = [(one["at"], tuple(one["weekdays"]) if one.get("weekdays") else None, one.get("part", ""), one.get("every_days")) for one in row.times]
    same = [(f"{one.at:%H:%M}", one.weekdays, one.part, one.every_days) for one in typed.times]
    hours = (row.every_hours, row.window_from, row.window_to) == (typed.every_hours, typed.window_from, typed.window_to)
    here = not is_round_the_clock(row) or row.times[0].get("zone") in (None, zone)
    return bool(row.dose_text == typed.dose_text and times == same and hours and here)


def is_round_the_clock(step: Any) -> bool:
    return step.every_hours is not None and step.window_from is None


def days_between(step: Any) -> int | None:
    """Of a patch that stays on for days: how many, until a new one goes on in its place."""
    return next((row["every_days"] for row in step.times if row.get("every_days")), None)


def next_change(step: Any, day: dt.date) -> dt.date:
    """The first day from `day` on at which the plan of this step puts a new patch on; of any other step `day` itself."""
    days = days_between(step)
    return max(day, step.starts_on) if days is None else max(day, step.starts_on) + (step.starts_on - max(day, step.starts_on)) % dt.timedelta(days=days)


def dose_told(step: Any) -> str:
    """As it was typed; not where she said that it was changed: the new one is not known."""
    return _("The dose your prescriber told you") if step.confirmed == "changed" else str(step.dose_text)


def words(name: str, step: Any, earlier: Any | None, instructions: str = "", part: str = "") -> dict[str, str]:
    """What a message about this step may say. A dose that she said was changed is not told again: the new one is not known."""
    if step.confirmed == "changed":
        told = {"name": name, "dose": dose_told(step), "instructions": instructions}
    elif step.confirmed == "unsure":
        told = {"name": name, "dose": step.dose_text, "instructions": _("Ask your prescriber or pharmacist before your next dose.")}
    else:
        told = {"name": name, "dose": step.dose_text, "instructions": instructions}
    if part == "off":
        return told | {"dose": _("Take the patch off"), "instructions": ""}
    if days_between(step):
        told["first"] = _("Take the old patch off first.")
        told["instructions"] = " ".join(filter(None, (told["first"], told["instructions"])))
    if earlier is not None and not step.confirmed and earlier.dose_text != step.dose_text:
        told["until_yesterday"] = earlier.dose_text
    return told


def slots_of(step: Any, part: str = "") -> list[dict[str, Any]]:
    """The slots of one day of a step, as the rule has them; of a patch those of one part, or none for the other."""
    if step.every_hours is not None:
        return [{"slot": f"w{number}", "at": f"{at:%H:%M}", "weekdays": None} for number, at in enumerate(_window(step))]
    days = {"every_days": days_between(step)} if days_between(step) else {}
    return [{key: row.get(key) for key in ("slot", "at", "weekdays")} | days for row in step.times if row.get("part", "") == part]


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
    spans = [(step, first, last) for step, first, last in _spans(steps, plan, medicine.ended_on) if last is None or first <= last]
    if part == "off":
        return {"steps": _taken_off(medicine, spans) if plan else [], "every": None}
    made = []
    for step, first, last in spans:
        if step.replaced_on is None:
            told = words(medicine.name, step, before(steps, step, medicine.held_from), medicine.instructions, part)
            made.append(_step_row(str(step.id), first, last, told, slots_of(step, part)))
    return {"steps": made, "every": None}


def _spans(steps: Iterable[Any], plan: Sequence[Any], ended_on: dt.date | None) -> Iterable[tuple[Any, dt.date, dt.date | None]]:
    """Each step of the plan with its first and last day, and what stood until another took its place."""
    stood = [*plan, *(one for one in steps if one.replaced_on is not None and one.starts_on < one.replaced_on)]
    starts = sorted(one.starts_on for one in stood)
    for step in sorted(stood, key=lambda one: one.starts_on):
        following = next((day for day in starts if day > step.starts_on), None)
        ends = [ended_on, step.replaced_on and step.replaced_on - DAY, following and following - DAY]
        yield step, step.starts_on, min((one for one in ends if one), default=None)


def _step_row(name: str, first: dt.date, last: dt.date | None, told: dict[str, str], slots: list[dict[str, Any]]) -> dict[str, Any]:
    return {"id": name, "starts_on": first.isoformat(), "ends_on": last and last.isoformat(), "words": told, "slots": slots}


def _taken_off(medicine: Any, spans: Sequence[tuple[Any, dt.date, dt.date | None]]) -> list[dict[str, Any]]:
    """Every patch comes off as the step says under which it went on: of an overnight one that is the next morning, whatever stands then.

    A day on which both come off has both. Of what another took the place of, the last alone may still be worn. One that stays
    on for days comes off when the next goes on; the very last one on the day after the last day.
    """
    off: list[tuple[dt.date, dt.date | None, list[dict[str, Any]]]] = []
    worn = max((one.replaced_on for one, _first, _last in spans if one.replaced_on), default=None)
    starts = {first: step for step, first, _last in spans}
    for step, first, last in spans:
        if step.replaced_on not in (None, worn):
            continue
        if days_between(step):
            following = last and starts.get(last + DAY)
            if last and not (following and days_between(following)):  # else the next one goes on in its place
                off.append((last + DAY, last + DAY, [{"slot": "last", "at": step.times[0]["at"], "weekdays": None}]))
            continue
        night = _is_overnight(step)
        off.append((first + DAY, last and last + DAY, _mornings(step)) if night else (first, last, slots_of(step, "off")))
    edges = sorted({first for first, _last, _slots in off} | {last + DAY for _first, last, _slots in off if last})
    made = []
    for first, following in zip(edges, [*edges, None][1:], strict=True):
        slots = [slot for start, last, slots in off if start <= first and (last is None or first <= last) for slot in slots]
        if slots:
            told = words(medicine.name, spans[0][0], None, part="off")
            made.append(_step_row(first.isoformat(), first, following and following - DAY, told, _each_once(slots)))
    return made


def _each_once(slots: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Two patches that come off at one time are told once, on all the days of both."""
    found: dict[str, dict[str, Any]] = {}
    for slot in slots:
        held = found.setdefault(slot["at"], slot)
        if held is not slot:
            days = {*held["weekdays"], *slot["weekdays"]} if held["weekdays"] and slot["weekdays"] else ()
            found[slot["at"]] = held | {"weekdays": sorted(days) or None}
    return list(found.values())


def _mornings(step: Any) -> list[dict[str, Any]]:
    """An overnight patch comes off the day after. Its slot is not that of a patch of one day, so that the morning never uses up the evening's."""
    return [slot | {"slot": "night"} for slot in _shifted(slots_of(step, "off"), DAY)]


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
