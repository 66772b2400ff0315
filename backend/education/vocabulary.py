"""The hard words of the articles, explained: /learn/words/, and a link at the first use of each in an article."""

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from markdown_it.token import Token

from backend.education.articles import DEFAULT_LANGUAGE
from backend.education.files import CONTENT, display_name
from backend.education.markup import ContentError, Fault, slugify, triples

WORDS_PAGE = "/learn/words/"


@dataclass(frozen=True)
class Term:
    """`also`: other forms of it in the texts; `article`: slug of the article that says more, or ""."""

    name: str
    also: tuple[str, ...]
    means: str
    article: str

    @property
    def anchor(self) -> str:
        return f"w-{slugify(self.name)}"

    @property
    def forms(self) -> tuple[str, ...]:
        return (self.name, *self.also)


@lru_cache
def load_terms(language: str = DEFAULT_LANGUAGE, *, folder: Path = CONTENT) -> tuple[Term, ...]:
    """Every term of a language from A to Z; none where there is no file. ContentError names what is wrong."""
    path = folder / language / "words.toml"
    if not path.exists():
        return ()
    try:
        rows = tomllib.loads(path.read_text(encoding="utf-8")).get("word", [])
    except tomllib.TOMLDecodeError as error:
        raise ContentError([Fault(display_name(path), 1, f"cannot be read: {error}")]) from error
    faults = list(_faults(display_name(path), rows))
    if faults:
        raise ContentError(faults)
    terms = (Term(row["term"], tuple(row.get("also", ())), row["means"], row.get("article", "")) for row in rows)
    return tuple(sorted(terms, key=lambda term: term.name.casefold()))


def _faults(name: str, rows: list[dict[str, object]]) -> Iterator[Fault]:
    seen: dict[str, object] = {}
    for row in rows:
        if not row.get("term") or not row.get("means"):
            yield Fault(name, 1, f"a word needs 'term' and 'means': {row}")
            continue
        for form in (row["term"], *row.get("also", ())):  # type: ignore[misc]
            if str(form).casefold() in seen:
                yield Fault(name, 1, f"'{form}' is explained twice: at '{seen[str(form).casefold()]}' and at '{row['term']}'")
            seen[str(form).casefold()] = row["term"]


@lru_cache
def _pattern(language: str) -> tuple[re.Pattern[str], dict[str, Term]] | None:
    """Every form in one pattern, the longest first: "lumbar puncture" before "lumbar"."""
    by_form = {form.casefold(): term for term in load_terms(language) for form in term.forms}
    if not by_form:
        return None
    longest_first = sorted(by_form, key=len, reverse=True)
    return re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, longest_first))})(?![\w-])", re.IGNORECASE), by_form


class WordLinks:
    """Links the first use of each term in one article; call it with the tokens of each of its blocks, in order."""

    def __init__(self, language: str, slug: str, linked: Iterable[str] = ()) -> None:
        """`linked`: words that the article itself links elsewhere; the same words do not lead to two places."""
        taken = {words.casefold() for words in linked}
        self.found = _pattern(language)
        self.seen = {term.name for term in load_terms(language) if term.article == slug or taken & {form.casefold() for form in term.forms}}

    def __call__(self, tokens: list[Token]) -> None:
        for opening, token, _after in triples([Token("", "", 0), *tokens, Token("", "", 0)]):
            if token.type == "inline" and token.children and opening.type != "heading_open":
                token.children = list(self._linked(token.children))

    def _linked(self, children: list[Token]) -> Iterator[Token]:
        inside = 0
        for child in children:
            inside += {"link_open": 1, "link_close": -1}.get(child.type, 0)
            if child.type == "text" and not inside:
                yield from self._split(child.content)
            else:
                yield child

    def _split(self, text: str) -> Iterator[Token]:
        if self.found is None:
            yield _text(text)
            return
        pattern, by_form = self.found
        start = 0
        for match in pattern.finditer(text):
            term = by_form[match[0].casefold()]
            if term.name in self.seen:
                continue
            self.seen.add(term.name)
            yield _text(text[start : match.start()])
            yield Token("link_open", "a", 1, attrs={"href": f"{WORDS_PAGE}#{term.anchor}", "class": "term"})
            yield _text(match[0])
            yield Token("link_close", "a", -1)
            start = match.end()
        yield _text(text[start:])


def _text(words: str) -> Token:
    return Token("text", "", 0, content=words)
