"""A phone in a hand: 390 × 844, touch, one person. Taps are counted where the glass is touched."""

import datetime as dt
import time
from collections.abc import Callable, Collection
from typing import Any
from weakref import WeakSet
from zoneinfo import ZoneInfo

from django.conf import settings
from django.test import Client
from django.utils.crypto import get_random_string
from playwright.sync_api import Browser, BrowserContext, Error, Locator, Page, expect

from tests.signing_in import show_code, show_factor

NIGHT_IS_OVER, EVENING = 4, 22  # a run that began before the evening ends before the night


def daytime_zone() -> str:
    """London, or while it sleeps a place where it is day: at night the log rightly offers yesterday first."""
    hour = dt.datetime.now(ZoneInfo("Europe/London")).hour
    return "Europe/London" if NIGHT_IS_OVER <= hour < EVENING else "Asia/Tokyo"


ZONE = daytime_zone()
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True, "locale": "en-GB", "timezone_id": ZONE}


def today(back: int = 0) -> dt.date:
    return dt.datetime.now(ZoneInfo(ZONE)).date() - dt.timedelta(days=back)


NOTE = """([key, value]) => new Promise((resolve) => {
  const open = indexedDB.open("stride");
  open.onsuccess = () => {
    const tx = open.result.transaction("meta", "readwrite");
    value === null ? tx.objectStore("meta").delete(key) : tx.objectStore("meta").put(value, key);
    tx.oncomplete = () => { open.result.close(); resolve(null); };
  };
})"""
ROWS = """(name) => new Promise((resolve) => {
  const open = indexedDB.open("stride");
  open.onsuccess = () => {
    if (!open.result.objectStoreNames.contains(name)) return open.result.close(), resolve([]); // without an answer a test that failed would wait for ever
    const asked = open.result.transaction(name).objectStore(name).getAll();
    asked.onsuccess = () => { open.result.close(); resolve(asked.result.map(({ account, state }) => ({ account, state }))); };
  };
})"""

FULL = """() => { for (const name of ["put", "add"]) {
  const plain = IDBObjectStore.prototype[name];
  IDBObjectStore.prototype[name] = function (...all) { if (window.full) throw new DOMException("full", "QuotaExceededError"); return plain.apply(this, all); };
} }"""


def eventually(check: Callable[[], bool], seconds: float = 30) -> None:
    """For what no page tells: rows of a database, requests that a server counts."""
    until = time.monotonic() + seconds
    while not check():
        assert time.monotonic() < until, "this did not happen in time"
        time.sleep(0.02)


LEFT = "cookies,local_storage,indexeddb,cache_storage,service_workers"  # what a person leaves on a phone


