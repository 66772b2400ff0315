"""Weaker on 3 of 5 days, from what this phone knows: the same answers as the server's."""

import datetime as dt
import random

import pytest

from backend.symptoms.weaker_often import is_often

TODAY = dt.date(2026, 11, 20)
ASK = "(cases) => cases.map(([today, days, rows, told]) => modules.weakerOften(today, days, rows, told))"


def date(ago):
    return (TODAY - dt.timedelta(days=ago)).isoformat()


def told(ago, leg="left"):
    won = {"value": "weaker", "stamp": "2026-11-12T09:00:00.000Z", "id": "a", "rank": 20}
    return {"date": date(ago), "fields": {f"strength_{leg}": "weaker"}, "winners": {f"strength_{leg}": won}}


def said(ago, value="weaker", leg="left"):
    return {
        "id": f"b{ago}{value}",
        "kind": "diary",
        "state": "waiting",
        "stamp": 1_795_000_000_000,
        "body": {"date": date(ago), "fields": {f"strength_{leg}": value}},
    }


def shown(ago):
    return {
        "id": f"c{ago}",
        "kind": "safety",
        "state": "waiting",
        "stamp": 1_795_000_000_000,
        "body": {"date": date(ago), "item": "weaker_often", "answer": "shown"},
    }


def test_the_phone_says_often_where_the_server_does(page):
    dice = random.Random(12)
    drawn = [(dice.sample(range(-1, 13), dice.randint(0, 7)), dice.sample(range(-1, 14), dice.randint(0, 1))) for _ in range(300)]
    cases = [[date(0), [told(one) for one in weaker[::2]], [*map(said, weaker[1::2]), *map(shown, seen)], []] for weaker, seen in drawn]
    dates = [[{TODAY - dt.timedelta(days=ago) for ago in both} for both in one] for one in drawn]
    expected = [is_often(weaker, seen, TODAY) for weaker, seen in dates]
    assert page.evaluate(ASK, cases) == expected
    assert {True, False} == set(expected)


@pytest.mark.parametrize(
    ("days", "rows", "seen", "often"),
    [
        ([told(0), told(1)], [said(4)], [], True),
        ([told(0), told(1)], [said(4)], [date(2)], False),
        ([told(0), told(1), told(2)], [said(1, "same")], [], False),
        ([told(0), told(1)], [said(2, leg="right")], [], False),
    ],
)
def test_the_answers_of_this_phone_stand_over_what_the_server_told(page, days, rows, seen, often):
    assert page.evaluate(ASK, [[date(0), days, rows, seen]]) == [often]
