"""A copy of everything, and closing the account, by hand."""

import zipfile
from typing import Any

import pytest
from playwright.sync_api import expect

from backend.home import exports
from backend.patients.models import Patient
from tests.journeys.phone import eventually


def test_the_page_follows_the_copy_until_it_can_be_downloaded(phone: Any, ana: Patient):
    page = phone.open("/menu/")
    phone.tap(page.get_by_role("link", name="Download everything"))
    phone.tap(page.get_by_role("button", name="Make my copy"))
    expect(page.get_by_role("heading", name="Your copy is being made")).to_be_visible()
    exports.make_waiting()
    expect(page.get_by_role("heading", name="Your copy is ready")).to_be_visible()
    with page.expect_download() as waiting:
        phone.tap(page.get_by_role("link", name="Download the file"))
    assert waiting.value.suggested_filename == f"stride-{ana.today()}.zip"
    assert "index.html" in zipfile.ZipFile(waiting.value.path()).namelist()


def test_closing_shuts_the_diary_and_one_button_opens_it_again(phone: Any, ana: Patient):
    phone.open_log()
    phone.answer(pain_avg=6)
    phone.is_sent()
    page = phone.open("/menu/close/")
    phone.tap(page.get_by_label("I want to close my account"))
    phone.tap(page.get_by_role("button", name="Close my account"))
    expect(page.get_by_role("heading", name="Your account is closing")).to_be_visible()
    phone.open("/today/")
    expect(page.get_by_role("heading", name="Your account is closing")).to_be_visible()
    phone.tap(page.get_by_role("button", name="Keep my account"))
    expect(page.get_by_text("Your account stays.")).to_be_visible()
    phone.open_log()
    expect(phone.tile("pain_avg", 6).locator("input")).to_be_checked()


@pytest.mark.keeps_the_app
def test_the_page_of_a_closing_account_is_loaded_once(phone: Any, site: Any, ana: Patient):
    """Loaded anew while a finger is on its button, the tap would be lost."""
    page = phone.open("/menu/close/")
    phone.settle()
    phone.tap(page.get_by_label("I want to close my account"))
    site.silent, site.asked = {"/api/v1/session/"}, []
    phone.tap(page.get_by_role("button", name="Close my account"))
    expect(page.get_by_role("heading", name="Your account is closing")).to_be_visible()
    page.evaluate("window.isFirst = true")
    eventually(lambda: ("GET", "/api/v1/session/") in site.asked)
    site.speak()
    eventually(lambda: not site.answering)
    page.wait_for_timeout(500)
    assert page.evaluate("window.isFirst")


@pytest.mark.keeps_the_app
def test_what_is_said_while_it_closes_waits_on_the_phone(phone: Any, ana: Patient):
    phone.open_log()
    phone.settle()
    phone.offline()
    phone.answer(pain_avg=6)
    Patient.objects.filter(pk=ana.pk).update(closing_since="2026-11-21T00:00:00Z")
    phone.online()
    phone.open("/today/")
    expect(phone.page.get_by_role("heading", name="Your account is closing")).to_be_visible()
    assert phone.states() == ["waiting"]
    phone.tap(phone.page.get_by_role("button", name="Keep my account"))
    eventually(lambda: ana.days.filter(pain_avg=6).exists())
