"""The body of an article or card: Markdown with an allow-list, and a small block syntax of our own.

    ::: emergency            (also: same-day, soon, ask, carers, professionals, drawing)
    - a line of the card
    :::

A word after the kind is the block's heading, or the name of the drawing: its body then says in words what the drawing
shows. Blocks do not nest. Templates draw the blocks; the only HTML made here is that of Markdown, and it is cleaned by
an allow-list.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

import nh3
from django.conf import settings
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

KINDS = frozenset({"emergency", "same-day", "soon", "ask", "carers", "professionals", "drawing"})
TAGS = {"p", "h2", "h3", "ul", "ol", "li", "strong", "em", "a", "table", "thead", "tbody", "tr", "th", "td", "br"}
CLASSES = {"a": {"term"}}
ATTRIBUTES: dict[str, set[str]] = {"*": set(), "a": {"href"}, "h2": {"id"}, "h3": {"id"}}
SCHEMES = {"https", "tel", "mailto"}

_FENCE = re.compile(r"^:::\s*(?P<kind>[a-z-]*)\s*(?P<title>.*?)\s*$")
_markdown = MarkdownIt("commonmark", {"html": False}).enable("table")
_as_typed = MarkdownIt("commonmark", {"html": True}).enable("table")  # to find what is not obeyed; nothing is drawn by it


@cache
def drawings() -> frozenset[str]:
    """The names of all drawings that an article may show: files of frontend_static/drawings without their ending."""
    root = settings.BASE_DIR / "frontend_static" / "drawings"
    return frozenset(path.relative_to(root).with_suffix("").as_posix() for path in root.rglob("*.svg"))


@dataclass(frozen=True)
class Fault:
    """What is wrong, and where: `line` counts from 1 in the file."""

    path: str
    line: int
    message: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.message}"


class ContentError(Exception):
    """One file of content cannot be used; `faults` says everything that is wrong with it."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("\n".join(str(fault) for fault in faults))
        self.faults = faults


@dataclass(frozen=True)
class Block:
    kind: str  # "prose" or one of KINDS
    title: str
    source: str
    line: int

    @property
    def html(self) -> SafeString:
        return to_html(self.source)

    @property
    def items(self) -> tuple[str, ...]:
        """The lines of its lists, as plain words."""
        return tuple(_inline_text(inner) for item, _para, inner in triples(_markdown.parse(self.source)) if item.type == "list_item_open")

    @property
    def unlisted(self) -> tuple[str, ...]:
        """The words that stand outside its lists."""
        tokens = [Token("", "", 0), *_markdown.parse(self.source)]
        return tuple(_inline_text(inner) for item, _para, inner in triples(tokens) if inner.type == "inline" and item.type != "list_item_open")

    @property
    def sections(self) -> list[tuple[str, str]]:
        """(heading, Markdown below it) for each h2; what stands before the first has the heading ""."""
        pieces = re.split(r"^## +(.+?)\s*$", self.source, flags=re.MULTILINE)
        return [("", pieces[0]), *zip(pieces[1::2], pieces[2::2], strict=True)]

    @property
    def anchors(self) -> tuple[str, ...]:
        return tuple(slugify(inner.content) for token, inner in pairwise(_markdown.parse(self.source)) if token.type == "heading_open")

    @property
    def text(self) -> str:
        return to_text(self.source)


def triples(tokens: list[Token]) -> Iterator[tuple[Token, Token, Token]]:
    return zip(tokens, tokens[1:], tokens[2:], strict=False)


def to_html(source: str, link_words: Callable[[list[Token]], None] | None = None) -> SafeString:
    """Markdown to HTML of the allow-list. Raw HTML in the source is shown as text, never obeyed. `link_words` may add links to the tokens."""
    tokens = _markdown.parse(source)
    if link_words:
        link_words(tokens)
    for token, inner in pairwise(tokens):
        if token.type == "heading_open":
            token.attrSet("id", slugify(inner.content))
    html = _markdown.renderer.render(tokens, _markdown.options, {})
    return mark_safe(nh3.clean(html, tags=TAGS, attributes=ATTRIBUTES, allowed_classes=CLASSES, url_schemes=SCHEMES, link_rel="noreferrer"))  # noqa: S308 - cleaned


