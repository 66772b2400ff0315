"""The diary day as phones and programs read it."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from backend.symptoms import merge
from backend.symptoms.folding import COLUMNS
from backend.symptoms.models import DiaryDay, Moment
from backend.symptoms.sets import SETS


def day_json(date: dt.date, day: DiaryDay | None, moments: Iterable[Moment] = ()) -> dict[str, Any]:
    """Every known field (null: untouched; a tick only when it was touched), with the winners that let a phone fold on while it is offline."""
    winners = merge.winners_from_row(day.winners) if day else {}
    ticks = {name: winner.value for name, winner in winners.items() if name in SETS}
    return {
        "date": date.isoformat(),
        "fields": {name: getattr(day, name) if day else None for name in COLUMNS} | ticks,
        "winners": merge.winners_to_json(winners),
        "provenance": day.provenance if day else "",
        "complete": bool(day and day.complete),
        "withdrawn": bool(day and day.withdrawn),
        "moments": [{"moment": str(m.moment_id), "kind": m.kind, "note": m.note} for m in moments],
    }
