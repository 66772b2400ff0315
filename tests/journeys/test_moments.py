"""What happened in two taps, and the rough day: with and without a network, sent once."""

import pytest
from playwright.sync_api import expect

from backend.symptoms.models import DiaryRevision, Moment, SafetyAnswer
from tests.journeys.phone import FULL, eventually, today

MOMENTS = '[data-module="moments"]'
ROUGH = '[data-module="rough-day"]'


def standing(patient):
    return list(Moment.objects.filter(patient=patient).exclude(kind=None).order_by("pk").values_list("kind", "date"))


def open_moments(phone):
    page = phone.open("/moments/")
    expect(page.locator(MOMENTS)).to_have_attribute("data-ready", "yes")
    return page


def items(phone):
    return phone.page.locator(f"{MOMENTS} li[data-moment]")


def sent(phone):
    eventually(lambda: set(phone.states()) == {"sent"})


def test_a_visit_takes_two_taps_from_today(phone, ana):
    page = phone.open("/today/")
    expect(page.locator(ROUGH)).to_have_attribute("data-ready", "yes")
    phone.tap(page.get_by_role("link", name="Add what happened"))
    expect(page.locator(MOMENTS)).to_have_attribute("data-ready", "yes")
    phone.say(page.get_by_role("button", name="Therapy visit"))
    expect(items(phone)).to_have_count(1)
    sent(phone)
    assert phone.taps == 2
    assert standing(ana) == [("therapy", today())]


@pytest.mark.keeps_the_app
def test_offline_it_is_kept_and_sent_once(phone, ana):
    open_moments(phone)
    phone.settle()
    phone.offline()
    page = open_moments(phone)
    phone.say(page.get_by_role("button", name="Procedure"))
    expect(items(phone).get_by_text("Not sent yet")).to_be_visible()
    phone.close()
    open_moments(phone)
    expect(items(phone)).to_contain_text("Procedure")
    phone.online()
    sent(phone)
    expect(items(phone).get_by_text("Not sent yet")).not_to_be_visible()
    assert standing(ana) == [("procedure", today())]
    assert DiaryRevision.objects.filter(patient=ana).count() == 1


def test_a_fall_opens_its_card(phone, ana):
    page = open_moments(phone)
    page.get_by_role("button", name="Fall").tap()
    page.wait_for_url("**/safety/?about=fall&date=*")
    sent(phone)
    assert standing(ana) == [("fall", today())]
    assert [*ana.safety_answers.values_list("item", "answer")] == [("fell", "yes")]


def test_what_is_sent_while_the_page_is_open_stays_on_it(phone, site):
    open_moments(phone).get_by_role("button", name="Trip").tap()
    eventually(lambda: phone.states() == ["sent"])
    site.silent = {"/api/v1/sync/"}
    open_moments(phone).get_by_role("button", name="Flare").tap()
    expect(items(phone)).to_have_count(2)
    open_moments(phone)
    expect(items(phone)).to_have_count(2)
    site.speak()
    eventually(lambda: phone.states() == ["sent", "sent"])
    expect(items(phone)).to_have_count(2)


def test_a_fall_that_is_taken_back_takes_its_tick_along(phone, ana):
    open_moments(phone).get_by_role("button", name="Fall").tap()
    phone.page.wait_for_url("**/safety/?about=fall&date=*")
    eventually(lambda: phone.states() == ["sent", "sent"])
    page = open_moments(phone)
    items(phone).locator("summary").tap()
    page.get_by_role("button", name="Take it back").tap()
    eventually(lambda: [*ana.safety_answers.order_by("stamp").values_list("item", "answer")] == [("fell", "yes"), ("fell", "no")])


def test_a_fall_has_its_card_though_the_phone_is_full(phone):
    page = open_moments(phone)
    page.evaluate(FULL)
    page.evaluate("window.full = true")
    page.get_by_role("button", name="Fall").tap()
    expect(page.get_by_role("alert")).to_contain_text("This phone is full")
    page.get_by_role("link", name="See what to do").tap()
    page.wait_for_url("**/safety/?about=fall&date=*")
    assert phone.rows() == []


@pytest.mark.keeps_the_app
def test_same_as_yesterday_is_not_offered_after_a_fall_that_waits_on_the_phone(phone):
    phone.open_log(f"/log/{today(1)}/")
    phone.answer(pain_avg=6, strength_left="same", numbness="same")
    phone.save()
    phone.is_sent()
    page = phone.open_log()
    expect(page.get_by_role("button", name="Same as yesterday")).to_be_visible()
    phone.settle()
    phone.offline()
    open_moments(phone).get_by_role("button", name="Fall").tap()
    phone.page.wait_for_url("**/safety/?about=fall&date=*")
    page = phone.open_log()
    expect(page.get_by_role("button", name="Same as yesterday")).not_to_be_visible()


