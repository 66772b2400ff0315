"""A site of its own and phones that open it."""

from itertools import count

import pytest

from tests.journeys.phone import ZONE, today
from tests.pwa.site import PASSWORD, Site

PHONE = {
    "viewport": {"width": 390, "height": 844},
    "device_scale_factor": 2,
    "has_touch": True,
    "is_mobile": True,
    "locale": "en-GB",
    "timezone_id": ZONE,
}
_numbers = count()


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    running = Site(tmp_path_factory.mktemp("site"))
    running.deploy()
    running.seed()
    yield running
    running.stop()


@pytest.fixture
def pair():
    """The addresses of two people, Amina and Boris, whom no other test knows."""
    number = next(_numbers)
    return f"amina{number}@example.org", f"boris{number}@example.org"


@pytest.fixture
def her_address(pair):
    return pair[0]


@pytest.fixture
def his_address(pair):
    return pair[1]


class Phone:
    """One browser with its storage, and the page that is open on it."""

    def __init__(self, site, context):
        self.site, self.context, self.page = site, context, context.new_page()

    def open(self, path):
        self.page.goto(self.site.address + path)
        return self.page

    def close_app(self):
        self.page.close()
        self.page = self.context.new_page()

    def sign_in(self, email):
        self.open("/accounts/login/?next=/today/")
        self.page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
        self.page.fill("input[name=login]", email)
        self.page.fill("input[name=password]", PASSWORD)
        self.page.locator("form:has(input[name=password]) button").first.click()
        self.page.wait_for_url("**/today/")
        self.page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        self.page.wait_for_function("() => sessionStorage.getItem('stride-met')")

    def log(self, path="/log/"):
        self.open(path)
        self.page.wait_for_selector("#log:not([data-waiting])")
        self.page.wait_for_function("() => document.querySelector('[data-role=day]').textContent")

    def tap(self, name, value):
        self.page.locator(f'[name="{name}"][value="{value}"]').tap()
        self.page.wait_for_selector("#log [data-role=status]:not([aria-busy])")

    def says(self, words):
        self.page.wait_for_function("(words) => document.querySelector('[data-role=status] [data-role=text]').textContent === words", arg=words)

    def checked(self):
        return self.page.evaluate("Object.fromEntries([...document.querySelectorAll('#log input:checked')].map((one) => [one.name, one.value]))")

    def api(self, path):
        return self.page.evaluate("(path) => fetch(path).then((reply) => reply.json())", path)

    def fields(self):
        """What the server has for today, answered fields only."""
        return {name: value for name, value in self.api(f"/api/v1/diary/{today()}/")["fields"].items() if value is not None}


@pytest.fixture
def phone(site, engine):
    context = engine.new_context(**PHONE)
    yield Phone(site, context)
    context.close()


@pytest.fixture
def second_phone(site, engine):
    context = engine.new_context(**PHONE)
    yield Phone(site, context)
    context.close()
