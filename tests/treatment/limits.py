"""The table that holds server and phone to one rule of as-needed doses (as_needed.json), in hours before or after midnight.

`one_more`: what one at noon would pass. `recorded`: doses said one after the other, and what each of them passed.
"""

import datetime as dt
import json
from pathlib import Path
from typing import Any

MIDNIGHT = dt.datetime(2026, 3, 2, tzinfo=dt.UTC)
NOON = MIDNIGHT + dt.timedelta(hours=12)
_READ: dict[str, list[dict[str, Any]]] = json.loads((Path(__file__).parent / "as_needed.json").read_text(encoding="utf-8"))
TABLE, RECORDED = _READ["one_more"], _READ["recorded"]


def at(text: str) -> dt.datetime:
    """8:30 of the day, -12:00 of the day before."""
    hours, minutes, *seconds = (int(part) for part in text.lstrip("-").split(":"))
    since = dt.timedelta(hours=hours, minutes=minutes, seconds=sum(seconds))
    return MIDNIGHT - since if text.startswith("-") else MIDNIGHT + since
