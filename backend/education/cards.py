"""Safety cards: content in every language, with ids that the log's answers will lead to. One file a card."""

import datetime
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.utils.safestring import SafeString

from backend.common.icons import ICONS
from backend.education.files import CONTENT, SourceFile, read
from backend.education.markup import ContentError, Fault, to_html, to_text
from backend.education.sources import SOURCES

CRISIS = "ending-life"
TIERS = ("emergency", "same-day", "soon")
_FIELDS = {"slug", "tier", "heading", "name", "door", "icon", "order", "sources", "reviewer", "reviewed_on", "last_checked", "next_check", "version"}
_LINE = re.compile(r"^- (?P<text>.+?)\s*\{#(?P<id>[a-z0-9-]+)\}\s*$")


@dataclass(frozen=True)
class Line:
    """One sign on a card. The id is stable: answers of the log lead to it, in every language."""

    id: str
    text: str


@dataclass(frozen=True)
class Card:
    """`heading` is empty where the tier's own heading holds; `door` is empty where no large door leads here, `name` where one does."""

    slug: str
    tier: str
    heading: str
    name: str
    door: str
    icon: str
    order: int
    lines: tuple[Line, ...]
    advice: str
    sources: tuple[str, ...]
    reviewer: str
    version: int
    last_checked: datetime.date
    next_check: datetime.date

    @property
    def is_crisis(self) -> bool:
        """This card names a crisis line before the emergency number."""
        return self.slug == CRISIS

    @property
    def title(self) -> str:
        """What the card is about, in a few words: for a card that is folded."""
        return self.door or self.name

    @property
    def advice_html(self) -> SafeString:
        return to_html(self.advice)

    @property
    def text(self) -> str:
        """All words of the card, for the reading grade."""
        return "\n".join([self.heading, *(f"{line.text}." for line in self.lines), to_text(self.advice)])


def load_card(path: Path) -> Card:
    """One card from its file; ContentError names every fault in it."""
    file = read(path)
    file.only(_FIELDS)
    lines, advice = _body(file)
    last_checked, next_check = file.checked()
    card = Card(
        slug=file.slug(),
        tier=file.choice("tier", set(TIERS)),
        heading=file.text("heading", default=""),
        name=file.text("name", default=""),
        door=file.text("door", default=""),
        icon=file.choice("icon", set(ICONS)),
        order=file.whole("order"),
        lines=lines,
        advice=advice,
        sources=file.choices("sources", set(SOURCES)),
        reviewer=file.review()[0],
        version=file.whole("version"),
        last_checked=last_checked,
        next_check=next_check,
    )
    file.finish()
    return card


def _body(file: SourceFile) -> tuple[tuple[Line, ...], str]:
    """The lines with their ids, and what follows them as Markdown."""
    lines: list[Line] = []
    advice: list[str] = []
    for number, text in enumerate(file.body.splitlines(), file.body_line):
        if not text.startswith("- "):
            advice.append(text)
        elif match := _LINE.match(text):
            lines.append(Line(match["id"], match["text"]))
        else:
            file.fault_at(number, "a line of a card ends with its id, like {#cannot-pee}")
    if not lines:
        file.fault_at(file.body_line, "a card needs at least one line, like '- you cannot pee {#cannot-pee}'")
    return tuple(lines), "\n".join(advice).strip()


@lru_cache
def cards(language: str = "en", *, folder: Path = CONTENT) -> tuple[Card, ...]:
    """Every card of a language in the order of the help page."""
    found: list[Card] = []
    faults: list[Fault] = []
    for path in sorted((folder / language / "cards").glob("*.md")):
        try:
            found.append(load_card(path))
        except ContentError as error:
            faults += error.faults
    faults += _repeated_ids(found)
    if faults:
        raise ContentError(faults)
    return tuple(sorted(found, key=lambda card: (TIERS.index(card.tier), card.order)))


def _repeated_ids(found: list[Card]) -> list[Fault]:
    seen: dict[str, str] = {}
    faults = []
    for card in found:
        for line in card.lines:
            if line.id in seen:
                faults.append(Fault(f"{card.slug}.md", 1, f"the id '{line.id}' is already on the card '{seen[line.id]}'"))
            seen[line.id] = card.slug
    return faults


def card(slug: str, language: str = "en") -> Card:
    """KeyError for a card that does not exist."""
    return {card.slug: card for card in cards(language)}[slug]
