"""The safety screens in a hand: every answer leads to its card within a second, with and without a network, and none is lost."""

import pytest
from playwright.sync_api import expect

from backend.symptoms.models import DiaryDay, SafetyAnswer
from tests.journeys.phone import PHONE, eventually, today

pytestmark = pytest.mark.keeps_the_app

FULL = "() => { IDBObjectStore.prototype.add = () => { throw new DOMException('full', 'QuotaExceededError'); }; }"
AT_ONCE = 1_000


@pytest.fixture
def app(phone):
    """Ana's phone with Stride installed: the worker has all that it keeps."""
    phone.open_log()
    phone.settle()
    return phone


def open_safety(phone, query="?about=new"):
    page = phone.open(f"/safety/{query}")
    expect(page.locator(".safety")).to_have_attribute("data-ready", "yes")
    return page


def button(page, item, answer="yes"):
    return page.locator(f'.safety:not([data-moves]) button[name="{item}"][value="{answer}"]')  # still again after the tap before


def give(page, item, answer="yes"):
    """The answer, by a tap."""
    button(page, item, answer).tap()


def card(page, slug):
    return page.locator(f'[data-card="{slug}"]')


def is_on_top(page, slug):
    """Open, first, in sight, and beginning with a number to call."""
    expect(card(page, slug).locator(".care")).to_be_visible(timeout=AT_ONCE)
    expect(card(page, slug).locator("summary")).to_be_hidden()
    expect(page.locator('[data-role="cards"] > :not([hidden])').first).to_have_attribute("data-card", slug)
    expect(card(page, slug).locator('a[href^="tel:"]').first).to_be_in_viewport()


def below(page, code):
    """What stands right under a question."""
    return page.locator(f'[data-question="{code}"] + *')


def answers_of(patient):
    return list(SafetyAnswer.objects.filter(patient=patient).order_by("stamp", "pk").values_list("item", "answer"))


def test_the_most_urgent_of_several_ticks_stands_first_and_the_others_are_folded(app):
    page = open_safety(app)
    give(page, "more_pain")
    is_on_top(page, "soon-team")
    give(page, "breath")
    is_on_top(page, "breathing-chest-face")
    expect(card(page, "soon-team").locator("summary")).to_be_visible()
    expect(card(page, "soon-team").locator(".care")).to_be_hidden()


def test_the_card_of_a_tick_stands_under_its_question_until_that_is_answered(app):
    page = open_safety(app)
    give(page, "pee_poo")
    expect(page.locator('[data-question="bladder_bowel"] legend')).to_be_in_viewport()
    expect(below(page, "bladder_bowel")).to_have_attribute("data-role", "result")
    is_on_top(page, "bladder-bowel-numb")
    give(page, "bladder_bowel", "known")
    expect(page.locator('[data-role="noted"]')).to_be_in_viewport()
    expect(card(page, "bladder-bowel-numb").locator(".care")).to_be_hidden()
    expect(card(page, "bladder-bowel-numb").locator("summary")).to_be_visible()


EARLY = """addEventListener("DOMContentLoaded", () => {
  const plain = IDBObjectStore.prototype.getAll;
  IDBObjectStore.prototype.getAll = function (...all) {
    const asked = plain.apply(this, all), until = performance.now() + 100;
    while (performance.now() < until);
    return asked;
  };
  const form = document.querySelector(".safety");
  new MutationObserver(() => "waiting" in form.dataset || form.querySelector("[value=not_yet]").click()).observe(form, { attributeFilter: ["data-waiting"] });
});"""


def test_not_yet_said_at_once_opens_the_card_as_soon_as_it_is_known(app, ana):
    app.offline()
    say_breath(app)
    app.page.add_init_script(EARLY)
    page = app.open("/safety/?about=got-help")
    is_on_top(page, "breathing-chest-face")


def test_a_tick_taken_away_is_said_as_well(app, ana):
    page = open_safety(app)
    give(page, "breath")
    give(page, "breath")
    expect(card(page, "breathing-chest-face")).to_be_hidden()
    eventually(lambda: answers_of(ana) == [("breath", "yes"), ("breath", "no")])


def test_the_crisis_line_is_in_sight_on_the_list_and_nothing_is_kept_of_it(app, ana):
    page = open_safety(app)
    link = page.locator('.safety__crisis [data-link="crisis"]')
    expect(link).to_be_in_viewport()
    page.evaluate("scrollTo(0, 400)")
    expect(link).to_be_in_viewport()
    assert app.rows() == []


def test_the_number_is_that_of_where_she_is_and_home_is_said_beside_it_offline(pick_up, ana):
    phone = pick_up(ana, timezone_id="Europe/Madrid")
    phone.open_log("/log/")
    phone.settle()
    phone.offline()
    page = open_safety(phone)
    give(page, "breath")
    assert card(page, "breathing-chest-face").locator(".call").get_attribute("href") == "tel:112"
    expect(page.locator('[data-words="away"]')).to_have_text("You seem to be in Spain: 112. At home: 999.")
    help_page = phone.open("/learn/get-help-now/")
    expect(help_page.locator('[data-words="away"]')).to_have_text("You seem to be in Spain: 112. At home: 999.")


