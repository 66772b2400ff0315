""" "Did you get help?" after an answer of the emergency or the same-day tier: once, and the card again after "Not yet"."""

import datetime as dt
import uuid

import pytest
import time_machine

from backend.symptoms import safety, safety_reading
from backend.symptoms.services import record_envelopes
from tests import factories
from tests.symptoms.test_safety_page import asks, folded_of, post, said, top_of

pytestmark = pytest.mark.django_db
NOON = dt.datetime(2026, 11, 20, 12, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def her(amina, sign_in):
    return sign_in(amina.user)


def answered(patient, item, answer, hours_ago=0.0, helper=""):
    at = NOON - dt.timedelta(hours=hours_ago)
    body = {"date": at.date().isoformat(), "item": item, "answer": answer, "version": safety.VERSION} | ({"helper": helper} if helper else {})
    record_envelopes(patient, patient.user, [factories.envelope(at.date(), {}, kind="safety", at=at, body=body, id=str(uuid.uuid4()))])


@pytest.mark.parametrize("path", ["/today/", "/log/"])
def test_after_a_yes_the_next_page_asks_whether_help_came(her, amina, path):
    assert asks(her, path) is False
    answered(amina, "breath", "yes", hours_ago=1)
    assert asks(her, path) is True


@pytest.mark.parametrize("answer", ["yes", "not_yet"])
def test_it_is_asked_once(her, amina, answer):
    answered(amina, "breath", "yes", hours_ago=1)
    answered(amina, "got_help", answer)
    assert asks(her) is False


@pytest.mark.parametrize(
    ("item", "answer", "hours_ago", "asked"),
    [("breath", "yes", 47, True), ("breath", "yes", 49, False), ("more_pain", "yes", 1, False), ("swollen_leg", "yes", 1, True), ("saddle", "known", 1, False)],
)
def test_only_an_urgent_answer_of_the_last_two_days_is_asked_about(her, amina, item, answer, hours_ago, asked):
    answered(amina, item, answer, hours_ago)
    assert asks(her) is asked


def test_a_yes_that_was_taken_away_again_is_not_asked_about(her, amina):
    answered(amina, "breath", "yes", hours_ago=2)
    answered(amina, "breath", "no", hours_ago=1)
    assert asks(her) is False


@pytest.mark.parametrize(("minutes", "asked"), [(None, True), (1, False), (-1, True)])
def test_a_tick_is_asked_about_unless_its_question_was_answered_after_it(her, amina, minutes, asked):
    answered(amina, "pee_poo", "yes", hours_ago=1)
    if minutes:
        answered(amina, "bladder_bowel", "known", hours_ago=1 - minutes / 60)
    assert asks(her) is asked


def test_a_new_yes_is_asked_about_again(her, amina):
    answered(amina, "breath", "yes", hours_ago=3)
    answered(amina, "got_help", "yes", hours_ago=2)
    answered(amina, "sleepy", "yes", hours_ago=1)
    assert asks(her) is True


@pytest.mark.parametrize("ends", [("breath", "no"), ("got_help", "yes")])
def test_a_phone_whose_clock_is_ahead_ends_nothing_that_was_said_after_its_words_came(amina, ends):
    with time_machine.travel(NOON - dt.timedelta(hours=2), tick=False):
        answered(amina, *ends, hours_ago=-20)
    with time_machine.travel(NOON - dt.timedelta(hours=1), tick=False):
        answered(amina, "breath", "yes", hours_ago=1)
    assert list(safety_reading.recent(amina, NOON)) == ["breath"]
    assert safety_reading.waits_for_help(amina, NOON) == NOON - dt.timedelta(hours=1)
    answered(amina, *ends)
    assert safety_reading.waits_for_help(amina, NOON) is None


def test_the_words_of_a_phone_whose_clock_is_ahead_keep_their_order(amina):
    for item, answer, hours in (("pee_poo", "yes", -20), ("bladder_bowel", "known", -20.1), ("breath", "yes", -21), ("breath", "no", -21.1)):
        answered(amina, item, answer, hours_ago=hours)
    assert safety_reading.recent(amina, NOON) == {}


@pytest.mark.parametrize(
    "hers",
    [[("saddle", "new")], [("breath", "yes")], [("pee_poo", "yes")], [("saddle", "new"), ("got_help", "not_yet")]],
)
@pytest.mark.parametrize("theirs", [("saddle", "no"), ("breath", "no"), ("bladder_bowel", "no"), ("got_help", "yes")])
def test_a_helper_never_settles_what_she_said(amina, hers, theirs):
    for item, answer in hers:
        answered(amina, item, answer, hours_ago=2)
    before = safety_reading.recent(amina, NOON), safety_reading.waits_for_help(amina, NOON)
    answered(amina, *theirs, hours_ago=1, helper="guess")
    assert (safety_reading.recent(amina, NOON), safety_reading.waits_for_help(amina, NOON)) == before


@pytest.mark.parametrize("hers", [None, ("breath", "no")])
def test_a_helpers_later_yes_counts_beside_her_own_word(amina, hers):
    if hers:
        answered(amina, *hers, hours_ago=2)
    answered(amina, "breath", "yes", hours_ago=1, helper="guess")
    assert safety_reading.waits_for_help(amina, NOON) == NOON - dt.timedelta(hours=1)
    assert list(safety_reading.recent(amina, NOON)) == ["breath"]


@pytest.mark.parametrize("ends", [("breath", "no"), ("got_help", "yes")])
@pytest.mark.parametrize("helper", ["", "guess"])
def test_what_a_helper_said_is_ended_by_her_and_by_a_helper(amina, ends, helper):
    answered(amina, "breath", "yes", hours_ago=2, helper="guess")
    answered(amina, *ends, hours_ago=1, helper=helper)
    assert safety_reading.waits_for_help(amina, NOON) is None


def test_the_more_urgent_of_her_word_and_a_helpers_leads_to_the_card(amina):
    answered(amina, "onset.left", "days", hours_ago=2)
    answered(amina, "onset.left", "suddenly", hours_ago=1, helper="told")
    assert [row.card for row in safety_reading.recent(amina, NOON).values()] == ["leg-weak"]


def test_not_yet_shows_the_card_again(her, amina):
    answered(amina, "swollen_leg", "yes", hours_ago=2)
    answered(amina, "breath", "yes", hours_ago=1)
    html = post(her, "/safety/?about=got-help", got_help="not_yet")
    assert top_of(html) == ["breathing-chest-face"]
    assert "same-day-legs" in folded_of(html)
    assert said(amina)[-1] == ("got_help", "not_yet")
