"""What a person typed about a medicine, read strictly. Pure: the pages and the API hand over the same shape and are refused alike.

Everything that is wrong is gathered, so that it can be mended at once. A dose is words; nothing here reads a number out of it.
"""

import datetime as dt
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from backend.common.exceptions import FieldError
from backend.common.ids import read_uuid
from backend.common.localtime import parse_date
from backend.reminders.schedule import MAX_DAYS
from backend.symptoms.fields import clean_text
from backend.treatment.clock_text import read_clock

FORMS = ("times", "interval", "patch", "as_needed")
KEYS = frozenset(("id", "name", "why", "instructions", "form", "steps", "max_per_day", "min_gap_minutes", "ended_on", "stock", "refill_on", "remind"))
STEP_KEYS = frozenset(("starts_on", "dose_text", "times", "every_hours", "window_from", "window_to"))
TIME_KEYS = frozenset(("at", "weekdays", "part", "slot", "every_days"))
LENGTHS = {"name": 80, "why": 120, "instructions": 200, "dose_text": 120}
MOST_STEPS = 60
MOST_TIMES = 12
MOST_HOURS = 72
MOST_DAYS = MAX_DAYS
MOST_A_DAY = 48
MOST_GAP = 7 * 24 * 60
MOST_STOCK = Decimal("9999.99")
YEARS_BACK = dt.timedelta(days=5 * 366)
YEARS_AHEAD = dt.timedelta(days=2 * 366)


@dataclass(frozen=True, slots=True)
class Time:
    at: dt.time
    weekdays: tuple[int, ...] | None = None
    """From Monday, 0. None: each day."""
    part: str = ""
    """Of a patch: on or off."""
    every_days: int | None = None
    """Of a patch that stays on for days: a new one goes on in place of the old, so many days after it."""


@dataclass(frozen=True, slots=True)
class Step:
    starts_on: dt.date
    dose_text: str
    times: tuple[Time, ...] = ()
    every_hours: int | None = None
    window_from: dt.time | None = None
    window_to: dt.time | None = None

    @property
    def round_the_clock(self) -> bool:
        return self.every_hours is not None and self.window_from is None


@dataclass(frozen=True, slots=True)
class Typed:
    """A medicine as it was typed, clean."""

    id: uuid.UUID | None
    name: str
    form: str
    steps: tuple[Step, ...]
    why: str = ""
    instructions: str = ""
    max_per_day: int | None = None
    min_gap_minutes: int | None = None
    ended_on: dt.date | None = None
    stock: Decimal | None = None
    refill_on: dt.date | None = None
    remind: bool = True


