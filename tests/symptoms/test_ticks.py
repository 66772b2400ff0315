"""Places, feelings and side effects as ticks of the log's plain form."""

import datetime as dt
import json

import pytest
import time_machine

from backend.symptoms.services import record_envelopes
from tests.factories import envelope

pytestmark = pytest.mark.django_db
NOON = dt.datetime(2026, 11, 20, 12, tzinfo=dt.UTC)
DAY = "/log/2026-11-20/"
SHOWN = {"new": "nothing", "ticks": "shown"}


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def me(amina, sign_in):
    return sign_in(amina.user)


def said(patient):
    return patient.revisions.order_by("pk").last().fields


def shown(**ticks):
    return SHOWN | {"shown": json.dumps({name.replace("__", "."): value for name, value in ticks.items()})}


def test_a_ticked_box_becomes_a_field_of_its_own(me, amina):
    me.post(DAY, SHOWN | {"place.pain.left.calf": "on", "feel.burning.left": "on", "side_effect.sleepy": "on"})
    assert said(amina) == {"new": "nothing", "place.pain.left.calf": True, "feel.burning.left": True, "side_effect.sleepy": True}


def test_a_tick_that_was_shown_and_is_gone_means_no_more(me, amina):
    me.post(DAY, shown(place__pain__left__calf=True, place__pain__left__shin=True) | {"place.pain.left.shin": "on"})
    assert said(amina) == {"new": "nothing", "place.pain.left.calf": False}


def test_a_form_without_the_boxes_says_nothing_of_them(me, amina):
    me.post(DAY, {"new": "nothing", "shown": json.dumps({"place.pain.left.calf": True})})
    assert said(amina) == {"new": "nothing"}


def test_a_box_that_another_phone_ticked_meanwhile_is_left_alone(me, amina):
    record_envelopes(amina, amina.user, [envelope("2026-11-20", {"place.pain.left.calf": True})])
    me.post(DAY, SHOWN | {"place.pain.left.shin": "on"})
    assert said(amina) == {"new": "nothing", "place.pain.left.shin": True}


def test_a_place_that_does_not_exist_is_no_field(me, amina):
    me.post(DAY, SHOWN | {"place.pain.left.nose": "on", "place.pain.middle.calf": "on"})
    assert said(amina) == {"new": "nothing"}


def test_the_page_shows_what_is_ticked_in_the_list_and_on_the_map(me, amina):
    record_envelopes(amina, amina.user, [envelope("2026-11-20", {"place.pain.left.knee": True, "place.numb.left.knee": True, "feel.pins.left": True})])
    html = me.get(DAY).content.decode()
    assert html.count(" checked") == 3
    assert html.count('class="place is-pain is-numb"') == 2, "the knee is drawn in front and behind"


def test_saving_the_page_as_it_came_changes_no_tick(me, amina):
    record_envelopes(amina, amina.user, [envelope("2026-11-20", {"place.pain.left.calf": True, "place.pain.left.shin": False})])
    page = me.get(DAY)
    me.post(DAY, SHOWN | {"shown": page.context["shown"], "place.pain.left.calf": "on"})
    assert said(amina) == {"new": "nothing"}


def test_feelings_are_asked_of_the_affected_leg(me):
    html = me.get(DAY).content.decode()
    assert 'data-leg="left">' in html
    assert 'data-leg="right" hidden>' in html
    assert 'data-leg="right">' not in html


def test_each_place_of_the_drawing_is_a_box_of_the_list(me):
    import re

    html = me.get(DAY).content.decode()
    drawn = set(re.findall(r'data-side="(\w+)" data-region="(\w+)"', html))
    boxes = set(re.findall(r'name="place\.pain\.(\w+)\.(\w+)"', html))
    assert drawn == boxes
    assert len(boxes) == 30
    assert len(set(re.findall(r' id="([\w-]+)"', html))) == len(re.findall(r' id="([\w-]+)"', html)), "an id stands twice"
