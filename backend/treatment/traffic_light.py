"""The traffic light and the 24-hour rule (clinical-facts 6.3), in plain words. Pure: a guide, never a verdict, and never a step on.

Green 0–3, amber 4–5, red 6–10. Whose usual pain is 6 or more is compared with it: up to 2 points above is amber. The
numbers and the words await clinical review (docs/safety/clinical-review.md).
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median_low
from typing import Any, Literal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text = str | Promise
Light = Literal["green", "amber", "red"]

GREEN_MOST, AMBER_MOST = 3, 5
USUAL_IS_HIGH, ABOVE_USUAL, ASK_FIRST, WORST = 6, 2, 8, 10
USUAL_DAYS, USUAL_NEEDS = 14, 4  # the usual pain: the middle of the last 14 days, when at least 4 of them were logged
ASK_DAYS = 3  # "Back to your usual?" is asked for this many mornings
HALVED = 2  # sessions of half as much after a "no"
STILL_NO_DAYS = 2
SETTLED = 3  # green sessions in a row before the therapist is asked about the next stage

NAMES: dict[str, Text] = {"green": _("Green"), "amber": _("Amber"), "red": _("Red")}
WORDS: dict[str, Text] = {
    "green": _("Carry on with your plan."),
    "amber": _("All right, if it settles within 24 hours. Do not add more."),
    "red": _("Too much. Next time do less, go lighter, or try another day."),
}
GUIDE = _("This is a guide. If your therapist gave you other numbers, use theirs.")
TROUBLES: dict[str, Text] = {
    "sharp": _("Sharp or electric pain"),
    "dizzy": _("I felt dizzy"),
    "gave_way": _("A leg gave way"),
    "fell": _("I fell"),
}
TROUBLE_WORDS: dict[str, Text] = {
    "sharp": _("Stop for today. Tell your therapist if it does not ease."),
    "dizzy": _("Stop for today, and sit down until it passes. If you faint, or your chest hurts, get help now."),
    "gave_way": _("Stop for today. If your leg has not given way before, or is suddenly weaker, get help now."),
    "fell": _("Stop for today. Answer the questions about your fall."),
}
MORNING: dict[str, Text] = {
    "same": _("You are back to your usual. Keep to the same plan."),
    "half": _("You were not back to your usual. Do half as much for the next 2 sessions. Still not back after 2 or 3 days? Speak to your therapist."),
    "half_last": _("You were not back to your usual. Do half as much for 1 more session. Still not back after 2 or 3 days? Speak to your therapist."),
    "therapist": _("You have not been back to your usual for 2 days or more. Speak to your therapist before your next session."),
}
WEAKER = _("If a leg is weaker than before, call your team the same day. If it came on fast, get help now.")


@dataclass(frozen=True, slots=True)
class Done:
    """One session as these rules see it. `next_day`: yes, no, or empty while nothing was said; `at`: what comes later is greater."""

    date: dt.date
    pain_after: int | None = None
    next_day: str = ""
    trouble: str = ""
    at: int = 0


def usual_pain(pains: Sequence[int]) -> int | None:
    """The middle of the pain of the last days, the lower of two: nobody's limit is raised by half a point. None: too few days."""
    return median_low(pains) if len(pains) >= USUAL_NEEDS else None


def light(pain: int, usual: int | None = None) -> Light:
    """The light for this pain. `usual`: her usual pain, when the diary knows it. The worst pain of all is always red."""
    if pain <= GREEN_MOST:
        return "green"
    high = usual is not None and usual >= USUAL_IS_HIGH
    most = min((usual or 0) + ABOVE_USUAL, WORST - 1) if high else AMBER_MOST
    return "amber" if pain <= most else "red"


def words(pain: int | None, trouble: str = "", usual: int | None = None) -> list[Text]:
    """What the light and the trouble say. Trouble comes first: pain is not the only sign."""
    said: list[Text] = [TROUBLE_WORDS[trouble]] if trouble in TROUBLE_WORDS else []
    if pain is None:
        return said
    shown = light(pain, usual)
    if not (said and shown == "green"):  # never "carry on" beside "stop"
        said.append(WORDS[shown])
    return [*said, *about_usual(usual)]


def limits(pain: int | None, trouble: str = "", usual: int | None = None) -> list[Text]:
    """What holds on after a session that went too far; nothing after one that did not."""
    return words(pain, trouble, usual) if trouble in TROUBLE_WORDS or (pain is not None and light(pain, usual) == "red") else []


def about_usual(usual: int | None) -> list[Text]:
    """Why the limit is another one for somebody whose usual pain is high."""
    if usual is None or usual < USUAL_IS_HIGH:
        return []
    if usual >= ASK_FIRST:
        return [_("Your usual pain is about %(n)s. Ask your therapist first which exercises to do.") % {"n": usual}]
    return [_("Your usual pain is about %(n)s. So up to %(most)s counts as amber for you.") % {"n": usual, "most": min(usual + ABOVE_USUAL, WORST - 1)}]


def to_ask(sessions: Sequence[Done], today: dt.date) -> Done | None:
    """The session that "Back to your usual?" is about: the newest of an earlier day, while nothing was said, for 3 mornings."""
    earlier = [one for one in _in_order(sessions) if one.date < today]
    newest = earlier[-1] if earlier else None
    if newest is None or newest.next_day or (today - newest.date).days > ASK_DAYS:
        return None
    return newest


def morning(sessions: Sequence[Done]) -> str:
    """What the answers of the mornings say: a key of MORNING, or empty while there is nothing to say."""
    ordered = _in_order(sessions)
    answered = [number for number, one in enumerate(ordered) if one.next_day]
    if not answered:
        return ""
    since = len(ordered) - 1 - answered[-1]
    if ordered[answered[-1]].next_day == "yes":
        return "same"
    if _days_of_no(ordered) >= STILL_NO_DAYS:
        return "therapist"
    return {0: "half", 1: "half_last"}.get(since, "")


def _days_of_no(ordered: Sequence[Done]) -> int:
    """From the first to the last of the newest run of "no" without a "yes" between."""
    run: list[dt.date] = []
    for one in ordered:
        if one.next_day == "yes":
            run = []
        elif one.next_day == "no":
            run.append(one.date)
    return (run[-1] - run[0]).days if run else 0


def may_ask_to_move_on(sessions: Sequence[Done], *, weaker: bool, usual: int | None = None) -> bool:
    """Her last 3 sessions were green, without trouble and without a "no", and no leg was weaker: the therapist may be asked.

    Nothing moves on by itself, and never by the calendar.
    """
    last = _in_order(sessions)[-SETTLED:]
    if weaker or len(last) < SETTLED:
        return False
    return all(one.pain_after is not None and light(one.pain_after, usual) == "green" and not one.trouble and one.next_day != "no" for one in last)


def as_page() -> dict[str, Any]:
    """What the page of a session shows, the same for everybody: the neutral page of every phone as well."""
    lights = [(code, NAMES[code], words) for code, words in WORDS.items()]
    return {"troubles": list(TROUBLES.items()), "trouble_words": list(TROUBLE_WORDS.items()), "lights": lights, "guide": GUIDE}


def _in_order(sessions: Sequence[Done]) -> list[Done]:
    return sorted(sessions, key=lambda one: (one.date, one.at))
