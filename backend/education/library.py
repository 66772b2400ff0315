"""The articles: load, check, find. Other apps use `article`, `articles` and `offline_pages` only.

An article is one Markdown file, `content/<language>/articles/<slug>.md`. A file with a fault stops the whole library
with every fault named: an article that half works is worse than a deploy that stops.
"""

import datetime
import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.urls import reverse
from django.utils.translation import get_language

from backend.education.cards import cards
from backend.education.files import CONTENT, SourceFile, read
from backend.education.markup import Block, ContentError, Fault, links, paragraphs, split_blocks
from backend.education.readability import MAX_GRADE, MAX_PARAGRAPH_SENTENCES, MAX_SENTENCE_WORDS, count, grade, sentences, words
from backend.education.sources import SOURCES, Source, named

DEFAULT_LANGUAGE = "en"
PHASES = {"any", "weeks-0-4", "weeks-4-12", "after-week-12"}
AUDIENCES = {"patient", "carer", "professional"}
STATUSES = {"draft", "published"}
LAYOUTS = {"article", "help"}
WORDS_A_MINUTE = 130  # someone who is tired and in pain
_FIELDS = {
    *("title", "slug", "summary", "in_short", "layout", "order", "phases", "audience", "sources", "author", "status", "related"),
    *("reviewer", "reviewed_on", "last_checked", "next_check", "version"),
}


@dataclass(frozen=True)
class Article:
    slug: str
    title: str
    summary: str
    in_short: str
    layout: str
    order: int
    phases: tuple[str, ...]
    audience: tuple[str, ...]
    source_keys: tuple[str, ...]
    author: str
    reviewer: str
    reviewed_on: datetime.date | None
    status: str
    last_checked: datetime.date
    next_check: datetime.date
    version: int
    related: tuple[str, ...]
    language: str
    blocks: tuple[Block, ...]

    @property
    def sources(self) -> tuple[Source, ...]:
        return named(self.source_keys)

    @property
    def text(self) -> str:
        """What a patient reads; the fold for professionals is not part of it."""
        return "\n".join([self.in_short, *(block.text for block in self.plain_blocks)])

    @property
    def plain_blocks(self) -> tuple[Block, ...]:
        return tuple(block for block in self.blocks if block.kind not in ("professionals", "drawing"))

    @property
    def minutes(self) -> int:
        return max(1, math.ceil(len(words(self.text)) / WORDS_A_MINUTE))

    def is_overdue(self, today: datetime.date) -> bool:
        return today > self.next_check


def load_article(path: Path, language: str = DEFAULT_LANGUAGE) -> Article:
    """One article from its file; ContentError names every fault in it."""
    file = read(path)
    file.only(_FIELDS)
    last_checked, next_check = file.checked()
    reviewer, reviewed_on = file.review()
    article = Article(
        slug=file.slug(),
        title=file.text("title"),
        summary=file.text("summary"),
        in_short=file.text("in_short"),
        layout=file.choice("layout", LAYOUTS, default="article"),
        order=file.whole("order"),
        phases=file.choices("phases", PHASES),
        audience=file.choices("audience", AUDIENCES),
        source_keys=file.choices("sources", set(SOURCES)),
        author=file.text("author"),
        reviewer=reviewer,
        reviewed_on=reviewed_on,
        status=file.choice("status", STATUSES),
        last_checked=last_checked,
        next_check=next_check,
        version=file.whole("version"),
        related=file.choices("related", least=0),
        language=language,
        blocks=_blocks(file),
    )
    file.finish()
    return article


def _blocks(file: SourceFile) -> tuple[Block, ...]:
    try:
        return split_blocks(file.body, file.body_line, file.name)
    except ContentError as error:
        file.faults += error.faults
        return ()


