"""What waits goes without the app, where the browser sends in the background."""

import pytest
from playwright.sync_api import Browser

from backend.patients.models import Patient
from tests.journeys.phone import Phone, eventually

pytestmark = pytest.mark.keeps_the_app


@pytest.fixture
def kind_of_browser(chromium: Browser) -> Browser:
    """Background sync is of the whole browser."""
    return chromium


def test_the_browser_sends_what_waits_though_the_app_is_closed(phone: Phone, ana: Patient) -> None:
    phone.open_log()
    phone.settle()
    phone.context.grant_permissions(["background-sync"])
    phone.offline()
    phone.open_log()
    phone.answer(pain_avg=6)
    phone.close()
    phone.online()
    eventually(lambda: ana.revisions.count() == 1)
