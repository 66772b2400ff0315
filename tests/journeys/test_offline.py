"""The log without a network, and with everything that is nearly a network: nothing is lost, nothing is sent twice."""

import re

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import expect

from backend.education import library
from backend.symptoms.models import DiaryDay, DiaryRevision
from tests.journeys.phone import FULL, eventually, today
from tests.signing_in import last_code

pytestmark = pytest.mark.keeps_the_app

SYNC = "/api/v1/sync/"
NOT_SENT = "Saved on this phone, 1 not sent"
NO_BACKING_OFF = "Math.random = () => 250"  # the first wait between two tries is then 250 s: longer than any test


@pytest.fixture
def app(phone):
    """Ana's phone with Stride installed: the worker has all that it keeps."""
    phone.open_log()
    phone.settle()
    return phone


def revisions(patient):
    return DiaryRevision.objects.filter(patient=patient).count()


def day_of(patient):
    return DiaryDay.objects.get(patient=patient, date=today())


def log_all(phone, pain=6):
    phone.answer(pain_avg=pain, strength_left="same", numbness="same")
    phone.save()


def is_shown(phone, field, value):
    expect(phone.tile(field, value).locator("input")).to_be_checked()


def test_a_log_without_a_network_is_kept_and_goes_by_itself_once(app, ana):
    app.offline()
    app.close()
    app.open_log()
    log_all(app)
    expect(app.status).to_have_text(NOT_SENT)
    app.close()
    app.open_log()
    is_shown(app, "pain_avg", 6)
    expect(app.status).to_have_text(NOT_SENT)
    app.online()
    app.is_sent()
    assert (revisions(ana), day_of(ana).complete) == (4, True)


def test_what_waits_goes_when_the_app_is_opened(app, ana):
    app.offline()
    app.open_log()
    log_all(app)
    app.page.goto("about:blank")
    app.online()
    app.open_log()
    app.is_sent()
    assert revisions(ana) == 4


def test_what_waits_goes_when_the_app_comes_back_to_the_front(phone, site, ana):
    phone.context.add_init_script(NO_BACKING_OFF)
    phone.open_log()
    site.down = {SYNC}
    phone.answer(pain_avg=6)
    expect(phone.status).to_have_text(NOT_SENT)
    site.down = set()
    phone.page.evaluate("dispatchEvent(new Event('focus'))")
    phone.is_sent()
    assert day_of(ana).pain_avg == 6


def test_two_phones_of_one_person_show_the_same(app, pick_up, ana):
    other = pick_up(ana)
    other.open_log()
    for phone in (app, other):
        phone.offline()
    app.answer(pain_avg=3, strength_left="same")
    other.answer(pain_avg=8, numbness="more")
    for phone in (app, other):
        phone.online()
        phone.is_sent()
    for phone in (app, other):
        phone.open_log()
        for field, value in (("pain_avg", 8), ("strength_left", "same"), ("numbness", "more")):
            is_shown(phone, field, value)
    assert revisions(ana) == 4


def test_a_session_that_ends_in_the_middle_loses_nothing(app, ana):
    app.answer(pain_avg=6)
    app.is_sent()
    Session.objects.all().delete()
    app.answer(strength_left="same", numbness="same")
    expect(app.status).to_have_text(NOT_SENT)
    app.tap(app.page.get_by_role("link", name="Sign in to send what is on this phone."))
    sign_in_by_code(app, ana.user.email)
    app.ready()
    app.is_sent()
    assert (revisions(ana), day_of(ana).numbness) == (3, "same")


def sign_in_by_code(phone, email):
    page = phone.page
    page.locator("#code-h + form input[type=email]").fill(email)
    page.get_by_role("button", name="Send me a code").tap()
    numbers = page.get_by_label("The 6 numbers")
    expect(numbers).to_be_visible()
    numbers.fill(last_code(email))
    page.get_by_role("button", name="Go on").tap()


def test_a_browser_that_throws_the_kept_pages_away_loses_nothing(app, ana):
    app.offline()
    app.answer(pain_avg=6)
    app.page.evaluate("caches.keys().then((names) => Promise.all(names.map((name) => caches.delete(name)))).then(() => null)")
    page = app.open("/log/")
    expect(page.get_by_role("heading", name="You are offline")).to_be_visible()
    expect(page.get_by_text("What you entered is still on this phone.")).to_be_visible()
    expect(page.get_by_role("row", name="United Kingdom").get_by_role("link")).to_have_attribute("href", "tel:999")
    app.online()
    app.tap(page.get_by_role("link", name="Try again"))
    app.ready()
    is_shown(app, "pain_avg", 6)
    app.is_sent()
    assert day_of(ana).pain_avg == 6
    eventually(lambda: bool(page.evaluate("caches.match('/shell/log/').then(Boolean)")))
    app.offline()
    app.open_log()


def test_a_new_release_loses_nothing(app, site, ana):
    app.offline()
    app.open_log()
    app.answer(pain_avg=6)
    site.released_anew = True
    app.online()
    app.open_log()
    is_shown(app, "pain_avg", 6)
    app.answer(strength_left="same")
    app.is_sent()
    assert revisions(ana) == 2


