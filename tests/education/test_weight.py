"""A page of Learn is light: bytes over the wire of a first load, for every article. `make bench` times the same."""

import re

import pytest
from playwright.sync_api import Browser

from backend.education.library import articles
from tests.education.test_help_in_a_browser import HOME, answer
from tests.support import weight

pytestmark = pytest.mark.django_db
KB = 1000
MOST, MOST_SCRIPT = 60 * KB, 10 * KB
HASH = re.compile(r"\.[0-9a-f]{12}(?=\.)")
IMAGES = "/static/icons/"
NOT_HERE = {"/manifest.webmanifest"}  # asked for once a page can be installed, which a test's browser does not look into
PAGES = ["/learn/", *(f"/learn/{item.slug}/" for item in articles())]


@pytest.mark.parametrize("path", PAGES)
def test_a_first_load_is_at_most_60_kilobytes_without_images_and_10_of_scripts(path: str) -> None:
    found = weight.first_load(path)
    assert found.total <= MOST, found
    assert found.scripts <= MOST_SCRIPT, found


def loaded(engine: Browser, path: str) -> set[str]:
    """What a browser that was never here asks for."""
    context = engine.new_context(service_workers="block")
    asked: set[str] = set()
    context.route("**/*", answer)
    page = context.new_page()
    page.on("request", lambda request: asked.add(request.url.removeprefix(HOME)))
    page.goto(HOME + path, wait_until="networkidle")
    context.close()
    return {HASH.sub("", name) for name in asked if not name.startswith(IMAGES) and name not in NOT_HERE}


@pytest.mark.parametrize("path", ["/learn/", "/learn/flare/", "/learn/get-help-now/", "/learn/gabapentin-and-pregabalin/", "/learn/recovery/"])
def test_a_browser_asks_for_what_was_counted(engine: Browser, path: str) -> None:
    counted = {HASH.sub("", name) for name in weight.first_load(path).files if name not in NOT_HERE}
    assert loaded(engine, path) == counted
