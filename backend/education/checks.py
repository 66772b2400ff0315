"""What is wrong with a language's content: broken files, dead links, missing words beside a picture, words that are too hard.

A page is served only from files that load; the rest is found here, by `manage.py content check` and by the tests.
"""

import datetime
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

from backend.education.articles import DEFAULT_LANGUAGE, Article
from backend.education.cards import cards
from backend.education.files import CONTENT
from backend.education.library import load_all
from backend.education.markup import ContentError, Fault, links, paragraphs
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


def check(language: str = DEFAULT_LANGUAGE, *, folder: Path = CONTENT) -> list[Fault]:
    """Every fault of a language's articles, cards, words and search; another language has all that English has."""
    faults: list[Fault] = []
    for read in (_faults_of_articles, _faults_of_cards, load_terms, synonyms):
        try:
            faults += [fault for fault in read(language, folder=folder) if isinstance(fault, Fault)]
        except ContentError as error:
            faults += error.faults
    return faults


def _faults_of_articles(language: str, *, folder: Path) -> Iterator[Fault]:
    found = load_all(language, folder=folder)
    for item in found.values():
        yield from article_faults(item, found)
    for slug in load_all(DEFAULT_LANGUAGE).keys() - found.keys() if language != DEFAULT_LANGUAGE else ():
        yield Fault(f"{language}/articles/{slug}.md", 1, "is not there: translate the one of the folder 'en'")


def _faults_of_cards(language: str, *, folder: Path) -> Iterator[Fault]:
    """The answers of the log lead to cards and lines by their ids."""
    found = {item.slug: {line.id for line in item.lines} for item in cards(language, folder=folder)}
    for item in cards(DEFAULT_LANGUAGE) if language != DEFAULT_LANGUAGE else ():
        missing = [line.id for line in item.lines if line.id not in found.get(item.slug, ())]
        if missing:
            yield Fault(f"{language}/cards/{item.slug}.md", 1, f"lacks {', '.join(missing)}: every line of the card in the folder 'en' is needed, with its id")


def article_faults(item: Article, found: dict[str, Article]) -> Iterator[Fault]:
    if item.language == DEFAULT_LANGUAGE:  # the formulas are made for English
        yield from plain_faults(item)
    yield from _dead_links(item, found)
    yield from _silent_drawings(item)


def overdue(language: str, today: datetime.date, *, folder: Path = CONTENT) -> list[Fault]:
    """Articles whose next check is past: they are still served, and say so."""
    late = [item for item in load_all(language, folder=folder).values() if item.is_overdue(today)]
    return [Fault(file_name(item), 1, f"was due to be checked on {item.next_check}") for item in late]


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


def _dead_links(item: Article, found: dict[str, Article]) -> Iterator[Fault]:
    """Links to /learn/ must lead to an article and a heading of it; links to other pages of Stride are checked by a test of the site."""
    for slug in item.related:
        if slug not in found:
            yield Fault(file_name(item), 1, f"related: there is no article '{slug}'")
    for block in item.blocks:
        for href in links(block.source):
            address, _, anchor = unquote(href).partition("#")
            slug = address.removeprefix("/learn/").strip("/")
            if not address.startswith("/learn/") or not slug:
                continue
            if slug not in found:
                yield Fault(file_name(item), block.line, f"the link {href} leads to no article")
            elif anchor and found[slug].layout == "article" and anchor not in found[slug].anchors:
                yield Fault(file_name(item), block.line, f"the link {href} leads to no heading of that article")


def _silent_drawings(item: Article) -> Iterator[Fault]:
    for block in item.blocks:
        if block.kind == "drawing" and not block.source.strip():
            yield Fault(file_name(item), block.line, f"the drawing '{block.title}' has no words beside it: say what it shows")