def script_of(phone):
    return phone.page.locator('script[src*="/js/app."]').get_attribute("src")


def test_a_new_release_comes_with_the_next_opening_and_keeps_the_day(app, site):
    before = script_of(app)
    app.answer(pain_avg=6)
    site.released_anew = True
    app.page.evaluate("navigator.serviceWorker.getRegistration().then((one) => one.update())")
    eventually(lambda: app.page.evaluate("navigator.serviceWorker.getRegistration().then((one) => one.waiting !== null)"))
    app.page.goto("about:blank")
    app.close()
    app.open_log()
    app.settle()
    app.open_log()
    assert script_of(app) != before
    app.offline()
    app.open_log()
    is_shown(app, "pain_avg", 6)


@pytest.mark.parametrize("answers", ["page", "redirect", "json"])
def test_a_captive_portal_loses_nothing(app, site, ana, answers):
    site.portal = answers
    app.open_log()
    log_all(app)
    expect(app.status).to_have_text(NOT_SENT)
    site.portal = ""
    app.open_log()
    app.is_sent()
    assert (revisions(ana), day_of(ana).complete) == (4, True)


@pytest.mark.parametrize("path", ["/api/v1/session/", SYNC, "/api/v1/diary/"])
def test_a_network_that_hangs_keeps_nobody_from_logging(app, site, path):
    site.silent = {path}
    app.close()
    app.open("/log/")
    expect(app.page.locator("#log")).to_be_visible(timeout=8000)  # an answer is given up after 20 s
    app.ready()
    app.answer(pain_avg=6)
    site.speak()
    app.is_sent()


def test_a_full_phone_says_so_and_keeps_the_form(app, ana):
    app.page.evaluate(FULL)
    app.page.evaluate("window.full = true")
    app.tap(app.tile("pain_avg", 6))
    expect(app.page.get_by_role("alert")).to_contain_text("This phone is full")
    expect(app.status).to_have_text("Not saved")
    is_shown(app, "pain_avg", 6)
    app.page.evaluate("window.full = false")
    app.answer(strength_left="same")
    app.is_sent()
    assert (day_of(ana).pain_avg, day_of(ana).strength_left) == (6, "same")


def sign_out(phone):
    page = phone.open("/menu/")
    expect(page.locator('[data-module="sign-out"]')).to_have_attribute("data-ready", "yes")
    phone.tap(page.get_by_role("button", name="Sign out"))


def is_signed_out(phone):
    expect(phone.page.get_by_role("heading", name="Your legs, day by day")).to_be_visible()


@pytest.fixture
def unsent(app, site):
    """One entry waits, and the menu is open."""
    site.down = {SYNC}
    app.context.add_init_script(NO_BACKING_OFF)
    app.open_log()
    app.answer(pain_avg=6)
    sign_out(app)
    expect(app.page.get_by_role("dialog")).to_contain_text("1 entry on this phone is not sent yet.")
    return app


def test_signing_out_sends_what_waits_first(unsent, site, ana):
    unsent.tap(unsent.page.get_by_role("button", name="Send first"))
    expect(unsent.page.get_by_role("dialog")).to_contain_text("They could not be sent now. They are still on this phone.")
    site.down = set()
    unsent.tap(unsent.page.get_by_role("button", name="Send first"))
    is_signed_out(unsent)
    assert (day_of(ana).pain_avg, unsent.rows()) == (6, [])


def test_signing_out_discards_what_waits_only_when_told(unsent, site, ana):
    unsent.tap(unsent.page.get_by_role("button", name="Discard 1 entry"))
    is_signed_out(unsent)
    site.down = set()
    assert (revisions(ana), unsent.rows()) == (0, [])


def test_whoever_stays_signed_in_keeps_what_waits(unsent, site, ana):
    unsent.tap(unsent.page.get_by_role("button", name="Stay signed in"))
    expect(unsent.page.get_by_role("dialog")).not_to_be_visible()
    site.down = set()
    unsent.open_log()
    unsent.is_sent()
    assert revisions(ana) == 1


def test_after_a_sign_out_the_phone_remembers_nobody(app):
    app.answer(pain_avg=6)
    app.is_sent()
    sign_out(app)
    is_signed_out(app)
    assert app.rows() == app.rows("days") == app.rows("accounts") == []
    app.open("/log/")
    expect(app.page.get_by_role("heading", name="Sign in to log")).to_be_visible()


def test_a_sign_out_without_a_network_leaves_nothing_here_and_the_server_hears_of_it_later(app):
    app.answer(pain_avg=6)
    app.is_sent()
    page = app.open("/menu/")
    expect(page.locator('[data-module="sign-out"]')).to_have_attribute("data-ready", "yes")
    app.offline()
    app.tap(page.get_by_role("button", name="Sign out"))
    expect(page.get_by_role("heading", name="Sign in to see today")).to_be_visible()
    assert app.rows() == app.rows("days") == app.rows("accounts") == []
    app.online()
    page.wait_for_url("**/accounts/login/**")  # the server has heard of it, and the page was loaded anew


