"""What the phones of a benchmark send. The peers get the same entries without the envelope."""

import datetime as dt
import itertools
import json
import random
import uuid
from collections.abc import Iterator
from typing import Any

from backend.common.localtime import format_stamp, stamp_of

Item = dict[str, Any]
TZ = "Europe/London"
BATCH = 30
EDITS = 3  # 10 % of a batch change a day that is in it already
WITHDRAWALS = (1, 2)  # 5 % of a batch take a day back: 1 and 2 in turn


def answers(chance: random.Random) -> dict[str, Any]:
    """A day as most people log it: the four or five taps, now and then more."""
    fields = {
        "pain_avg": chance.randint(0, 10),
        "strength_left": chance.choice(["stronger", "same", "weaker"]),
        "numbness": chance.choice(["less", "same", "more"]),
        "new": "nothing",
    }
    if chance.random() < 0.3:
        fields |= {"sleep": chance.randint(0, 10), "note": "Walked to the shop and back, then rested in the afternoon."}
    return fields


def item(date: dt.date, fields: dict[str, Any], order: int = 0) -> Item:
    """One envelope; `order` in milliseconds keeps the edits of a batch after what they edit."""
    stamp = format_stamp(stamp_of(dt.datetime.now(dt.UTC)) - 60_000 + order)
    return {"id": str(uuid.uuid4()), "kind": "diary", "stamp": stamp, "tz": TZ, "schema": 1, "body": {"date": date.isoformat(), "fields": fields}}


class Diary:
    """One person's days, from yesterday backwards: each write is a day that is not there yet."""

    def __init__(self, seed: int) -> None:
        self.chance = random.Random(seed)
        self.dates = (dt.datetime.now(dt.UTC).date() - dt.timedelta(days=n) for n in itertools.count(1))
        self.withdrawals = itertools.cycle(WITHDRAWALS)

    def single(self) -> list[Item]:
        return [item(next(self.dates), answers(self.chance))]

    def batch(self, size: int = BATCH) -> list[Item]:
        """New days, then edits and withdrawals of some of them: 10 % and 5 % of a batch of 30."""
        gone = next(self.withdrawals) if size >= BATCH else 0
        edits = EDITS if size >= BATCH else 0
        made = [item(next(self.dates), answers(self.chance), n) for n in range(size - edits - gone)]
        changed = self.chance.sample(made, edits + gone)
        for order, (old, withdraw) in enumerate(zip(changed, [False] * edits + [True] * gone, strict=True), start=len(made)):
            said = dict.fromkeys(old["body"]["fields"]) if withdraw else {"pain_avg": self.chance.randint(0, 10)}
            made.append(item(dt.date.fromisoformat(old["body"]["date"]), said, order))
        return made


def for_stride(items: list[Item]) -> bytes:
    return json.dumps({"items": items}).encode()


def for_peer(items: list[Item]) -> bytes:
    rows = [peer_row(one) for one in items]
    return json.dumps(rows if len(rows) > 1 else rows[0]).encode()


def peer_row(one: Item) -> dict[str, Any]:
    return {"client_id": one["id"], "date": one["body"]["date"], "stamp": one["stamp"], "tz": one["tz"], **one["body"]["fields"]}


def diaries(count: int, seed: int) -> Iterator[Diary]:
    return (Diary(seed + n) for n in range(count))
