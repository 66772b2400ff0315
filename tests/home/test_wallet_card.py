"""The card for wallet and fridge: printed, never kept."""

import re

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.fixture
def her(amina, sign_in):
    return sign_in(amina.user)


def test_what_is_typed_on_the_wallet_card_has_no_way_out():
    page = Client().get("/wallet-card/").content.decode().split("<main")[1].split("</main>")[0]
    assert "It is not saved and not sent." in page
    assert "<form" not in page
    assert re.findall(r'name="(\w+)"', page) == ["size", "size"]


@pytest.mark.parametrize("path", ["/learn/get-help-now/", "/menu/"])
def test_help_page_and_menu_lead_to_the_wallet_card(her, path):
    assert 'href="/wallet-card/"' in her.get(path).content.decode()


def test_the_wallet_card_sets_no_cookie_and_names_the_illness():
    response = Client().get("/wallet-card/")
    assert not response.cookies
    assert "lumbosacral plexopathy" in response.content.decode()
