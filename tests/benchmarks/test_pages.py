"""The parts of the page benchmarks that need no server, no browser and no Node."""

import re
import socket
from pathlib import Path
from typing import Any

import pytest

from backend.education import library, reading
from benchmarks import nhsuk, node, page_load, page_rate, raw_get, report, report_pages
from tests.support import weight

PAGE = """<html><body><nav>Menu</nav><article class="prose" data-slug="x"><h1 id="a">Title</h1>
<div class="tools" data-tools><button>Save<svg><path d="M0"/></svg></button><p>said</p></div>
<p class="q">Ask &amp; <a href="/learn/b/" class="term">read</a>.</p><p hidden>not seen</p><form><input><p>clear?</p></form></article>
<p>after</p></body></html>"""


def answered(text: bytes) -> tuple[int, int]:
    theirs, mine = socket.socketpair()
    with theirs, mine:
        theirs.sendall(text)
        theirs.close()
        return raw_get.read_answer(mine)


def test_an_answer_is_read_to_the_end_of_its_body() -> None:
    text = b"HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\nabc"
    assert answered(text) == (200, len(text))


def test_a_304_has_no_body_whatever_its_length_says() -> None:
    assert answered(b"HTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\n")[0] == 304


def test_an_answer_that_breaks_off_is_told() -> None:
    with pytest.raises(ConnectionError):
        answered(b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nabc")


def test_no_subject_always_follows_the_same_one() -> None:
    orders = [page_rate.in_turn(["a", "b", "c"], number) for number in range(6)]
    assert {order[0] for order in orders} == {"a", "b", "c"}
    assert {order[order.index("a") - 1] for order in orders} == {"b", "c"}


def test_the_peer_keeps_the_words_and_leaves_the_tools_out() -> None:
    body = nhsuk.body_of(PAGE)
    assert body.split("\n")[0] == '<h1 class="nhsuk-heading-xl" id="a">Title</h1>'
    assert '<p class="nhsuk-body">Ask &amp; <a class="nhsuk-link" href="/learn/b/">read</a>.</p>' in body
    assert not re.search("Save|said|not seen|clear|Menu|after", body)


@pytest.mark.django_db
def test_the_peer_s_page_has_every_word_of_the_article() -> None:
    item = library.article("gabapentin-and-pregabalin")
    body = words(nhsuk.body_of(weight.fetch(f"/learn/{item.slug}/").decode()))
    said = [words(part.html) for part in reading.parts(item) if part.kind != "ask"]
    assert len(said) > 3
    assert [part for part in [item.in_short.split(), *said] if " ".join(part) not in " ".join(body)] == []
    assert all(text in " ".join(body) for part in reading.parts(item) for _number, text in part.questions)


def words(html: str) -> list[str]:
    return re.sub(r"<[^>]*>", " ", html).split()


@pytest.mark.parametrize(("said", "enough"), [("v18.20.4\n", True), ("v18.15.0", False), ("v20.9.0", True), ("", False), ("12.22", False)])
def test_a_node_that_is_too_old_is_told_from_one_that_is_not(said: str, enough: bool) -> None:
    assert node.is_new_enough(said) is enough


def test_without_node_the_run_says_why_and_fails_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(node.shutil, "which", lambda _name: None)
    monkeypatch.setattr(node.machine, "apt_install", lambda _packages: None)
    found = page_load.run(1)
    assert "Not measured: Node and npm are not on this machine" in "\n".join(report_pages.load(found))


def told(**audits: float) -> dict[str, Any]:
    """Lighthouse's answer, as much of it as is read."""
    items = [
        {"url": "http://localhost:1/a/", "transferSize": 900, "resourceType": "Document"},
        {"url": "http://localhost:1/a.js", "transferSize": 800, "resourceType": "Script"},
        {"url": "http://localhost:1/a.png", "transferSize": 5000, "resourceType": "Other", "mimeType": "image/png"},
        {"url": "https://elsewhere.example/font", "transferSize": 0, "resourceType": "Font"},
    ]
    values = {audit: {"numericValue": audits.get(name, 0.0)} for name, audit in page_load.TIMES.items()}
    scores = {name: {"score": 0.98} for name in ("performance", "accessibility")}
    return {"categories": scores, "audits": {**values, "network-requests": {"details": {"items": items}}}}


def test_bytes_are_bodies_without_images_and_without_what_never_came() -> None:
    found = page_load.figures(told(lcp_ms=1200.0), lambda _address: 100)
    assert (found["bytes"], found["script_bytes"], found["wire"], found["requests"]) == (200, 100, 1700, 2)
    assert (found["performance"], found["lcp_ms"]) == (98, 1200)


def figures(**changed: float) -> dict[str, float]:
    good = {"performance": 99, "accessibility": 100, "fcp_ms": 900, "lcp_ms": 1000, "tbt_ms": 10, "cls": 0.0}
    return good | {"bytes": 50_000, "script_bytes": 9_000, "wire": 60_000, "requests": 18} | changed


def test_each_target_of_the_first_load_can_be_missed() -> None:
    bad = figures(performance=97, accessibility=99, cls=0.021, lcp_ms=1501, tbt_ms=51, bytes=60_001, script_bytes=10_001)
    assert [met for *_, met in report_pages.load_targets({"Stride": bad, "nhsuk-frontend": figures()})] == [False] * 8
    assert all(met for *_, met in report_pages.load_targets({"Stride": figures(), "nhsuk-frontend": figures()}))


def test_a_page_at_a_third_of_a_bare_response_misses_its_target() -> None:
    rates = {report_pages.BARE: 1000.0, "article, gzip": 349.0, "article, plain": 350.0, "article, 304, gzip": 900.0, "article, 304, plain": 900.0}
    found = report_pages.rate_targets({name: {"requests_s": rate} for name, rate in rates.items()})
    assert [met for *_, met in found] == [False, True, True, True]


def test_a_table_takes_the_place_of_the_one_before_and_of_no_other(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    marks = [(report.START.format(name=name), report.END.format(name=name)) for name in ("a", "b")]
    page.write_text("\n".join(f"{start}\nold\n{end}" for start, end in marks))
    report.put_into(page, "b", "new")
    assert page.read_text() == f"{marks[0][0]}\nold\n{marks[0][1]}\n{marks[1][0]}\n\nnew\n{marks[1][1]}"


def test_every_part_has_its_place_in_the_document() -> None:
    text = (Path(__file__).resolve().parents[2] / "docs" / "benchmarks.md").read_text()
    assert all(mark.format(name=name) in text for name in ("diary write", "page rate", "page load") for mark in (report.START, report.END))
