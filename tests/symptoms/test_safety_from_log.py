"""The log's own form, without JavaScript: what in it opens the safety screens, and what of that is kept."""

import datetime as dt

import pytest
import time_machine

from backend.education.cards import cards
from backend.symptoms import safety
from backend.symptoms.services import record_envelopes
from tests import factories
from tests.factories import envelope
from tests.symptoms.test_safety_page import DAY, NOON, asks, folded_of, post, said, top_of

pytestmark = pytest.mark.django_db
BOTH_WEAKER = {"strength_left": "weaker", "strength_right": "weaker"}


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def her(amina, sign_in):
    return sign_in(amina.user)


def test_something_new_opens_the_list_of_that_day(her):
    assert her.post(DAY, {"new": "something"})["Location"] == "/safety/?about=new&date=2026-11-20"


def test_a_fall_opens_its_questions(her):
    assert her.post(DAY, {"tripped": "fall", "new": "nothing"})["Location"] == "/safety/?about=fall&date=2026-11-20"


def test_both_legs_weaker_for_the_first_time_asks_about_both(her):
    asked = her.post(DAY, BOTH_WEAKER | {"new": "nothing"})["Location"]
    assert asked == "/safety/?about=weaker-left,weaker-right&date=2026-11-20"


@pytest.mark.parametrize(("fields", "items"), [({"tripped": "fall"}, ["fell"]), (BOTH_WEAKER, ["weaker_left", "weaker_right"])])
def test_what_opens_questions_in_the_log_counts_though_nobody_answers_them(her, amina, fields, items):
    html = her.get(her.post(DAY, fields | {"new": "nothing"})["Location"]).content.decode()
    assert said(amina) == [(item, "yes") for item in items]
    assert top_of(html) == ["same-day-legs"]
    second = [code for item in items for code in safety.ASKS[item]][1]
    assert html.index('data-role="result"') > html.index(f'data-question="{second}"')
    assert asks(her) is True


def test_a_first_weaker_is_kept_once_a_day_for_each_leg(her, amina):
    for leg in ("left", "left", "right", "right"):
        her.post(DAY, {f"strength_{leg}": "weaker", "new": "nothing"})
        her.post(DAY, {f"strength_{leg}": "same", "new": "nothing"})
    assert said(amina) == [("weaker_left", "yes"), ("weaker_right", "yes")]


def test_a_fall_is_kept_once_a_day_and_her_own_word_beside_a_helpers(her, amina):
    for tripped, filled_by in (("fall", "guess"), ("no", "guess"), ("fall", "guess"), ("fall", ""), ("no", ""), ("fall", "")):
        her.post(DAY, {"tripped": tripped, "new": "nothing", "filled_by": filled_by, "shown": "{}"})
    assert list(amina.safety_answers.order_by("stamp", "pk").values_list("item", "by", "guessed")) == [("fell", "helper", True), ("fell", "self", False)]


def test_once_the_questions_are_answered_the_tick_counts_no_longer(her, amina):
    there = her.post(DAY, {"tripped": "fall", "new": "nothing"})["Location"]
    for code in safety.ASKS["fell"]:
        post(her, there, **{code: "no"})
    assert asks(her) is False


def test_a_note_that_is_getting_worse_is_kept_as_a_safety_answer(her, amina):
    assert her.post(DAY, {"note": "Leg gives way", "note_worse": "yes", "new": "nothing"})["Location"].startswith("/safety/?about=new")
    assert said(amina) == [("note", "yes")]


def test_a_note_that_is_getting_worse_shows_the_same_day_card_and_every_emergency(her):
    there = her.post(DAY, {"note": "Leg gives way", "note_worse": "yes", "new": "nothing"})["Location"]
    html = her.get(there).content.decode()
    assert top_of(html) == ["same-day-unwell"]
    assert set(folded_of(html)) >= {card.slug for card in cards() if card.tier == "emergency"}
    assert html.index('data-role="result"') < html.index('data-role="list"')
    assert asks(her) is True


def weaker(patient, *days: int) -> None:
    record_envelopes(patient, patient.user, [envelope(f"2026-11-{day:02}", {"strength_left": "weaker"}) for day in days])


def say_weaker(patient, value="weaker", at=NOON, helper=""):
    item = envelope("2026-11-12", {"strength_left": value}, at=at)
    item["body"] |= {"helper": helper} if helper else {}
    record_envelopes(patient, patient.user, [item])


def test_her_own_weaker_of_another_day_has_been_asked_about(her, amina):
    say_weaker(amina)
    assert her.post(DAY, {"strength_left": "weaker", "new": "nothing"})["Location"] == f"{DAY}?saved"


@pytest.mark.parametrize("helper", ["told", "guess"])
def test_a_helpers_weaker_does_not_hide_the_question_how_it_came_on(her, amina, helper):
    say_weaker(amina, helper=helper)
    assert her.post(DAY, {"strength_left": "weaker", "new": "nothing"})["Location"].startswith("/safety/?about=weaker-left&")


def test_a_weaker_that_was_corrected_does_not_hide_it_either(her, amina):
    say_weaker(amina)
    say_weaker(amina, "same", NOON + dt.timedelta(seconds=5))
    assert her.post(DAY, {"strength_left": "weaker", "new": "nothing"})["Location"].startswith("/safety/?about=weaker-left&")


@pytest.mark.parametrize(("days", "opens"), [((16, 17), True), ((15, 16), False), ((17,), False)])
def test_weaker_on_3_of_5_days_opens_the_same_day_card(her, amina, days, opens):
    weaker(amina, *days)
    there = her.post(DAY, {"strength_left": "weaker", "new": "nothing"})["Location"]
    assert there.startswith("/safety/?about=weaker-often") is opens
    assert said(amina) == ([("weaker_often", "shown")] if opens else [])
    if opens:
        assert top_of(her.get(there).content.decode()) == ["same-day-legs"]


@pytest.mark.parametrize(("day", "opens"), [("2026-11-14", False), ("2026-11-13", True)])
def test_weaker_on_3_of_5_days_is_said_once_a_week(her, amina, day, opens):
    weaker(amina, 18, 19)
    body = {"date": day, "item": "weaker_often", "answer": "shown", "version": 1}
    record_envelopes(amina, amina.user, [factories.envelope(day, {}, kind="safety", body=body)])
    there = her.post(DAY, {"strength_left": "weaker", "new": "nothing"})["Location"]
    assert there.startswith("/safety/") is opens