class Phone:
    """One browser profile, and the page that is open in it."""

    def __init__(self, browser: Browser, address: str, **options: Any) -> None:
        self.keeps_the_app = options.get("service_workers") != "block"
        self._context: BrowserContext = browser.new_context(base_url=address, **(PHONE | options))
        self._context.set_default_timeout(30_000)
        self.address = address
        self.taps = 0
        self.page: Page = self._context.new_page()
        self.is_as_bought = not options.keys() - {"service_workers"} and not self.keeps_the_app

    @property
    def context(self) -> BrowserContext:
        """Whoever takes it may change what no wipe undoes, such as a clock: nobody else gets the phone."""
        self.is_as_bought = False
        return self._context

    def wipe(self, answering: Collection[Any] = ()) -> None:
        """As it came from the shop, but for the files of the app: to load these anew costs more than most journeys."""
        self.page.goto(f"{self.address}/livez")
        eventually(lambda: not answering)  # a late answer would bring its cookies along
        devtools = self._context.new_cdp_session(self.page)
        devtools.send("Storage.clearDataForOrigin", {"origin": self.address, "storageTypes": LEFT})
        devtools.detach()
        self._context.clear_cookies()
        self.page.evaluate("sessionStorage.clear()")
        self.taps = 0

    def can_be_handed_on(self) -> bool:
        return self.is_as_bought and self.page not in CHANGED and self._context.pages == [self.page]

    def sign_in(self, user: Any, factor_at: float | None = None) -> None:
        """`factor_at`: when the second factor was shown, in seconds since 1970. Both cookies come at once, as from a sign-in."""
        client = Client()
        client.force_login(user)
        if factor_at:
            show_factor(client, user, factor_at)
        show_code(client, user)
        cookies = {settings.SESSION_COOKIE_NAME: client.session.session_key, settings.CSRF_COOKIE_NAME: get_random_string(32)}
        self._context.add_cookies([{"name": name, "value": value, "url": self.address} for name, value in cookies.items()])

    def lose_session(self) -> None:
        self._context.clear_cookies(name=settings.SESSION_COOKIE_NAME)

    def tells(self) -> str:
        """What stood on it when a test failed: where it was, what it said, whose it was."""
        try:
            met = self.page.evaluate("sessionStorage.getItem('stride-met')")
            return f"{self.page.url}\nmet: {met}\nrows: {self.rows()}\n{self.page.inner_text('body')[:2000]}"
        except Error as error:
            return f"{self.page.url}: {error}"

    def open(self, path: str) -> Page:
        self.page.goto(path)
        return self.page

    def close(self) -> None:
        """The app is swiped away; the phone stays."""
        self.page.close()
        self.page = self._context.new_page()

    def tap(self, what: Locator) -> None:
        what.tap()
        self.taps += 1

    # ---- the log

    def open_log(self, path: str = "/log/") -> Page:
        self.open(path)
        return self.ready()

    def ready(self) -> Page:
        """The log has found its person and listens."""
        expect(self.page.locator("#log")).to_have_attribute("data-ready", "yes")
        return self.page

    def tile(self, field: str, value: Any) -> Locator:
        return self.page.locator(f'[data-field="{field}"] label.tile').filter(has=self.page.locator(f'input[value="{value}"]'))

    def answer(self, **fields: Any) -> None:
        """One tap for each answer."""
        for field, value in fields.items():
            self.say(self.tile(field, value))

    def save(self, answer: str = "nothing") -> None:
        self.say(self.page.locator(f'button[name="new"][value="{answer}"]'))

    def say(self, what: Locator) -> None:
        """A tap that is on the phone's disk before the next."""
        before = len(self.rows())
        self.tap(what)
        eventually(lambda: len(self.rows()) > before)

    @property
    def status(self) -> Locator:
        return self.page.locator('[data-role="status"] [data-role="text"]')

    def checked(self) -> list[list[str]]:
        return self.page.eval_on_selector_all("#log input:checked", "all => all.map(one => [one.name, one.value])")

    def rows(self, store: str = "items") -> list[dict[str, str]]:
        """What the phone's own database has, as far as it is in clear. Asked again when the page went on meanwhile."""
        while True:
            try:
                found: list[dict[str, str]] = self.page.evaluate(ROWS, store)
                return found
            except Error as error:
                if "Execution context was destroyed" not in error.message:
                    raise

    def note(self, key: str, value: str | None) -> None:
        """As the app notes something of this phone; None: it never did."""
        self.page.evaluate(NOTE, [key, value])

    def states(self) -> list[str]:
        return [row["state"] for row in self.rows()]

    def is_sent(self) -> None:
        """Nothing waits, and the page says so."""
        eventually(lambda: set(self.states()) == {"sent"})
        expect(self.status).to_have_text("Sent")

    # ---- the network

    def offline(self) -> None:
        self.context.set_offline(True)

    def online(self) -> None:
        self.context.set_offline(False)

    def settle(self) -> None:
        """The worker rules and has everything that it keeps."""
        assert self.keeps_the_app, "this journey needs @pytest.mark.keeps_the_app"
        self.page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        try:
            eventually(self.is_ruled, 10)
        except AssertionError:  # on its way while the worker came up: a browser leaves such a page without it until the next
            self.page.reload()
            if self.page.locator("#log").count():
                self.ready()
            eventually(self.is_ruled)

    def is_ruled(self) -> bool:
        return bool(self.page.evaluate("navigator.serviceWorker.controller !== null"))  # the policy forbids waiting inside the page


CHANGED: WeakSet[Page] = WeakSet()  # pages whose listeners, scripts or sizes a test set: they stay with it
CHANGES = ("add_init_script", "route", "route_web_socket", "on", "once", "emulate_media", "set_viewport_size", "expose_function", "expose_binding")


def note(name: str) -> Callable[..., Any]:
    plain = getattr(Page, name)

    def noted(page: Page, *given: Any, **named: Any) -> Any:
        CHANGED.add(page)
        return plain(page, *given, **named)

    return noted


def noting() -> dict[str, Any]:
    """The methods and properties of a page whose use is noted."""
    properties = {name: getattr(Page, name).fget for name in ("context", "clock")}

    def noted(plain: Callable[[Page], Any]) -> property:
        return property(lambda page: (CHANGED.add(page), plain(page))[1])

    return {name: note(name) for name in CHANGES} | {name: noted(plain) for name, plain in properties.items()}


Made = Callable[..., Phone]
