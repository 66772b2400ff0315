"""GET /api/v1/safety/: the table and the cards, for phones and programs."""

import pytest
from django.test import Client

from backend.education.cards import cards
from backend.symptoms import safety

pytestmark = pytest.mark.django_db
ADDRESS = "/api/v1/safety/"


def test_it_needs_no_session_and_touches_none():
    response = Client().get(ADDRESS)
    assert response.status_code == 200
    assert not response.cookies
    assert "cookie" not in response.headers.get("Vary", "").lower()


def test_it_may_be_kept_and_is_304_when_nothing_changed():
    first = Client().get(ADDRESS)
    assert "public" in first["Cache-Control"]
    again = Client().get(ADDRESS, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_its_tag_changes_with_the_table(monkeypatch):
    first = Client().get(ADDRESS)["ETag"]
    monkeypatch.setattr(safety, "VERSION", safety.VERSION + 1)
    assert Client().get(ADDRESS)["ETag"] != first


def test_it_is_the_one_table():
    told = Client().get(ADDRESS).json()
    assert {"version": told["version"], "items": told["items"]} == safety.as_json()


def test_every_answer_leads_to_a_card_that_is_told():
    told = Client().get(ADDRESS).json()
    led = {answer["card"] for item in told["items"] for answer in item["answers"]} | {card for item in told["items"] for card in item["more"]}
    assert led - {""} == set(told["cards"])


@pytest.mark.parametrize("card", cards(), ids=lambda card: card.slug)
def test_a_card_carries_its_lines_its_version_and_its_date(card):
    told = Client().get(ADDRESS).json()["cards"][card.slug]
    assert [line["id"] for line in told["lines"]] == [line.id for line in card.lines]
    assert (told["tier"], told["version"], told["last_checked"]) == (card.tier, card.version, card.last_checked.isoformat())
    assert told["advice"] == card.advice
