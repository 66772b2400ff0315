"""The diary day as phones and programs read it."""

import datetime as dt
from collections.abc import Iterable
from typing import Any

from backend.symptoms import merge
from backend.symptoms.folding import COLUMNS
from backend.symptoms.models import DiaryDay, Moment


def day_json(date: dt.date, day: DiaryDay | None, moments: Iterable[Moment] = ()) -> dict[str, Any]:
    """Every known field (null: untouched), with the winners that let a phone fold on while it is offline."""
    return {
        "date": date.isoformat(),
        "fields": {name: getattr(day, name) if day else None for name in COLUMNS},
        "winners": merge.winners_to_json(merge.winners_from_row(day.winners)) if day else {},
        "provenance": day.provenance if day else "",
        "complete": bool(day and day.complete),
        "withdrawn": bool(day and day.withdrawn),
        "moments": [{"moment": str(m.moment_id), "kind": m.kind, "note": m.note} for m in moments],
    }