def test_what_a_helper_answers_on_her_phone_is_kept_as_a_helpers(app, ana):
    page = open_safety(app)
    page.evaluate("(account) => sessionStorage.setItem(`stride-filled-by:${account}`, 'guess')", str(ana.user.account))
    give(page, "breath")
    eventually(lambda: list(ana.safety_answers.values_list("by", "guessed")) == [("helper", True)])


def test_a_phone_that_nobody_uses_shows_the_cards_and_keeps_nothing(pick_up):
    phone = pick_up()
    page = open_safety_shell(phone)
    give(page, "sleepy")
    is_on_top(page, "sleepy-too-many")
    expect(page.locator('[data-role="nobody"]')).to_be_visible()
    assert phone.rows() == []


def open_safety_shell(phone):
    page = phone.open("/shell/safety/?about=new")
    expect(page.locator(".safety")).to_have_attribute("data-ready", "yes")
    return page


def test_a_full_phone_shows_the_card_and_says_that_the_answer_is_not_kept(app):
    page = open_safety(app)
    page.evaluate(FULL)
    give(page, "breath")
    is_on_top(page, "breathing-chest-face")
    expect(page.locator('[data-role="not-kept"]')).to_be_visible()


def test_leaving_at_once_after_a_tap_keeps_the_answer(app, ana):
    page = open_safety(app)
    page.evaluate("""() => { document.querySelector('.safety button[name="breath"]').click();
      document.querySelector('[data-role="understood"]').click(); }""")
    page.wait_for_url("**/today/")
    eventually(lambda: answers_of(ana) == [("breath", "yes")])


# ---- From the log, and back -----------------------------------------------------------------------------------------


def back_to_the_log(phone):
    expect(phone.page.locator(".safety")).to_have_attribute("data-ready", "yes")  # before, the way back has the day in its address
    phone.tap(phone.page.get_by_role("link", name="I understand"))
    phone.page.wait_for_url("**/log/")
    phone.ready()


@pytest.mark.parametrize("online", [True, False])
def test_a_first_weaker_asks_how_it_came_on_and_leads_back_with_nothing_lost(app, ana, online):
    if not online:
        app.offline()
    app.open_log()
    app.answer(pain_avg=6)
    app.tap(app.tile("strength_left", "weaker"))
    app.page.wait_for_url(f"**/safety/?about=weaker-left&date={today()}")
    give(app.page, "onset.left", "suddenly")
    is_on_top(app.page, "leg-weak")
    back_to_the_log(app)
    expect(app.tile("pain_avg", 6).locator("input")).to_be_checked()
    expect(app.tile("strength_left", "weaker").locator("input")).to_be_checked()
    app.online()
    eventually(lambda: answers_of(ana) == [("weaker_left", "yes"), ("onset.left", "suddenly")])
    app.is_sent()
    assert DiaryDay.objects.get(patient=ana).strength_left == "weaker"


def test_a_fall_opens_its_questions(app, ana):
    app.open_log()
    app.page.get_by_text("Add more").tap()
    app.tap(app.tile("tripped", "fall"))
    app.page.wait_for_url("**/safety/?about=fall&date=*")
    give(app.page, "fall.head", "no")
    give(app.page, "fall.thinners", "yes")
    is_on_top(app.page, "other-emergency")
    eventually(lambda: answers_of(ana) == [("fell", "yes"), ("fall.head", "no"), ("fall.thinners", "yes")])


def test_a_fall_whose_questions_nobody_answers_shows_its_card_and_asks_whether_help_came(app, ana):
    app.offline()
    app.open_log()
    app.page.get_by_text("Add more").tap()
    app.tap(app.tile("tripped", "fall"))
    app.page.wait_for_url("**/safety/?about=fall&date=*")
    expect(below(app.page, "fall.thinners")).to_have_attribute("data-role", "result")
    expect(card(app.page, "same-day-legs").locator(".care")).to_be_visible()
    back_to_the_log(app)
    expect(banner(app.page)).to_be_visible()
    app.page.get_by_text("Add more").tap()
    app.answer(tripped="no")
    app.tap(app.tile("tripped", "fall"))
    app.page.wait_for_url("**/safety/?about=fall&date=*")
    app.online()
    eventually(lambda: answers_of(ana) == [("fell", "yes"), ("fell", "no"), ("fell", "yes")])


def test_a_fall_that_undo_brings_back_stands_with_its_tick(app, ana):
    app.open_log()
    app.page.get_by_text("Add more").tap()
    app.tap(app.tile("tripped", "fall"))
    app.page.wait_for_url("**/safety/?about=fall&date=*")
    back_to_the_log(app)
    app.save()
    app.page.get_by_text("Add more").tap()
    app.say(app.page.get_by_role("button", name="Take this day back"))
    app.say(app.page.get_by_role("button", name="Undo", exact=True))
    eventually(lambda: answers_of(ana) == [("fell", "yes"), ("fell", "no"), ("fell", "yes")])


