"""What is wrong with a language's content: broken files, dead links, missing words beside a picture, words that are too hard.

A page is served only from files that load; the rest is found here, by `manage.py content check` and by the tests.
"""

import datetime
from collections import Counter
from collections.abc import Iterator, Set
from pathlib import Path
from urllib.parse import unquote

from backend.education.articles import DEFAULT_LANGUAGE, SERVED, Article
from backend.education.cards import TIERS, cards
from backend.education.files import CONTENT, read
from backend.education.library import load_all, load_each
from backend.education.markup import ContentError, Fault, has_pictures, links, paragraphs, refused
from backend.education.readability import (
    MAX_GRADE,
    MAX_IN_SHORT_WORDS,
    MAX_MEAN_WORDS,
    MAX_PARAGRAPH_SENTENCES,
    MAX_SENTENCE_WORDS,
    MAX_SMOG,
    MIN_SMOG_SENTENCES,
    count,
    grade,
    mean_words,
    sentences,
    smog,
    words,
)
from backend.education.search import synonyms
from backend.education.vocabulary import load_terms

REFUSED = {
    "HTML": "HTML is not obeyed: the reader sees it as text. Use Markdown and ':::' blocks",
    "link": "a link is not obeyed: the reader sees it as text. Start it with https://, tel:, mailto: or /",
}
WAYS = ("/", "https://", "tel:", "mailto:")


def check(language: str = DEFAULT_LANGUAGE, *, folder: Path = CONTENT) -> list[Fault]:
    """Every fault of a language's articles, cards, words and search that no day changes; another language has all that English has."""
    faults: list[Fault] = []
    for part in (_faults_of_articles, _faults_of_cards, load_terms, _faults_of_search):
        try:
            faults += [fault for fault in part(language, folder=folder) if isinstance(fault, Fault)]
        except ContentError as error:
            faults += error.faults
    return faults


def _faults_of_articles(language: str, *, folder: Path) -> Iterator[Fault]:
    found, faults = load_each(language, folder=folder)
    yield from faults
    there = {path.stem for path in (folder / language / "articles").glob("*.md")}
    for item in found.values():
        yield from article_faults(item, found, there - found.keys())
    for slug in load_all(DEFAULT_LANGUAGE).keys() - there if language != DEFAULT_LANGUAGE else ():
        yield Fault(f"{language}/articles/{slug}.md", 1, "is not there: translate the one of the folder 'en'")


def _faults_of_cards(language: str, *, folder: Path) -> Iterator[Fault]:
    """The answers of the log lead to cards and lines by their ids."""
    found = {item.slug: {line.id for line in item.lines} for item in cards(language, folder=folder)}
    for item in cards(DEFAULT_LANGUAGE) if language != DEFAULT_LANGUAGE else ():
        missing = [line.id for line in item.lines if line.id not in found.get(item.slug, ())]
        if missing:
            yield Fault(f"{language}/cards/{item.slug}.md", 1, f"lacks {', '.join(missing)}: every line of the card in the folder 'en' is needed, with its id")


def _faults_of_search(language: str, *, folder: Path) -> Iterator[Fault]:
    """Whoever types a sign of danger is led to "Get help now" in every language."""
    if synonyms(DEFAULT_LANGUAGE).danger and not synonyms(language, folder=folder).danger and language != DEFAULT_LANGUAGE:
        yield Fault(f"{language}/search.toml", 1, "has no 'danger': the words that people type for the signs of the cards, as in the folder 'en'")


def article_faults(item: Article, found: dict[str, Article], broken: Set[str]) -> Iterator[Fault]:
    """`broken`: articles that have faults of their own; what leads to one of them is left until it can be read."""
    if item.language == DEFAULT_LANGUAGE:  # the formulas are made for English
        yield from plain_faults(item)
    yield from _dead_links(item, found, broken)
    yield from _silent_drawings(item)
    yield from _unseen(item)


def overdue(language: str, today: datetime.date, *, folder: Path = CONTENT) -> list[Fault]:
    """Articles and cards whose next check is past: they are still served, and an article says so."""
    checked = [(file_name(item), item.next_check) for item in load_all(language, folder=folder).values()]
    checked += [(f"{language}/cards/{item.slug}.md", item.next_check) for item in cards(language, folder=folder)]
    return [Fault(name, 1, f"was due to be checked on {due}") for name, due in checked if today > due]


def in_future(language: str, today: datetime.date, *, folder: Path = CONTENT) -> list[Fault]:
    """Dates of checks and reviews that were not there yet: nobody can have looked tomorrow. A day is allowed, for places ahead of this clock."""
    faults: list[Fault] = []
    for part in ("articles", "cards"):
        for path in sorted((folder / language / part).glob("*.md")):
            file = read(path)
            for key in ("last_checked", "reviewed_on"):
                said = file.meta.get(key)
                if isinstance(said, datetime.date) and said > today + datetime.timedelta(days=1):
                    file.fault(key, f"{said} is in the future")
            faults += [Fault(f"{language}/{part}/{path.name}", one.line, one.message) for one in file.faults]
    return faults


