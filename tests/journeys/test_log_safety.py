"""The log where a mistake would hurt: a day that this phone does not know, and words that ask for help but cannot be kept."""

import pytest
from playwright.sync_api import expect

from backend.symptoms.models import DiaryDay
from tests.journeys.phone import eventually, today

HELP = "**/safety/?about=*"
LONG_AGO = 20
FULL = "() => { IDBObjectStore.prototype.add = () => { throw new DOMException('full', 'QuotaExceededError'); }; }"
SLOW = """() => {
  const plain = IDBObjectStore.prototype.add;
  IDBObjectStore.prototype.add = function (...all) {
    const until = performance.now() + 150;
    while (performance.now() < until);
    return plain.apply(this, all);
  };
}"""


def day_of(patient, back=0):
    return DiaryDay.objects.get(patient=patient, date=today(back))


@pytest.fixture
def stored_long_ago(pick_up, ana):
    """Another phone of Ana's said this."""
    other = pick_up(ana)
    other.open_log(f"/log/{today(LONG_AGO)}/")
    other.answer(pain_avg=7)
    other.is_sent()
    return f"/log/{today(LONG_AGO)}/"


def test_an_old_day_opens_with_what_is_stored(phone, stored_long_ago):
    phone.open_log(stored_long_ago)
    expect(phone.tile("pain_avg", 7).locator("input")).to_be_checked()


def test_an_old_day_is_taken_back(phone, stored_long_ago, ana):
    phone.open_log(stored_long_ago)
    phone.page.get_by_text("Add more").tap()
    phone.say(phone.page.get_by_role("button", name="Take this day back"))
    phone.is_sent()
    assert day_of(ana, LONG_AGO).withdrawn


def test_undo_on_an_old_day_brings_back_what_was_stored(phone, stored_long_ago, ana):
    phone.open_log(stored_long_ago)
    expect(phone.tile("pain_avg", 7).locator("input")).to_be_checked()
    phone.answer(pain_avg=3)
    phone.save()
    phone.say(phone.page.get_by_role("button", name="Undo"))
    phone.is_sent()
    assert day_of(ana, LONG_AGO).pain_avg == 7


def test_what_is_not_known_is_neither_undone_nor_taken_back(phone, site, stored_long_ago, ana):
    site.silent = {"/api/v1/diary/", "/api/v1/sync/"}
    page = phone.open_log(stored_long_ago)
    page.get_by_text("Add more").tap()
    expect(page.get_by_role("button", name="Take this day back")).not_to_be_visible()
    phone.answer(pain_avg=3)
    phone.save()
    expect(page.get_by_role("button", name="Undo")).not_to_be_visible()
    site.speak()


def help_link(phone):
    return phone.page.locator('[data-role="trouble"]').get_by_role("link", name="See what to do")


def say_something_new(phone):
    phone.tap(phone.page.get_by_role("button", name="Something new or worse"))


def say_weaker(phone):
    phone.tap(phone.tile("strength_left", "weaker"))


def say_worse_in_a_note(phone):
    phone.page.get_by_text("Add more").tap()
    phone.page.get_by_label("A note, in your own words").fill("My foot drops")
    phone.tap(phone.page.get_by_role("group", name="Is this new or getting worse?").locator("label").filter(has_text="Yes"))


@pytest.mark.parametrize("say", [say_something_new, say_weaker, say_worse_in_a_note])
def test_a_full_phone_still_shows_the_way_to_help(phone, say):
    phone.open_log().evaluate(FULL)
    say(phone)
    expect(help_link(phone)).to_be_visible()
    help_link(phone).tap()
    phone.page.wait_for_url(HELP)


@pytest.mark.keeps_the_app
def test_words_of_danger_that_are_new_open_every_door_without_a_network_too(phone, ana):
    phone.open_log()
    phone.settle()
    phone.offline()
    phone.page.get_by_text("Add more").tap()
    phone.page.get_by_label("A note, in your own words").fill("I cannot pee")
    phone.tap(phone.page.get_by_role("group", name="Is this new or getting worse?").locator("label").filter(has_text="Yes"))
    phone.page.wait_for_url("**/learn/get-help-now/")
    expect(phone.page.get_by_role("heading", name="Get help now")).to_be_visible()
    phone.online()
    eventually(lambda: [*ana.safety_answers.values_list("item", "answer")] == [("note", "yes")])


def test_an_answer_that_needs_no_help_shows_no_link(phone):
    phone.open_log().evaluate(FULL)
    phone.tap(phone.tile("pain_avg", 4))
    expect(phone.page.locator('[data-role="trouble"]')).to_contain_text("This phone is full")
    expect(help_link(phone)).to_have_count(0)


def test_words_that_could_not_be_kept_open_help_when_they_are(phone, ana):
    page = phone.open_log()
    page.evaluate(f"() => {{ window.plainAdd = IDBObjectStore.prototype.add; ({FULL})(); }}")
    say_something_new(phone)
    expect(help_link(phone)).to_be_visible()
    page.evaluate("() => { IDBObjectStore.prototype.add = window.plainAdd; }")
    phone.tap(phone.tile("pain_avg", 4))
    page.wait_for_url(HELP)
    phone.open_log()
    phone.is_sent()
    assert (day_of(ana).new, day_of(ana).pain_avg) == ("something", 4)


TAPS = """() => {
  for (const [name, value] of [["strength_left", "weaker"], ["pain_avg", "6"], ["numbness", "same"], ["tripped", "no"]])
    document.querySelector(`#log input[name="${name}"][value="${value}"]`).click();
}"""


def test_taps_after_a_first_weaker_are_kept_before_help_opens(phone, ana):
    page = phone.open_log()
    page.evaluate(SLOW)
    page.evaluate(TAPS)
    page.wait_for_url(HELP)
    phone.open_log()
    eventually(lambda: len(phone.rows()) == 5)
    phone.is_sent()
    day = day_of(ana)
    assert (day.strength_left, day.pain_avg, day.numbness, day.tripped) == ("weaker", 6, "same", "no")


def test_a_yes_beside_a_note_is_heard_while_an_earlier_tap_is_on_its_way(phone, ana):
    phone.open_log()
    say_note = (
        "(words) => { const note = document.querySelector('#log [name=note]'); note.value = words; note.dispatchEvent(new Event('input', { bubbles: true })); }"
    )
    phone.page.evaluate(say_note, "My foot drags")
    both = """() => {
      document.querySelector('#log [name=pain_avg][value="6"]').click();
      document.querySelector('#log [name=note_worse][value="yes"]').click();
    }"""
    phone.page.evaluate(both)
    phone.page.wait_for_url(HELP)
    eventually(lambda: list(ana.safety_answers.values_list("item", "answer")) == [("note", "yes")])