@pytest.mark.parametrize("path", ["/menu/", "/today/"])
def test_what_is_not_sent_is_said_without_moving_a_button(app, site, path):
    site.down = {SYNC}
    app.answer(pain_avg=9)
    page = app.open(path)
    top = page.evaluate("document.querySelector('h1').getBoundingClientRect().top")
    expect(page.locator(".unsent")).to_be_visible()
    assert page.evaluate("document.querySelector('h1').getBoundingClientRect().top") == top
    tabs, line = page.locator(".tabs").bounding_box(), page.locator(".unsent").bounding_box()
    assert line["y"] + line["height"] <= tabs["y"] + 1


def sign_in_as(phone, patient, path="/log/"):
    """The session of the one before has run out; nobody signed out."""
    phone.lose_session()
    phone.open(f"/accounts/login/?next={path}")
    sign_in_by_code(phone, patient.user.email)
    phone.page.wait_for_url(phone.address + path)


def test_two_people_on_one_phone_never_see_or_send_each_other(app, site, ana, ben):
    app.context.add_init_script(NO_BACKING_OFF)
    site.down = {SYNC}
    app.open_log()
    app.answer(pain_avg=9)
    sign_in_as(app, ben)
    app.ready()
    assert app.checked() == []
    site.down = set()
    app.answer(pain_avg=2)
    eventually(lambda: sorted(app.states()) == ["sent", "waiting"])  # the phone has heard that his arrived, and keeps hers
    assert (day_of(ben).pain_avg, revisions(ben), revisions(ana)) == (2, 1, 0)
    sign_in_as(app, ana)
    is_shown(app, "pain_avg", 9)
    app.is_sent()
    assert (day_of(ana).pain_avg, revisions(ben)) == (9, 1)


def test_today_never_shows_what_somebody_else_has_not_sent(app, site, ben):
    app.context.add_init_script(NO_BACKING_OFF)
    site.down = {SYNC}
    app.answer(pain_avg=9)
    site.silent = {"/api/v1/session/"}
    sign_in_as(app, ben, "/today/")
    card = app.page.locator('[data-module="today"]')
    expect(app.page.locator('[data-module="unsent"]')).to_have_attribute("data-ready", "yes")
    expect(card).not_to_contain_text("Pain 9")
    site.speak()
    expect(card).to_have_attribute("data-ready", "yes")
    expect(card).not_to_contain_text("Pain 9")
    expect(app.page.locator(".unsent")).not_to_be_visible()


def test_who_signs_in_is_not_taken_for_the_one_before_however_late_the_word_comes(app, site, ana, ben):
    app.context.add_init_script(NO_BACKING_OFF)
    site.down = {SYNC}
    app.open_log()
    app.answer(pain_avg=9)
    app.lose_session()
    app.open("/accounts/login/?next=/log/")
    site.silent = {"/api/v1/session/"}
    sign_in_by_code(app, ben.user.email)
    app.page.wait_for_url("**/log/")
    expect(app.page.locator("#log")).not_to_have_attribute("data-waiting", re.compile(""))
    assert app.checked() == []
    app.tap(app.tile("pain_avg", 2))
    assert len(app.rows()) == 1
    site.down = set()
    site.speak()
    eventually(lambda: revisions(ben) == 1)
    is_shown(app, "pain_avg", 2)
    assert (day_of(ben).pain_avg, revisions(ana)) == (2, 0)


@pytest.mark.parametrize("path", ["/learn/", "/learn/get-help-now/", "/learn/what-it-is/", "/learn/nerve-slide/"])
def test_what_to_do_in_an_emergency_and_what_to_learn_open_offline(app, path):
    app.offline()
    page = app.open(path)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.get_by_role("heading", name="You have no network")).to_have_count(0)


def test_every_article_is_kept_on_the_phone(app):
    missing = """async (paths) => { const whole = await (await caches.match("/learn/pages.json")).json();
      const alone = await Promise.all(paths.map((path) => caches.match(path))); return paths.filter((path, i) => !alone[i] && !whole[path]); }"""
    assert app.page.evaluate(missing, library.offline_pages()) == []


def test_a_kept_article_comes_under_the_same_rules_of_the_browser(app):
    app.offline()
    answer = app.page.goto("/learn/what-it-is/")
    assert "script-src 'self'" in answer.headers["content-security-policy"]
    assert answer.headers["content-type"] == "text/html; charset=utf-8"


def test_get_help_now_has_its_call_button_offline(app):
    app.offline()
    page = app.open("/learn/get-help-now/")
    expect(page.locator('a[href^="tel:"]').first).to_be_visible()


def test_a_page_that_needs_a_network_says_so_and_leads_to_the_log(app):
    app.offline()
    page = app.open("/diary/")
    expect(page.get_by_role("heading", name="You have no network")).to_be_visible()
    app.tap(page.get_by_role("link", name="Log today"))
    app.ready()