@dataclass
class Reader:
    """Reads one medicine and gathers what is wrong."""

    today: dt.date
    errors: list[FieldError] = field(default_factory=list)

    def fail(self, name: str, code: str, message: str) -> None:
        self.errors.append(FieldError(name[:120], code, message))

    def text(self, given: Mapping[str, Any], name: str, prefix: str = "", *, needed: bool = False) -> str:
        value = given.get(name)
        if value is not None and not isinstance(value, str):
            self.fail(prefix + name, "invalid", _("Send words."))
            return ""
        clean = " ".join(clean_text(value or "").split())
        if needed and not clean:
            self.fail(prefix + name, "required", _("Type it as it is on the label."))
        elif len(clean) > LENGTHS[name]:
            self.fail(prefix + name, "too_long", _("Use %(most)s characters or fewer.") % {"most": LENGTHS[name]})
        return clean

    def whole(self, given: Mapping[str, Any], name: str, most: int, prefix: str = "") -> int | None:
        value = given.get(name)
        if value is None:
            return None
        if type(value) is int and 1 <= value <= most:
            return value
        self.fail(prefix + name, "range", _("Type a number from 1 to %(most)s.") % {"most": most})
        return None

    def day(self, given: Mapping[str, Any], name: str, prefix: str = "", *, needed: bool = False) -> dt.date | None:
        value = given.get(name)
        if value is None and not needed:
            return None
        try:
            day = parse_date(value)
        except ValueError:
            self.fail(prefix + name, "required" if value in (None, "") else "invalid", _("Choose a day."))
            return None
        if not self.today - YEARS_BACK <= day <= self.today + YEARS_AHEAD:
            self.fail(prefix + name, "range", _("Choose a day within the last 5 years or the next 2."))
            return None
        return day

    def clock(self, given: Mapping[str, Any], name: str, prefix: str) -> dt.time | None:
        if given.get(name) is None:
            return None
        try:
            return read_clock(given[name])
        except ValueError:
            self.fail(prefix + name, "invalid_time", _("Type a time of the day, like 8am or 20:00."))
            return None

    def stock(self, given: Mapping[str, Any]) -> Decimal | None:
        value = given.get("stock")
        if value is None:
            return None
        try:
            count = Decimal(value) if isinstance(value, (str, int)) and not isinstance(value, bool) and len(str(value)) <= 10 else Decimal(-1)
        except InvalidOperation:
            count = Decimal(-1)
        if not count.is_finite() or not 0 <= count <= MOST_STOCK or count != round(count, 2):
            self.fail("stock", "range", _("Type how many doses you have, from 0 to 9999."))
            return None
        return count

    def yes(self, given: Mapping[str, Any], name: str) -> bool:
        if type(given.get(name, True)) is bool:
            return bool(given.get(name, True))
        self.fail(name, "invalid", _("Send true or false."))
        return True

    def refuse_unknown(self, given: Mapping[str, Any], known: frozenset[str], prefix: str = "") -> None:
        for name in sorted(str(key)[:64] for key in set(given) - known)[:20]:
            self.fail(prefix + name, "unknown_field", _("This field is not known."))

    # ---- Steps ------------------------------------------------------------------------------------------------------
    def steps(self, given: Any, form: str) -> tuple[Step, ...]:
        if not isinstance(given, list) or not given:
            self.fail("steps", "required" if not given else "invalid", _("Type the first step: from which day, how much, at what times."))
            return ()
        if len(given) > MOST_STEPS:
            self.fail("steps", "too_many", _("Use %(most)s steps or fewer.") % {"most": MOST_STEPS})
            return ()
        made = [self._step(one, form, f"steps.{number}.") for number, one in enumerate(given)]
        self._in_order([_day_of(one) for one in given])
        if len({one.round_the_clock for one in made if one}) > 1:
            self.fail("steps", "mixed", _("Either all steps run day and night, or none does."))
        if len({any(row.every_days for row in one.times) for one in made if one}) > 1:
            self.fail("steps", "mixed", _("Either the patch stays on for days in all steps, or in none."))
        return tuple(one for one in made if one)

    def _in_order(self, days: Sequence[dt.date | None]) -> None:
        """Said at once, also where another word of a step is wrong."""
        for number in range(1, len(days)):
            before, after = days[number - 1], days[number]
            if before is None or after is None:
                continue
            if after == before:
                self.fail(f"steps.{number}.starts_on", "same_day", _("Two steps start on this day. Choose another day for one of them."))
            elif after < before:
                self.fail(f"steps.{number}.starts_on", "order", _("This step starts before the one above it. Put the steps in order."))

    def _step(self, given: Any, form: str, prefix: str) -> Step | None:
        if not isinstance(given, Mapping):
            self.fail(prefix.rstrip("."), "invalid", _("Send an object."))
            return None
        self.refuse_unknown(given, STEP_KEYS, prefix)
        before = len(self.errors)
        day = self.day(given, "starts_on", prefix, needed=True)
        dose = self.text(given, "dose_text", prefix, needed=True)
        hours = self.whole(given, "every_hours", MOST_HOURS, prefix) if form == "interval" else None
        window = (self.clock(given, "window_from", prefix), self.clock(given, "window_to", prefix)) if form == "interval" else (None, None)
        times = self._times(given.get("times"), form, prefix)
        if form == "interval":
            self._check_interval(given, hours, window, times, prefix)
        elif given.get("every_hours") is not None:
            self.fail(prefix + "every_hours", "unknown_field", _("This field is not known."))
        return Step(day, dose, times, hours, *window) if day and len(self.errors) == before else None

    def _check_interval(
        self, given: Mapping[str, Any], hours: int | None, window: tuple[dt.time | None, dt.time | None], times: tuple[Time, ...], prefix: str
    ) -> None:
        if given.get("every_hours") is None:
            self.fail(prefix + "every_hours", "required", _("Type how many hours lie between two."))
        start, end = window
        if (start is None) != (end is None):
            self.fail(prefix + "window_to", "required", _("Give both ends of your day, or neither."))
        elif start and end and (start == end or (hours or 0) > 24):
            self.fail(prefix + "window_to", "order", _("The last time is another one than the first."))
        elif start is None and len(times) != 1:
            self.fail(prefix + "times", "required", _("Give the time of the first dose."))

    def _times(self, given: Any, form: str, prefix: str) -> tuple[Time, ...]:
        if form == "as_needed" or (form == "interval" and given in (None, [])):
            return ()
        if not isinstance(given, list) or not given:
            if form == "patch":
                self._check_patch([], prefix)
            else:
                self.fail(prefix + "times", "required", _("Type at least one time, like 8am."))
            return ()
        if len(given) > MOST_TIMES:
            self.fail(prefix + "times", "too_many", _("At most %(most)s times a day.") % {"most": MOST_TIMES})
            return ()
        made = [one for number, row in enumerate(given) if (one := self._time(row, f"{prefix}times.{number}."))]
        if form != "patch" and any(one.every_days for one in made):
            self.fail(prefix + "times", "invalid", _("Days between two are for a patch."))
        if len({(one.at, one.part) for one in made}) < len(made):
            self.fail(prefix + "times", "same_time", _("The same time stands there twice."))
        if form == "patch":
            if len(made) == len(given):  # else a time of it could not be read, and that is said
                self._check_patch(made, prefix)
        elif any(one.part for one in made):
            self.fail(prefix + "times", "invalid", _("On and off are for a patch."))
        return tuple(sorted(made, key=lambda one: one.at))

    def _check_patch(self, made: list[Time], prefix: str) -> None:
        parts = [one.part for one in made]
        if any(one.every_days for one in made):
            self._check_change(made, prefix)
        elif parts.count("on") != 1 or parts.count("off") != 1 or len(parts) != 2:
            words = _("Give the time when the patch goes on and the time when it comes off, or after how many days it is changed.")
            self.fail(prefix + "times", "never_off", words)
        elif made[0].at == made[1].at:
            self.fail(prefix + "times", "never_off", _("The patch comes off at another time than it goes on."))
        elif made[0].weekdays != made[1].weekdays:
            self.fail(prefix + "times", "invalid", _("Give both times of the patch the same days."))

    def _check_change(self, made: list[Time], prefix: str) -> None:
        """A new one in place of the old: it has one time, and nothing more."""
        if len(made) != 1 or made[0].part != "on":
            words = _("A patch that stays on for days comes off when the next one goes on. Leave out the time when it comes off.")
            self.fail(prefix + "times", "off_twice", words)
        elif made[0].weekdays is not None:
            self.fail(prefix + "times", "invalid", _("Give the number of days or the days of the week, not both."))

    def _time(self, given: Any, prefix: str) -> Time | None:
        if not isinstance(given, Mapping):
            self.fail(prefix.rstrip("."), "invalid", _("Send an object."))
            return None
        self.refuse_unknown(given, TIME_KEYS, prefix)
        part = given.get("part") or ""
        if part not in ("", "on", "off"):
            self.fail(prefix + "part", "invalid", _("Send on, off or nothing."))
            return None
        try:
            at = read_clock(given.get("at"))
        except ValueError:
            self.fail(prefix + "at", "invalid_time", _("Type a time of the day, like 8am or 20:00."))
            return None
        days, weekdays = self.whole(given, "every_days", MOST_DAYS, prefix), self._weekdays(given.get("weekdays"), prefix)
        return None if days is None and given.get("every_days") is not None else Time(at, weekdays, part, days)

    def _weekdays(self, given: Any, prefix: str) -> tuple[int, ...] | None:
        if given is None:
            return None
        if not isinstance(given, list) or not given or any(type(one) is not int or not 0 <= one <= 6 for one in given):
            self.fail(prefix + "weekdays", "invalid", _("Choose the days of the week."))
            return None
        return None if len(set(given)) == 7 else tuple(sorted(set(given)))