@lru_cache
def load_all(language: str = DEFAULT_LANGUAGE, *, folder: Path = CONTENT) -> dict[str, Article]:
    """Every article of a language, drafts too, by slug. ContentError gathers the faults of all files."""
    found: dict[str, Article] = {}
    faults: list[Fault] = []
    for path in sorted((folder / language / "articles").glob("*.md")):
        try:
            found[path.stem] = load_article(path, language)
        except ContentError as error:
            faults += error.faults
    faults += [fault for item in found.values() for fault in _dead_related(item, found)]
    if faults:
        raise ContentError(faults)
    return dict(sorted(found.items(), key=lambda pair: pair[1].order))


def _dead_related(item: Article, found: dict[str, Article]) -> list[Fault]:
    dead = [slug for slug in item.related if slug not in found]
    return [Fault(f"{item.language}/articles/{item.slug}.md", 1, f"related: there is no article '{slug}'") for slug in dead]


def languages(folder: Path = CONTENT) -> tuple[str, ...]:
    return tuple(sorted(path.name for path in folder.iterdir() if path.is_dir()))


def current_language() -> str:
    """The content language for the active locale: 'en' for 'en-gb', the default where nothing is translated."""
    language = (get_language() or DEFAULT_LANGUAGE).split("-")[0]
    return language if language in languages() else DEFAULT_LANGUAGE


def articles(language: str | None = None) -> tuple[Article, ...]:
    """Published articles, in the order of the index."""
    return tuple(item for item in load_all(language or current_language()).values() if item.status == "published")


def article(slug: str, language: str | None = None) -> Article:
    """A published article; KeyError where there is none."""
    return {item.slug: item for item in articles(language)}[slug]


def offline_pages() -> list[str]:
    """Addresses that the service worker keeps: the index and every published article, help first."""
    slugs = sorted((item.slug for item in articles()), key=lambda slug: slug != "get-help-now")
    return [*(reverse("education:article", args=[slug]) for slug in slugs), reverse("education:index")]


def check(language: str = DEFAULT_LANGUAGE, *, folder: Path = CONTENT) -> list[Fault]:
    """All that is wrong with a language's content: files, dead links, cards, and words that are too hard."""
    faults: list[Fault] = []
    try:
        found = load_all(language, folder=folder)
        faults += [fault for item in found.values() for fault in [*plain_faults(item), *_dead_links(item, found)]]
    except ContentError as error:
        faults += error.faults
    try:
        cards(language, folder=folder)
    except ContentError as error:
        faults += error.faults
    return faults


def plain_faults(item: Article) -> Iterator[Fault]:
    """Where the words for patients are too hard: reading grade, long sentences, long paragraphs."""
    path = f"{item.language}/articles/{item.slug}.md"
    if (figure := grade(count(item.text))) > MAX_GRADE:
        yield Fault(path, 1, f"reading grade is {figure:.1f}; bring it to {MAX_GRADE:.0f} or less: shorter sentences, shorter words")
    for block in item.plain_blocks:
        for offset, text in paragraphs(block.source):
            said = sentences(text)
            if len(said) > MAX_PARAGRAPH_SENTENCES:
                yield Fault(path, block.line + offset, f"a paragraph of {len(said)} sentences; split it, {MAX_PARAGRAPH_SENTENCES} at most")
            for sentence in said:
                if len(words(sentence)) > MAX_SENTENCE_WORDS:
                    yield Fault(path, block.line + offset, f"a sentence of {len(words(sentence))} words; {MAX_SENTENCE_WORDS} at most: '{sentence[:40]}…'")


def _dead_links(item: Article, found: dict[str, Article]) -> Iterator[Fault]:
    """Links to /learn/ must lead to an article; links to other pages of Stride are checked by a test of the site."""
    for block in item.blocks:
        for href in links(block.source):
            slug = href.removeprefix("/learn/").split("#")[0].strip("/")
            if href.startswith("/learn/") and slug and slug not in found:
                yield Fault(f"{item.language}/articles/{item.slug}.md", block.line, f"the link {href} leads to no article")
