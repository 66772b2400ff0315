""" "Other leg affected too?": the second row stands at once, offline too, and the server hears of it later."""

import pytest
from playwright.sync_api import expect

from tests.journeys.phone import FULL, eventually

pytestmark = pytest.mark.keeps_the_app

LINK = '[data-role="add-leg"]'


@pytest.fixture
def app(phone):
    phone.open_log()
    phone.settle()
    return phone


def legs(patient):
    patient.refresh_from_db()
    return patient.legs


def add(phone):
    phone.tap(phone.page.locator(LINK))
    phone.page.wait_for_url("**/safety/?about=weaker-right**")


def test_the_other_leg_is_added_and_how_it_came_on_is_asked(app, ana):
    add(app)
    expect(app.page.get_by_text("How did the weakness in your right leg come on?")).to_be_visible()
    eventually(lambda: legs(ana) == ["left", "right"])
    eventually(lambda: [*ana.safety_answers.values_list("item", "answer")] == [("weaker_right", "yes")])
    app.open_log()
    expect(app.page.locator('[data-field="strength_right"]')).to_be_visible()
    expect(app.page.locator(LINK)).to_be_hidden()


def test_without_a_network_the_second_row_stands_and_the_server_hears_later(app, ana):
    app.offline()
    app.close()
    app.open_log()
    add(app)
    expect(app.page.get_by_text("How did the weakness in your right leg come on?")).to_be_visible()
    app.open_log()
    expect(app.page.locator('[data-field="strength_right"]')).to_be_visible()
    assert legs(ana) == ["left"]
    app.online()
    app.open_log()
    eventually(lambda: legs(ana) == ["left", "right"])


def test_a_full_phone_without_a_network_still_asks_how_it_came_on(app):
    app.offline()
    app.page.evaluate(FULL)
    app.page.evaluate("window.full = true")
    add(app)
    expect(app.page.get_by_text("How did the weakness in your right leg come on?")).to_be_visible()


def test_the_leg_is_not_in_clear_on_the_phone(app):
    app.offline()
    add(app)
    kept = app.page.evaluate("""() => new Promise((resolve) => {
      const open = indexedDB.open("stride");
      open.onsuccess = () => {
        const all = open.result.transaction("meta").objectStore("meta").getAll();
        all.onsuccess = () => { open.result.close(); resolve(JSON.stringify(all.result)); };
      };
    })""")
    assert "right" not in kept


def test_somebody_with_both_legs_is_not_asked(pick_up, ben):
    theirs = pick_up(ben)
    theirs.open_log()
    expect(theirs.page.locator(LINK)).to_be_hidden()
