"""Was this page clear? Step by step, with and without a network, and without JavaScript."""

from playwright.sync_api import expect

from backend.education.models import Feedback
from tests.journeys.phone import eventually

PAGE = "/learn/pacing/"
LINE = "What was unclear or missing?"


def foot(phone):
    page = phone.open(PAGE)
    form = page.locator("[data-feedback]")
    expect(form).to_have_attribute("data-ready", "yes")
    return form


def tile(form, words):
    return form.locator("label.tile").filter(has=form.page.get_by_text(words, exact=True))


def rows():
    return list(Feedback.objects.values_list("clear", "line"))


def test_a_line_is_asked_for_after_it_is_known_to_be_about_the_page(pick_up):
    Feedback.objects.all().delete()
    phone = pick_up()
    form = foot(phone)
    expect(form.get_by_role("button", name="Send")).not_to_be_visible()
    phone.tap(tile(form, "No"))
    expect(form.get_by_label(LINE)).not_to_be_visible()
    phone.tap(tile(form, "Yes, new or worse"))
    expect(form.get_by_label(LINE)).not_to_be_visible()
    expect(form.get_by_text("Nobody reads this in time to help you")).to_be_visible()
    phone.tap(tile(form, "No, about the page"))
    form.get_by_label(LINE).fill("A picture would help")
    phone.context.set_offline(True)
    phone.tap(form.get_by_role("button", name="Send"))
    expect(form.get_by_role("status")).to_contain_text("It could not be sent. Your words are still here.")
    expect(form.get_by_label(LINE)).to_have_value("A picture would help")
    phone.context.set_offline(False)
    phone.tap(form.get_by_role("button", name="Send"))
    expect(form.get_by_role("status")).to_contain_text("Thank you.")
    eventually(lambda: rows() == [("no", "A picture would help")])
    assert phone.context.cookies() == []


def test_something_worse_leads_to_help_and_the_words_stay_here(pick_up):
    Feedback.objects.all().delete()
    phone = pick_up()
    form = foot(phone)
    sent = []
    phone.page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    phone.tap(tile(form, "Yes"))
    phone.tap(tile(form, "Yes, new or worse"))
    expect(form.get_by_role("button", name="Send")).not_to_be_visible()
    phone.tap(form.get_by_role("link", name="Get help now"))
    phone.page.wait_for_url("**/learn/get-help-now/")
    assert sent == []
    assert rows() == []


def test_without_javascript_a_form_is_a_form(pick_up):
    Feedback.objects.all().delete()
    phone = pick_up(java_script_enabled=False)
    page = phone.open(PAGE)
    tile(page.locator("[data-feedback]"), "Yes").tap()
    with page.expect_navigation():
        page.get_by_role("button", name="Send").tap()
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    with page.expect_navigation():
        page.get_by_role("link", name="Back to “Pacing: small steps, often”").tap()
    assert rows() == [("yes", "")]
