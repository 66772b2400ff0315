"""Journeys: Stride on a real port, its own pages and worker in a real Chromium, people at phone size.

The database is one of real commits for each module, emptied when the module ends: each test has people of its own, so none
sees the rows of another. (pytest-django's fixture of this name empties it after every test, which takes longer than most tests.)
"""

import os
import time
from collections.abc import Iterator
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core.cache import cache
from django.core.management import call_command
from playwright.sync_api import Browser, Page, expect

from backend.patients.models import Patient
from tests import factories
from tests.journeys import server
from tests.journeys.phone import ZONE, Made, Phone, noting
from tests.support import append_only

expect.set_options(timeout=30_000)  # patient: a busy machine is no failure, and what comes in time costs nothing


@pytest.fixture(scope="session")
def running(django_db_setup: None) -> Iterator[tuple[server.Site, str]]:
    site = server.Site()
    serving, address = server.serve(site)
    yield site, address
    server.stop(serving)


@pytest.fixture(scope="module", autouse=True)
def transactional_db(running: Any, django_db_blocker: Any) -> Iterator[None]:
    site, _address = running
    with django_db_blocker.unblock():
        yield
        with site.nobody_let_in():
            append_only.lift()
            call_command("flush", interactive=False, verbosity=0)
            append_only.restore()


@pytest.fixture
def site(running: Any) -> Iterator[server.Site]:
    site, _address = running
    yield site
    site.reset()


@pytest.fixture
def address(running: Any, site: server.Site) -> str:
    cache.clear()  # the limits on tries count by address, and all phones here have one
    return running[1]


WHOLE = bool(os.environ.get("STRIDE_WHOLE_BROWSER"))
PHONES: pytest.StashKey[list[Phone]] = pytest.StashKey()
WENT_WELL: pytest.StashKey[bool] = pytest.StashKey()
SITES: pytest.StashKey[list[server.Site]] = pytest.StashKey()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """What each phone showed when a journey failed."""
    report: Any = yield
    item.stash[WENT_WELL] = report.passed
    if report.when == "call" and report.failed:
        report.sections += [("the server is at work on", site.tells()) for site in item.stash.get(SITES, [])]
        report.sections += [(f"phone {number}", phone.tells()) for number, phone in enumerate(item.stash.get(PHONES, []), start=1)]
    return report


@pytest.fixture
def kind_of_browser(engine: Browser) -> Browser:
    """What the phones of a module run; one that needs the whole browser says so."""
    return engine


@pytest.fixture
def service_workers(request: pytest.FixtureRequest) -> str:
    """To keep the whole app costs a phone as much as all else that it does: only a journey that says so lets it."""
    return "allow" if WHOLE or request.node.get_closest_marker("keeps_the_app") else "block"


@pytest.fixture(scope="session")
def shelf() -> Iterator[dict[Browser, Phone]]:
    """browser → a phone that a journey gave back as it was."""
    with pytest.MonkeyPatch.context() as patch:
        for name, noted in noting().items():
            patch.setattr(Page, name, noted)
        phones: dict[Browser, Phone] = {}
        yield phones
        for phone in phones.values():
            phone.context.close()


@pytest.fixture
def pick_up(
    request: pytest.FixtureRequest,
    kind_of_browser: Browser,
    service_workers: str,
    site: server.Site,
    address: str,
    transactional_db: None,
    shelf: dict[Browser, Phone],
) -> Iterator[Made]:
    """(user or patient, options of the browser) → their phone, signed in; nobody → a new phone."""
    request.node.stash[SITES] = [site]
    phones: list[Phone] = request.node.stash.setdefault(PHONES, [])

    def picked(who: Any = None, factor: bool = False, **options: Any) -> Phone:
        is_plain = service_workers == "block" and not options
        given = shelf.pop(kind_of_browser, None) if is_plain else None
        phone = given or Phone(kind_of_browser, address, **({"service_workers": service_workers} | options))
        phones.append(phone)
        if who is not None:
            phone.sign_in(getattr(who, "user", who), time.time() if factor else None)
        return phone

    yield picked
    site.reset()
    for phone in phones:
        if request.node.stash.get(WENT_WELL, False) and kind_of_browser not in shelf and phone.can_be_handed_on():
            phone.wipe(site.answering)
            shelf[kind_of_browser] = phone
        else:
            phone.context.close()


def person(**extra: Any) -> Patient:
    """Somebody who signed up and proved the address."""
    patient = factories.patient(time_zone=ZONE, **extra)
    EmailAddress.objects.create(user=patient.user, email=str(patient.user.email), verified=True, primary=True)
    return patient


@pytest.fixture
def ana(transactional_db: None) -> Patient:
    """One affected leg, the left."""
    return person()


@pytest.fixture
def ben(transactional_db: None) -> Patient:
    """Both legs."""
    return person(right_affected=True)


@pytest.fixture
def phone(pick_up: Made, ana: Patient) -> Phone:
    """Ana's."""
    return pick_up(ana)
