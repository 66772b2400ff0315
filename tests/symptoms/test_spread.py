"""New places are noticed and said plainly."""

import datetime as dt

import pytest
import time_machine

from backend.symptoms.reading import own_trend
from backend.symptoms.services import record_envelopes
from backend.symptoms.spread import Spread, findings, place_words, spread
from tests.factories import envelope

TODAY = dt.date(2026, 5, 7)


def back(days):
    return TODAY - dt.timedelta(days=days)


THIGH, CALF, SHIN, NUMB = "place.pain.left.thigh_front", "place.pain.right.calf", "place.pain.left.shin", "place.numb.left.sole"


def test_a_place_never_marked_before_is_new_since_its_day():
    days = [(back(30), [THIGH]), (back(4), [THIGH, CALF]), (back(1), [CALF])]
    assert spread(days, TODAY) == [Spread(back(4), "pain", (CALF,))]
    assert findings(days, TODAY)[0].headline == "Pain, new since 3 May: right calf."


def test_the_first_day_with_places_is_a_start_and_no_spread():
    assert spread([(back(2), [THIGH, CALF])], TODAY) == []


def test_a_place_of_more_than_seven_days_ago_is_no_news():
    assert spread([(back(30), [THIGH]), (back(7), [CALF]), (back(1), [CALF])], TODAY) == []
    assert spread([(back(30), [THIGH]), (back(6), [CALF])], TODAY) != []


def test_a_place_that_comes_back_is_not_new():
    assert spread([(back(30), [THIGH, CALF]), (back(20), [THIGH]), (back(2), [CALF])], TODAY) == []


def test_each_layer_has_a_start_of_its_own():
    assert spread([(back(30), [THIGH]), (back(2), [THIGH, NUMB])], TODAY) == []


def test_two_days_of_news_are_said_apart_and_oldest_first():
    days = [(back(1), [CALF]), (back(30), [THIGH]), (back(3), [SHIN])]
    assert [finding.headline for finding in findings(days, TODAY)] == ["Pain, new since 4 May: left shin.", "Pain, new since 6 May: right calf."]


def test_a_day_to_come_is_not_read():
    assert spread([(back(30), [THIGH]), (back(-1), [CALF])], TODAY) == []


@pytest.mark.parametrize(
    ("name", "words"),
    [("place.pain.left.low_back", "lower back, left"), ("place.numb.right.thigh_back", "back of the right thigh"), (CALF, "right calf")],
)
def test_a_place_is_named_with_the_persons_own_side(name, words):
    assert place_words(name) == words


def record(patient, day, *names):
    record_envelopes(patient, patient.user, [envelope(day, dict.fromkeys(names, True))])


@pytest.mark.django_db
def test_the_patients_trend_says_it_and_another_day_unticked_does_not(amina):
    with time_machine.travel(dt.datetime(2026, 5, 7, 12, tzinfo=dt.UTC), tick=False):
        record(amina, back(30), THIGH)
        record(amina, back(4), CALF)
        topics = {finding.topic: finding.headline for finding in own_trend(amina, 28).findings}
        assert topics["spread"] == "Pain, new since 3 May: right calf."
        record_envelopes(amina, amina.user, [envelope(back(4), {CALF: False}, at=dt.datetime(2026, 5, 7, 12, 0, 1, tzinfo=dt.UTC))])
        assert "spread" not in {finding.topic for finding in own_trend(amina, 28).findings}
