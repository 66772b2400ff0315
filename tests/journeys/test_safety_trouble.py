"""The safety screens when something is wrong: a disk or a network that does not answer, a finger that trembles, a helper who was forgotten."""

import datetime as dt

import pytest
from playwright.sync_api import expect

from backend.symptoms import safety
from backend.symptoms.services import record_envelopes
from tests import factories
from tests.journeys.phone import ZONE, eventually, today
from tests.journeys.test_safety import answers_of, card, give, is_on_top, open_safety

HANGS = """for (const name of ["put", "add"]) IDBObjectStore.prototype[name] = function () { return {}; };"""
DISK_HANGS = f"() => {{ {HANGS} }}"


@pytest.fixture
def app(phone):
    """Ana's phone with Stride installed: the worker has all that it keeps."""
    phone.open_log()
    phone.settle()
    return phone


def told_the_server(patient, item):
    """A yes that this phone has never heard of."""
    body = {"date": today().isoformat(), "item": item, "answer": "yes", "version": safety.VERSION}
    made = factories.envelope(today(), {}, kind="safety", tz=ZONE, at=dt.datetime.now(dt.UTC), body=body)
    assert record_envelopes(patient, patient.user, [made]).results[0].code == "stored"


@pytest.mark.keeps_the_app
def test_a_disk_that_hangs_does_not_hold_back_the_way_to_help(app):
    page = open_safety(app)
    page.evaluate(DISK_HANGS)
    give(page, "breath")
    is_on_top(page, "breathing-chest-face")
    page.get_by_role("link", name="Get help now").tap()
    page.wait_for_url("**/learn/get-help-now/")


@pytest.mark.keeps_the_app
def test_a_disk_that_hangs_holds_nobody_on_the_page_and_says_that_the_answer_is_not_kept(app):
    page = open_safety(app)
    page.evaluate(DISK_HANGS)
    give(page, "breath")
    expect(page.locator('[data-role="not-kept"]')).to_be_visible()
    page.locator('[data-role="understood"]').tap()
    page.wait_for_url("**/today/")


def test_where_nobody_is_remembered_and_nothing_answers_the_card_shows_all_the_same(pick_up):
    phone = pick_up(None, service_workers="block")
    page = open_safety(phone)
    phone.offline()
    give(page, "breath")
    is_on_top(page, "breathing-chest-face")
    expect(page.locator('[data-role="not-kept"]')).to_be_visible()


@pytest.mark.keeps_the_app
def test_the_second_tap_of_a_trembling_finger_is_no_answer(app, ana):
    page = open_safety(app)
    row = page.locator('.safety button[name="weaker_left"]')
    row.scroll_into_view_if_needed()
    box = row.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    for _tap in range(2):
        page.touchscreen.tap(x, y)
    expect(card(page, "same-day-legs").locator(".care")).to_be_visible()
    give(page, "onset.left", "slowly")
    eventually(lambda: answers_of(ana) == [("weaker_left", "yes"), ("onset.left", "slowly")])


@pytest.mark.keeps_the_app
def test_not_yet_without_a_network_on_a_page_of_the_server_leads_to_the_cards(app, ana):
    told_the_server(ana, "breath")
    page = app.open("/today/")
    banner = page.locator('[data-module="got-help"]')
    expect(banner).to_have_attribute("data-ready", "yes")
    app.offline()
    banner.get_by_role("button", name="Not yet").tap()
    page.wait_for_url("**/safety/?about=got-help")
    expect(page.locator('[data-question="got_help"]')).to_be_visible()


def fill_in_as_a_guess(page, account):
    page.evaluate("(account) => sessionStorage.setItem(`stride-filled-by:${account}`, 'guess')", str(account))


def test_the_safety_screens_say_who_fills_in_and_let_it_be_changed(pick_up, ana):
    type(ana).objects.filter(pk=ana.pk).update(helped_here=True)
    phone = pick_up(ana)
    page = phone.open_log()
    fill_in_as_a_guess(page, ana.user.account)
    page = open_safety(phone)
    select = page.get_by_label("Filled in by")
    expect(select).to_have_value("guess")
    give(page, "breath")
    eventually(lambda: list(ana.safety_answers.values_list("by", "guessed")) == [("helper", True)])
    select.select_option("")
    give(page, "sleepy")
    eventually(lambda: answers_of(ana) == [("breath", "yes"), ("sleepy", "yes")])
    assert ana.safety_answers.get(item="sleepy").by == "self"


@pytest.mark.keeps_the_app
def test_nobody_is_asked_on_the_safety_screens_while_she_fills_in_herself(app):
    expect(open_safety(app).get_by_label("Filled in by")).to_have_count(0)


# ---- The log --------------------------------------------------------------------------------------------------------


@pytest.mark.keeps_the_app
@pytest.mark.parametrize("before", [[], [("pain_avg", 6)]])
def test_a_disk_that_hangs_does_not_hold_back_something_new_in_the_log(app, before):
    page = app.open_log()
    page.evaluate(DISK_HANGS)
    for field, value in before:
        app.tap(app.tile(field, value))
    page.locator('button[name="new"][value="something"]').tap()
    page.wait_for_url("**/safety/?about=new&date=*")


@pytest.mark.keeps_the_app
def test_a_database_that_never_opens_does_not_hide_the_log_or_the_way_to_help(app):
    app.page.add_init_script("IDBFactory.prototype.open = function () { return {}; };")
    page = app.open("/log/")
    expect(app.tile("pain_avg", 6)).to_be_visible()
    expect(page.locator('[data-role="trouble"]')).not_to_be_empty()
    page.locator('button[name="new"][value="something"]').tap()
    page.wait_for_url("**/safety/?about=new")
    give(page, "breath")
    is_on_top(page, "breathing-chest-face")
