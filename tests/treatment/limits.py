"""The table that holds server and phone to one rule of as-needed doses (as_needed.json): what is taken at noon, hours before or after midnight."""

import datetime as dt
import json
from pathlib import Path
from typing import Any

MIDNIGHT = dt.datetime(2026, 3, 2, tzinfo=dt.UTC)
NOON = MIDNIGHT + dt.timedelta(hours=12)
TABLE: list[dict[str, Any]] = json.loads((Path(__file__).parent / "as_needed.json").read_text(encoding="utf-8"))


def at(text: str) -> dt.datetime:
    """8:30 of the day, -12:00 of the day before."""
    hours, minutes, *seconds = (int(part) for part in text.lstrip("-").split(":"))
    since = dt.timedelta(hours=hours, minutes=minutes, seconds=sum(seconds))
    return MIDNIGHT - since if text.startswith("-") else MIDNIGHT + since
