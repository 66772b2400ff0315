"""The articles for programs."""

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db
LIST = "/api/v1/education/articles/"


def test_the_list_needs_no_session_and_touches_none() -> None:
    response = Client().get(LIST)
    assert response.status_code == 200
    assert not response.cookies
    assert "cookie" not in response.headers.get("Vary", "").lower()
    assert {item["slug"] for item in response.json()} == {"what-it-is", "get-help-now", "about-this-information", "flare"}


def test_an_article_carries_its_words_and_its_pedigree() -> None:
    item = Client().get(f"{LIST}what-it-is/").json()
    assert {block["kind"] for block in item["blocks"]} == {"prose", "drawing", "emergency", "professionals"}
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
