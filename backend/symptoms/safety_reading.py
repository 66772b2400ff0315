"""What the safety answers of one person ask for next: a card, or whether help came. Reads only."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any, Protocol, TypeVar

from backend.patients.models import Patient
from backend.symptoms import merge, safety
from backend.symptoms.envelopes import HELPER
from backend.symptoms.models import SafetyAnswer

URGENT = ("emergency", "same-day")
ASK_HOURS = 48  # "Did you get help?" is asked for this long
OFTEN, OF_DAYS, QUIET_DAYS = 3, 5, 7  # weaker on 3 of 5 days: the card, at most once in 7 days [CS]

# A screen that the log opens, the tick that is kept with it, and the answer of the log that opens it.
TICKS: dict[str, tuple[str, str, str]] = {
    "weaker-left": ("weaker_left", "strength_left", "weaker"),
    "weaker-right": ("weaker_right", "strength_right", "weaker"),
    "fall": ("fell", "tripped", "fall"),
}


class Given(Protocol):
    """What this needs of a row: of one person, as it was given."""

    pk: Any
    patient_id: Any
    date: dt.date
    item: str
    answer: str
    tier: str
    stamp: Any
    received_at: Any
    by: str


Row = TypeVar("Row", bound=Given)


def decided(rows: Iterable[Given]) -> set[Any]:
    """The ticks whose questions were answered on the same day, and not before (safety.is_decided): by primary key."""
    rows = sorted(rows, key=in_time)
    given: dict[Any, list[Given]] = {}
    for row in rows:
        given.setdefault((row.patient_id, row.date, row.item), []).append(row)
    return {row.pk for row in rows if safety.is_decided(row.item, _answered_since(row, given))}


def _answered_since(tick: Given, given: Mapping[Any, list[Given]]) -> dict[str, str]:
    """What was last answered to what a tick asks, that day and not before it. Her own tick is decided by her own answers only."""
    found = {}
    for code in safety.ASKS.get(tick.item, ()):
        rows = [row for row in given.get((tick.patient_id, tick.date, code), ()) if when(row) >= when(tick) and rank(row) >= rank(tick)]
        if rows:
            found[code] = max(reversed(rows), key=lambda row: (rank(row), when(row))).answer
    return found


def when(row: Given) -> tuple[Any, Any]:
    """What counts as the time of an answer: a clock that is ahead puts no word after those that came later. js/safety-table.js has it of one phone."""
    return min(row.stamp, row.received_at), row.stamp


def in_time(row: Given) -> tuple[Any, ...]:
    """The key that puts the oldest first."""
    return *when(row), row.pk


def rank(row: Given) -> int:
    """Whose word it is, as the fold of the diary has it."""
    return merge.RANK_PATIENT if row.by == "self" else merge.RANK_OTHER


def last_words(rows: Iterable[Row]) -> list[Row]:
    """Of rows of one person, oldest first: her own last word on each item, and beside it a helper's that came later."""
    rows, hers, theirs = list(rows), dict[str, Row](), dict[str, Row]()
    for row in rows:
        if rank(row) == merge.RANK_PATIENT:
            hers[row.item] = row
            theirs.pop(row.item, None)
        else:
            theirs[row.item] = row
    return [row for row in rows if hers.get(row.item) is row or theirs.get(row.item) is row]


def standing(rows: Iterable[Row]) -> list[Row]:
    """Of rows of one person, oldest first: the last words that count and are of the emergency or the same-day tier. A helper's never ends hers."""
    rows = list(rows)
    settled = decided(rows)
    return [row for row in last_words(rows) if row.tier in URGENT and row.pk not in settled]


def most_urgent(rows: Iterable[Row]) -> dict[str, Row]:
    """Item → the more urgent of her own word and a helper's later one."""
    found: dict[str, Row] = {}
    for row in rows:
        held = found.get(row.item)
        if held is None or URGENT.index(row.tier) < URGENT.index(held.tier):
            found.pop(row.item, None)  # in the order of the words
            found[row.item] = row
    return found


def _late(patient: Patient, now: dt.datetime) -> list[SafetyAnswer]:
    since = now - dt.timedelta(hours=ASK_HOURS)
    return sorted(patient.safety_answers.filter(stamp__gte=since, received_at__gte=since), key=in_time)


def recent(patient: Patient, now: dt.datetime) -> dict[str, SafetyAnswer]:
    """The answers of the last 48 hours that stand."""
    return most_urgent(standing(_late(patient, now)))


def waits_for_help(patient: Patient, now: dt.datetime) -> dt.datetime | None:
    """When the newest such answer was given to which "Did you get help?" was not answered. A helper answers it only for what a helper said."""
    return newest_open(_late(patient, now))


