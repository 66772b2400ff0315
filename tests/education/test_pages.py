"""The public pages: cacheable, the same for everyone, complete without JavaScript."""

import re

import pytest
from django.test import Client

from backend.education.cards import cards
from backend.education.emergency import COUNTRIES
from backend.education.library import articles
from backend.education.topics import PHASES, TOPICS

pytestmark = pytest.mark.django_db
HELP = "/learn/get-help-now/"
PAGES = ["/learn/", *(f"/learn/{item.slug}/" for item in articles())]

# Every sign of lists A and B (and C) by the id that the log will lead to. A line that is lost from a card fails here.
LIST_A = {
    *("saddle-numb", "wiping", "pee-control", "cannot-pee", "leaking", "fullness", "genital-feeling"),
    *("both-legs", "sudden-weakness", "legs-give-way", "foot-lift", "accident"),
    *("breathless", "chest-pain", "cough-blood", "faint", "swelling-face", "wheeze-rash", "stroke"),
    *("hard-to-wake", "slow-breathing", "blue-lips", "too-much", "unknown-amount"),
    *("serotonin", "bleeding", "belly-pain", "self-harm", "ending-life"),
}
LIST_B = {
    *("one-leg-swollen", "one-leg-throbs", "weaker-over-days", "new-foot-drop", "two-falls", "large-numb-area", "burn-wound"),
    *("not-told", "fever", "after-procedure", "pus", "cancer-pain", "weight-loss", "lump"),
    *("fast-heart", "yellow", "constipated", "confused", "ankles-swell", "blood-in-pee", "pee-less", "heartburn", "mood", "stopped-suddenly"),
}
LIST_C = {"weaker-slowly", "worse-two-weeks", "side-effects", "missed-doses", "fear-of-falling", "low-mood", "refill", "weight-gain", "questions"}


def help_page() -> str:
    return Client().get(HELP).content.decode()


@pytest.mark.parametrize(("tier", "signs"), [("emergency", LIST_A), ("same-day", LIST_B), ("soon", LIST_C)])
def test_every_sign_is_on_a_card_of_its_tier(tier: str, signs: set[str]) -> None:
    assert {line.id for card in cards() if card.tier == tier for line in card.lines} == signs


def test_every_sign_is_on_the_help_page() -> None:
    page = help_page()
    assert [sign for sign in LIST_A | LIST_B | LIST_C if f'id="sign-{sign}"' not in page] == []


def test_five_doors_lead_to_their_cards_on_the_same_page() -> None:
    page = help_page()
    doors = re.findall(r'class="door" href="#([a-z-]+)"', page)
    assert doors == ["bladder-bowel-numb", "leg-weak", "breathing-chest-face", "sleepy-too-many", "ending-life"]
    assert all(f'id="{door}"' in page for door in doors)


def test_the_number_comes_first_and_can_be_called() -> None:
    page = help_page()
    assert page.index('href="tel:112"') < page.index('class="door"')
    assert "Your clinic has <strong>not</strong> been told." in page
    assert "Move, borrow a phone or knock on a door." in page


def test_without_javascript_every_country_can_be_called_from_the_list() -> None:
    page = help_page()
    rows = {code: page.split(f'<li data-country="{code}"')[1].split("</details>")[0] for code in COUNTRIES}
    assert [code for code, row in rows.items() if f'href="tel:{COUNTRIES[code].tel}"' not in row] == []


def test_without_javascript_no_british_words_are_in_a_heading() -> None:
    headings = " ".join(re.findall(r"<h[1-3].*?</h[1-3]>", help_page(), re.DOTALL))
    assert "A&amp;E" not in headings
    assert "NHS" not in headings
    assert "999" not in headings


def test_the_crisis_card_names_a_person_to_talk_to_before_the_emergency_number() -> None:
    card = help_page().split('id="ending-life"')[1].split("</section>")[0]
    assert card.index('data-link="crisis"') < card.index('data-link="call"')


@pytest.mark.parametrize("path", PAGES)
def test_a_page_sets_no_cookie_and_varies_by_none(path: str, sign_in, amina) -> None:  # type: ignore[no-untyped-def]
    for client in (Client(), sign_in(amina.user)):
        response = client.get(path)
        assert response.status_code == 200
        assert not response.cookies
        assert "cookie" not in response.headers.get("Vary", "").lower()
        assert response["Cache-Control"] == "public, max-age=300"


@pytest.mark.parametrize("path", PAGES)
def test_a_second_look_is_answered_304(path: str) -> None:
    first = Client().get(path)
    second = Client().get(path, headers={"If-None-Match": first["ETag"]})
    assert (second.status_code, second.content) == (304, b"")


