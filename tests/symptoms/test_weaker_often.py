"""Weaker on 3 of 5 days is looked at on Today too: a day that came late, or from another phone, is not silent."""

import datetime as dt

import pytest
import time_machine

from backend.symptoms import safety
from backend.symptoms.services import record_envelopes
from backend.symptoms.weaker_often import is_often
from tests import factories
from tests.factories import envelope

TODAY = dt.date(2026, 11, 20)
NOON = dt.datetime(2026, 11, 20, 12, tzinfo=dt.UTC)
LINE = "your leg has grown clearly weaker over days"


def before(days):
    return {TODAY - dt.timedelta(days=ago) for ago in days}


@pytest.mark.parametrize(
    ("weaker", "shown", "often"),
    [
        ((0, 1), (), False),
        ((0, 2, 4), (), True),
        ((0, 2, 5), (), False),
        ((6, 8, 10), (), True),
        ((7, 8, 9), (), False),
        ((-1, 0, 1), (), False),
        ((0, 1, 2), (6,), False),
        ((0, 1, 2), (7,), True),
        ((1, 2, 3), (-5,), False),
        ((0, 6, 7, 8), (12,), False),
    ],
)
def test_often_is_3_of_5_days_whose_card_no_log_has_shown(weaker, shown, often):
    assert is_often(before(weaker), before(shown), TODAY) is often


@pytest.fixture
def me(amina, sign_in):
    with time_machine.travel(NOON, tick=False):
        yield sign_in(amina.user)


def is_shown(client):
    html = client.get("/today/").content.decode()
    (card,) = [part.partition(">")[0] for part in html.split("<div")[1:] if 'data-module="weaker-often"' in part.partition(">")[0]]
    assert LINE in html
    return "hidden" not in card


def weaker(patient, *days, leg="left"):
    record_envelopes(patient, patient.user, [envelope(f"2026-11-{day}", {f"strength_{leg}": "weaker"}) for day in days])


@pytest.mark.django_db
def test_today_shows_the_card_when_a_late_day_makes_it_3_of_5(me, amina):
    weaker(amina, 16, 20)
    weaker(amina, 18, leg="right")
    assert not is_shown(me)
    weaker(amina, 17)
    assert is_shown(me)
    record_envelopes(amina, amina.user, [envelope("2026-11-17", {"strength_left": "same"}, stamp="2026-11-20T12:00:01.000Z")])
    assert not is_shown(me)


@pytest.mark.django_db
def test_today_does_not_repeat_the_card_that_a_log_has_shown(me, amina):
    weaker(amina, 16, 17, 20)
    body = {"date": "2026-11-20", "item": "weaker_often", "answer": "shown", "version": safety.VERSION}
    record_envelopes(amina, amina.user, [factories.envelope(TODAY, {}, kind="safety", body=body)])
    assert not is_shown(me)
    assert 'data-shown="2026-11-20 "' in me.get("/today/").content.decode()


@pytest.mark.django_db
def test_today_as_the_phone_keeps_it_has_the_card_ready_and_hidden(client):
    html = client.get("/shell/today/").content.decode()
    assert LINE in html
    assert 'data-part="weaker-often" hidden' in html
