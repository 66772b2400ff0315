"""Two people on one phone: a tab that is still open, and the time between a sign-in and the word of who came."""

import re
from types import SimpleNamespace

import pytest
from playwright.sync_api import expect

from tests.journeys.phone import FULL, eventually
from tests.journeys.test_offline import NO_BACKING_OFF, SYNC, sign_in_as, sign_in_by_code
from tests.journeys.test_questions import search_and_keep

pytestmark = pytest.mark.keeps_the_app

SESSION = "/api/v1/session/"
NOTE = "A note, in your own words"


@pytest.fixture
def app(phone):
    phone.open_log()
    phone.settle()
    return phone


def in_another_tab(app, patient, path="/today/"):
    """Whoever it is signs in there; the first tab stays as it is."""
    app.lose_session()
    tab = app.context.new_page()
    tab.goto(f"/accounts/login/?next={path}")
    sign_in_by_code(SimpleNamespace(page=tab), patient.user.email)
    tab.wait_for_url(app.address + path)
    return tab


def met(tab, patient):
    tab.wait_for_function("(one) => sessionStorage.getItem('stride-met') === one", arg=str(patient.user.account))


def test_every_open_page_of_the_one_before_is_loaded_anew(app, ana, ben):
    tabs = [app.page, *(app.context.new_page() for _ in range(3))]
    for tab, path in zip(tabs, ("/moments/", "/questions/add/", "/plan/", "/today/"), strict=True):
        tab.goto(path)
        met(tab, ana) if path != "/moments/" else expect(tab.locator('[data-module="moments"]')).to_have_attribute("data-ready", "yes")
        tab.evaluate("window.ofAna = true")
    met(in_another_tab(app, ben), ben)
    for tab in tabs:
        tab.wait_for_function("() => !window.ofAna")
        assert ana.display_name not in tab.inner_text("body")


def test_an_answer_that_was_asked_for_without_a_token_makes_nobody_of_whoever_came(app, site, ben):
    app.context.clear_cookies()
    site.silent, site.asked = {SESSION}, []
    app.close()
    page = app.open("/log/")
    eventually(lambda: ("GET", SESSION) in site.asked)
    in_another_tab(app, ben).close()
    site.speak()
    expect(page.locator('#log [data-role="who"]').first).to_have_text(ben.display_name)


def test_an_open_page_shows_nothing_until_it_is_known_who_came(app, site, ana, ben):
    page = app.open("/moments/")
    expect(page.locator('[data-module="moments"]')).to_have_attribute("data-ready", "yes")
    site.silent = {SESSION}
    in_another_tab(app, ben)
    page.bring_to_front()
    page.evaluate("dispatchEvent(new Event('focus'))")
    expect(page.locator("#main")).to_be_hidden()
    expect(page.get_by_text("This page opens again once Stride knows who.")).to_be_visible()
    expect(page.get_by_role("link", name="Get help now")).to_be_visible()


def test_what_is_ticked_in_an_open_safety_page_is_of_whoever_came(app, ben):
    page = app.open("/safety/?about=new")
    expect(page.locator(".safety")).to_have_attribute("data-ready", "yes")
    met(in_another_tab(app, ben), ben)
    page.bring_to_front()
    app.say(page.locator('.safety button[name="more_pain"]'))
    eventually(lambda: {row["account"] for row in app.rows()} == {str(ben.user.account)})


def test_a_sign_out_before_it_is_known_who_came_leaves_nothing_here(app, site, ana):
    app.answer(pain_avg=6)
    app.is_sent()
    site.silent = {SESSION}
    sign_in_as(app, ana, "/menu/")
    expect(app.page.locator('[data-module="sign-out"]')).to_have_attribute("data-ready", "yes")
    app.tap(app.page.get_by_role("button", name="Sign out"))
    eventually(lambda: app.rows() == app.rows("accounts") == [])
    site.speak()


def test_a_phone_of_an_older_release_opens_without_a_network(app):
    app.note("heard_under", None)
    app.offline()
    app.close()
    app.open_log()
    app.answer(pain_avg=4)
    assert app.states() == ["waiting"]