@pytest.mark.parametrize("path", PAGES)
def test_a_page_asks_the_database_nothing(path: str, django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    with django_assert_num_queries(0):
        Client().get(path)


@pytest.mark.parametrize("path", PAGES)
def test_a_page_has_no_inline_script_or_style(path: str) -> None:
    page = Client().get(path).content.decode()
    assert not re.search(r"<script(?![^>]*src=)(?! type=.application/ld.json)|<style|\sstyle=|\son[a-z]+=", page)


@pytest.mark.parametrize("item", articles(), ids=lambda item: item.slug)
def test_an_article_shows_sources_review_dates_and_version(item) -> None:  # type: ignore[no-untyped-def]
    page = Client().get(f"/learn/{item.slug}/").content.decode()
    assert "Not yet reviewed by a clinician." in page
    assert "next check" in page
    assert f"version {item.version}" in page
    assert all(source.title in page for source in item.sources)


@pytest.mark.parametrize("path", [path for path in PAGES if path != HELP])
def test_a_title_says_of_which_illness_it_speaks(path: str) -> None:
    """ "Sleep" alone tells nobody who finds it in a search engine what it is about."""
    title = Client().get(path).content.decode().partition("<title>")[2].partition("</title>")[0]
    assert "lumbosacral plexopathy" in title.lower()


def test_the_fold_for_professionals_is_closed_and_warns() -> None:
    page = Client().get("/learn/what-it-is/").content.decode()
    assert '<details class="fold no-print" data-for="professional" data-unread><summary>More detail for professionals' in page
    assert "Not for choosing a dose" in page


def test_the_drawing_has_its_words_beside_it() -> None:
    page = Client().get("/learn/what-it-is/").content.decode()
    assert 'class="drawing plexus" aria-hidden="true"' in page
    assert "Nerves to the front of the thigh (femoral nerve)" in page
    assert page.count('class="pin-number') == 9


def test_an_unknown_article_is_404() -> None:
    assert Client().get("/learn/nowhere/").status_code == 404


@pytest.mark.parametrize("phase", PHASES)
def test_each_phase_has_more_than_its_own_article(phase: str) -> None:
    assert Client().get(f"/learn/?phase={phase}").content.decode().count("<li data-phases=") >= 8


def test_the_index_lists_every_article() -> None:
    page = Client().get("/learn/").content.decode()
    assert all(f'href="/learn/{item.slug}/"' in page for item in articles())


def test_the_index_is_folded_by_topic_and_says_how_much_each_holds() -> None:
    shelves = Client().get("/learn/").content.decode().split('<details class="shelf"')[1:]
    assert len(shelves) == len(TOPICS)
    assert all(shelf.startswith(">") for shelf in shelves)
    assert [int(re.search(r'data-role="held">(\d+)<', shelf)[1]) for shelf in shelves] == [shelf.count("<li data-phases=") for shelf in shelves]  # type: ignore[index]


def test_the_short_list_of_a_phase_is_unfolded() -> None:
    page = Client().get("/learn/?phase=weeks-0-4").content.decode()
    assert page.count('<details class="shelf" open>') == page.count('<details class="shelf"') > 0


@pytest.mark.parametrize("item", articles(), ids=lambda item: item.slug)
def test_the_way_back_from_an_article_leads_into_its_shelf(item) -> None:  # type: ignore[no-untyped-def]
    """A browser opens a fold for an address that leads inside it, not for one that leads to the fold itself."""
    shelf = Client().get("/learn/").content.decode().partition(f'<ul class="shelf__list" id="topic-{item.topic_code}">')[2].partition("</ul>")[0]
    assert f'href="/learn/{item.slug}/"' in shelf
    if item.layout != "help":
        assert f'href="/learn/#topic-{item.topic_code}"' in Client().get(f"/learn/{item.slug}/").content.decode()


def test_a_reader_can_go_back_to_anyone() -> None:
    html = Client().get("/learn/").content.decode()
    chooser = html.partition("data-audience-chooser")[2].partition("</details>")[0]
    assert re.findall(r'name="audience" value="(\w*)"', chooser) == ["", "patient", "carer", "professional"]
    assert " checked" not in chooser


@pytest.mark.parametrize("path", ["/learn/", "/learn/search.json", "/learn/your-check/", "/robots.txt"])
def test_what_is_sent_to_a_page_that_only_shows_is_405(path: str) -> None:
    answer = Client(enforce_csrf_checks=True).post(path, {"q": "pain"})
    assert (answer.status_code, answer["Allow"]) == (405, "GET, HEAD")


@pytest.mark.parametrize(("query", "is_shown"), [("I cannot pee", True), ("pain", False), ("", False)])
def test_words_of_danger_in_the_search_have_get_help_now_above_all_that_was_found(query: str, is_shown: bool) -> None:
    page = Client().get("/learn/", {"q": query}).content.decode()
    part = page[page.index('data-role="help-first"') :]
    assert part.startswith('data-role="help-first" hidden') is not is_shown
    assert part.index("/learn/get-help-now/") < part.index('data-role="hits"')
