"""Times as people type them: "8am, 2pm and 22:00". Pure. A bare 8 is refused: nobody guesses the half of a day for a medicine."""

import datetime as dt
import re

_WORDS = {"noon": dt.time(12), "midday": dt.time(12), "midnight": dt.time(0)}
_TIME = re.compile(r"(?P<word>noon|midday|midnight)|(?P<hour>\d{1,2})(?:[:.h](?P<minute>\d{2}))?\s*(?P<half>am|pm|a\.m\.?|p\.m\.?)?(?![\d:.])", re.IGNORECASE)
_BETWEEN = re.compile(r"[\s,;+&/]+|\band\b", re.IGNORECASE)


def parse_times(text: str) -> list[dt.time]:
    """The times in `text`, in its order. ValueError `ambiguous` for a bare number, `invalid` for anything else that is no time."""
    found = [_time(match) for match in _TIME.finditer(text)]
    if _BETWEEN.sub("", _TIME.sub(" ", text)):
        raise ValueError("invalid")
    return found


def _time(match: re.Match[str]) -> dt.time:
    if word := match["word"]:
        return _WORDS[word.lower()]
    hour, minute, half = int(match["hour"]), int(match["minute"] or 0), (match["half"] or "").lower()[:1]
    if not half and match["minute"] is None:
        raise ValueError("ambiguous" if hour <= 24 else "invalid")
    if minute > 59 or hour > (12 if half else 23) or (half and hour == 0):
        raise ValueError("invalid")
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    return dt.time(hour, minute)


def read_clock(text: object) -> dt.time:
    """A time on the wire, "08:00". ValueError for anything else."""
    if not isinstance(text, str) or not re.fullmatch(r"\d{2}:\d{2}", text, re.ASCII):
        raise ValueError("invalid")
    return dt.time.fromisoformat(text)
