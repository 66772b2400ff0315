"""The library: what it finds, and how it names what is wrong with a file."""

import datetime
from pathlib import Path

import pytest
from django.core.checks import Error, registry
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from backend.education import library
from backend.education.apps import content_loads
from backend.education.articles import load_article
from backend.education.cards import cards, load_card
from backend.education.checks import check, in_future, overdue
from backend.education.files import NOT_REVIEWED
from backend.education.library import article, articles, offline_pages
from backend.education.management.commands.content import Command
from backend.education.markup import ContentError, Fault, links

GOOD = """---
title: A page
slug: a-page
summary: What it says.
in_short: In short.
topic: illness
order: 1
phases: [any]
audience: [patient]
sources: [case-study]
author: The Stride project
reviewer: not yet reviewed by a clinician
status: in review
last_checked: 2026-11-21
next_check: 2027-11-20
version: 1
related: []
---
You can read this.
"""


@pytest.fixture
def write(tmp_path: Path):  # type: ignore[no-untyped-def]
    def written(text: str, name: str = "a-page.md") -> Path:
        folder = tmp_path / "en" / "articles"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
        return folder / name

    return written


def test_the_content_of_stride_has_no_fault() -> None:
    assert [str(fault) for fault in check()] == []


def test_the_check_command_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("content", "check")
    assert "no faults" in capsys.readouterr().out


def test_the_articles_stand_shelf_by_shelf() -> None:
    order = [(list(library.TOPICS).index(item.topic_code), item.order) for item in articles()]
    assert order == sorted(order)
    assert articles()[0].slug == "what-it-is"


def test_nothing_is_called_approved_before_a_clinician_has_a_name_in_it() -> None:
    assert {item.status for item in articles() if item.reviewer == NOT_REVIEWED} == {"in review"}


def test_every_article_says_who_reviewed_it_or_that_nobody_did() -> None:
    for item in articles():
        assert (item.reviewer == NOT_REVIEWED) == (item.reviewed_on is None)


