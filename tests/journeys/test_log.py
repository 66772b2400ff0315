"""The daily log under a thumb: how many taps, what is chosen, what is kept."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
import time_machine
from playwright.sync_api import expect

from backend.symptoms.models import DiaryDay, DiaryRevision, Moment
from tests import factories
from tests.journeys.phone import ZONE, eventually, today
from tests.treatment.medicines import at, keep, said

HELP = "**/safety/?about={about}&date={date}"


def day_of(patient, back=0):
    return DiaryDay.objects.get(patient=patient, date=today(back))


def weekday(back):
    return f"{today(back):%A}"


def test_a_day_with_one_leg_takes_four_taps(phone, ana):
    phone.open_log()
    phone.answer(pain_avg=6, strength_left="same", numbness="same")
    phone.save()
    phone.is_sent()
    assert phone.taps == 4
    assert day_of(ana).complete


def test_a_day_with_both_legs_takes_five_taps(pick_up, ben):
    phone = pick_up(ben)
    phone.open_log()
    phone.answer(pain_avg=6, strength_left="same", strength_right="stronger", numbness="same")
    phone.save()
    phone.is_sent()
    assert phone.taps == 5
    assert day_of(ben).complete


def test_changed_numbness_in_two_legs_takes_six_taps(pick_up, ben):
    phone = pick_up(ben)
    phone.open_log()
    phone.answer(pain_avg=6, strength_left="same", strength_right="same", numbness="more", numbness_side="both")
    phone.save()
    phone.is_sent()
    assert phone.taps == 6
    assert day_of(ben).numbness_side == "both"


def test_same_as_yesterday_takes_two_taps(phone, ana):
    phone.open_log(f"/log/{today(1)}/")
    phone.answer(pain_avg=6, strength_left="same", numbness="same")
    phone.save()
    phone.is_sent()
    phone.open_log()
    phone.taps = 0
    phone.say(phone.page.get_by_role("button", name="Same as yesterday"))
    expect(phone.tile("pain_avg", 6).locator("input")).to_be_checked()
    phone.save()
    phone.is_sent()
    assert phone.taps == 2
    assert (day_of(ana).complete, day_of(ana).provenance) == (True, "copied")


def test_same_as_yesterday_is_not_offered_near_a_step_of_a_medicine(phone, ana):
    keep(ana, said(steps=[{"starts_on": str(today(2)), "dose_text": "300 mg", "times": at("08:00")}]), dt.datetime.now(dt.UTC))
    phone.open_log(f"/log/{today(1)}/")
    phone.answer(pain_avg=6, strength_left="same", numbness="same")
    phone.save()
    phone.is_sent()
    phone.open_log()
    expect(phone.page.get_by_role("button", name="Same as yesterday")).to_be_hidden()


def morning(back=0):
    return dt.datetime.combine(today(back), dt.time(10), ZoneInfo(ZONE))


def log_whole_day(phone, path="/log/"):
    phone.open_log(path)
    phone.answer(pain_avg=6, strength_left="same", numbness="same")
    phone.save()
    phone.is_sent()


def test_same_as_yesterday_is_not_offered_twice_running(pick_up):
    dora, (first, second, third) = factories.patient(time_zone=ZONE), (morning(3), morning(2), morning(1))
    phone = pick_up(dora)
    again = phone.page.get_by_role("button", name="Same as yesterday")
    phone.context.clock.install(time=first)
    with time_machine.travel(first, tick=True) as server_clock:
        log_whole_day(phone)
        for now, offered in ((second, True), (third, False)):
            server_clock.move_to(now)
            phone.context.clock.set_system_time(now)
            phone.open_log()
            assert again.is_visible() is offered
            if offered:
                phone.say(again)
                phone.save()
                phone.is_sent()


@pytest.mark.parametrize("path", ["/log/", "/shell/log/"])
def test_nothing_is_chosen_when_the_log_opens(pick_up, ben, path):
    phone = pick_up(ben)
    phone.open_log(path)
    assert phone.checked() == []
    assert phone.page.locator('button[name="new"][aria-pressed="true"]').count() == 0


def test_the_log_of_two_legs_fits_a_phone_without_scrolling(pick_up, ben):
    phone = pick_up(ben)
    page = phone.open_log()
    assert page.evaluate("document.documentElement.scrollHeight") <= 844
    bar = page.locator(".savebar").bounding_box()
    last = page.locator('[data-field="numbness"]').bounding_box()
    assert last["y"] + last["height"] <= bar["y"], "the last question stands under the bar"


@pytest.mark.parametrize("width", [390, 320])
def test_a_chosen_tile_keeps_to_its_place(pick_up, ben, width):
    phone = pick_up(ben, viewport={"width": width, "height": 844})
    page = phone.open_log()
    page.locator('input[name="strength_left"][value="same"]').focus()
    page.keyboard.press("ArrowRight")
    expect(phone.tile("strength_left", "weaker").locator("input")).to_be_checked()
    assert phone.tile("strength_left", "weaker").evaluate("(one) => one.scrollWidth <= one.clientWidth")


def test_one_tap_is_kept_though_the_app_is_closed_at_once(phone, ana):
    phone.open_log()
    phone.answer(pain_avg=7)
    phone.is_sent()
    phone.close()
    phone.open_log()
    expect(phone.tile("pain_avg", 7).locator("input")).to_be_checked()
    assert (day_of(ana).pain_avg, day_of(ana).complete) == (7, False)


@pytest.mark.parametrize("waited_ms", [0, 1500])
def test_a_tap_before_the_network_has_said_who_is_here_is_kept_once_it_does(phone, site, ana, waited_ms):
    site.silent = {"/api/v1/session/"}
    phone.open("/log/").wait_for_timeout(waited_ms)
    phone.tap(phone.tile("pain_avg", 7))
    site.speak()
    phone.ready()
    expect(phone.tile("pain_avg", 7).locator("input")).to_be_checked()
    phone.is_sent()
    assert day_of(ana).pain_avg == 7


def test_an_answer_is_changed_by_another_tap(phone, ana):
    phone.open_log()
    phone.answer(pain_avg=7)
    phone.answer(pain_avg=3)
    phone.is_sent()
    assert day_of(ana).pain_avg == 3


def test_clear_takes_one_answer_back(phone, ana):
    phone.open_log()
    phone.answer(pain_avg=7)
    phone.say(phone.page.get_by_role("button", name="Pain, last 24 hours, on average"))
    phone.is_sent()
    assert phone.checked() == []
    assert day_of(ana).pain_avg is None


def test_undo_goes_back_to_what_was_before_the_save(phone, ana):
    phone.open_log()
    phone.answer(pain_avg=7, strength_left="same", numbness="same")
    phone.save()
    phone.say(phone.page.get_by_role("button", name="Undo"))
    expect(phone.tile("pain_avg", 7).locator("input")).not_to_be_checked()
    phone.is_sent()
    assert (day_of(ana).pain_avg, day_of(ana).new) == (None, None)


def undo(phone):
    phone.say(phone.page.get_by_role("button", name="Undo", exact=True))


def test_what_was_undone_is_put_back(phone, ana):
    page = phone.open_log()
    put_back = page.get_by_role("button", name="Put it back")
    expect(put_back).to_be_hidden()
    phone.answer(pain_avg=7, strength_left="same", numbness="same")
    phone.save()
    undo(phone)
    expect(page.get_by_text("Undone.")).to_be_visible()
    phone.say(put_back)
    expect(phone.tile("pain_avg", 7).locator("input")).to_be_checked()
    expect(put_back).to_be_hidden()
    phone.is_sent()
    assert (day_of(ana).pain_avg, day_of(ana).new, day_of(ana).complete) == (7, "nothing", True)
    undo(phone)
    phone.is_sent()
    assert (day_of(ana).pain_avg, day_of(ana).new) == (None, None)


def test_an_answer_after_an_undo_is_not_overwritten_by_putting_back(phone):
    page = phone.open_log()
    phone.answer(pain_avg=7)
    phone.save()
    undo(phone)
    phone.answer(pain_avg=3)
    expect(page.get_by_role("button", name="Put it back")).to_be_hidden()


def test_a_day_that_is_taken_back_comes_back_by_undo(phone, ana):
    phone.open_log()
    phone.answer(pain_avg=7, strength_left="same", numbness="same")
    phone.save()
    back = phone.page.get_by_role("button", name="Take this day back")
    expect(back).to_be_hidden()  # a save leaves "Add more" as it was
    phone.page.get_by_text("Add more").tap()
    phone.say(back)
    expect(phone.page.locator("#log input:checked")).to_have_count(0)
    phone.is_sent()
    assert day_of(ana).withdrawn
    phone.say(phone.page.get_by_role("button", name="Undo"))
    expect(phone.tile("pain_avg", 7).locator("input")).to_be_checked()
    phone.is_sent()
    assert (day_of(ana).pain_avg, day_of(ana).withdrawn) == (7, False)


def test_a_past_day_is_asked_by_its_name(phone, ana):
    page = phone.open_log()
    phone.tap(page.get_by_role("link", name=weekday(1)))
    phone.ready()
    legend = page.locator('[data-field="pain_avg"] legend')
    expect(legend).to_have_text(f"Pain on {weekday(1)}, on average", use_inner_text=True)
    expect(page.get_by_text("last 24 hours").locator("visible=true")).to_have_count(0)
    phone.answer(pain_avg=4)
    phone.is_sent()
    assert day_of(ana, 1).pain_avg == 4


def test_something_new_is_recorded_and_opens_the_safety_list(phone, ana):
    phone.open_log()
    phone.answer(pain_avg=7)
    phone.tap(phone.page.get_by_role("button", name="Something new or worse"))
    phone.page.wait_for_url(HELP.format(about="new", date=today()))
    phone.open_log()
    phone.is_sent()
    assert day_of(ana).new == "something"


def test_the_first_weaker_asks_how_it_came_on_and_the_second_does_not(phone, ana):
    phone.open_log(f"/log/{today(1)}/")
    phone.tap(phone.tile("strength_left", "weaker"))
    phone.page.wait_for_url(HELP.format(about="weaker-left", date=today(1)))
    phone.open_log()
    phone.answer(strength_left="weaker", pain_avg=5)
    phone.is_sent()
    assert phone.page.url.endswith("/log/")
    assert [day_of(ana, 1).strength_left, day_of(ana).strength_left] == ["weaker", "weaker"]


def test_skipping_the_question_is_an_answer_of_its_own(phone, ana):
    phone.open_log()
    phone.answer(pain_avg=7, strength_left="same", numbness="same")
    phone.save("skipped")
    phone.is_sent()
    assert (day_of(ana).new, day_of(ana).complete) == ("skipped", True)


def write_note(phone, words):
    phone.page.get_by_text("Add more").tap()
    phone.page.get_by_label("A note, in your own words").fill(words)
    return phone.page.get_by_role("group", name="Is this new or getting worse?")


def test_a_note_is_saved_only_after_the_question(phone, ana):
    phone.open_log()
    question = write_note(phone, "Stairs were hard")
    expect(question).to_be_visible()
    phone.say(question.locator("label").filter(has_text="No"))
    expect(question).not_to_be_visible()
    phone.is_sent()
    assert day_of(ana).note == "Stairs were hard"


def test_a_note_that_says_worse_opens_the_safety_list(phone, ana):
    phone.open_log()
    phone.tap(write_note(phone, "My foot drops").locator("label").filter(has_text="Yes"))
    phone.page.wait_for_url(HELP.format(about="new,worse", date=today()))
    phone.open_log()
    phone.is_sent()
    assert day_of(ana).note == "My foot drops"


def test_words_that_wait_for_the_question_are_there_after_a_restart(phone):
    phone.open_log()
    write_note(phone, "Stairs were hard")
    eventually(lambda: len(phone.rows("drafts")) == 1)
    phone.close()
    page = phone.open_log()
    expect(page.get_by_label("A note, in your own words")).to_have_value("Stairs were hard")
    expect(page.get_by_role("group", name="Is this new or getting worse?")).to_be_visible()


def test_a_fall_makes_one_moment(phone, ana):
    phone.open_log()
    phone.page.get_by_text("Add more").tap()
    phone.tap(phone.tile("tripped", "fall"))
    phone.page.wait_for_url(HELP.format(about="fall", date=today()))
    phone.open_log()
    phone.is_sent()
    assert list(Moment.objects.filter(patient=ana).values_list("kind", "date")) == [("fall", today())]


def test_everything_under_add_more_is_kept(phone, ana):
    phone.open_log()
    phone.page.get_by_text("Add more").tap()
    phone.answer(pain_worst=8, sleep=3, activity=4, tripped="no")
    phone.is_sent()
    day = day_of(ana)
    assert (day.pain_worst, day.sleep, day.activity) == (8, 3, 4)


def test_a_worst_below_the_average_is_said_calmly_and_kept(phone, ana):
    page = phone.open_log()
    page.get_by_text("Add more").tap()
    low = page.get_by_text("Your worst is lower than your average. You can leave it or change it.")
    phone.answer(pain_avg=6, pain_worst=4)
    expect(low).to_be_visible()
    phone.is_sent()
    assert day_of(ana).pain_worst == 4
    phone.answer(pain_worst=8)
    expect(low).to_be_hidden()


def test_somebody_without_numbness_is_asked_whether_there_is_any(pick_up):
    cara = factories.patient(time_zone=ZONE, numb_at_start="no")
    phone = pick_up(cara)
    page = phone.open_log()
    expect(page.locator('[data-field="numbness"]')).not_to_be_visible()
    phone.answer(pain_avg=2, strength_left="same", any_numbness="no")
    phone.save()
    phone.is_sent()
    assert phone.taps == 4
    assert day_of(cara).complete


def test_somebody_with_one_leg_is_asked_about_that_leg_only(phone):
    page = phone.open_log()
    expect(page.locator('[data-field="strength_left"]')).to_be_visible()
    expect(page.locator('[data-field="strength_right"]')).not_to_be_visible()
    phone.answer(numbness="more")
    expect(page.locator('[data-field="numbness_side"]')).not_to_be_visible()


@pytest.mark.parametrize("clock", ["00:05", "03:55"])
def test_after_midnight_the_log_offers_yesterday_first(pick_up, clock):
    night = dt.datetime.combine(today() + dt.timedelta(days=1), dt.time.fromisoformat(clock), ZoneInfo(ZONE))
    dora = factories.patient(time_zone=ZONE)
    evening = weekday(0)
    with time_machine.travel(night, tick=True):
        phone = pick_up(dora)
        phone.context.clock.install(time=night)
        page = phone.open_log()
        expect(page.locator('[data-role="other-day"]')).to_contain_text(f"It is after midnight. This is for {evening}.")
        phone.answer(pain_avg=4)
        phone.is_sent()
    assert day_of(dora).pain_avg == 4


def test_from_four_on_the_log_is_about_the_new_day(pick_up):
    dawn = dt.datetime.combine(today() + dt.timedelta(days=1), dt.time(4, 1), ZoneInfo(ZONE))
    dora = factories.patient(time_zone=ZONE)
    with time_machine.travel(dawn, tick=True):
        phone = pick_up(dora)
        phone.context.clock.install(time=dawn)
        expect(phone.open_log().locator('[data-role="today"]')).to_be_visible()


def test_every_tap_is_one_revision(phone, ana):
    phone.open_log()
    phone.answer(pain_avg=6, strength_left="same", numbness="same")
    phone.save()
    phone.is_sent()
    assert DiaryRevision.objects.filter(patient=ana).count() == 4
