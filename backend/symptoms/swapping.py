""" "I mixed up left and right": new revisions that swap the sides of a range of days. Nothing is rewritten.

Swapped: strength of each leg, the side of the numbness, places of the body map, feelings per side. Never touched: safety
answers, which stand as they were given, and the weekly leg checks, which are answered for a week and not for a day.
"""

import datetime as dt
import hashlib
import json
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from backend.audit import services as audit
from backend.common.exceptions import DomainError, FieldError
from backend.common.localtime import format_stamp, stamp_of
from backend.patients.models import Patient
from backend.symptoms import merge, services
from backend.symptoms.fields import DIARY
from backend.symptoms.models import DiaryDay
from backend.symptoms.sets import SETS, other_side

MOST_DAYS = 60
STRENGTH = {"strength_left": "strength_right", "strength_right": "strength_left"}
SIDES = {"left": "right", "right": "left"}
SIDED = {name: other_side(name) for name in SETS if other_side(name) != name} | STRENGTH
GROUPS = {
    "strength": _("Strength of the left and the right leg"),
    "numbness_side": _("Side of the numbness"),
    "place": _("Places on the body map"),
    "feel": _("Feelings in the legs"),
}


@dataclass(frozen=True)
class Swap:
    """One day: what stands now, and what the swap would write. Nothing to write where both sides say the same."""

    date: dt.date
    before: Mapping[str, Any]
    fields: Mapping[str, Any]
    newest_ms: int
    """The greatest stamp among the values that change: the swap is stamped after it."""
    helped: frozenset[str] = frozenset()
    """What another person entered, and stays theirs on the other side: of `fields`, those that are not her own word."""

    @property
    def groups(self) -> set[str]:
        return {group_of(name) for name in self.fields}


def group_of(name: str) -> str:
    return "strength" if name in STRENGTH else name.split(".")[0]


def swapped(values: Mapping[str, Any]) -> dict[str, Any]:
    """The fields that change when left and right change places; None takes back what stood on the wrong side."""
    fields = {name: values.get(other) for name, other in SIDED.items() if name in values or other in values}
    if values.get("numbness_side") in SIDES:
        fields["numbness_side"] = SIDES[values["numbness_side"]]
    return {name: value for name, value in fields.items() if not _same(value, values.get(name))}


def _same(one: Any, other: Any) -> bool:
    """An empty box is an empty box, whether it was never touched, unticked or taken back."""
    return one == other or (one in (None, False) and other in (None, False))


def plan(patient: Patient, first: dt.date, last: dt.date) -> list[Swap]:
    """What a swap of these days would change, oldest first. DomainError `invalid` for a range that cannot be."""
    _check_range(patient, first, last)
    days = patient.days.filter(date__range=(first, last)).order_by("date")
    return [swap for day in days if (swap := _of_day(day)).fields]


def _check_range(patient: Patient, first: dt.date, last: dt.date) -> None:
    errors = []
    if last > patient.today():
        errors.append(FieldError("last", "future", str(_("Choose a last day up to today."))))
    if last < first:
        errors.append(FieldError("last", "invalid", str(_("Choose a last day on or after the first."))))
    elif (last - first).days >= MOST_DAYS:
        errors.append(FieldError("last", "too_long", str(_("Choose at most 60 days."))))
    if errors:
        raise DomainError("invalid", str(_("Check the days.")), errors)


def _of_day(day: DiaryDay) -> Swap:
    winners = merge.winners_from_row(day.winners)
    values = merge.values(winners)
    ranked = {name: _ranked(name, value, winners) for name, value in swapped(values).items()}
    fields = {name: value for name, (value, _rank) in ranked.items() if not _same(value, values.get(name))}
    newest = max((winners[name].stamp_ms for name in fields if name in winners), default=0)
    helped = frozenset(name for name in fields if ranked[name][1] == merge.RANK_OTHER)
    return Swap(day.date, {name: values.get(name) for name in fields}, fields, newest, helped)


