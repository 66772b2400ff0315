"""The first page that a phone opens, on a network that takes its time to say who is here."""

import pytest
from playwright.sync_api import expect

PAGES = {"log": "/log/", "check": "/check/", "moments": "/moments/", "exercise-session": "/plan/exercises/session/"}


@pytest.mark.parametrize("module", PAGES)
def test_a_page_hears_taps_once_the_network_has_said_who_is_here_and_is_a_plain_form_till_then(phone, site, module):
    site.silent = {"/api/v1/session/"}
    page = phone.open(PAGES[module])
    part = page.locator(f'[data-module="{module}"]')
    page.wait_for_timeout(1500)
    expect(part).to_be_visible()
    expect(part).not_to_have_attribute("data-ready", "yes")
    site.speak()
    expect(part).to_have_attribute("data-ready", "yes")