def _day_of(step: Any) -> dt.date | None:
    try:
        return parse_date(step.get("starts_on") if isinstance(step, Mapping) else None)
    except ValueError:
        return None


def too_early_end(steps: Sequence[Step]) -> str:
    """Of a medicine with one dose nobody speaks of steps."""
    if len(steps) == 1:
        return _("The last day comes before the first. Choose a later one.")
    return _("The last day comes before the last step starts. Choose a later one.")


def read_medicine(given: Any, today: dt.date) -> tuple[Typed | None, list[FieldError]]:
    """A whole medicine, or what is wrong with it."""
    reader = Reader(today)
    if not isinstance(given, Mapping):
        return None, [FieldError("", "invalid", _("Send an object."))]
    reader.refuse_unknown(given, KEYS)
    form = given.get("form")
    if not isinstance(form, str) or form not in FORMS:
        reader.fail("form", "required" if form in (None, "") else "invalid", _("Choose when you take it."))
        form = "as_needed"
    typed = Typed(
        id=None if given.get("id") is None else read_uuid(given["id"], "id", reader.errors),
        name=reader.text(given, "name", needed=True),
        form=form,
        steps=reader.steps(given.get("steps"), form),
        why=reader.text(given, "why"),
        instructions=reader.text(given, "instructions"),
        ended_on=reader.day(given, "ended_on"),
        stock=reader.stock(given),
        refill_on=reader.day(given, "refill_on"),
        remind=reader.yes(given, "remind"),
        **_limits(reader, given, form),
    )
    if typed.ended_on and typed.steps and typed.ended_on < typed.steps[-1].starts_on:
        reader.fail("ended_on", "before_start", too_early_end(typed.steps))
    return (None, reader.errors) if reader.errors else (typed, [])