def file_name(item: Article) -> str:
    return f"{item.language}/articles/{item.slug}.md"


def plain_faults(item: Article) -> Iterator[Fault]:
    """Where the words for patients are too hard: grades, long sentences, long paragraphs (clinical-facts 7)."""
    path = file_name(item)
    counts = count(item.text)
    if (figure := grade(counts)) > MAX_GRADE:
        yield Fault(path, 1, f"reading grade is {figure:.1f}; bring it to {MAX_GRADE:.0f} or less: shorter sentences, shorter words")
    if counts.sentences >= MIN_SMOG_SENTENCES and (figure := smog(item.text)) > MAX_SMOG:
        yield Fault(path, 1, f"SMOG is {figure:.1f}; bring it to {MAX_SMOG:.0f} or less: fewer words of 3 syllables or more")
    if (figure := mean_words(item.text)) > MAX_MEAN_WORDS:
        yield Fault(path, 1, f"its sentences have {figure:.1f} words on average; {MAX_MEAN_WORDS} at most")
    if (length := len(words(item.in_short))) > MAX_IN_SHORT_WORDS:
        yield Fault(path, 1, f"in_short has {length} words; {MAX_IN_SHORT_WORDS} at most")
    for block in item.plain_blocks:
        for offset, text in paragraphs(block.source):
            yield from _long(path, block.line + offset, text)


def _long(path: str, line: int, text: str) -> Iterator[Fault]:
    said = sentences(text)
    if len(said) > MAX_PARAGRAPH_SENTENCES:
        yield Fault(path, line, f"a paragraph of {len(said)} sentences; split it, {MAX_PARAGRAPH_SENTENCES} at most")
    for sentence in said:
        if (length := len(words(sentence))) > MAX_SENTENCE_WORDS:
            yield Fault(path, line, f"a sentence of {length} words; {MAX_SENTENCE_WORDS} at most: '{sentence[:40]}…'")


def _dead_links(item: Article, found: dict[str, Article], broken: Set[str]) -> Iterator[Fault]:
    """Links to /learn/ must lead to an article and a heading of it; links to other pages of Stride are checked by a test of the site."""
    for slug in item.related:
        if slug not in found and slug not in broken:
            yield Fault(file_name(item), 1, f"related: there is no article '{slug}'")
    for block in item.blocks:
        for offset, href in links(block.source):
            if fault := _dead(unquote(href), item, found, broken):
                yield Fault(file_name(item), block.line + offset, f"the link {href} {fault}")


def _dead(href: str, item: Article, found: dict[str, Article], broken: Set[str]) -> str:
    """Why a link leads nowhere, or ""."""
    address, _, anchor = href.partition("#")
    slug = address.removeprefix("/learn/").strip("/") if address else item.slug
    if address and not address.startswith(WAYS):
        return "leads out of Stride: start it with https:// or /"
    if (address and (not address.startswith("/learn/") or not slug)) or slug in broken:
        return ""
    if slug not in found:
        return "leads to no article"
    if found[slug].status not in SERVED and item.status in SERVED:
        return "leads to a draft, which readers do not see"
    # The anchors of the words and of the cards are checked by a test of the site.
    return "leads to no heading of that article" if anchor and found[slug].layout not in ("help", "words") and anchor not in found[slug].anchors else ""


def _unseen(item: Article) -> Iterator[Fault]:
    """What a writer sees in the file and a reader does not see on the page."""
    path = file_name(item)
    for block in item.blocks:
        if block.kind in (*TIERS, "ask") and not block.items:
            yield Fault(path, block.line, f"'::: {block.kind}' has no line that begins with '- '")
        if has_pictures(block.source):
            yield Fault(path, block.line, "a picture in the text is not shown: use '::: drawing' with its name and its words")
        for offset, kind in refused(block.source):
            yield Fault(path, block.line + offset, REFUSED[kind])
        for lost in block.unlisted if block.kind == "ask" else ():
            yield Fault(path, block.line, f"in '::: ask' only lines that begin with '- ' are shown, not '{lost[:40]}'")
    for anchor, times in Counter(item.anchors).items():
        if times > 1:
            yield Fault(path, 1, f"{times} headings '{anchor}' in one article: a link finds the first only")


def _silent_drawings(item: Article) -> Iterator[Fault]:
    for block in item.blocks:
        if block.kind == "drawing" and not block.source.strip():
            yield Fault(file_name(item), block.line, f"the drawing '{block.title}' has no words beside it: say what it shows")
