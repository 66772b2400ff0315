"""Markdown of an article: what comes out, and what never does."""

from html.parser import HTMLParser

import pytest

from backend.education.markup import ContentError, split_blocks, to_html, to_text

HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[press](javascript:alert(1))",
    "[press](data:text/html;base64,PHNjcmlwdD4=)",
    "![x](https://example.org/track.gif)",
    "<a href='https://example.org' onclick='alert(1)'>x</a>",
    "<iframe src='https://example.org'></iframe>",
    "<p style='position:fixed'>x</p>",
    "<svg><script>alert(1)</script></svg>",
    "[x](https://example.org 'a\" onmouseover=\"alert(1)')",
    "<details open ontoggle=alert(1)>",
    "<svg onload=alert(1)>",
    "<style>body{display:none}</style>",
    "[press](JaVaScRiPt&colon;alert(1))",
    "[press](vbscript:msgbox(1))",
    "[press][1]\n\n[1]: javascript:alert(1)",
    "<javascript:alert(1)>",
    "<object data='x'></object><embed src='x'><base href='https://example.org'><form action='https://example.org'><input autofocus onfocus=alert(1)>",
    "<math><mi xlink:href='javascript:alert(1)'>x</mi></math>",
    "&#60;script&#62;alert(1)&#60;/script&#62;",
]


class Reader(HTMLParser):
    """What a browser would make of it: every tag and attribute."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: list[tuple[str, str | None]] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes += attrs


@pytest.mark.parametrize("source", HOSTILE)
def test_a_hostile_article_runs_nothing(source: str) -> None:
    found = Reader(to_html(f"## Title\n\n{source}\n\n- {source}\n"))
    assert found.tags <= {"h2", "p", "ul", "li", "a", "br"}
    assert {name for name, _value in found.attributes} <= {"href", "id", "rel"}
    assert all((value or "").startswith("https://") for name, value in found.attributes if name == "href")


def test_plain_markdown_comes_out_whole() -> None:
    html = to_html("## When to get help\n\nCall **now**. See [help](/learn/get-help-now/).\n\n- one\n- two")
    assert '<h2 id="when-to-get-help">When to get help</h2>' in html
    assert "<strong>now</strong>" in html
    assert 'href="/learn/get-help-now/"' in html
    assert html.count("<li>") == 2


def test_headings_are_not_part_of_the_words_that_are_graded() -> None:
    assert to_text("## A heading\n\nOne line.\n\n- two\n") == "One line.\ntwo"


def test_a_block_keeps_its_kind_its_title_and_its_line() -> None:
    blocks = split_blocks("Hello.\n\n::: same-day Call today if:\n- you fell\n:::\n\nBye.", 10, "a.md")
    assert [(block.kind, block.title, block.line) for block in blocks] == [("prose", "", 10), ("same-day", "Call today if:", 13), ("prose", "", 16)]


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("::: emergency\n- a", "a.md:5: the block '::: emergency' is never closed"),
        ("a\n:::\n", "a.md:6: ':::' closes a block, but none is open"),
        ("::: alarm\n:::", "a.md:5: '::: alarm' is not a block"),
        ("::: soon\n::: emergency\n:::", "a.md:6: '::: emergency' opens inside another block"),
        ("::: drawing heart\n:::", "a.md:5: there is no drawing 'heart'"),
    ],
)
def test_a_wrong_fence_is_named_with_its_line(body: str, words: str) -> None:
    with pytest.raises(ContentError, match=r"a\.md") as error:
        split_blocks(body, 5, "a.md")
    assert words in str(error.value)
