"""The weekly leg check in a real browser: tap by tap, with and without a network, import re

from two phones."""

import datetime as dt

import pytest
from playwright.sync_api import expect

from backend.symptoms.folding import day_tick_id
from backend.symptoms.instruments import LEG_JOBS, response_id, week_of
from backend.symptoms.models import QuestionnaireResponse
from tests.journeys.phone import eventually

ITEMS = LEG_JOBS.required(["left"])
SAME = """async ([account, days]) => {
  const name = performance.getEntriesByType("resource").map(({ name }) => name).find((one) => /\\/js\\/responses\\.[^/]*js$/.test(one));
  const { responseId, dayTickId, weekOf } = await import(name);
  return Promise.all(days.map(async (day) => [await responseId(account, "leg_jobs", day), await dayTickId(account, day), weekOf(day)]));
}"""


@pytest.fixture
def app(phone):
    """Ana's phone with Stride installed: the worker has all that it keeps."""
    open_check(phone)
    phone.settle()
    return phone


def open_check(phone):
    phone.open("/check/")
    expect(phone.page.locator("form.check")).to_have_attribute("data-ready", "yes")
    return phone.page


def answer_all(phone, value="hard"):
    for item in ITEMS[:-1]:
        phone.answer(**{item: value})
    phone.answer(walking_aid="one_stick")


def finish(phone):
    phone.tap(phone.page.locator('[data-role="finish"]'))
    expect(phone.page.locator('[data-role="done"]')).to_be_visible()


def response_of(patient):
    return QuestionnaireResponse.objects.get(patient=patient)


def answers(patient):
    return {item: won[0] for item, won in response_of(patient).winners.items()}


def test_a_whole_check_is_six_taps_and_sent(phone, ana):
    open_check(phone)
    answer_all(phone)
    finish(phone)
    assert phone.taps == 6
    expect(phone.page.get_by_role("heading", name="Your leg check is done for this week")).to_be_visible()
    expect(phone.page.locator('[data-role="saved-words"]')).to_have_text("Sent")
    assert (answers(ana), response_of(ana).complete) == (dict.fromkeys(ITEMS[:-1], "hard") | {"walking_aid": "one_stick"}, True)


def test_nothing_is_selected_until_it_is_tapped(phone):
    page = open_check(phone)
    assert page.locator("form.check input:checked").count() == 0
    expect(page.locator('[data-role="progress"]')).to_have_text("0 of 5 answered")


def test_one_affected_leg_is_asked_about_one_leg_and_two_about_both(phone, pick_up, ben):
    expect(open_check(phone).locator("[data-leg]:visible")).to_have_count(1)
    expect(open_check(pick_up(ben)).locator("[data-leg]:visible")).to_have_count(2)


@pytest.mark.keeps_the_app
def test_without_a_network_each_answer_is_kept_and_goes_later_once(app, ana):
    app.offline()
    app.close()
    open_check(app)
    answer_all(app)
    finish(app)
    expect(app.page.locator('[data-role="saved-words"]')).to_have_text("Saved on this phone, 1 not sent")
    app.online()
    app.is_sent()
    assert (len(answers(ana)), ana.revisions.count()) == (5, 5)


@pytest.mark.keeps_the_app
def test_half_a_check_is_gone_on_with_after_the_app_was_closed(app, ana):
    app.offline()
    open_check(app)
    app.answer(**{"left.lift_foot": "easy"})
    app.close()
    page = open_check(app)
    expect(app.tile("left.lift_foot", "easy").locator("input")).to_be_checked()
    expect(page.locator('[data-role="progress"]')).to_have_text("1 of 5 answered")


END_OF_WORDS = "(one) => { const all = document.createRange(); all.selectNodeContents(one); return all.getBoundingClientRect().right; }"


def test_clear_prints_over_no_question_on_a_narrow_phone(pick_up, ana):
    phone = pick_up(ana, viewport={"width": 320, "height": 640})
    open_check(phone)
    phone.say(phone.tile("walking_aid", "nothing"))
    walking = phone.page.locator('[data-field="walking_aid"]')
    words = walking.locator("legend").evaluate(END_OF_WORDS)
    clear = walking.get_by_role("button", name="Clear").bounding_box()
    assert words <= clear["x"]


