"""The one table of safety: which answer leads to which card, and how urgent it is. Pure; the cards are content (education).

Every threshold and every item that was not verified is marked [GK] or [CS] in docs/safety/clinical-review.md. Nothing here
explains a symptom away: a "yes" leads to its card whatever else was said (clinical-facts 4.2).
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from django.utils.translation import gettext_lazy as _

from backend.symptoms.fields import Text

VERSION = 6
"""
Raised with every change of the table: a phone that shows an older one is noted by the server, and its answers are kept.

6: "Had it before, unchanged. Not told yet" shows a card that says to call today; until 5 it showed the emergency card itself.

5: a weaker leg is a tick of its own leg (`weaker_left`, `weaker_right`), in the list and from the log, and asks about that leg
alone; each question can be answered "Not this leg". Until 4 one tick, `weaker_leg`, stood for both. Such a row is still read, on
the side of warning: it names no leg, so "slowly" for one settles nothing for the other, and it counts until both were answered
(NEEDS_ALL). What an answer led to when it was given stands in its row (`tier`, `card`) and is not changed.
"""

Tier = Literal["emergency", "same-day", "soon", ""]
TIERS: tuple[Tier, ...] = ("emergency", "same-day", "soon", "")


@dataclass(frozen=True)
class Answer:
    """`tier` and `card` are empty for an answer that leads nowhere."""

    code: str
    label: Text
    tier: Tier = ""
    card: str = ""


@dataclass(frozen=True)
class Item:
    """One question of the safety screens. `group`: the screen that asks it (past: none any more); `more`: cards that are folded below the first."""

    code: str
    label: Text
    group: Literal["list", "follow_up", "onset", "fall", "words", "after", "past"]
    answers: tuple[Answer, ...]
    more: tuple[str, ...] = ()

    def answer(self, code: Any) -> Answer | None:
        return next((answer for answer in self.answers if answer.code == code), None)


BLADDER, LEG, BREATH, SLEEPY, CRISIS, OTHER = (
    "bladder-bowel-numb",
    "leg-weak",
    "breathing-chest-face",
    "sleepy-too-many",
    "ending-life",
    "other-emergency",
)
LEGS_TODAY, UNWELL_TODAY, MEDICINES_TODAY, SOON = "same-day-legs", "same-day-unwell", "same-day-medicines", "soon-team"

EMERGENCIES = (BLADDER, LEG, BREATH, SLEEPY, OTHER, CRISIS)  # folded where nobody knows what it is about


def _tick(code: str, label: Text, tier: Tier, card: str, *more: str) -> Item:
    """A tick can be taken away again: that is a second answer, beside the first."""
    return Item(code, label, "list", (Answer("yes", _("New or worse"), tier, card), Answer("no", _("Taken away again"))), more)


def _weaker(code: str, label: Text) -> Item:
    return _tick(code, label, "same-day", LEGS_TODAY, LEG, LEGS_TODAY)


def _state(code: str, label: Text) -> Item:
    answers = (
        Answer("no", _("No")),
        Answer("known", _("Had it before, unchanged. My team knows")),
        Answer("untold", _("Had it before, unchanged. Not told yet"), "same-day", UNWELL_TODAY),  # [CS]
        Answer("new", _("New or worse"), "emergency", BLADDER),
    )
    return Item(code, label, "follow_up", answers, (BLADDER,))


def _onset(code: str, label: Text) -> Item:
    answers = (
        Answer("slowly", _("Slowly"), "soon", SOON),
        Answer("days", _("Over a day or two"), "same-day", LEGS_TODAY),
        Answer("suddenly", _("Suddenly"), "emergency", LEG),
        Answer("no", _("Not this leg")),  # the tick of the other leg stands by itself [CS]
    )
    return Item(code, label, "onset", answers)


def _after_fall(code: str, label: Text, card: str = OTHER) -> Item:
    return Item(code, label, "fall", (Answer("no", _("No")), Answer("yes", _("Yes"), "emergency", card)))  # [CS]


# The list behind "Something new or worse", ordinary and serious in mixed order (clinical-facts 4.3). What asks first
# (ASKS) has a tier too: somebody may tick and leave. It holds until its questions are answered (is_decided). [CS]
_LIST = (
    _tick("more_pain", _("More pain, or worse sleep"), "soon", SOON, UNWELL_TODAY),
    _tick("pee_poo", _("A change in how I pee or poo"), "emergency", BLADDER, BLADDER),
    _weaker("weaker_left", _("A weaker left leg")),
    _weaker("weaker_right", _("A weaker right leg")),
    _tick("swollen_leg", _("One leg swollen, warm or throbbing"), "same-day", LEGS_TODAY),
    _tick("medicine", _("A problem with a medicine"), "same-day", MEDICINES_TODAY, SLEEPY, BREATH, SOON),
    _tick("numb_between", _("Numb between my legs or around my bottom"), "emergency", BLADDER, BLADDER),
    _tick("numb_area", _("A new numb area, or a wound on numb skin"), "same-day", LEGS_TODAY, BLADDER),
    _tick("fell", _("A fall or an accident"), "same-day", LEGS_TODAY, LEGS_TODAY, OTHER),
    _tick("breath", _("My breath, chest, face or speech"), "emergency", BREATH),
    _tick("unwell", _("A high temperature, or I feel very unwell"), "same-day", UNWELL_TODAY, OTHER),
    _tick("sleepy", _("Very sleepy, or I took too many tablets"), "emergency", SLEEPY),
    _tick("bleeding", _("Bleeding, bad belly pain, or shaking and confused"), "emergency", OTHER, MEDICINES_TODAY),
    _tick("low_mood", _("I feel very low, or not like myself"), "same-day", MEDICINES_TODAY, CRISIS, SOON),
    _tick("other", _("Something else"), "soon", SOON, LEG, BREATH, OTHER, UNWELL_TODAY),
)
_MORE = (
    _state("bladder_bowel", _("Trouble with peeing or pooing")),
    _state("saddle", _("Numb between your legs, in your genitals or around your bottom")),
    _onset("onset.left", _("How did the weakness in your left leg come on?")),
    _onset("onset.right", _("How did the weakness in your right leg come on?")),
    _after_fall("fall.head", _("Did you hit your head?")),
    _after_fall("fall.thinners", _("Do you take blood thinners?")),
    _after_fall("fall.blackout", _("Did you black out?")),
    _after_fall("fall.cannot_stand", _("Are you unable to stand?")),
    _after_fall("fall.weakness", _("Do you have new weakness or new pain?")),
    Item("note", _("Is this new or getting worse?"), "words", (Answer("no", _("No")), Answer("yes", _("Yes"), "same-day", UNWELL_TODAY)), EMERGENCIES),  # [CS]
    Item("weaker_often", _("Weaker on 3 of 5 days"), "after", (Answer("shown", _("The card was shown"), "same-day", LEGS_TODAY),)),  # [CS]
    Item("got_help", _("Did you get help?"), "after", (Answer("yes", _("Yes")), Answer("not_yet", _("Not yet")))),
    replace(_weaker("weaker_leg", _("A weaker leg")), group="past"),  # until version 4
)
ITEMS: dict[str, Item] = {item.code: item for item in (*_LIST, *_MORE)}

# What an item of the list asks first; is_decided says when these answers decide the card and not the tick.
ASKS: dict[str, tuple[str, ...]] = {
    "pee_poo": ("bladder_bowel",),
    "numb_between": ("saddle",),
    "weaker_left": ("onset.left",),
    "weaker_right": ("onset.right",),
    "weaker_leg": ("onset.left", "onset.right"),
    "fell": tuple(code for code in ITEMS if code.startswith("fall.")),
}
FOLLOW_UPS = frozenset(code for codes in ASKS.values() for code in codes)
NEEDS_ALL = frozenset({"weaker_leg"})  # each of its questions is of another leg: a card for one decides nothing for the other
WEAKER = ("weaker_left", "weaker_right", "weaker_leg")


def lead(item: str, answer: str) -> Answer | None:
    """Where an answer leads; None for an item or an answer that is not in the table."""
    known = ITEMS.get(item)
    return known.answer(answer) if known else None


def is_yes(item: str, answer: str) -> bool:
    """An answer of the emergency or the same-day tier: it is put before the clinician first."""
    found = lead(item, answer)
    return found is not None and found.tier in ("emergency", "same-day")


def highest(answers: Mapping[str, str]) -> Answer | None:
    """Of several answers the most urgent; None when none of them leads anywhere."""
    return next(iter(_leading(answers)), None)


def is_decided(item: str, answers: Mapping[str, str]) -> bool:
    """A tick counts no longer once one of its questions led to a card, or all of them were answered: one "no" of five settles nothing."""
    asked = ASKS.get(item, ())
    led = [lead(one, answers[one]) for one in asked if one in answers]
    if not led or len(led) == len(asked):
        return bool(led)
    return item not in NEEDS_ALL and any(one is not None and one.tier for one in led)


def _leading(answers: Mapping[str, str]) -> list[Answer]:
    """The answers that lead somewhere, the most urgent first, and of two equally urgent the one that was given last."""
    given = [lead(item, answer) for item, answer in answers.items() if not is_decided(item, answers)]
    return sorted((one for one in reversed(given) if one and one.tier), key=lambda one: TIERS.index(one.tier))


def cards_for(answers: Mapping[str, str]) -> tuple[str, list[str]]:
    """The most urgent card, empty when no answer leads to one; and the others, which stand folded below it."""
    led = [one.card for one in _leading(answers)]
    more = [card for item, answer in answers.items() if answer != "no" and item in ITEMS for card in ITEMS[item].more]
    rest = list(dict.fromkeys([*led[1:], *more]))
    return (led[0], [card for card in rest if card != led[0]]) if led else ("", rest)


def as_json() -> dict[str, Any]:
    """The same table for the phone and for `/api/v1/safety/`."""
    return {"version": VERSION, "items": [_item_json(item) for item in ITEMS.values()]}


def _item_json(item: Item) -> dict[str, Any]:
    answers = [{"code": a.code, "label": str(a.label), "tier": a.tier, "card": a.card} for a in item.answers]
    return {
        "code": item.code,
        "label": str(item.label),
        "group": item.group,
        "answers": answers,
        "more": list(item.more),
        "asks": list(ASKS.get(item.code, ())),
        "needs_all": item.code in NEEDS_ALL,
    }