def test_a_good_file_loads(write) -> None:  # type: ignore[no-untyped-def]
    assert load_article(write(GOOD)).title == "A page"


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("title: A page\n", "", "a-page.md:1: title: is missing"),
        ("slug: a-page", "slug: other", "a-page.md:3: slug: 'other' must be the file's name, 'a-page'"),
        ("slug: a-page", "slug: A page", "a-page.md:3: slug: may have small letters"),
        ("status: in review", "status: ready", "a-page.md:13: status: 'ready' is not one of approved, draft, in review"),
        ("status: in review", "status: approved", "a-page.md:13: status: is 'approved', but no clinician is named as reviewer"),
        ("topic: illness", "topic: cars", "a-page.md:6: topic: 'cars' is not one of"),
        ("title: A page", f"title: {'long ' * 20}", "a-page.md:2: title: has 99 letters; 60 at most"),
        ("summary: What it says.", f"summary: {'long ' * 40}", "a-page.md:4: summary: has 199 letters; 155 at most"),
        ("related: []", "related: []\nkeywords: [a, b, c, d, e, f, g, h, i, j, k, l, m]", "a-page.md:18: keywords: takes at most 12"),
        ("related: []", "related: []\nstage: 5", "a-page.md:18: stage: must be 1 to 4"),
        ("related: []", "related: []\ndrawing: heart", "a-page.md:18: drawing: there is no drawing 'heart'"),
        ("last_checked: 2026-11-21", "last_checked: soon", "a-page.md:14: last_checked: must be a date like 2026-11-21"),
        ("next_check: 2027-11-20", "next_check: 2029-11-20", "a-page.md:15: next_check: must be after last_checked, and at most 24 months"),
        ("next_check: 2027-11-20", "next_check: 2026-11-20", "a-page.md:15: next_check: must be after last_checked"),
        ("version: 1", "version: one", "a-page.md:16: version: must be a whole number"),
        ("sources: [case-study]", "sources: [a-blog]", "a-page.md:10: sources: 'a-blog' is not one of"),
        ("sources: [case-study]", "sources: []", "a-page.md:10: sources: needs at least 1"),
        ("audience: [patient]", "audience: patient", "a-page.md:9: audience: must be a list of words"),
        ("related: []", "related: []\ncolour: red", "a-page.md:18: colour: is not a known field"),
        ("reviewer: not yet reviewed by a clinician", "reviewer: Dr A", "reviewed_on: a reviewer needs a date"),
        ("reviewer: not yet reviewed", "reviewed_on: 2026-11-20\nreviewer: Not yet reviewed", "reviewer: write 'not yet reviewed by a clinician'"),
        ("last_checked: 2026-11-21", "last_checked: 2026-11-21 10:00:00", "a-page.md:14: last_checked: must be a date like 2026-11-21"),
        ("version: 1", "version: 1\nversion: 2", "a-page.md:17: front matter cannot be read: 'version' stands twice, first on line 16"),
        ("title: A page", "title: [A", "a-page.md:2: front matter cannot be read"),
        ("---\ntitle", "title", "a-page.md:1: no front matter"),
        ("You can read this.", "::: soon\n- a", "a-page.md:19: the block '::: soon' is never closed"),
    ],
)
def test_a_fault_names_file_line_and_mend(write, old: str, new: str, words: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(ContentError) as error:
        load_article(write(GOOD.replace(old, new, 1)))
    assert words in str(error.value)


def test_all_faults_of_a_file_are_named_at_once(write) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(ContentError) as error:
        load_article(write(GOOD.replace("version: 1", "version: 0").replace("order: 1", "order: x")))
    assert [fault.line for fault in error.value.faults] == [7, 16]


@pytest.mark.parametrize(
    ("words", "fault"),
    [
        ("See [this](/learn/nowhere/).", "the link /learn/nowhere/ leads to no article"),
        (f"This is {'very ' * 30}long.", "a sentence of 33 words; 25 at most"),
        ("One. Two. Three. Four.", "a paragraph of 4 sentences; split it"),
        ("See [this](#nowhere).", "the link #nowhere leads to no heading of that article"),
        ("See [this](nowhere).", "the link nowhere leads out of Stride: start it with https:// or /"),
        ("See [this](http://example.org/).", "the link http://example.org/ leads out of Stride"),
        ("You see ![](/static/a.png) here.", "a picture in the text is not shown: use '::: drawing'"),
        ("## One\n\nYou read.\n\n## One\n\nYou read.", "2 headings 'one' in one article"),
        ("You read.\n\n<script>alert(1)</script>", "a-page.md:21: HTML is not obeyed: the reader sees it as text"),
        ("You read.\n\nThis is <b>bold</b>.", "a-page.md:21: HTML is not obeyed: the reader sees it as text"),
        ("You read.\n\nYou [tap](javascript:alert(1)).", "a-page.md:21: a link is not obeyed: the reader sees it as text"),
        ("You read.\n\nYou [tap](data:text/html,x).", "a-page.md:21: a link is not obeyed: the reader sees it as text"),
        ("You read.\n\nYou see [that](/learn/nowhere/).", "a-page.md:21: the link /learn/nowhere/ leads to no article"),
        ("::: emergency\nYou cannot breathe.\n:::", "'::: emergency' has no line that begins with '- '"),
        ("::: ask\n- You fell?\n\n  And hurt?\n:::", "in '::: ask' only lines that begin with '- ' are shown, not 'And hurt?'"),
        ("::: ask\n## Why\n- What is it?\n:::", "in '::: ask' only lines that begin with '- ' are shown, not 'Why'"),
        ("::: soon\n:::", "'::: soon' has no line that begins with '- '"),
        ("See [this](/learn/a-page/#nowhere).", "the link /learn/a-page/#nowhere leads to no heading of that article"),
        ("::: drawing plexus\n:::", "the drawing 'plexus' has no words beside it"),
        (f"{'You can go on and on with it. '.replace('. ', ' ') * 3}. {'You can go on and on with it ' * 3}.", "words on average; 15 at most"),
        ("Immunomodulatory interventions necessitate multidisciplinary evaluation.", "reading grade is"),
    ],
)
def test_the_check_finds_dead_links_and_hard_words(write, tmp_path: Path, words: str, fault: str) -> None:  # type: ignore[no-untyped-def]
    write(GOOD.replace("You can read this.", words))
    assert fault in "\n".join(str(found) for found in check(folder=tmp_path))


def test_the_check_names_the_faults_of_every_file_beside_one_that_cannot_be_read(write, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    write(GOOD.replace("slug: a-page", "slug: b-page").replace("topic: illness", "topic: cars"), "b-page.md")
    write(GOOD.replace("You can read this.", "See [this](/learn/b-page/) and [that](/learn/nowhere/).").replace("related: []", "related: [b-page]"))
    found = [str(fault) for fault in check(folder=tmp_path) if "-page.md" in fault.path]
    assert [words.partition("-page.md:")[2][:32] for words in found] == ["6: topic: 'cars' is not one of e", "19: the link /learn/nowhere/ lea"]


def test_the_check_command_speaks_for_itself_before_djangos_own() -> None:
    assert Command.requires_system_checks == []


def test_an_article_that_was_due_to_be_checked_is_named(write, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    write(GOOD)
    assert overdue("en", datetime.date(2027, 11, 20), folder=tmp_path) == []
    assert str(overdue("en", datetime.date(2027, 11, 21), folder=tmp_path)[0]) == "en/articles/a-page.md:1: was due to be checked on 2027-11-20"


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("last_checked: 2026-11-21", "last_checked: 2026-11-23", "en/articles/a-page.md:14: last_checked: 2026-11-23 is in the future"),
        ("status: in", "reviewed_on: 2026-11-23\nstatus: in", "en/articles/a-page.md:13: reviewed_on: 2026-11-23 is in the future"),
    ],
)
def test_nobody_has_checked_a_page_tomorrow(write, tmp_path: Path, old: str, new: str, fault: str) -> None:  # type: ignore[no-untyped-def]
    write(GOOD.replace(old, new))
    assert [str(one) for one in in_future("en", datetime.date(2026, 11, 21), folder=tmp_path)] == [fault]
    assert in_future("en", datetime.date(2026, 11, 22), folder=tmp_path) == []


def test_no_page_of_stride_was_checked_in_the_future() -> None:
    assert in_future("en", datetime.datetime.now(datetime.UTC).date()) == []


def test_the_check_stops_on_a_date_that_is_still_to_come(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("backend.education.checks.in_future", lambda *_args: [Fault("en/articles/sleep.md", 14, "last_checked: 2099-01-01 is in the future")])
    with pytest.raises(CommandError, match="1 fault in the content"):
        call_command("content", "check")
    assert "en/articles/sleep.md:14: last_checked: 2099-01-01 is in the future" in capsys.readouterr().err


def test_medicines_are_checked_every_year(write) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(ContentError, match=r"a-page.md:15: next_check: medicines are checked at least every 12 months"):
        load_article(write(GOOD.replace("topic: illness", "topic: medicines").replace("next_check: 2027-11-20", "next_check: 2027-12-20")))


def test_a_file_that_is_no_text_is_named(write) -> None:  # type: ignore[no-untyped-def]
    path = write(GOOD)
    path.write_bytes(path.read_bytes() + b"\xff")
    with pytest.raises(ContentError, match=r"a-page.md:20: is not text in UTF-8"):
        load_article(path)


def test_a_link_to_a_draft_is_dead(write, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    draft = write(GOOD.replace("slug: a-page", "slug: a-draft").replace("status: in review", "status: draft"))
    draft.rename(draft.with_name("a-draft.md"))
    write(GOOD.replace("You can read this.", "See [this](/learn/a-draft/)."))
    assert "the link /learn/a-draft/ leads to a draft, which readers do not see" in "\n".join(map(str, check(folder=tmp_path)))


def test_another_language_names_its_words_of_danger(tmp_path: Path) -> None:
    (tmp_path / "de" / "articles").mkdir(parents=True)
    (tmp_path / "de" / "search.toml").write_text('left_out = ["der"]', encoding="utf-8")
    assert "de/search.toml:1: has no 'danger'" in "\n".join(map(str, check("de", folder=tmp_path)))
    (tmp_path / "fr" / "search.toml").parent.mkdir()
    (tmp_path / "fr" / "search.toml").write_text('danger = ["suicide"]', encoding="utf-8")
    assert "danger" not in "\n".join(map(str, check("fr", folder=tmp_path)))


def test_a_card_that_was_due_to_be_checked_is_named() -> None:
    assert "en/cards/leg-weak.md" in {late.path for late in overdue("en", datetime.date(2099, 1, 1))}


def test_no_article_is_past_its_check() -> None:
    assert [str(late) for late in overdue("en", timezone.now().date())] == [], "Check these again, then set last_checked and next_check."


def test_a_draft_is_checked_but_not_served(write, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    write(GOOD.replace("status: in review", "status: draft"))
    assert library.load_all("en", folder=tmp_path)["a-page"].status == "draft"
    with pytest.raises(KeyError):
        article("a-page")


def test_a_dead_related_article_is_a_fault(write, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    write(GOOD.replace("related: []", "related: [gone]"))
    assert "there is no article 'gone'" in str(check(folder=tmp_path)[0])


def test_an_article_past_its_check_says_so() -> None:
    item = article("what-it-is")
    assert not item.is_overdue(item.next_check)
    assert item.is_overdue(item.next_check + datetime.timedelta(days=1))


def test_another_language_falls_back_to_english(settings) -> None:  # type: ignore[no-untyped-def]
    from django.utils.translation import override

    with override("fr"):
        assert article("what-it-is").language == "en"


def test_help_comes_first_among_the_pages_kept_offline() -> None:
    assert offline_pages()[0] == "/learn/get-help-now/"
    assert set(offline_pages()) == {"/learn/", *(f"/learn/{item.slug}/" for item in articles())}


@pytest.mark.django_db
def test_every_link_inside_stride_leads_somewhere() -> None:
    inside = {href for item in articles() for block in item.blocks for _line, href in links(block.source) if href.startswith("/")}
    assert {href: Client().get(href).status_code for href in inside} == dict.fromkeys(inside, 200)


CARD = """---
slug: a-card
tier: soon
order: 1
icon: calendar
sources: [case-study]
reviewer: not yet reviewed by a clinician
last_checked: 2026-11-21
next_check: 2027-05-21
version: 1
---
- you have new questions {#questions}
"""


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (" {#questions}", "", "a-card.md:12: a line of a card ends with its id"),
        ("- you have new questions {#questions}", "Hello.", "a card needs at least one line"),
        ("tier: soon", "tier: later", "a-card.md:3: tier: 'later' is not one of"),
        ("icon: calendar", "icon: siren", "a-card.md:5: icon: 'siren' is not one of"),
    ],
)
def test_a_fault_of_a_card_names_file_and_line(tmp_path: Path, old: str, new: str, words: str) -> None:
    path = tmp_path / "a-card.md"
    path.write_text(CARD.replace(old, new))
    with pytest.raises(ContentError) as error:
        load_card(path)
    assert words in str(error.value)


def test_an_id_stands_on_one_card_only(tmp_path: Path) -> None:
    folder = tmp_path / "en" / "cards"
    folder.mkdir(parents=True)
    for slug in ("a-card", "b-card"):
        (folder / f"{slug}.md").write_text(CARD.replace("a-card", slug))
    with pytest.raises(ContentError, match="the id 'questions' is already on the card 'a-card'"):
        cards("en", folder=tmp_path)


def test_broken_content_is_an_error_that_stops_a_release(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_language: str) -> None:
        raise ContentError([Fault("en/articles/sleep.md", 13, "status: 'ready' is not one of approved, draft, in review")])

    assert content_loads in registry.registry.get_checks()
    assert content_loads(None) == []
    monkeypatch.setattr(library, "load_all", broken)
    assert content_loads(None) == [Error("en/articles/sleep.md:13: status: 'ready' is not one of approved, draft, in review", id="education.E001")]