def _ranked(name: str, value: Any, winners: merge.Winners) -> tuple[Any, int]:
    """Whose word the value stays on its new side. A helper's never becomes hers: where hers stands, it gives way to none."""
    here, there = winners.get(name), winners.get(SIDED.get(name, name))
    own_here = here is not None and here.rank == merge.RANK_PATIENT
    own_there = there is not None and there.rank == merge.RANK_PATIENT
    if own_there:
        return value, merge.RANK_PATIENT
    return (None, merge.RANK_PATIENT) if own_here else (value, merge.RANK_OTHER)


def digest(swaps: Iterable[Swap]) -> str:
    """Of what the page showed: a day that changed since is shown again before anything is swapped."""
    said = [[swap.date.isoformat(), dict(swap.fields)] for swap in swaps]
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()[:16]


def swap_sides(patient: Patient, author: Any, first: dt.date, last: dt.date, now: dt.datetime, *, key: uuid.UUID, shown: str | None = None) -> int | None:
    """Swap left and right on these days, by new revisions of the patient's own; how many days changed.

    `key`: of the form that was sent; the same form sent twice swaps once, and not back. `shown`: the digest of what the page
    showed; None when the days say something else by now, and nothing is written. A later word of a phone still wins.
    """
    with transaction.atomic():
        services.hold(patient)
        ids = [_id(key, date, helped) for date in _dates(first, last) for helped in (False, True)]
        done = patient.revisions.filter(envelope_id__in=ids).values("date").distinct().count()
        if done:
            return done
        swaps = plan(patient, first, last)
        if shown is not None and digest(swaps) != shown:
            return None
        recorded = services.record_envelopes(patient, author, [item for swap in swaps for item in _envelopes(patient, swap, key, now)], now=now)
        if any(result.code != "stored" for result in recorded.results):
            raise RuntimeError("a swap that was planned under the lock was refused")
        if swaps:
            names = sorted({group_of(name) for swap in swaps for name in swap.fields})
            audit.record(author, "diary.sides_swapped", patient, subject=author, detail={"days": len(swaps), "fields": names})
        return len(swaps)


def _dates(first: dt.date, last: dt.date) -> list[dt.date]:
    return [first + dt.timedelta(days=number) for number in range(min((last - first).days, MOST_DAYS) + 1)]


def _id(key: uuid.UUID, date: dt.date, helped: bool = False) -> uuid.UUID:
    return uuid.uuid5(key, f"{date.isoformat()}{':helped' if helped else ''}")


def _envelopes(patient: Patient, swap: Swap, key: uuid.UUID, now: dt.datetime) -> list[dict[str, Any]]:
    """Her own words, and beside them what others entered, as theirs."""
    # After every value that it changes, also one of a phone whose clock is ahead: half a swap would be worse than none.
    stamp = format_stamp(max(stamp_of(now), swap.newest_ms + 1))
    made = []
    for helped in (False, True):
        if fields := {name: value for name, value in swap.fields.items() if (name in swap.helped) == helped}:
            body = {"date": swap.date.isoformat(), "fields": fields} | ({"helper": _told(patient, swap.date)} if helped else {})
            made.append({"id": str(_id(key, swap.date, helped)), "kind": "diary", "stamp": stamp, "tz": patient.time_zone, "schema": 1, "body": body})
    return made


def _told(patient: Patient, date: dt.date) -> str:
    """A guess stays one: of a day with a guess no value is called told."""
    return "guess" if patient.revisions.filter(date=date, kind="diary", guessed=True).exists() else "told"


def in_words(swap: Swap) -> list[tuple[str, str, str]]:
    """Label, before and after, of the answers of a day; its ticks are counted by group on the page."""
    plain = [name for name in ("strength_left", "strength_right", "numbness_side") if name in swap.fields]
    nothing = str(_("no answer"))

    def word(name: str, value: Any) -> str:
        return str(DIARY[name].word(value)) or nothing

    return [(str(DIARY[name].label), word(name, swap.before[name]), word(name, swap.fields[name])) for name in plain]
