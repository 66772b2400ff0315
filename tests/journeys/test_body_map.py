"""Where is it: by finger, by keyboard and by the list, in step, kept offline and sent once."""

import pytest
from playwright.sync_api import expect

from backend.symptoms.models import DiaryDay, DiaryRevision
from tests.journeys.phone import eventually, today


def ticks(patient):
    day = DiaryDay.objects.filter(patient=patient, date=today()).first()
    return {name: won[0] for name, won in day.winners.items()} if day else {}


@pytest.fixture
def log(phone):
    """Ana's log with the body map open."""
    page = phone.open_log()
    page.get_by_text("Add more").tap()
    page.get_by_text("Where is it?").tap()
    return phone


def place(phone, side, region, view="front"):
    return phone.page.locator(f'[data-map="{view}"] .place[data-side="{side}"][data-region="{region}"]')


def box(phone, name):
    return phone.page.locator(f'input[name="{name}"]')


def layer(phone, name):
    phone.page.locator(f'button[data-layer="{name}"]').tap()


def test_a_tap_on_the_drawing_ticks_its_box_and_is_sent(log, ana):
    log.say(place(log, "left", "shin"))
    expect(place(log, "left", "shin")).to_have_attribute("aria-checked", "true")
    expect(box(log, "place.pain.left.shin")).to_be_checked()
    log.is_sent()
    assert ticks(ana) == {"place.pain.left.shin": True}


def test_a_second_tap_takes_it_off(log, ana):
    log.say(place(log, "left", "shin"))
    log.say(place(log, "left", "shin"))
    expect(place(log, "left", "shin")).to_have_attribute("aria-checked", "false")
    log.is_sent()
    assert ticks(ana) == {"place.pain.left.shin": False}


def test_a_box_of_the_list_marks_the_drawing(log, ana):
    log.say(log.page.get_by_role("group", name="Your left").locator("label").filter(has_text="Front of the thigh").locator("visible=true"))
    expect(place(log, "left", "thigh_front")).to_have_class("place is-pain")
    log.is_sent()
    assert ticks(ana) == {"place.pain.left.thigh_front": True}


def test_pain_and_numbness_are_two_layers_of_one_place(log, ana):
    log.say(place(log, "left", "knee"))
    layer(log, "numb")
    expect(place(log, "left", "knee")).to_have_attribute("aria-checked", "false")
    log.say(place(log, "left", "knee"))
    expect(place(log, "left", "knee")).to_have_class("place is-pain is-numb")
    log.is_sent()
    assert ticks(ana) == {"place.pain.left.knee": True, "place.numb.left.knee": True}


def test_a_knee_seen_from_behind_is_the_same_knee(log, ana):
    log.page.get_by_role("button", name="Back").tap()
    log.say(place(log, "left", "knee", "back"))
    log.page.get_by_role("button", name="Front").tap()
    expect(place(log, "left", "knee")).to_have_attribute("aria-checked", "true")
    log.is_sent()
    assert ticks(ana) == {"place.pain.left.knee": True}


@pytest.mark.parametrize("key", ["Space", "Enter"])
def test_a_place_is_marked_by_the_keyboard(log, ana, key):
    shin = log.page.get_by_role("checkbox", name="Your left shin: Pain")
    shin.press(key)
    expect(shin).to_be_checked()
    log.is_sent()
    assert ticks(ana) == {"place.pain.left.shin": True}


def left_edge(phone, view, side):
    return phone.page.locator(f'[data-map="{view}"] .place[data-side="{side}"][data-region="knee"]').bounding_box()["x"]


def test_your_left_is_on_the_right_of_the_picture_in_front_and_on_the_left_behind(log):
    assert left_edge(log, "front", "left") > left_edge(log, "front", "right")
    log.page.get_by_role("button", name="Back").tap()
    assert left_edge(log, "back", "left") < left_edge(log, "back", "right")


@pytest.mark.keeps_the_app
def test_offline_taps_are_kept_and_each_is_sent_once(log, ana):
    log.settle()
    log.offline()
    log.say(place(log, "left", "shin"))
    log.say(place(log, "left", "ankle"))
    expect(log.status).to_have_text("Saved on this phone, 1 not sent")
    log.online()
    log.is_sent()
    assert ticks(ana) == {"place.pain.left.shin": True, "place.pain.left.ankle": True}
    assert DiaryRevision.objects.filter(patient=ana).count() == 2


