"""A fall that is taken back takes its tick along, however it was logged and by whichever way it is taken back."""

import datetime as dt
import uuid

import pytest
import time_machine

from backend.symptoms.folding import day_tick_id
from backend.symptoms.services import record_envelopes
from tests import factories
from tests.symptoms.test_safety_page import DAY, NOON, asks, said

pytestmark = pytest.mark.django_db
DATE = dt.date(2026, 11, 20)
KEY = uuid.UUID(int=7)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOON, tick=False) as now:
        yield now


@pytest.fixture
def her(amina, sign_in):
    return sign_in(amina.user)


def plain_log(client, tripped):
    assert client.post(DAY, {"tripped": tripped, "shown": "{}", "envelope": str(uuid.uuid4())}).status_code == 302


def plain_moment(client, **form):
    assert client.post("/moments/", {"moment": str(KEY), "envelope": str(uuid.uuid4())} | form).status_code == 302


def sends(patient, kind, at=None, **body):
    """As a phone with JavaScript, or a program, sends it."""
    made = factories.envelope(DATE, {}, kind=kind, at=at or dt.datetime.now(dt.UTC), body={"date": str(DATE)} | body, id=str(uuid.uuid4()))
    assert record_envelopes(patient, patient.user, [made]).results[0].code == "stored"


LOGGED = {
    "the plain log": lambda her, amina: plain_log(her, "fall"),
    "the plain form": lambda her, amina: plain_moment(her, kind="fall"),
}
TAKEN_BACK = [
    ("the plain log", lambda her, amina: plain_log(her, "no")),
    ("the plain log", lambda her, amina: plain_moment(her, moment=str(day_tick_id(amina.user.account, DATE)), do="withdraw")),
    ("the plain log", lambda her, amina: sends(amina, "diary", fields={"tripped": "no"})),
    ("the plain log", lambda her, amina: sends(amina, "diary", fields={"tripped": None})),
    ("the plain log", lambda her, amina: sends(amina, "moment", moment=str(day_tick_id(amina.user.account, DATE)), fields={"kind": None})),
    ("the plain form", lambda her, amina: plain_moment(her, do="withdraw")),
    ("the plain form", lambda her, amina: sends(amina, "moment", moment=str(KEY), fields={"kind": None})),
    ("the plain form", lambda her, amina: sends(amina, "moment", moment=str(KEY), fields={"kind": "trip"})),
]


@pytest.mark.parametrize(("logged", "take_back"), TAKEN_BACK)
def test_taking_back_takes_the_tick_along(her, amina, clock, logged, take_back):
    LOGGED[logged](her, amina)
    assert asks(her)
    clock.shift(60)
    take_back(her, amina)
    assert said(amina) == [("fell", "yes"), ("fell", "no")]
    assert not asks(her)


def test_what_a_phone_says_itself_is_said_once(amina, clock):
    sends(amina, "diary", fields={"tripped": "fall"})
    sends(amina, "safety", item="fell", answer="yes", version=5)
    clock.shift(60)
    sends(amina, "safety", item="fell", answer="no", version=5)
    sends(amina, "diary", fields={"tripped": "no"})
    assert said(amina) == [("fell", "yes"), ("fell", "no")]


def test_a_late_word_ends_nothing_that_was_said_after_it(her, amina, clock):
    plain_log(her, "fall")
    clock.shift(60)
    plain_log(her, "no")
    clock.shift(60)
    plain_log(her, "fall")
    sends(amina, "diary", at=NOON + dt.timedelta(seconds=90), fields={"tripped": "no"})  # the later word stands
    assert said(amina)[-1] == ("fell", "yes")
    assert asks(her)


def test_a_tick_of_the_list_that_came_after_it_outlives_a_fall_that_is_taken_back_late(her, amina, clock):
    sends(amina, "diary", fields={"tripped": "fall"})
    clock.shift(60)
    sends(amina, "safety", item="fell", answer="yes", version=5)
    sends(amina, "diary", at=NOON + dt.timedelta(seconds=30), fields={"tripped": "no"})
    assert said(amina) == [("fell", "no"), ("fell", "yes")]
    assert asks(her)


@pytest.mark.parametrize("helper", ["told", "guess"])
def test_a_helper_never_takes_back_what_she_said(her, amina, clock, helper):
    plain_log(her, "fall")
    clock.shift(60)
    sends(amina, "diary", fields={"tripped": "no"}, helper=helper)
    plain_log(her, "fall")
    assert said(amina) == [("fell", "yes")]
