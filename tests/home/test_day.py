"""The page of one day: places, feelings, side effects and what happened, in words and as a picture."""

import datetime as dt

import pytest
import time_machine

from backend.symptoms.services import record_envelopes
from tests.factories import envelope, moment

pytestmark = pytest.mark.django_db
NOON = dt.datetime(2026, 11, 20, 12, tzinfo=dt.UTC)
DAY = "/diary/2026-11-19/"


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def me(amina, sign_in):
    return sign_in(amina.user)


def tick(patient, date, *names):
    record_envelopes(patient, patient.user, [envelope(date, dict.fromkeys(names, True))])


def test_a_day_says_where_in_words_and_draws_it(me, amina):
    tick(amina, "2026-11-19", "place.pain.left.calf", "place.pain.left.knee", "place.numb.left.knee")
    html = me.get(DAY).content.decode()
    assert "Left knee, left calf" in html
    assert html.count('class="place is-pain is-numb"') == 2
    assert 'role="img"' in html


def test_a_day_says_feelings_by_side_and_side_effects(me, amina):
    tick(amina, "2026-11-19", "feel.burning.left", "feel.burning.right", "feel.cramp.left", "side_effect.sleepy")
    html = me.get(DAY).content.decode()
    assert "Burning (left, right), Cramp (left)" in html
    assert "Sleepy" in html


def test_a_tick_that_was_taken_off_is_not_said(me, amina):
    record_envelopes(amina, amina.user, [envelope("2026-11-19", {"place.pain.left.calf": False, "pain_avg": 3})])
    html = me.get(DAY).content.decode()
    assert "calf" not in html
    assert "body-map--front" not in html


def test_a_new_place_is_said_on_its_day_and_not_on_the_next(me, amina):
    tick(amina, "2026-11-10", "place.pain.left.calf")
    tick(amina, "2026-11-18", "place.pain.right.calf")
    tick(amina, "2026-11-19", "place.pain.right.calf")
    words = "Pain, new since 18 Nov: right calf."
    assert words in me.get("/diary/2026-11-18/").content.decode()
    assert words not in me.get(DAY).content.decode()
    assert words in me.get("/trends/").content.decode()


def test_what_happened_is_named_with_its_note_as_text(me, amina):
    record_envelopes(amina, amina.user, [moment("2026-11-19", {"kind": "hospital", "note": "<b>2 nights</b>"})])
    html = me.get(DAY).content.decode()
    assert "Hospital stay" in html
    assert "&lt;b&gt;2 nights&lt;/b&gt;" in html
    assert "Nothing logged" not in html


def test_a_moment_that_was_taken_back_is_not_shown(me, amina):
    key = "6f3c0f0e-5d2b-4f5e-9c55-57a1de000001"
    record_envelopes(amina, amina.user, [moment("2026-11-19", {"kind": "hospital"}, key)])
    record_envelopes(amina, amina.user, [moment("2026-11-19", {"kind": None}, key, stamp="2026-11-20T12:00:01.000Z")])
    assert "Hospital stay" not in me.get(DAY).content.decode()
