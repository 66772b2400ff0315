"""Each leg asks for itself: what one leg's answer settles does not settle the other's, whoever says it, and in whatever order it comes."""

import datetime as dt
import logging
import uuid

import pytest
import time_machine

from backend.symptoms import safety, safety_reading
from backend.symptoms.services import record_envelopes
from tests import factories
from tests.symptoms.test_safety_page import DAY, NOON, asks, folded_of, post, said, top_of

pytestmark = pytest.mark.django_db
BOTH = "/safety/?about=weaker-left,weaker-right&date=2026-11-20"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOON, tick=False) as now:
        yield now


@pytest.fixture
def her(amina, sign_in):
    return sign_in(amina.user)


def answered(patient, item, answer, minutes=0, *, version=safety.VERSION, helper="", date="2026-11-20"):
    """`minutes`: when it was said, after noon; it comes now."""
    at = NOON + dt.timedelta(minutes=minutes)
    body = {"date": date, "item": item, "answer": answer, "version": version} | ({"helper": helper} if helper else {})
    made = factories.envelope(date, {}, kind="safety", at=at, body=body, id=str(uuid.uuid4()))
    assert record_envelopes(patient, patient.user, [made]).results[0].code == "stored"


def stands(patient):
    return list(safety_reading.recent(patient, NOON + dt.timedelta(hours=1)))


def weaker(client, clock, *legs, **more):
    clock.shift(60)
    words = {f"strength_{leg}": "weaker" if leg in legs else "same" for leg in ("left", "right")}
    return client.post(DAY, words | {"new": "nothing", "envelope": str(uuid.uuid4()), "shown": "{}"} | more)["Location"]


# ---- The page --------------------------------------------------------------------------------------------------------


def test_with_one_affected_leg_it_takes_two_taps_as_before(her, amina):
    html = post(her, weaker_left="yes")
    assert html.index('data-question="onset.left" data-group="onset" tabindex="-1">') < html.index('data-role="result"')
    assert 'data-question="onset.right" data-group="onset" tabindex="-1" hidden' in html
    assert top_of(post(her, said="weaker_left:yes", **{"onset.left": "slowly"})) == ["soon-team"]
    assert not asks(her)


@pytest.mark.parametrize(("first", "other"), [("left", "right"), ("right", "left")])
@pytest.mark.parametrize("answer", ["slowly", "no"])
def test_an_answer_for_one_leg_leaves_the_other_asked(her, amina, clock, first, other, answer):
    weaker(her, clock, "left", "right")
    html = post(her, BOTH, **{f"onset.{first}": answer})
    assert top_of(html) == ["same-day-legs"]
    assert f'data-question="onset.{other}" data-group="onset" tabindex="-1">' in html
    assert html.index(f'data-question="onset.{other}"') < html.index('data-role="result"')
    assert stands(amina) == [f"weaker_{other}"]
    assert asks(her)
    post(her, BOTH, said=f"onset.{first}:{answer}", **{f"onset.{other}": "no"})
    assert stands(amina) == []


def test_the_emergency_of_one_leg_stands_before_the_question_about_the_other(her):
    html = post(her, BOTH, **{"onset.left": "suddenly"})
    assert top_of(html) == ["leg-weak"]
    assert html.index('data-role="result"') < html.index('data-question="onset.left"')


def test_not_this_leg_alone_shows_no_card_first_and_hides_none(her):
    html = post(her, said="weaker_left:yes", **{"onset.left": "no"})
    assert top_of(html) == []
    assert {"leg-weak", "same-day-legs"} <= set(folded_of(html))


# ---- The log ---------------------------------------------------------------------------------------------------------


def test_the_log_ticks_the_leg_that_it_was_told_of(her, amina, clock):
    assert weaker(her, clock, "right").startswith("/safety/?about=weaker-right&")
    assert said(amina) == [("weaker_right", "yes")]


def test_a_leg_that_was_changed_to_the_other_stands_until_its_own_question_is_answered(her, amina, clock):
    weaker(her, clock, "left")
    assert weaker(her, clock, "right").startswith("/safety/?about=weaker-left,weaker-right&")
    answered(amina, "onset.right", "slowly", 10)
    assert stands(amina) == ["weaker_left"]
    answered(amina, "onset.left", "no", 11)
    assert stands(amina) == []


def test_after_a_change_to_the_other_leg_the_page_asks_about_both_until_one_is_settled(her, amina, clock):
    weaker(her, clock, "left")
    there = weaker(her, clock, "right")
    assert there == "/safety/?about=weaker-left,weaker-right&date=2026-11-20"
    html = her.get(there).content.decode()
    assert html.count('data-group="onset" tabindex="-1">') == 2
    answered(amina, "onset.left", "no", 10)
    clock.shift(900)
    assert weaker(her, clock, "right") == "/safety/?about=weaker-right&date=2026-11-20"


