"""Times as people type them: "8am, 2pm and 22:00". Pure. A bare 8 is refused: nobody guesses the half of a day for a medicine.

The words of a label, "twice a day", become times only as a suggestion, which is shown and confirmed.
"""

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


# ---- The words of a label -------------------------------------------------------------------------------------------

# A label says "twice a day" and names no time. These are times that a person is shown and confirms or changes before they
# are kept; nothing is ever saved from the words alone [CS].
TIMES_A_DAY: dict[int, tuple[dt.time, ...]] = {
    1: (dt.time(8),),
    2: (dt.time(8), dt.time(20)),
    3: (dt.time(8), dt.time(14), dt.time(22)),
    4: (dt.time(8), dt.time(12), dt.time(17), dt.time(22)),
}
PARTS_OF_DAY: dict[str, dt.time] = {
    "morning": dt.time(8),
    "noon": dt.time(12),
    "afternoon": dt.time(14),
    "meal": dt.time(18),
    "evening": dt.time(20),
    "night": dt.time(22),
}
EARLY_EVENING = dt.time(18)
"""Of "evening", where "at night" stands beside it."""
_COUNTS = {"once": 1, "twice": 2, "thrice": 3} | {
    word: number for number, words in enumerate(("one 1", "two 2", "three 3", "four 4"), 1) for word in words.split()
}
_LATIN = {"od": 1, "bd": 2, "bds": 2, "bid": 2, "tds": 3, "tid": 3, "qds": 4, "qid": 4}
_COUNT = re.compile(r"\b(?:(?P<plain>once|twice|thrice)|(?P<count>one|two|three|four|[1-4])\s*(?:times|time|x))\s*(?:daily|(?:a|per|each|every|in a)\s+day)\b")
_DAILY = re.compile(r"\bdaily\b")
_LATIN_WORD = re.compile(rf"\b(?:{'|'.join(_LATIN)})\b")
_PART = re.compile(
    r"\b(?:(?P<morning>mornings?|mane|breakfast|waking(?: up)?)|(?P<noon>lunch(?:\s?time)?|mid-?day|noon)|(?P<afternoon>afternoons?)"
    r"|(?P<meal>dinner(?:\s?time)?|supper(?:\s?time)?|tea\s?time|evening meal)|(?P<evening>evenings?)"
    r"|(?P<night>nights?|bed\s?time|bed|nocte|going to (?:bed|sleep)))\b"
)
_WHOLE_TIME = re.compile(r"\b\d{1,2}(?:[:.h]\d{2}\s*(?:am|pm)?|\s*(?:am|pm))\b")
_BESIDE = re.compile(r"[\s,;+&/.]+|\b(?:and|in|the|at|with|after|before|every|each|on|your|my|then|day)\b")


def suggested(text: str) -> list[dt.time] | None:
    """Times for the usual words of a label, to be confirmed: "twice a day", "morning and night", "8am and at bedtime". None: other words.

    "2 at night", "up to 4 times a day", "every other day" are other words: a number of tablets, or days, is never read as a time.
    """
    left = " ".join(re.sub(r"(?<=\b[a-z])\.", "", text.lower()).split())
    counts = [_COUNTS[one["plain"] or one["count"]] for one in _COUNT.finditer(left)]
    left = _COUNT.sub(" ", left)
    counts += [_LATIN[one[0]] for one in _LATIN_WORD.finditer(left)]
    left = _LATIN_WORD.sub(" ", left)
    try:
        clock = [_time(match) for one in _WHOLE_TIME.finditer(left) if (match := _TIME.match(one[0]))]
    except ValueError:
        return None
    left = _WHOLE_TIME.sub(" ", left)
    parts = [str(one.lastgroup) for one in _PART.finditer(left)]
    left = _PART.sub(" ", left)
    if not counts and not parts and _DAILY.search(left):
        counts = [1]
    if _BESIDE.sub("", _DAILY.sub(" ", left)) or len(counts) > 1 or not (counts or parts):
        return None
    times = clock + [_part_time(one, parts) for one in parts]
    if counts and times and len(times) != counts[0]:
        return None
    found = sorted(times) if times else list(TIMES_A_DAY[counts[0]])
    return found if len(set(found)) == len(found) else None


def _part_time(part: str, parts: list[str]) -> dt.time:
    return EARLY_EVENING if part == "evening" and "night" in parts else PARTS_OF_DAY[part]