def read_steps(given: Any, form: str, today: dt.date) -> tuple[tuple[Step, ...], list[FieldError]]:
    """The steps of a change: none starts before today, because what is past is never rewritten."""
    reader = Reader(today)
    steps = reader.steps(given, form)
    if not reader.errors and steps[0].starts_on < today:
        reader.fail("steps.0.starts_on", "past", _("A change starts today or later."))
    return steps, reader.errors


def read_facts(given: Mapping[str, Any], form: str, today: dt.date) -> tuple[dict[str, Any], list[FieldError]]:
    """What may be changed beside the steps: the names that `given` holds, clean."""
    reader = Reader(today)
    read: dict[str, Any] = {
        "name": reader.text(given, "name", needed="name" in given),
        "why": reader.text(given, "why"),
        "instructions": reader.text(given, "instructions"),
        "stock": reader.stock(given),
        "refill_on": reader.day(given, "refill_on"),
        "ended_on": reader.day(given, "ended_on"),
        "remind": reader.yes(given, "remind"),
    } | _limits(reader, given, form)
    return {name: value for name, value in read.items() if name in given}, reader.errors


def _limits(reader: Reader, given: Mapping[str, Any], form: str) -> dict[str, int | None]:
    if form == "as_needed":
        return {"max_per_day": reader.whole(given, "max_per_day", MOST_A_DAY), "min_gap_minutes": reader.whole(given, "min_gap_minutes", MOST_GAP)}
    for name in ("max_per_day", "min_gap_minutes"):
        if given.get(name) is not None:
            reader.fail(name, "as_needed", _("This belongs to a medicine that you take when you need it."))
    return {"max_per_day": None, "min_gap_minutes": None}
