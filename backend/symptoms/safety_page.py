"""What /safety/ shows: the list, the questions that follow, and the cards. One page for the server, and neutral for every phone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from backend.education import emergency, library
from backend.education.cards import Card, cards
from backend.symptoms import safety
from backend.symptoms.safety import ASKS, ITEMS, Item

# A screen of the log's choosing, and the questions that it asks first.
ABOUT: dict[str, tuple[str, ...]] = {
    "new": (),
    "weaker-left": ("onset.left",),
    "weaker-right": ("onset.right",),
    "weaker-often": (),
    "fall": ASKS["fell"],
    "worse": (),
    "note": ("note",),
    "got-help": ("got_help",),
}
# What was said on the way to a screen, and is kept: its card stands there until its questions are answered. js/safety.js has the same.
TOLD = {"weaker-left": ("weaker_left", "yes"), "weaker-right": ("weaker_right", "yes"), "fall": ("fell", "yes"), "worse": ("note", "yes")}
QUESTIONS = tuple(code for code, item in ITEMS.items() if item.group != "list" and code != "weaker_often")


@dataclass(frozen=True)
class Question:
    """`said`: the answer that was given, else empty."""

    item: Item
    said: str
    shown: bool
    more: str = ""


@dataclass(frozen=True)
class Shown:
    """A card of the page. `place`: top, folded, or empty while nothing leads to it."""

    card: Card
    place: str


def read_about(text: str | None) -> list[str]:
    """The screens named in the address, unknown ones left out."""
    return [name for name in (text or "").split(",") if name in ABOUT]


def context(said: Mapping[str, str], about: Sequence[str], before: Mapping[str, str] | None = None) -> dict[str, Any]:
    """`said`: item → answer on this page. `before`: earlier answers, whose cards are shown again."""
    said = ({"weaker_often": "shown"} if "weaker-often" in about else {}) | dict(said)
    told = dict(TOLD[name] for name in about if name in TOLD)
    earlier = {item: answer for item, answer in (before or {}).items() if item not in said}
    top, folded = safety.cards_for(told | earlier | said)
    shown = _placed(top, folded)
    asked = {code for name in about for code in ABOUT[name]} | {code for item, answer in said.items() if answer != "no" for code in ASKS.get(item, ())}
    return {
        "list": [_question(item, said, True) for item in ITEMS.values() if item.group == "list"],
        "questions": [_question(ITEMS[code], said, code in asked) for code in QUESTIONS],
        "shown": shown,
        "has_cards": bool(top or folded),
        "noted": not top and any(item in QUESTIONS for item in said),
        "show_list": not asked or bool(said),
        "card_below": card_below(told | said),
        "said": list(said.items()),
        "before": list((before or {}).items()),
        "about": ",".join(about),
        "version": safety.VERSION,
        **_numbers(),
    }


def card_below(said: Mapping[str, str]) -> str:
    """Under which question the card of the newest tick stands while nobody has answered what it asks: its second at most, so that
    the card is not far away. A more urgent card than the tick's own stands first on the page: one leg's emergency waits for no other leg."""
    ticks = [item for item, answer in said.items() if answer != "no" and item in ASKS and not safety.is_decided(item, said)]
    led, own = safety.highest(said), safety.lead(ticks[-1], said[ticks[-1]]) if ticks else None
    return ASKS[ticks[-1]][:2][-1] if led and own and led.tier == own.tier else ""


def neutral() -> dict[str, Any]:
    """The same for everybody: what the service worker keeps. js/safety.js chooses the screen."""
    return context({}, []) | {"shell": True}


def _question(item: Item, said: Mapping[str, str], shown: bool) -> Question:
    return Question(item, said.get(item.code, ""), shown, " ".join(item.more))


def _placed(top: str, folded: Sequence[str]) -> list[Shown]:
    """Every card: those that are shown first, in their order."""
    known = {card.slug: card for card in cards(library.current_language())}
    order = [*([top] if top else []), *folded, *(slug for slug in known if slug != top and slug not in folded)]
    return [Shown(known[slug], "top" if slug == top else "folded" if slug in folded else "") for slug in order]


def _numbers() -> dict[str, Any]:
    return {
        "anywhere": emergency.for_country(None),
        "countries": [emergency.COUNTRIES[code] for code, _name in emergency.choices()],
        "zones": emergency.zones_by_country(),
    }


def table() -> dict[str, dict[str, list[str]]]:
    """item → answer → tier and card, for js/safety-table.js."""
    return {item.code: {answer.code: [answer.tier, answer.card] for answer in item.answers if answer.tier} for item in ITEMS.values()}
