"""Fixtures of the whole suite: the cast, signed-in clients, and a browser."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.core.management import call_command
from django.db import connection, connections
from django.test import Client
from playwright.sync_api import Browser, Playwright
from rest_framework.test import APIClient
from whitenoise.middleware import WhiteNoiseMiddleware

from backend.patients.models import Patient
from tests import factories
from tests.support import machine

os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")  # Playwright's loop runs beside the tests from the first page on

# Workers side by side have a cache each: a test that empties it must not empty another's.
if worker := os.environ.get("PYTEST_XDIST_WORKER", "").removeprefix("gw"):
    cache_of_all = settings.CACHES["default"]["LOCATION"]
    settings.CACHES["default"]["LOCATION"] = cache_of_all.replace("db=1", f"db={2 + int(worker)}")

BROWSER_FLAGS = [
    "--no-sandbox",
    "--process-per-site",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-background-timer-throttling",
    "--disable-renderer-backgrounding",
    "--disable-backgrounding-occluded-windows",
]


# The longest files first: of two workers neither waits at the end for the other's last file.
LONGEST = ("tests/js/test_torture.py", "tests/journeys/test_pages.py", "tests/pwa/test_phone.py", "tests/journeys/test_safety.py", "tests/run/test_run.py")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    place = {name: number for number, name in enumerate(LONGEST)}
    items.sort(key=lambda item: place.get(item.nodeid.partition("::")[0], len(place)))


@contextmanager
def launched(playwright: Playwright, program: str) -> Iterator[Browser]:
    browser = playwright.chromium.launch(executable_path=program, args=BROWSER_FLAGS)
    yield browser
    connections.close_all()  # Django keeps a connection of its own beside a running loop; it would hold up the dropping of the test database
    browser.close()


@pytest.fixture(scope="session")
def chromium(playwright: Playwright) -> Iterator[Browser]:
    """The whole browser, one for the whole run: for what its engine alone has not, such as push."""
    with launched(playwright, machine.chromium()) as browser:
        yield browser


@pytest.fixture(scope="session")
def engine(playwright: Playwright, request: pytest.FixtureRequest) -> Iterator[Browser]:
    """Chromium's engine without the windows of a browser: a phone of it costs half. Where it is not installed, and in `make journeys`, the whole browser."""
    shell = None if os.environ.get("STRIDE_WHOLE_BROWSER") else machine.chromium_shell()
    if shell is None:
        yield request.getfixturevalue("chromium")
        return
    with launched(playwright, shell) as browser:
        yield browser


@pytest.fixture(scope="session", autouse=True)
def _hashed_static_files() -> None:
    """The real files under their hashed names, once a run: pages name them, and the browser tests load them."""
    root = settings.STATIC_ROOT
    root.mkdir(parents=True, exist_ok=True)
    with (root.parent / "static.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (root / "staticfiles.json").exists():
            call_command("collectstatic", interactive=False, verbosity=0)


@pytest.fixture(scope="session", autouse=True)
def _list_of_static_files_read_once(_hashed_static_files: None) -> Iterator[None]:
    """Every test client builds its own middleware; reading the folder of static files each time would cost more than most tests."""
    known: dict[tuple[object, ...], dict[str, Any]] = {}
    read = WhiteNoiseMiddleware.add_files

    def add_files(self: WhiteNoiseMiddleware, root: Any, prefix: Any = None) -> None:
        if self.autorefresh:
            return read(self, root, prefix)  # it looks anew at each request and keeps no list
        asked = (str(root), prefix, self.max_age, self.charset, self.allow_all_origins, str(settings.STORAGES))
        if asked not in known:
            read(self, root, prefix)
            known[asked] = dict(self.files)
        self.files.update(known[asked])

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(WhiteNoiseMiddleware, "add_files", add_files)
        yield


@pytest.fixture(scope="session", autouse=True)
def _passwords_hashed_in_no_time() -> Iterator[None]:
    """The same hash with the least work: a quarter of a second for each password buys a test nothing."""
    with pytest.MonkeyPatch.context() as patch:
        for name, least in {"time_cost": 1, "memory_cost": 8, "parallelism": 1}.items():
            patch.setattr(Argon2PasswordHasher, name, least)
        yield


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """SQLite tests in a file, as it is used: two connections to one in-memory database do not lock as two processes do."""
    if connection.vendor == "sqlite":
        worker = os.environ.get("PYTEST_XDIST_WORKER", "")
        connection.settings_dict["TEST"]["NAME"] = str(settings.DATA_DIR / f"test{worker}.sqlite3")


@pytest.fixture
def amina(db: Any) -> Patient:
    return factories.patient("amina@example.org")


@pytest.fixture
def boris(db: Any) -> Patient:
    return factories.patient("boris@example.org")


@pytest.fixture
def sign_in() -> Any:
    """user → a client of the pages, signed in."""

    def signed_in(user: Any) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return signed_in


@pytest.fixture
def api_as() -> Any:
    """user → a client of the API, signed in by a session."""

    def signed_in(user: Any) -> APIClient:
        client = APIClient()
        client.force_login(user)
        return client

    return signed_in
