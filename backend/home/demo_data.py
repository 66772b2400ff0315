"""The demo's people and their days: made up, the same at every load, placed before the day of loading. Pure."""

import datetime as dt
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

WEEKS = 12
LOGGED_AT = dt.time(20, 15)


@dataclass(frozen=True)
class Person:
    """A made-up patient. `days(first, last)` yields (date, fields, copied)."""

    email: str
    name: str
    birth_date: dt.date
    clinic_number: str
    left: bool
    right: bool
    weeks: int
    seed: int
    extra: dict[str, Any] = field(default_factory=dict)


PEOPLE = (
    Person("patient@demo.example", "Martin Hale (made up)", dt.date(1954, 3, 9), "DEMO-0101", True, False, WEEKS, 11),
    Person("both@demo.example", "Anne Whitlock (made up)", dt.date(1957, 1, 3), "DEMO-0102", True, True, 6, 23),
    Person("new@demo.example", "Rosa Lindqvist (made up)", dt.date(1962, 8, 21), "DEMO-0103", False, True, 0, 37),
)


def days_of(person: Person, today: dt.date) -> Iterator[tuple[dt.date, dict[str, Any], bool]]:
    """The days that this person logged, oldest first, up to yesterday. Some days are missing: gaps are part of a diary."""
    rng = random.Random(person.seed)  # noqa: S311  a fixed seed: the same demo everywhere
    length = person.weeks * 7
    for number in range(length):
        fields, skip = _day(person, number, length, rng)
        if not skip:
            yield today - dt.timedelta(days=length - number), fields, number % 17 == 9


def _day(person: Person, number: int, length: int, rng: random.Random) -> tuple[dict[str, Any], bool]:
    week = number // 7
    one_sided = not (person.left and person.right)
    away = one_sided and 37 <= number <= 42
    fields: dict[str, Any] = {"pain_avg": _pain(one_sided, week, rng)}
    for side, affected in (("left", person.left), ("right", person.right)):
        if affected:
            fields[f"strength_{side}"] = _strength(one_sided, side, week, rng)
    fields["numbness"] = rng.choices(("less", "same", "more"), (week / 3 + 0.5, 6, max(0.3, 2 - week / 3)))[0]
    if fields["numbness"] != "same" and not one_sided:
        fields["numbness_side"] = rng.choice(("left", "both"))
    fields["new"] = "something" if (one_sided and number == 3) or (not one_sided and number == 20) else "nothing"
    if rng.random() < 0.06:
        fields["new"] = "skipped"
    if rng.random() < 0.6:
        fields["pain_worst"] = min(10, fields["pain_avg"] + rng.randint(1, 3))
        fields["sleep"] = max(0, min(10, fields["pain_avg"] + rng.randint(-3, 1)))
    fields |= _events(one_sided, number) | _ticks(one_sided, number, week)
    return fields, away or rng.random() < 0.11


def _pain(one_sided: bool, week: int, rng: random.Random) -> int:
    """Burning pain that eases under treatment; in the second person mixed, with a worse fortnight."""
    level = 7.2 - 0.38 * week if one_sided else 5 + (1.6 if week in (3, 4) else 0)
    return max(0, min(10, round(rng.gauss(level, 0.8))))


def _strength(one_sided: bool, side: str, week: int, rng: random.Random) -> str:
    """Weakness first, then a slow return of strength."""
    weaker = max(0.3, 9 - 2.4 * week) if one_sided else (3.0 if side == "left" else 1.2)
    stronger = max(0.1, (week - 3) / 2) if one_sided else 0.6
    return rng.choices(("stronger", "same", "weaker"), (stronger, 6, weaker))[0]


def _events(one_sided: bool, number: int) -> dict[str, Any]:
    if one_sided and number == 10:
        return {"tripped": "trip", "note": "Caught my toe on the step."}
    if not one_sided and number == 30:
        return {"tripped": "fall", "note": "Knee gave way on the stairs. Not hurt."}
    return {}


def _ticks(one_sided: bool, number: int, week: int) -> dict[str, bool]:
    """Once a week where it hurts and what it feels like; fewer places as the weeks pass, one new one in week 5. Dry mouth in the last 2 days."""
    if one_sided and number >= 7 * WEEKS - 2:
        return {"side_effect.dry_mouth": True}
    if number % 7 != 2:
        return {}
    places = ["pain.left.buttock", "pain.left.thigh_back", "pain.left.calf", "numb.left.foot_top"][: 4 - week // 4]
    if not one_sided and week == 5:
        places.append("pain.right.calf")
    ticks = [f"place.{place}" for place in places] + ["feel.burning.left"] + (["side_effect.sleepy"] if week < 4 else [])
    return dict.fromkeys(ticks, True)


def checks_of(person: Person, today: dt.date) -> Iterator[tuple[dt.date, dict[str, str]]]:
    """The weekly leg checks, oldest first: the foot is slow to come back, stairs and chair are quicker."""
    levels = ("cannot", "help", "hard", "easy")
    for week in range(person.weeks):
        fields: dict[str, str] = {}
        for side, affected in (("left", person.left), ("right", person.right)):
            for job, start in (("lift_foot", 0), ("climb_stairs", 1), ("rise_from_chair", 2), ("stand_on_toes", 0)):
                level = min(3, start + (1 if side == "right" else 0) + week // 4)
                fields |= {f"{side}.{job}": levels[level]} if affected else {}
        yield today - dt.timedelta(days=7 * (person.weeks - week) - 5), {**fields, "walking_aid": "one_stick" if week < 8 else "nothing"}


def safety_of(person: Person, today: dt.date) -> Iterator[tuple[dt.date, str, str]]:
    """(day, item, answer) beside each "something new or worse"."""
    length = person.weeks * 7
    if person.weeks == WEEKS:
        yield from ((today - dt.timedelta(days=length - 3), item, answer) for item, answer in (("more_pain", "yes"),))
    elif person.weeks:
        yield from ((today - dt.timedelta(days=length - 20), item, answer) for item, answer in (("numb_area", "yes"), ("got_help", "yes")))


def moments_of(person: Person, today: dt.date) -> Iterator[tuple[dt.date, str]]:
    if person.weeks:
        yield today - dt.timedelta(days=person.weeks * 7 - 8), "therapy"
        yield today - dt.timedelta(days=12), "flare"


def questions_of(person: Person, today: dt.date) -> Iterator[tuple[dt.date, dict[str, str]]]:
    """What he wants to ask: one in his own words, one that stands in an article too."""
    if person.weeks == WEEKS:
        yield today - dt.timedelta(days=6), {"text": "Can I go back to the garden this spring, and what do I do about the steps?"}
        yield today - dt.timedelta(days=2), {"text": "When will we decide whether this treatment helps?"}