def test_what_a_full_phone_did_not_keep_stays_when_she_signs_in_again(app, site, ana):
    app.page.evaluate(FULL)
    app.page.evaluate("window.full = true")
    app.tap(app.tile("pain_avg", 6))
    expect(app.status).to_have_text("Not saved")
    site.silent = {SESSION}
    in_another_tab(app, ana)
    app.page.bring_to_front()
    app.page.evaluate("dispatchEvent(new Event('focus'))")
    expect(app.page.locator("#main")).to_be_hidden()
    site.speak()
    expect(app.page.locator("#main")).to_be_visible()
    expect(app.page.get_by_text("This page opens again")).to_be_hidden()
    assert app.checked() == [["pain_avg", "6"]]


def test_her_draft_stays_beside_what_she_typed_before_it_was_known_who_came(app, site, ana):
    app.page.get_by_text("Add more").click()
    app.page.get_by_label(NOTE).fill("Stairs were hard")
    eventually(lambda: len(app.rows("drafts")) == 1)
    site.silent = {SESSION}
    sign_in_as(app, ana)
    expect(app.page.locator("#log")).not_to_have_attribute("data-waiting", re.compile(""))
    app.page.get_by_text("Add more").click()
    app.page.get_by_label(NOTE).fill("Knee gave way")
    site.speak()
    expect(app.page.get_by_label(NOTE)).to_have_value("Stairs were hard\nKnee gave way")


def test_a_warning_that_waits_hides_the_good_news_also_before_it_is_known_who_came(app, site, ana):
    app.context.add_init_script(NO_BACKING_OFF)
    site.down = {SYNC}
    app.open_log()
    app.say(app.tile("strength_left", "weaker"))
    app.page.wait_for_url("**/safety/**")
    site.silent = {SESSION}
    sign_in_as(app, ana, "/learn/recovery/")
    expect(app.page.get_by_text("This part is not shown.")).to_be_visible()


def test_did_you_get_help_comes_once_it_is_known_who_came(app, site, ana):
    app.context.add_init_script(NO_BACKING_OFF)
    site.down = {SYNC}
    page = app.open("/safety/?about=new")
    expect(page.locator(".safety")).to_have_attribute("data-ready", "yes")
    app.say(page.locator('.safety button[name="breath"]'))
    site.silent = {SESSION}
    sign_in_as(app, ana, "/today/")
    site.speak()
    expect(page.locator('[data-module="got-help"]')).to_be_visible()


def test_a_question_of_an_article_goes_on_while_it_is_not_known_who_came(app, site, ana):
    site.silent = {SESSION}
    sign_in_as(app, ana, "/learn/your-check/")
    button = app.page.locator("[data-add]").first
    expect(button).to_have_attribute("data-ready", "yes")
    button.tap()
    app.page.wait_for_url("**/questions/add/**")


def test_what_one_searched_for_is_not_put_into_the_question_of_the_other(app, ana, ben):
    app.lose_session()
    page = app.open("/learn/")
    search_and_keep(page)
    page.wait_for_url("**/accounts/login/**")
    sign_in_by_code(app, ben.user.email)
    page.wait_for_url("**/questions/add/")
    expect(page.locator('[data-module="question-form"]')).to_have_attribute("data-ready", "yes")
    expect(page.get_by_label("Your question, in your own words")).to_have_value("")


def test_a_late_answer_about_her_leg_does_not_make_the_phone_hers_again(app, site, ana, ben):
    site.silent = {"/api/v1/me/legs/"}
    app.tap(app.page.locator('[data-role="add-leg"]'))
    app.page.wait_for_url("**/safety/?about=weaker-right**")
    eventually(lambda: ("POST", "/api/v1/me/legs/") in site.asked)
    tab = in_another_tab(app, ben)
    met(tab, ben)
    site.speak()
    eventually(lambda: not site.answering)
    tab.wait_for_timeout(500)
    site.silent = {SESSION}
    tab.goto("/log/")
    expect(tab.locator('#log [data-role="who"]').first).to_have_text(ben.display_name)