def test_a_note_waits_for_its_question_and_worse_opens_the_cards(phone, ana):
    page = open_moments(phone)
    page.get_by_text("Another day, or a note").tap()
    form = page.locator('[data-role="add"]')
    form.get_by_label("A note, in your own words").fill("My foot drags")
    form.get_by_role("button", name="Flare").tap()
    expect(page.get_by_role("alert")).to_contain_text("is this new or getting worse?")
    assert phone.rows() == []
    form.get_by_role("group", name="If you wrote a note").locator("label").filter(has_text="Yes").tap()
    form.get_by_role("button", name="Flare").tap()
    page.wait_for_url("**/safety/?about=new,worse&date=*")
    sent(phone)
    assert Moment.objects.get(patient=ana).note == "My foot drags"
    assert SafetyAnswer.objects.get(patient=ana).item == "note"


def test_it_can_be_changed_and_taken_back(phone, ana):
    page = open_moments(phone)
    phone.say(page.get_by_role("button", name="Trip"))
    item = items(phone).first
    item.get_by_text("Change").first.tap()
    item.locator("select").select_option("hospital")
    phone.say(item.get_by_role("button", name="Save"))
    expect(item).to_contain_text("Hospital stay")
    item.get_by_text("Change").first.tap()
    phone.say(item.get_by_role("button", name="Take it back"))
    expect(items(phone)).to_have_count(0)
    sent(phone)
    assert standing(ana) == []


def test_what_another_phone_took_back_is_gone_here(phone, ana, pick_up):
    phone.open("/today/")
    page = open_moments(phone)
    phone.say(page.get_by_role("button", name="Trip"))
    sent(phone)
    other = pick_up(ana)
    page = open_moments(other)
    items(other).first.get_by_text("Change").first.tap()
    other.say(items(other).first.get_by_role("button", name="Take it back"))
    sent(other)
    open_moments(phone)
    expect(items(phone)).to_have_count(0)


def test_a_second_bout_may_restart_the_treatment(phone, ana):
    page = open_moments(phone)
    phone.say(page.get_by_role("button", name="A second bout"))
    phone.say(page.get_by_role("button", name="Yes, count from here"))
    expect(page.get_by_role("button", name="Yes, count from here")).not_to_be_visible()
    sent(phone)
    ana.refresh_from_db()
    assert ana.treatment_started_on == today()


@pytest.fixture
def rough(phone):
    page = phone.open("/today/")
    expect(page.locator(ROUGH)).to_have_attribute("data-ready", "yes")
    eventually(lambda: bool(page.evaluate("sessionStorage.getItem('stride-met') !== null")))  # before that the plain form goes its own way
    return phone


def test_a_rough_day_is_one_tap_and_opens_what_can_help(rough, ana):
    page = rough.page
    page.get_by_role("button", name="Today is a rough day").tap()
    page.wait_for_url("**/learn/flare/")
    expect(page.get_by_role("heading", name="A flare", exact=True)).to_be_visible()
    expect(page.locator(ROUGH)).to_contain_text("Stride keeps quiet until 6am.")
    sent(rough)
    ana.refresh_from_db()
    assert standing(ana) == [("flare", today())]
    assert ana.quiet_until is not None


def test_undo_on_the_article_takes_it_back(rough, ana):
    page = rough.page
    page.get_by_role("button", name="Today is a rough day").tap()
    page.wait_for_url("**/learn/flare/")
    expect(page.locator(ROUGH)).to_have_attribute("data-ready", "yes")
    rough.say(page.get_by_role("button", name="Undo"))
    expect(page.locator(ROUGH)).not_to_be_visible()
    sent(rough)
    ana.refresh_from_db()
    assert (standing(ana), ana.quiet_until) == ([], None)


@pytest.mark.keeps_the_app
def test_a_rough_day_works_without_a_network(rough, ana):
    rough.settle()
    rough.offline()
    page = rough.page
    page.get_by_role("button", name="Today is a rough day").tap()
    page.wait_for_url("**/learn/flare/")
    expect(page.locator(ROUGH)).to_contain_text("Marked as a flare")
    rough.online()
    sent(rough)
    ana.refresh_from_db()
    assert standing(ana) == [("flare", today())]
    assert ana.quiet_until is not None


def test_the_article_says_nothing_of_a_rough_day_to_anybody_else(pick_up):
    page = pick_up().open("/learn/flare/")
    expect(page.get_by_role("heading", name="A flare", exact=True)).to_be_visible()
    expect(page.locator(ROUGH)).not_to_be_visible()


@pytest.mark.keeps_the_app
def test_a_rough_day_can_be_marked_on_the_today_that_the_phone_keeps(phone, ana):
    phone.open("/today/")
    phone.settle()
    phone.offline()
    page = phone.open("/today/")
    expect(page.locator('[data-module="today-shell"]')).to_have_attribute("data-ready", "yes")
    page.get_by_role("button", name="Today is a rough day").tap()
    page.wait_for_url("**/learn/flare/")
    phone.online()
    sent(phone)
    assert standing(ana) == [("flare", today())]
