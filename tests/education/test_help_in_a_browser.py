"""Get help now in a real Chromium: which number a phone shows, where it is, and what is left without JavaScript.

What axe and a narrow screen say of these pages is in tests/journeys/test_pages.py, with all others.
"""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.test.client import ClientHandler
from playwright.sync_api import Browser, Page, Route, expect

HOME = "http://localhost"
HELP = f"{HOME}/learn/get-help-now/"
STATIC = Path(settings.BASE_DIR) / "frontend_static"


@cache
def middleware() -> ClientHandler:
    """One chain for all requests: reading the list of static files anew costs more than a request."""
    return Client().handler


def answer(route: Route) -> None:
    """The pages by Django's own client, the files from the folder they are written in."""
    path = "/" + route.request.url.removeprefix(HOME).split("#")[0].lstrip("/")
    if path.startswith("/static/"):
        route.fulfill(path=STATIC / re.sub(r"\.[0-9a-f]{12}(?=\.)", "", path.removeprefix("/static/")))
        return
    client = Client()
    client.handler = middleware()
    response = client.get(path)
    route.fulfill(status=response.status_code, body=response.content, headers=dict(response.headers))


@pytest.fixture
def phone(engine: Browser) -> Iterator[Any]:
    """(zone, country kept at the start, address) → the page as that phone shows it."""
    contexts = []

    def opened(zone: str, home: str = "", address: str = HELP, **extra: Any) -> Page:
        context = engine.new_context(viewport={"width": 390, "height": 844}, timezone_id=zone, **extra)
        contexts.append(context)
        context.route("**/*", answer)
        if home:
            context.add_init_script(f"localStorage.setItem('stride-country', '{home}')")
        page = context.new_page()
        page.goto(address)  # until the page has loaded: by then its module has put the number in from the page's own list
        return page

    yield opened
    for context in contexts:
        context.close()


@pytest.mark.parametrize(
    ("zone", "home", "number"),
    [
        ("Europe/London", "", "999"),
        ("Europe/London", "GB", "999"),
        ("America/New_York", "", "911"),
        ("Asia/Calcutta", "", "112"),
        ("Australia/Sydney", "GB", "000"),
        ("UTC", "JP", "119"),
        ("UTC", "", "112"),
        ("America/Sao_Paulo", "GB", "192"),
        ("Pacific/Tongatapu", "GB", "112"),
        ("Europe/London", "XX", "999"),
    ],
)
def test_the_number_on_top_is_that_of_where_the_phone_is(phone: Any, zone: str, home: str, number: str) -> None:
    page = phone(zone, home)
    assert page.locator(".call").get_attribute("href") == f"tel:{number}"
    assert page.locator(".call b").inner_text() == f"Call {number}"


def test_away_from_home_both_numbers_are_said(phone: Any) -> None:
    assert phone("Europe/Madrid", "GB").locator("[data-words=away]").inner_text() == "You seem to be in Spain: 112. At home: 999."


def test_away_in_a_country_that_is_not_listed_both_numbers_are_said(phone: Any) -> None:
    words = phone("Pacific/Tongatapu", "GB").locator("[data-words=away]").inner_text()
    assert words == "You seem to be away from United Kingdom. Try 112, or ask locally. At home: 999."


@pytest.mark.parametrize(("zone", "home"), [("Europe/London", "GB"), ("Europe/London", ""), ("Europe/London", "XX"), ("UTC", "GB")])
def test_at_home_nothing_is_said_about_being_away(phone: Any, zone: str, home: str) -> None:
    assert phone(zone, home).locator("[data-words=away]").is_hidden()


def test_british_words_in_britain(phone: Any) -> None:
    page = phone("Europe/London")
    assert page.locator(".care--emergency [data-words=emergency]").first.inner_text() == "Call 999 or go to A&E now if:"
    assert page.locator(".care--sameday [data-words=same-day]").first.inner_text() == "Call your GP or NHS 111 today if:"
    assert page.locator("[data-link=crisis]").get_attribute("href") == "tel:116123"


def test_neutral_words_elsewhere(phone: Any) -> None:
    page = phone("Europe/Paris")
    assert page.locator("[data-words=emergency]").first.inner_text() == "Call 112 or go to the emergency department now if:"
    assert page.locator("[data-words=same-day]").first.inner_text() == "Call your doctor or an urgent care line today if:"
    assert page.locator(".help > :not(#numbers)", has_text="NHS 111").count() == 0


def test_a_card_inside_an_article_takes_the_number_too(phone: Any) -> None:
    page = phone("America/New_York", address=f"{HOME}/learn/what-it-is/")
    expect(page.locator("[data-words=emergency]")).to_have_text("Call 911 or go to the emergency room now if:")  # from the help page, fetched


SAME_CHOICE = """async () => {
  const { choose, tableIn } = await import("/static/js/emergency-country.js");
  const text = await (await fetch("/learn/get-help-now/")).text();
  const all = [...document.querySelector(".numbers").children];
  const zones = ["", "UTC", "Pacific/Tongatapu", ...all.flatMap((row) => row.dataset.zones.split(" ")).filter(Boolean)];
  const named = ({ here, home }) => JSON.stringify([here, home].map((row) => row && { ...row.dataset, chosen: "" }));
  const wrong = ["", "GB", "XX"].flatMap((home) => zones.filter((zone) =>
    named(choose([...tableIn(text, home, zone).children], home, zone)) !== named(choose(all, home, zone))));
  return [zones.length > 200, wrong];
}"""


def test_the_short_list_of_an_article_leads_to_the_same_number_in_every_zone(phone: Any) -> None:
    assert phone("Europe/London").evaluate(SAME_CHOICE) == [True, []]


def test_without_javascript_112_and_the_list_stand(phone: Any) -> None:
    page = phone("Europe/London", java_script_enabled=False)
    assert page.locator(".call").get_attribute("href") == "tel:112"
    assert page.locator(".numbers summary", has_text="United Kingdom").inner_text().split() == ["United", "Kingdom", "999"]


def test_a_door_opens_its_card_on_the_same_page(phone: Any) -> None:
    page = phone("Europe/London")
    page.locator(".door", has_text="Leg suddenly weak").click()
    assert page.url == f"{HELP}#leg-weak"
    assert page.locator("#leg-weak h2").bounding_box()["y"] < 200