@pytest.mark.keeps_the_app
def test_an_answer_is_changed_and_cleared(app, ana):
    page = open_check(app)
    app.answer(walking_aid="nothing")
    app.answer(walking_aid="wheelchair")
    app.is_sent()
    app.say(page.locator('[data-field="walking_aid"] [data-role="clear"]'))
    app.is_sent()
    assert answers(ana) == {"walking_aid": None}
    expect(page.locator('[data-field="walking_aid"] input:checked')).to_have_count(0)


def test_two_phones_fill_in_the_same_week(phone, pick_up, ana):
    open_check(phone)
    phone.answer(**{"left.lift_foot": "hard"})
    phone.is_sent()
    other = pick_up(ana)
    open_check(other)
    expect(other.tile("left.lift_foot", "hard").locator("input")).to_be_checked()
    other.answer(walking_aid="one_stick")
    other.is_sent()
    assert answers(ana) == {"left.lift_foot": "hard", "walking_aid": "one_stick"}


@pytest.mark.keeps_the_app
def test_what_another_phone_answered_is_in_the_kept_page_too(app, pick_up, ana):
    other = pick_up(ana)
    open_check(other)
    other.answer(**{"left.climb_stairs": "cannot"})
    other.is_sent()
    open_check(app)
    expect(app.tile("left.climb_stairs", "cannot").locator("input")).to_be_checked()


@pytest.mark.keeps_the_app
def test_a_fall_that_is_not_sent_yet_is_counted(app):
    app.open_log()
    app.page.get_by_text("Add more").click()
    app.tile("tripped", "fall").tap()
    expect(app.page.locator('[data-module="safety"]')).to_have_attribute("data-ready", "yes")
    page = open_check(app)
    expect(page.locator('[data-role="falls-words"]')).to_have_text("We have 1 fall this week. Right?")


@pytest.mark.keeps_the_app
def test_today_loses_its_card_when_the_phone_has_all_answers(app, site):
    page = app.open("/today/")
    card = page.locator('[data-module="check-card"]')
    expect(card).to_be_visible()
    open_check(app)
    site.down = {"/api/v1/sync/"}
    answer_all(app)
    app.open("/today/")
    expect(card).to_be_hidden()


@pytest.mark.keeps_the_app
def test_the_kept_page_shows_nobody_on_a_new_phone(app, pick_up):
    stranger = pick_up()
    stranger.open("/shell/check/")
    expect(stranger.page.get_by_role("heading", name="Sign in to do your leg check")).to_be_visible()


def test_without_javascript_the_form_is_a_form(pick_up, ana):
    plain = pick_up(ana, java_script_enabled=False)
    plain.open("/check/")
    plain.tap(plain.tile("walking_aid", "one_stick"))
    plain.tap(plain.page.locator('[data-role="finish"]'))
    expect(plain.page.get_by_role("heading", name="Saved. You can add the rest this week")).to_be_visible()
    eventually(lambda: answers(ana) == {"walking_aid": "one_stick"})


def test_the_phone_and_the_server_make_the_same_ids(phone, ana):
    page = open_check(phone)
    first = dt.date(2024, 12, 23)
    days = [first + dt.timedelta(days=number) for number in range(0, 760)]
    account = ana.user.account
    made = page.evaluate(SAME, [str(account), [day.isoformat() for day in days]])
    assert made == [[str(response_id(account, "leg_jobs", day)), str(day_tick_id(account, day)), week_of(day)] for day in days]


def test_an_answer_whose_clock_was_ahead_moves_to_the_week_of_its_day(phone, ana):
    page = open_check(phone)
    moved = page.evaluate(
        """async ([account, date]) => {
          const name = performance.getEntriesByType("resource").map(({ name }) => name).find((one) => /\\/js\\/responses\\.[^/]*js$/.test(one));
          return (await import(name)).onDay(account, { response: "old", instrument: "leg_jobs", date: "2031-01-01", fields: { walking_aid: "nothing" } }, date);
        }""",
        [str(ana.user.account), "2026-11-20"],
    )
    assert moved["response"] == str(response_id(ana.user.account, "leg_jobs", dt.date(2026, 11, 20)))
    assert (moved["date"], moved["fields"]) == ("2026-11-20", {"walking_aid": "nothing"})
