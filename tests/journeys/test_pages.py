"""Every page in each state, at two widths and in both themes: what axe, the content policy and a narrow screen say."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from django.test import override_settings
from django.urls import URLPattern, URLResolver, get_resolver, resolve
from playwright.sync_api import ConsoleMessage, Error, Page

from tests.journeys import cast as casting
from tests.journeys.pages import NO_PAGES, NO_PAGES_UNDER, PAGES, Here
from tests.journeys.phone import Phone

LOOKS = [(width, height, theme) for width, height in ((390, 844), (1280, 800)) for theme in ("light", "dark")]
COLOURS = ["color-contrast", "link-in-text-block"]  # all that a theme changes
LAYOUT = [*COLOURS, "scrollable-region-focusable"]  # and a width, where it shows no other elements
AXE = """(options) => axe.run(document, {resultTypes: ["violations"], ...options}).then(({ violations }) => violations.flatMap((one) =>
  one.nodes.map((node) => `${one.id}: ${node.target.join(" ")} ${node.any.concat(node.all, node.none).map((why) => why.message).join("; ")}`)))"""
SAME_WORDS = """() => { const seen = new Map(), twice = [];
  for (const link of document.querySelectorAll("a[href]")) {
    if (!link.checkVisibility()) continue;
    const words = (link.getAttribute("aria-label") ?? link.textContent).trim().replace(/\\s+/g, " ");
    if (seen.has(words) && seen.get(words) !== link.href) twice.push(`${words}: ${seen.get(words)} and ${link.href}`);
    seen.set(words, link.href);
  }
  return twice; }"""
SHOWN = """() => [...document.querySelectorAll("*")].map((one) => +one.checkVisibility({ visibilityProperty: true })).join("")"""
WIDER = """() => { const wide = document.documentElement.clientWidth, over = [];
  if (document.documentElement.scrollWidth > wide) for (const one of document.querySelectorAll("body *"))
    if (one.getBoundingClientRect().right > wide + 1) over.push(one.tagName + "." + one.className);
  return over.slice(0, 5); }"""


@pytest.fixture(scope="module")
def people(transactional_db: None) -> casting.Cast:
    return casting.gather()


@pytest.fixture(scope="module")
def hands(engine: Any, running: Any, people: casting.Cast) -> Iterator[Any]:
    """kind → a browser of theirs, kept from page to page."""
    phones: dict[str, Phone] = {}

    def of(kind: str) -> Phone:
        if kind not in phones:
            phones[kind] = Phone(engine, running[1], service_workers="block", reduced_motion="reduce")
            if user := people.people[kind]:
                phones[kind].sign_in(user, None if kind == "locked" else time.time() + 3600)  # recent until the last page
        return phones[kind]

    yield of
    for phone in phones.values():
        phone.context.close()


@contextmanager
def ears(page: Page) -> Iterator[list[str]]:
    """What the console says of the content policy while a page is open, and errors of its scripts."""
    heard: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text or "Content-Security-Policy" in message.text:
            heard.append(message.text)

    def fail(error: Error) -> None:
        heard.append(f"script error: {error}")

    page.on("console", hear)
    page.on("pageerror", fail)
    try:
        yield heard
    finally:
        page.remove_listener("console", hear)
        page.remove_listener("pageerror", fail)


def anew(phone: Phone) -> Page:
    """As if the app was swiped away and opened, in the same tab: a new one costs more than to load a page in it."""
    phone.page.evaluate("try { sessionStorage.clear(); } catch {}")  # about:blank has none
    phone.page.set_viewport_size({"width": 390, "height": 844})
    phone.page.emulate_media(color_scheme="light")
    return phone.page


def looks(page: Page) -> Iterator[str]:
    """What axe says. Every rule once for each set of elements that is shown; then those alone that a width or a theme can change."""
    seen: set[str] = set()
    for width, height, theme in LOOKS:
        page.set_viewport_size({"width": width, "height": height})
        page.emulate_media(color_scheme=theme)
        shown = page.evaluate(SHOWN)
        rules = [] if shown not in seen else LAYOUT if theme == "light" else COLOURS
        seen.add(shown)
        for one in page.evaluate(AXE, {"runOnly": rules} if rules else {}):
            yield f"{width} px, {theme}: {one}"


def narrow(page: Page, width: int) -> list[str]:
    page.set_viewport_size({"width": width, "height": 640})
    return [f"{width} px: wider than the screen: {one}" for one in page.evaluate(WIDER)]


def outline(page: Page) -> list[str]:
    headings = page.locator("h1").locator("visible=true").all_inner_texts()
    title = page.title()
    return [*([] if len(headings) == 1 else [f"h1: {headings}"]), *([] if title.strip(" ·").removesuffix("Stride").strip(" ·") else ["no title"])]


def faults(page: Page, samples: bool) -> list[str]:
    twice = [] if samples else page.evaluate(SAME_WORDS)
    found = [*outline(page), *(f"same words, two places: {one}" for one in twice)]
    found += [fault for width in (320, 390) for fault in narrow(page, width)]
    page.evaluate(AXE_SCRIPT)
    return [*found, *looks(page)]


@pytest.mark.parametrize("here", PAGES, ids=str)
def test_a_page_can_be_used_by_everybody(here: Here, hands: Any, people: casting.Cast, address: str) -> None:
    phone = hands(here.who)
    if here.who == "nobody":
        phone.context.clear_cookies()
    page = anew(phone)
    path = here.path if isinstance(here.path, str) else here.path(people)
    with ears(page) as heard, override_settings(STRIDE_DEMO=here.demo):
        answer = page.goto(path)
        if here.reach:
            here.reach(page)
        assert answer is not None
        assert answer.status == here.status
        assert not here.route or resolve(urlsplit(page.url).path).view_name == here.route, "another page was looked at"
        assert [*heard, *faults(page, here.samples)] == []


STICKS = """() => [...document.querySelectorAll("body *")].filter((one) => one.checkVisibility() && one.textContent.trim()
  && ["fixed", "sticky"].includes(getComputedStyle(one).position) && one.getBoundingClientRect().top < innerHeight
  && one.getBoundingClientRect().bottom > 0).map((one) => one.outerHTML.slice(0, 80))"""


@pytest.mark.parametrize("path", ["/today/", "/log/", "/trends/", "/learn/get-help-now/"])
def test_at_400_percent_nothing_stands_over_the_words(hands: Any, address: str, path: str) -> None:
    phone = hands("patient")
    page = phone.open(path)
    page.set_viewport_size({"width": 320, "height": 256})
    page.evaluate("scrollTo(0, 300)")
    assert page.evaluate(STICKS) == []
    assert page.evaluate(WIDER) == []


def routes(resolver: URLResolver, before: str = "", space: str = "") -> Iterator[tuple[str, str]]:
    for one in resolver.url_patterns:
        path = before + str(one.pattern)
        if isinstance(one, URLPattern):
            yield f"{space}{one.name}", path
        else:
            yield from routes(one, path, f"{one.namespace}:" if one.namespace else space)


def test_every_address_is_looked_at_or_has_a_reason() -> None:
    known = {here.route for here in PAGES} | set(NO_PAGES)
    open_ones = [name for name, path in routes(get_resolver()) if name not in known and not path.startswith(tuple(NO_PAGES_UNDER))]
    assert open_ones == [], "put the page into tests/journeys/pages.py, or say there why it is none"


def test_no_reason_is_left_for_an_address_that_is_gone() -> None:
    names = {name for name, _path in routes(get_resolver())}
    assert ({here.route for here in PAGES} - {""} | set(NO_PAGES)) - names == set()
