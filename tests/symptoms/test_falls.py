"""Two falls in a week: the server and the phone say the same, and Today shows the card."""

import datetime as dt
import uuid
from typing import Any

import pytest
import time_machine

from backend.symptoms.falls import is_often
from backend.symptoms.services import record_envelopes
from tests.factories import envelope, moment

TODAY = dt.date(2026, 11, 20)
NOON = dt.datetime(2026, 11, 20, 12, tzinfo=dt.UTC)
WORDS = "you fell 2 times or more this week"
AGO = {(): False, (0,): False, (0, 0): True, (0, 6): True, (0, 7): False, (6, 12): True, (6, 13): False, (7, 8): False, (3, 9): True, (-1, 0): False}


def before(days: tuple[int, ...]) -> list[dt.date]:
    return [TODAY - dt.timedelta(days=n) for n in days]


@pytest.mark.parametrize(("ago", "often"), AGO.items())
def test_two_falls_within_7_days_are_often_until_a_week_after_the_later(ago: tuple[int, ...], often: bool):
    assert is_often(before(ago), TODAY) is often


def shown(client: Any) -> bool:
    html = client.get("/today/").content.decode()
    (card,) = [part.partition(">")[0] for part in html.split("<div")[1:] if 'data-module="falls"' in part.partition(">")[0]]
    assert WORDS in html
    return "hidden" not in card


@pytest.fixture
def me(amina: Any, sign_in: Any) -> Any:
    with time_machine.travel(NOON, tick=False):
        yield sign_in(amina.user)


@pytest.mark.django_db
def test_today_shows_the_card_after_the_second_fall_and_not_after_the_first(me: Any, amina: Any):
    record_envelopes(amina, amina.user, [envelope("2026-11-17", {"tripped": "fall"})])
    assert not shown(me)
    record_envelopes(amina, amina.user, [moment("2026-11-20", {"kind": "fall"})])
    assert shown(me)


@pytest.mark.django_db
def test_a_trip_is_no_fall_and_a_fall_taken_back_is_none(me: Any, amina: Any):
    key = str(uuid.uuid4())
    record_envelopes(
        amina, amina.user, [envelope("2026-11-17", {"tripped": "trip"}), moment("2026-11-20", {"kind": "fall"}), moment("2026-11-19", {"kind": "fall"}, key)]
    )
    assert shown(me)
    record_envelopes(amina, amina.user, [moment("2026-11-19", {"kind": None}, key, stamp="2026-11-20T12:00:01.000Z")])
    assert not shown(me)


@pytest.mark.django_db
def test_today_as_the_phone_keeps_it_has_the_card_ready_and_hidden(client: Any):
    html = client.get("/shell/today/").content.decode()
    assert WORDS in html
    assert 'data-part="falls" hidden' in html