def slugify(words: str) -> str:
    """The letters and digits of any script, with hyphens between."""
    return re.sub(r"[\W_]+", "-", words.lower()).strip("-") or "part"


def to_text(source: str) -> str:
    """The words alone, a paragraph, list item or table cell a line; headings left out, as short ones flatter the grade."""
    lines = []
    tokens = _markdown.parse(source)
    for before, token in pairwise(tokens):
        if token.type == "inline" and before.type != "heading_open":
            lines.append(_inline_text(token))
    return "\n".join(lines)


def _inline_text(token: Token) -> str:
    return "".join(" " if child.type == "softbreak" else child.content for child in token.children or [])


def paragraphs(source: str) -> Iterator[tuple[int, str]]:
    """(line within the source, words) of every paragraph and list item."""
    tokens = _markdown.parse(source)
    for token, inner in pairwise(tokens):
        if token.type == "paragraph_open":
            yield (token.map[0] if token.map else 0), _inline_text(inner)


def links(source: str) -> Iterator[tuple[int, str]]:
    """(line within the source of its paragraph, address) of every link."""
    for token in _markdown.parse(source):
        for child in token.children or []:
            if child.type == "link_open":
                yield (token.map[0] if token.map else 0), str(child.attrGet("href"))


def refused(source: str) -> Iterator[tuple[int, str]]:
    """(line within the source, what it is) of what a writer meant and a reader sees as bare text: HTML, and links of a kind that is not allowed."""
    for token in _as_typed.parse(source):
        line = token.map[0] if token.map else 0
        if token.type == "html_block" or any(child.type == "html_inline" for child in token.children or []):
            yield line, "HTML"
        elif token.type == "inline" and "](" in _inline_text(token):
            yield line, "link"


def has_pictures(source: str) -> bool:
    return any(child.type == "image" for token in _markdown.parse(source) for child in token.children or [])


def linked_words(source: str) -> Iterator[str]:
    """The words of every link."""
    for token in _markdown.parse(source):
        children = token.children or []
        for child, inner in pairwise(children):
            if child.type == "link_open":
                yield inner.content


def split_blocks(body: str, first_line: int, path: str) -> tuple[Block, ...]:
    """The blocks of a body whose first line is `first_line` of the file; ContentError where a fence is wrong."""
    blocks: list[Block] = []
    faults: list[Fault] = []
    kind, title, start, lines = "prose", "", first_line, list[str]()

    def close() -> None:
        source = "\n".join(lines).strip("\n")
        if kind != "prose" or source:
            blank = next((i for i, text in enumerate(lines) if text.strip()), 0)
            blocks.append(Block(kind, title, source, start + blank))

    for number, text in enumerate(body.splitlines(), first_line):
        match = _FENCE.match(text)
        if not match:
            lines.append(text)
            continue
        close()
        opening = match["kind"]
        faults += _fence_faults(path, number, opening, match["title"], inside=kind != "prose")
        kind, title = (opening, match["title"]) if opening in KINDS else ("prose", "")
        start, lines = number + 1, []
    close()
    if kind != "prose":
        faults.append(Fault(path, start - 1, f"the block '::: {kind}' is never closed; end it with a line ':::'"))
    if faults:
        raise ContentError(faults)
    return tuple(blocks)


def _fence_faults(path: str, line: int, opening: str, title: str, *, inside: bool) -> list[Fault]:
    if opening and inside:
        return [Fault(path, line, f"'::: {opening}' opens inside another block; close that one with ':::' first")]
    if opening and opening not in KINDS:
        return [Fault(path, line, f"'::: {opening}' is not a block; use one of {', '.join(sorted(KINDS))}")]
    if opening == "drawing" and title not in drawings():
        return [Fault(path, line, f"there is no drawing '{title}'; there are {', '.join(sorted(drawings()))}")]
    if not opening and not inside:
        return [Fault(path, line, "':::' closes a block, but none is open")]
    return []
