"""Trends without a network: what she last looked at, sealed, and nobody else's."""

from typing import Any

import pytest
from playwright.sync_api import expect

from backend.patients.models import Patient
from tests.journeys.phone import Phone
from tests.journeys.test_revoked_phone import DUMP
from tests.journeys.test_share import keep_diary

pytestmark = pytest.mark.keeps_the_app


@pytest.fixture
def app(phone: Phone, ana: Patient) -> Phone:
    keep_diary(ana)
    phone.open("/today/")
    phone.settle()
    return phone


def look_at_them(phone: Phone) -> str:
    desk = phone.open("/trends/").locator('[data-module="trends"]')
    expect(desk).to_have_attribute("data-ready", "yes")
    return desk.inner_text()


def desk_of(page: Any) -> Any:
    return page.locator('[data-role="desk"]')


def test_what_she_last_looked_at_is_read_without_a_network(app: Phone):
    words = look_at_them(app)
    assert [word for word in ("In words", "trend-desk", "<svg") if word in app.page.evaluate(DUMP)] == []
    app.offline()
    page = app.open("/trends/")
    expect(page.get_by_text("As of")).to_be_visible()
    expect(page.get_by_text("What you logged after that is not in it yet.")).to_be_visible()
    assert desk_of(page).inner_text() == words
    expect(desk_of(page).locator("svg.plot").first).to_be_visible()


def test_a_phone_on_which_she_never_looked_says_how_to_keep_them(app: Phone):
    app.offline()
    page = app.open("/trends/")
    expect(page.get_by_text("Open your trends once with a network.")).to_be_visible()
    assert desk_of(page).inner_text() == ""


def test_another_person_on_her_phone_sees_none_of_hers(app: Phone, ben: Patient):
    look_at_them(app)
    app.lose_session()
    app.sign_in(ben.user)
    app.open("/today/")
    app.settle()
    app.page.wait_for_function("() => sessionStorage.getItem('stride-met')")
    app.offline()
    page = app.open("/trends/")
    expect(page.get_by_text("Open your trends once with a network.")).to_be_visible()
    assert desk_of(page).inner_text() == ""