def newest_open(rows: Iterable[Given]) -> Any:
    """Of rows of one person, oldest first."""
    rows = list(rows)
    came = [row for row in rows if row.item == "got_help"]
    return max((when(row)[0] for row in standing(rows) if not any(when(one) > when(row) and rank(one) >= rank(row) for one in came)), default=None)


def asked_about(patient: Patient, day: dt.date, fields: Mapping[str, Any], data: Mapping[str, str]) -> list[str]:
    """The safety screens that a saved log opens, the most urgent question first. Ask before the day is saved."""
    asked = [f"weaker-{side}" for side in ("left", "right") if _is_first_weaker(patient, day, side, fields)]
    if fields.get("tripped") == "fall":
        asked.append("fall")
    if not asked and any(_is_often_weaker(patient, day, side, fields) for side in ("left", "right")):
        asked.append("weaker-often")
    if data.get("note_worse") == "yes" or data.get("new") == "something":
        asked.append("new")
    if data.get("note_worse") == "yes":
        asked.append("worse")
    return asked


def _is_first_weaker(patient: Patient, day: dt.date, side: str, fields: Mapping[str, Any]) -> bool:
    """No other day stands at "weaker" by her own word: a helper's has asked nothing, and one of which she said "Not this leg" is none."""
    name = f"strength_{side}"
    hers = {name: "weaker", f"winners__{name}__3": merge.RANK_PATIENT}  # merge.winners_to_row: the rank is the 4th
    if fields.get(name) != "weaker":
        return False
    last = {row.date: row.answer for row in sorted(patient.safety_answers.filter(item=f"onset.{side}", by="self"), key=in_time)}
    none = [date for date, answer in last.items() if answer == "no"]
    return not patient.days.filter(**hers).exclude(date__in=[day, *none]).exists()


def _is_often_weaker(patient: Patient, day: dt.date, side: str, fields: Mapping[str, Any]) -> bool:
    name = f"strength_{side}"
    if fields.get(name) != "weaker":
        return False
    before = (day - dt.timedelta(days=OF_DAYS - 1), day - dt.timedelta(days=1))
    if patient.days.filter(**{name: "weaker", "date__range": before}).count() + 1 < OFTEN:
        return False
    week = (day - dt.timedelta(days=QUIET_DAYS - 1), day + dt.timedelta(days=QUIET_DAYS - 1))
    return not patient.safety_answers.filter(item="weaker_often", date__range=week).exists()


def answers_of(patient: Patient, day: dt.date, asked: list[str], data: Mapping[str, str]) -> list[tuple[str, str]]:
    """What the log itself has asked or was told: kept as safety answers, beside the day. Ask before the day is saved."""
    found = [("note", "yes")] if data.get("note_worse") == "yes" else []
    by = merge.RANK_OTHER if data.get("filled_by") in HELPER else merge.RANK_PATIENT
    ticks = dict.fromkeys((TICKS[about][0], "yes") for about in asked if about in TICKS and not _is_ticked(patient, day, about, by))
    return [*found, *ticks, *([("weaker_often", "shown")] if "weaker-often" in asked else [])]


def with_other_leg(patient: Patient, day: dt.date, asked: list[str]) -> list[str]:
    """Where one leg is asked about, the other is too while its tick of that day stands: "weaker" may have been said of the wrong leg,
    and "Not this leg" is said there. js/log-help.js does the same."""
    legs = ("weaker-left", "weaker-right")
    if not set(asked) & set(legs):
        return asked
    stand = {row.item for row in standing(sorted(patient.safety_answers.filter(date=day), key=in_time))}
    both = [about for about in legs if about in asked or TICKS[about][0] in stand]
    return [*both, *(about for about in asked if about not in legs)]


def _is_ticked(patient: Patient, day: dt.date, about: str, by: int) -> bool:
    """The tick is kept once per day and leg or fall: it holds until its questions are answered, whether or not they are seen. Said
    again after that, it is a new one."""
    item, name, value = TICKS[about]
    rows = list(patient.safety_answers.filter(date=day, item__in=(item, *safety.ASKS[item])))
    last = max((row for row in rows if row.item == item and rank(row) >= by), key=in_time, default=None)
    if last is None or last.answer != "yes" or last.pk in decided(rows):
        return False
    return patient.revisions.filter(kind="diary", date=day, rank__gte=by, **{f"fields__{name}": value}).exists()


def body(item: str, answer: str, day: dt.date) -> dict[str, Any]:
    """The body of a safety envelope that the server's own page makes."""
    return {"date": day.isoformat(), "item": item, "answer": answer, "version": safety.VERSION}
