"""My questions: added from an article without a network, sent once, in the list; and what was typed into the search comes along."""

import pytest
from playwright.sync_api import expect

from backend.patients.models import QuestionRevision
from tests.journeys.phone import eventually

ARTICLE = "/learn/your-check/"
WORDS = "When is my next check?"


def button(page):
    return page.locator("li").filter(has_text=WORDS).locator("[data-add]")


def open_article(phone):
    page = phone.open(ARTICLE)
    expect(button(page)).to_have_attribute("data-ready", "yes")
    return page


def search_and_keep(page):
    """What nothing of Learn answers."""
    expect(page.locator("form[data-search]")).to_have_attribute("data-ready", "yes")
    page.locator("#q").fill("xyzzy in my toes")
    page.get_by_role("link", name="Keep it as a question for your next visit").tap()


@pytest.mark.keeps_the_app
def test_added_offline_from_an_article_it_is_in_the_list_when_the_network_is_back(phone, ana):
    phone.open("/today/")
    phone.settle()
    phone.offline()
    page = open_article(phone)
    phone.say(button(page))
    expect(page.get_by_text("Added to your questions.")).to_be_visible()
    phone.say(page.get_by_role("button", name="Undo"))
    phone.say(button(page))
    assert not ana.questions.exists()
    phone.online()
    page = phone.open("/questions/")  # sent from here, if not before; then the list is made anew
    expect(page.get_by_role("list").get_by_text(WORDS, exact=True)).to_be_visible()
    eventually(lambda: QuestionRevision.objects.filter(patient=ana).count() == 3)
    assert [(one.text, one.article) for one in ana.questions.standing()] == [(WORDS, "your-check")]


def test_a_phone_that_knows_nobody_follows_the_link_to_the_sign_in(pick_up):
    stranger = pick_up()
    page = open_article(stranger)
    button(page).tap()
    page.wait_for_url("**/accounts/login/?next=**")


def test_a_follow_up_question_goes_from_the_search_to_the_form_and_never_into_an_address(phone, ana):
    page = phone.open("/learn/")
    search_and_keep(page)
    page.wait_for_url("**/questions/add/")
    expect(page.get_by_label("Your question, in your own words")).to_have_value("xyzzy in my toes")
    page.locator("label").filter(has=page.locator('input[name="worse"][value="yes"]')).tap()
    page.get_by_role("button", name="Add to my questions").tap()
    page.wait_for_url("**/safety/?about=new,worse&date=*")
    assert ana.questions.get().text == "xyzzy in my toes"


@pytest.mark.keeps_the_app
def test_words_of_danger_without_a_network_open_get_help_now_and_are_sent_later(phone, ana):
    phone.open("/today/")
    phone.settle()
    page = phone.open("/questions/add/")
    expect(page.locator('[data-module="question-form"]')).to_have_attribute("data-ready", "yes")
    phone.offline()
    for text, answer in (("My bladder is slow", "no"), ("I cannot pee", "yes")):
        page.get_by_label("Your question, in your own words").fill(text)
        page.locator("label").filter(has=page.locator(f'input[name="worse"][value="{answer}"]')).tap()
        page.get_by_role("button", name="Add to my questions").tap()
        if answer == "no":
            expect(page.get_by_text("Saved on this phone.")).to_be_visible()
            expect(page.locator("form").get_by_role("link", name="Get help now")).to_be_visible()
    page.wait_for_url("**/learn/get-help-now/")
    phone.online()
    phone.open("/questions/")
    eventually(lambda: sorted(ana.questions.values_list("text", flat=True)) == ["I cannot pee", "My bladder is slow"])
    eventually(lambda: list(ana.safety_answers.values_list("item", "answer")) == [("note", "yes")])


@pytest.mark.keeps_the_app
def test_what_was_searched_for_without_a_network_is_kept_as_a_question(phone, ana):
    phone.open("/today/")
    phone.settle()
    phone.offline()
    page = phone.open("/learn/")
    search_and_keep(page)
    page.wait_for_url("**/questions/add/")
    expect(page.locator('[data-module="question-form"]')).to_have_attribute("data-ready", "yes")
    expect(page.get_by_label("Your question, in your own words")).to_have_value("xyzzy in my toes")
    page.locator("label").filter(has=page.locator('input[name="worse"][value="no"]')).tap()
    page.get_by_role("button", name="Add to my questions").tap()
    expect(page.locator("form").get_by_text("Saved on this phone.")).to_be_visible()
    expect(page.get_by_role("list").get_by_text("xyzzy in my toes", exact=True)).to_be_visible()
    phone.online()
    phone.open("/questions/")
    eventually(lambda: list(ana.questions.values_list("text", flat=True)) == ["xyzzy in my toes"])
