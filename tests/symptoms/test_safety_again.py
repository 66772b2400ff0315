"""Answers that are taken back, given again, or given on the way to a screen: none is lost, and none stands for longer than it should."""

import datetime as dt
import uuid

import pytest
import time_machine

from tests.symptoms.test_safety_page import DAY, NOON, asks, post, said

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def her(amina, sign_in):
    return sign_in(amina.user)


def later(minutes):
    return time_machine.travel(NOON + dt.timedelta(minutes=minutes), tick=False)


@pytest.mark.parametrize("between", [{"bladder_bowel": "no"}, {"breath": "yes"}])
def test_the_same_answer_on_a_page_that_she_came_back_to_is_kept_again(her, amina, between):
    post(her, bladder_bowel="new")
    with later(1):
        post(her, envelope="6f3c0f0e-5d2b-4f5e-9c55-57a1de000002", **between)
    with later(2):
        html = post(her, bladder_bowel="new")
    with later(3):
        post(her, bladder_bowel="new")  # and this is a double tap
    assert said(amina) == [("bladder_bowel", "new"), *between.items(), ("bladder_bowel", "new")]
    assert 'data-role="not-kept" role="status" hidden' in html


def test_a_fall_that_the_log_takes_back_takes_its_tick_along(her, amina):
    her.post(DAY, {"tripped": "fall"})
    assert said(amina) == [("fell", "yes")]
    with later(1):
        her.post(DAY, {"pain_avg": "4"})
    assert said(amina) == [("fell", "yes")]
    with later(2):
        her.post(DAY, {"tripped": "trip", "envelope": str(uuid.uuid4())})
    assert said(amina) == [("fell", "yes"), ("fell", "no")]
    assert not asks(her)
    with later(3):
        her.post(DAY, {"tripped": "fall"})
    assert said(amina) == [("fell", "yes"), ("fell", "no"), ("fell", "yes")]


def test_another_leg_is_a_tick_until_it_was_said_how_it_came_on(her, amina):
    amina.right_affected = False
    amina.save()
    assert her.post("/other-leg/")["Location"] == "/safety/?about=weaker-right&date=2026-11-20"
    assert said(amina) == [("weaker_right", "yes")]
    assert asks(her)