def test_a_note_that_is_getting_worse_is_kept_as_an_answer_and_opens_the_list(app, ana):
    page = app.open_log()
    page.get_by_text("Add more").tap()
    page.get_by_label("A note, in your own words").fill("My foot drops")
    app.tap(page.get_by_role("group", name="Is this new or getting worse?").locator("label").filter(has_text="Yes"))
    page.wait_for_url("**/safety/?about=new,worse&date=*")
    is_on_top(page, "same-day-unwell")
    expect(card(page, "bladder-bowel-numb").locator("summary")).to_be_visible()
    expect(button(page, "breath")).to_be_visible()
    eventually(lambda: answers_of(ana) == [("note", "yes")])


def test_weaker_on_3_of_5_days_shows_the_same_day_card_once_a_week(app, ana):
    app.offline()
    app.open_log(f"/log/{today(3)}/")
    app.tap(app.tile("strength_left", "weaker"))
    app.page.wait_for_url("**/safety/?about=weaker-left&date=*")
    app.open_log(f"/log/{today(2)}/")
    app.answer(strength_left="weaker")
    app.open_log(f"/log/{today(1)}/")
    app.tap(app.tile("strength_left", "weaker"))
    app.page.wait_for_url("**/safety/?about=weaker-often&date=*")
    is_on_top(app.page, "same-day-legs")
    app.open_log()
    app.answer(strength_left="weaker")
    assert "/log/" in app.page.url
    app.online()
    eventually(lambda: answers_of(ana) == [("weaker_left", "yes"), ("weaker_often", "shown")])


def test_same_as_yesterday_is_not_offered_after_a_yes(app):
    app.open_log(f"/log/{today(1)}/")
    app.answer(pain_avg=6, strength_left="same", numbness="same")
    app.save()
    app.open_log()
    again = app.page.get_by_role("button", name="Same as yesterday")
    expect(again).to_be_visible()
    page = open_safety(app, f"?about=new&date={today(1)}")
    give(page, "swollen_leg")
    eventually(lambda: len(app.rows()) == 5)
    app.open_log()
    expect(again).not_to_be_visible()


# ---- "Did you get help?" --------------------------------------------------------------------------------------------


def banner(page):
    return page.locator('[data-module="got-help"]')


def say_breath(phone):
    page = open_safety(phone)
    give(page, "breath")
    eventually(lambda: len(phone.rows()) == 1)


def test_the_next_open_asks_once_whether_help_came_offline_too(app, ana):
    app.offline()
    say_breath(app)
    page = app.open_log()
    app.tap(banner(page).get_by_role("button", name="Yes"))
    expect(banner(page)).to_be_hidden()
    app.open_log()
    expect(banner(app.page)).to_be_hidden()
    app.online()
    eventually(lambda: answers_of(ana) == [("breath", "yes"), ("got_help", "yes")])


def test_not_yet_shows_the_card_again_and_does_not_ask_again(app, ana):
    app.offline()
    say_breath(app)
    page = app.open_log()
    app.tap(banner(page).get_by_role("button", name="Not yet"))
    page.wait_for_url("**/safety/?about=got-help")
    is_on_top(page, "breathing-chest-face")
    app.open_log()
    expect(banner(app.page)).to_be_hidden()


def test_today_asks_about_what_another_phone_said(app, pick_up, ana):
    say_breath(app)
    eventually(lambda: answers_of(ana) == [("breath", "yes")])
    other = pick_up(ana)
    page = other.open("/today/")
    expect(banner(page)).to_have_attribute("data-ready", "yes")
    banner(page).get_by_role("button", name="Not yet").tap()
    page.wait_for_url("**/safety/?about=got-help")
    is_on_top(page, "breathing-chest-face")
    assert answers_of(ana)[-1] == ("got_help", "not_yet")


# ---- Without styles, without scripts, and large ----------------------------------------------------------------------


def test_with_styles_off_the_card_still_comes_first(app):
    app.context.route("**/*.css", lambda route: route.abort())
    page = open_safety(app)
    page.evaluate("document.querySelectorAll('link[rel=stylesheet]').forEach((one) => one.remove())")
    expect(card(page, "breathing-chest-face")).to_be_hidden()
    give(page, "breath")
    expect(card(page, "breathing-chest-face").locator(".care")).to_be_visible()
    assert page.locator('[data-role="cards"] > :not([hidden])').first.get_attribute("data-card") == "breathing-chest-face"


def test_without_scripts_one_tap_shows_the_card_and_stores_the_answer(pick_up, ana):
    phone = pick_up(ana, java_script_enabled=False)
    page = phone.open("/safety/?about=new")
    give(page, "breath")
    expect(card(page, "breathing-chest-face").locator(".care")).to_be_visible()
    assert answers_of(ana) == [("breath", "yes")]


def test_at_400_percent_nothing_stands_over_the_card(engine, address, pick_up):
    page = open_safety_shell(pick_up(None, **(PHONE | {"viewport": {"width": 320, "height": 256}})))
    give(page, "breath")
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