@pytest.mark.keeps_the_app
def test_the_kept_log_has_the_map_without_a_network(phone, ana):
    phone.open_log()
    phone.settle()
    phone.offline()
    page = phone.open_log()
    page.get_by_text("Add more").tap()
    page.get_by_text("Where is it?").tap()
    phone.say(place(phone, "left", "shin"))
    expect(place(phone, "left", "shin")).to_have_attribute("aria-checked", "true")
    fill = page.evaluate("getComputedStyle(document.querySelector('.place.is-pain')).fill")
    assert "front-pain" in fill


def test_a_place_on_the_other_leg_is_kept_and_asked_about_once(log, ana):
    log.say(place(log, "right", "shin"))
    question = log.page.get_by_role("dialog", name="Is your right leg affected too?")
    expect(question).to_be_visible()
    question.get_by_role("button", name="No").tap()
    expect(question).not_to_be_visible()
    log.say(place(log, "right", "ankle"))
    log.is_sent()
    expect(question).not_to_be_visible()
    assert ticks(ana) == {"place.pain.right.shin": True, "place.pain.right.ankle": True}
    ana.refresh_from_db()
    assert not ana.right_affected


def test_yes_adds_the_leg_and_asks_how_it_came_on(log, ana):
    log.say(place(log, "right", "shin"))
    log.tap(log.page.get_by_role("dialog").get_by_role("button", name="Yes"))
    log.page.wait_for_url("**/safety/?about=weaker-right&date=*")
    eventually(lambda: bool(ana.refresh_from_db() or ana.right_affected))
    assert ticks(ana) == {"place.pain.right.shin": True}


def test_a_place_on_the_affected_leg_asks_nothing(log):
    log.say(place(log, "left", "shin"))
    log.is_sent()
    expect(log.page.get_by_role("dialog")).not_to_be_visible()


def test_feelings_and_side_effects_are_ticks_too(phone, ana):
    page = phone.open_log()
    page.get_by_text("Add more").tap()
    phone.say(page.get_by_role("group", name="Burning").locator("label").filter(has_text="Left"))
    expect(page.get_by_role("group", name="Burning").locator("label").filter(has_text="Right")).not_to_be_visible()
    phone.say(page.locator("label").filter(has=page.locator('[name="side_effect.sleepy"]')))
    phone.is_sent()
    assert ticks(ana) == {"feel.burning.left": True, "side_effect.sleepy": True}


def test_clear_takes_back_a_whole_set(log, ana):
    log.say(place(log, "left", "shin"))
    log.say(place(log, "left", "ankle"))
    log.say(log.page.locator('[data-set="place.pain."] [data-role="clear"]'))
    expect(box(log, "place.pain.left.shin")).not_to_be_checked()
    log.is_sent()
    assert ticks(ana) == {"place.pain.left.shin": None, "place.pain.left.ankle": None}


def test_undo_brings_a_tick_back(log, ana):
    log.say(place(log, "left", "shin"))
    log.save("skipped")
    log.say(log.page.get_by_role("button", name="Undo"))
    expect(box(log, "place.pain.left.shin")).not_to_be_checked()
    log.is_sent()
    assert ticks(ana)["place.pain.left.shin"] is None


def test_a_tick_given_before_the_scripts_came_is_not_lost(phone, ana):
    """The page answers taps before its script has found its person."""
    phone.page.route("**/js/app*.js", lambda route: (eventually(lambda: True), route.continue_()))
    page = phone.open("/log/")
    page.evaluate("document.querySelector('[name=\"side_effect.dizzy\"]').click()")
    phone.ready()
    phone.is_sent()
    assert ticks(ana) == {"side_effect.dizzy": True}


def test_same_as_yesterday_copies_no_tick(phone, ana):
    phone.open_log(f"/log/{today(1)}/")
    phone.answer(pain_avg=6, strength_left="same", numbness="same")
    phone.page.get_by_text("Add more").tap()
    phone.say(phone.page.locator("label").filter(has=phone.page.locator('[name="side_effect.sleepy"]')))
    phone.save()
    phone.is_sent()
    phone.open_log()
    phone.say(phone.page.get_by_role("button", name="Same as yesterday"))
    phone.is_sent()
    assert set(ticks(ana)) == {"pain_avg", "strength_left", "numbness"}


def test_the_map_is_one_stop_for_the_keyboard_and_the_arrows_go_on_from_there(log):
    expect(log.page.locator('[data-map="front"] .place[tabindex="0"]')).to_have_count(1)
    shin = place(log, "left", "shin")
    shin.press("ArrowDown")
    expect(place(log, "left", "ankle")).to_be_focused()
    expect(place(log, "left", "ankle")).to_have_attribute("tabindex", "0")
    expect(log.page.locator('[data-map="front"] .place[tabindex="0"]')).to_have_count(1)