def test_a_leg_that_is_added_the_same_day_is_asked_though_the_first_was_settled(her, amina, clock):
    amina.right_affected = False
    amina.save()
    weaker(her, clock, "left")
    answered(amina, "onset.left", "slowly", 2)
    clock.shift(300)
    assert her.post("/other-leg/")["Location"].startswith("/safety/?about=weaker-right&")
    assert stands(amina) == ["weaker_right"]


def test_the_same_page_sent_twice_is_one_tick_for_each_leg(her, amina, clock):
    envelope = str(uuid.uuid4())
    for _time in range(2):
        weaker(her, clock, "left", "right", envelope=envelope)
    assert said(amina) == [("weaker_left", "yes"), ("weaker_right", "yes")]


@pytest.mark.parametrize(("answers", "asked"), [(["no"], True), (["slowly"], False), (["no", "slowly"], False), ([], False)])
def test_a_weaker_of_which_she_said_not_this_leg_does_not_hide_the_question(her, amina, clock, answers, asked):
    record_envelopes(amina, amina.user, [factories.envelope("2026-11-19", {"strength_left": "weaker"})])
    for minute, answer in enumerate(answers, 1):
        clock.shift(60)
        answered(amina, "onset.left", answer, minute, date="2026-11-19")
    assert weaker(her, clock, "left").startswith("/safety/?about=weaker-left&") is asked


@pytest.mark.parametrize("answer", ["no", "slowly"])
def test_said_again_after_its_question_was_answered_it_is_a_new_tick(her, amina, clock, answer):
    weaker(her, clock, "left")
    answered(amina, "onset.left", answer, 2)
    clock.shift(120)
    weaker(her, clock)
    assert stands(amina) == []
    weaker(her, clock, "left")
    assert stands(amina) == ["weaker_left"]


# ---- Late, and by helpers --------------------------------------------------------------------------------------------


def test_an_answer_that_comes_late_settles_its_own_leg_and_only_what_was_said_before_it(amina, clock):
    clock.shift(1800)
    answered(amina, "weaker_left", "yes", 5)
    answered(amina, "weaker_right", "yes", 20)
    answered(amina, "onset.left", "slowly", 6)
    answered(amina, "onset.right", "slowly", 7)  # said before the tick that came first
    assert stands(amina) == ["weaker_right"]


def test_what_a_helper_answers_for_either_leg_settles_nothing_that_she_said(amina, clock):
    clock.shift(1800)
    answered(amina, "weaker_left", "yes", 1)
    answered(amina, "weaker_right", "yes", 2, helper="told")
    answered(amina, "onset.left", "no", 3, helper="guess")
    answered(amina, "onset.right", "no", 4, helper="guess")
    assert stands(amina) == ["weaker_left"]


# ---- Rows of version 4, and phones that still show it ------------------------------------------------------------------


@pytest.mark.parametrize("answer", ["slowly", "days"])
def test_an_old_tick_names_no_leg_so_one_leg_settles_nothing_for_the_other(amina, clock, answer):
    clock.shift(1800)
    answered(amina, "weaker_leg", "yes", 1, version=4)
    answered(amina, "onset.left", answer, 2, version=4)
    assert "weaker_leg" in stands(amina)
    answered(amina, "onset.right", "no", 3)
    assert "weaker_leg" not in stands(amina)


def test_an_old_tick_can_be_taken_away_and_keeps_its_words(amina, clock):
    clock.shift(1800)
    answered(amina, "weaker_leg", "yes", 1, version=4)
    assert safety.ITEMS["weaker_leg"].label == "A weaker leg"
    answered(amina, "weaker_leg", "no", 2, version=4)
    assert stands(amina) == []


def test_an_old_tick_settles_no_tick_of_a_leg(amina, clock):
    clock.shift(1800)
    answered(amina, "weaker_left", "yes", 1)
    answered(amina, "weaker_leg", "no", 2, version=4)
    assert stands(amina) == ["weaker_left"]


def test_a_page_of_version_4_still_shows_its_card_and_asks_about_both_legs(her, amina, caplog):
    with caplog.at_level(logging.WARNING):
        html = post(her, weaker_leg="yes")
        answered(amina, "weaker_leg", "yes", version=4)
    assert top_of(html) == ["same-day-legs"]
    assert html.count('data-group="onset" tabindex="-1">') == 2
    assert "an old safety table: 4" in caplog.text


def test_not_yet_brings_back_the_card_of_an_old_tick(her, amina, clock):
    answered(amina, "weaker_leg", "yes", version=4)
    clock.shift(60)
    html = post(her, "/safety/?about=got-help", got_help="not_yet")
    assert top_of(html) == ["same-day-legs"]
    assert "leg-weak" in folded_of(html)
