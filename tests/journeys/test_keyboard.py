"""The log without a pointer, and as a screen reader hears it."""

import pytest
from playwright.sync_api import expect

from backend.symptoms.models import DiaryDay
from tests.journeys.phone import eventually, today

DESK = {"viewport": {"width": 1280, "height": 800}, "has_touch": False, "is_mobile": False}
FOCUSED = """() => { const on = document.activeElement; return on.type === "radio" ? on.name : on.textContent.trim().replace(/\\s+/g, " "); }"""


@pytest.fixture
def desk(pick_up, ana):
    """Ana at a computer, with nothing but keys."""
    phone = pick_up(ana, **DESK)
    phone.open_log()
    return phone


def press(desk, *keys):
    for key in keys:
        desk.page.keyboard.press(key)
    return desk.page.evaluate(FOCUSED)


def tab_to(desk, wanted):
    """Tab until the focus is there; more than 12 is too far."""
    for _ in range(12):
        if press(desk, "Tab").startswith(wanted):
            return
    pytest.fail(f"the Tab key does not lead to {wanted}")


def choose(desk, key, times=1):
    before = len(desk.rows())
    press(desk, *[key] * times)
    eventually(lambda: len(desk.rows()) > before)


def test_the_whole_log_is_done_by_keys_alone(desk, ana):
    assert press(desk, "Tab") == "Skip to the page"
    press(desk, "Enter")
    tab_to(desk, "pain_avg")
    choose(desk, "Space")
    for _ in range(6):
        choose(desk, "ArrowRight")
    tab_to(desk, "strength_left")
    choose(desk, "Space")
    choose(desk, "ArrowRight")
    tab_to(desk, "numbness")
    choose(desk, "Space")
    tab_to(desk, "Nothing new")
    choose(desk, "Enter")
    desk.is_sent()
    day = DiaryDay.objects.get(patient=ana, date=today())
    assert (day.pain_avg, day.strength_left, day.numbness, day.new) == (6, "same", "less", "nothing")
    assert day.complete


WEAKER = "**/safety/?about=weaker-left&date=*"


def choose_weaker(desk):
    """By arrow keys, over "Same"."""
    tab_to(desk, "strength_left")
    choose(desk, "ArrowRight")
    choose(desk, "ArrowRight")
    expect(desk.tile("strength_left", "weaker").locator("input")).to_be_checked()


def test_arrow_keys_to_weaker_leave_the_page_only_by_the_link(desk):
    choose_weaker(desk)
    link = desk.page.get_by_role("group", name="Left leg strength").get_by_role("link", name="How did it come on?")
    expect(link).to_be_visible()
    assert desk.page.url.endswith("/log/")
    assert press(desk, "Tab") == "How did it come on?"
    desk.page.keyboard.press("Enter")
    desk.page.wait_for_url(WEAKER)


def test_a_weaker_that_the_keyboard_chose_is_asked_about_at_the_save(desk, ana):
    choose_weaker(desk)
    desk.page.locator('button[name="new"][value="nothing"]').focus()
    desk.page.keyboard.press("Enter")
    desk.page.wait_for_url(WEAKER)
    eventually(lambda: DiaryDay.objects.filter(patient=ana, strength_left="weaker", new="nothing").exists())


def test_keys_that_pass_over_weaker_are_asked_nothing(desk):
    choose_weaker(desk)
    choose(desk, "ArrowRight")
    expect(desk.page.get_by_role("link", name="How did it come on?")).to_have_count(0)
    desk.page.locator('button[name="new"][value="nothing"]').focus()
    choose(desk, "Enter")
    expect(desk.page.locator('[data-role="saved"]')).to_be_focused()


def test_a_weaker_after_the_save_is_asked_about_on_the_way_out(desk):
    desk.page.locator('button[name="new"][value="nothing"]').focus()
    choose(desk, "Enter")
    desk.page.locator('input[name="strength_left"][value="same"]').focus()
    choose(desk, "ArrowRight")
    expect(desk.page.get_by_role("link", name="How did it come on?")).to_be_visible()
    desk.page.get_by_role("link", name="Done").focus()
    desk.page.keyboard.press("Enter")
    desk.page.wait_for_url(WEAKER)


def test_a_fall_by_keys_waits_for_its_link_too(desk):
    desk.page.get_by_text("Add more").click()
    desk.page.locator('input[name="tripped"][value="trip"]').focus()
    choose(desk, "ArrowRight")
    desk.page.get_by_role("group", name="Did you trip or fall?").get_by_role("link", name="See what to do").press("Enter")
    desk.page.wait_for_url("**/safety/?about=fall&date=*")


RING = """() => { const on = document.activeElement;
  return [on, on.nextElementSibling, on.closest("label")].some((one) => one && getComputedStyle(one).outlineStyle !== "none"); }"""


def test_the_focus_is_seen_at_every_stop_of_the_log(desk):
    for _ in range(10):
        press(desk, "Tab")
        assert desk.page.evaluate(RING), desk.page.evaluate("document.activeElement.outerHTML")[:200]


def test_a_save_keeps_the_focus_in_what_was_saved(desk):
    tab_to(desk, "pain_avg")
    choose(desk, "Space")
    desk.page.locator('button[name="new"][value="nothing"]').focus()
    choose(desk, "Enter")
    expect(desk.page.locator('[data-role="saved"]')).to_be_focused()


PRESSES_AND_GOES_ON = """() => { document.querySelector('button[name="new"][value="nothing"]').click();
  document.querySelector('input[name="numbness"]').focus(); }"""


def test_a_save_leaves_the_focus_of_whoever_has_gone_on(desk):
    desk.page.locator('button[name="new"][value="nothing"]').focus()
    desk.page.evaluate(PRESSES_AND_GOES_ON)
    expect(desk.page.locator('[data-role="saved"]')).to_be_visible()
    desk.is_sent()
    expect(desk.page.locator('input[name="numbness"]').first).to_be_focused()


def test_a_screen_reader_hears_the_questions_their_scales_and_their_choices(desk):
    expect(desk.page.locator("#log")).to_match_aria_snapshot(
        """
        - group "Pain, last 24 hours, on average":
          - radio "0"
          - radio "10"
        - group "Left leg strength, against last week":
          - radio "Stronger"
          - radio "Same"
          - radio "Weaker"
        - group "Numbness, against last week":
          - radio "Less"
          - radio "Same"
          - radio "More"
        """
    )
    pain = desk.page.get_by_role("group", name="Pain, last 24 hours")
    expect(pain).to_have_accessible_description("0 no pain 10 worst you can imagine")
    expect(pain.get_by_role("radio")).to_have_count(11)


def test_what_became_of_an_answer_is_announced(desk):
    status = desk.page.locator('#log [role="status"]:not([hidden])')
    expect(status).to_have_text("")
    desk.tile("pain_avg", 6).click()
    expect(status).to_have_text("Sent")
    expect(desk.page.get_by_role("radio", name="6", exact=True).first).to_be_checked()


def test_a_failure_to_keep_an_answer_is_an_alert(desk):
    desk.page.evaluate("() => { IDBObjectStore.prototype.add = () => { throw new DOMException('full', 'QuotaExceededError'); }; }")
    desk.tile("pain_avg", 6).click()
    expect(desk.page.get_by_role("alert")).to_contain_text("This phone is full")
