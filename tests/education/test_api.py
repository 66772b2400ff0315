"""The articles for programs."""

import re

import pytest
from django.test import Client

from backend.education.library import articles
from backend.education.topics import PHASES

pytestmark = pytest.mark.django_db
LIST = "/api/v1/education/articles/"


def test_the_list_needs_no_session_and_touches_none() -> None:
    response = Client().get(LIST)
    assert response.status_code == 200
    assert not response.cookies
    assert "cookie" not in response.headers.get("Vary", "").lower()
    assert [item["slug"] for item in response.json()] == [item.slug for item in articles()]


@pytest.mark.parametrize(
    ("filters", "fits"),
    [
        ("phase=weeks-0-4", lambda item: "weeks-0-4" in item["phases"]),
        ("phase=any", lambda item: "any" in item["phases"]),
        ("audience=professional", lambda item: "professional" in item["audience"]),
        ("topic=medicines", lambda item: item["topic"] == "medicines"),
    ],
)
def test_a_filter_keeps_what_fits_and_all_of_it(filters: str, fits) -> None:  # type: ignore[no-untyped-def]
    everything = Client().get(LIST).json()
    found = Client().get(f"{LIST}?{filters}").json()
    assert 0 < len(found) < len(everything)
    assert found == [item for item in everything if fits(item)]


@pytest.mark.parametrize("phase", PHASES)
def test_a_phase_holds_the_same_articles_on_the_page_and_here(phase: str) -> None:
    page = Client().get(f"/learn/?phase={phase}").content.decode()
    shown = re.findall(r'<li data-phases="[^"]*"[^>]*><a href="/learn/([^/]+)/"', page)
    assert sorted(shown) == sorted(item["slug"] for item in Client().get(f"{LIST}?phase={phase}").json())


def test_a_search_gives_the_best_answer_first_and_keeps_to_the_other_filters() -> None:
    assert Client().get(f"{LIST}?q=gabapentine").json()[0]["slug"] == "gabapentin-and-pregabalin"
    assert {item["topic"] for item in Client().get(f"{LIST}?q=gabapentine&topic=treatment").json()} == {"treatment"}


@pytest.mark.parametrize(("filters", "field"), [("phase=week-9", "phase"), ("audience=dog", "audience"), ("topic=cars", "topic"), (f"q={'x' * 101}", "q")])
def test_a_filter_that_is_not_known_is_400_in_the_one_error_shape(filters: str, field: str) -> None:
    response = Client().get(f"{LIST}?{filters}")
    assert response.status_code == 400
    assert [error["field"] for error in response.json()["errors"]] == [field]


def test_an_article_carries_its_words_and_its_pedigree() -> None:
    item = Client().get(f"{LIST}what-it-is/").json()
    assert {block["kind"] for block in item["blocks"]} >= {"prose", "drawing", "professionals"}
    assert item["reviewer"] == "not yet reviewed by a clinician"
    assert item["sources"][0]["title"]
    assert item["cards"] == []


def test_the_help_page_carries_its_cards() -> None:
    cards = Client().get(f"{LIST}get-help-now/").json()["cards"]
    assert cards[0]["slug"] == "bladder-bowel-numb"
    assert {"id", "text"} == set(cards[0]["lines"][0])


def test_an_unknown_article_is_404_in_the_one_error_shape() -> None:
    response = Client().get(f"{LIST}nowhere/")
    assert response.status_code == 404
    assert set(response.json()) == {"code", "message", "errors"}
