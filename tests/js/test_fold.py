"""fold.js and merge.py are the same fold: generated days, folded by both."""

import json
import random
import uuid

import pytest

from backend.common.localtime import format_stamp
from backend.symptoms import fields, merge

NAMES = ["pain_avg", "strength_left", "strength_right", "numbness", "any_numbness", "new", "note"]
VALUES = [None, 0, 6, "same", "weaker", "a note"]
CASES = 400


def a_day(dice):
    """Revisions with equal stamps and ranks more often than chance would have it, ids in either case."""
    ids = [str(uuid.UUID(int=dice.getrandbits(128), version=4)) for _ in range(dice.randint(0, 8))]
    return [
        {
            "id": one.upper() if dice.random() < 0.3 else one,
            "stamp": 1_795_000_000_000 + dice.randint(0, 3),
            "rank": dice.choice([merge.RANK_PATIENT, merge.RANK_OTHER]),
            "fields": {name: dice.choice(VALUES) for name in dice.sample(NAMES, dice.randint(1, 3))},
        }
        for one in ids
    ]


def by_server(day):
    revisions = [merge.Revision(one["fields"], one["stamp"], one["id"].lower(), one["rank"]) for one in day]
    return {name: [won.value, won.stamp_ms, won.id, won.rank] for name, won in merge.fold(revisions).items()}


def test_the_phone_folds_as_the_server_does(page):
    dice = random.Random(20261120)
    days = [a_day(dice) for _ in range(CASES)]
    script = """(days) => days.map((day) => Object.fromEntries(
      Object.entries(modules.fold.fold(day)).map(([name, won]) => [name, [won.value, won.stamp, won.id, won.rank]])))"""
    assert page.evaluate(script, days) == [by_server(day) for day in days]


def test_the_phone_folds_on_from_the_servers_winners(page):
    """The server has some revisions, the phone some (perhaps the same) of its own."""
    dice = random.Random(7)
    cases = []
    for _ in range(CASES):
        own = [{**one, "rank": merge.RANK_PATIENT} for one in a_day(dice)]
        theirs = a_day(dice) + [one for one in own if dice.random() < 0.5]
        held = merge.fold([merge.Revision(one["fields"], one["stamp"], one["id"].lower(), one["rank"]) for one in theirs])
        cases.append({"day": {"winners": merge.winners_to_json(held)}, "own": own, "expected": {n: v[0] for n, v in by_server(theirs + own).items()}})
    script = """(cases) => cases.map(({ day, own }) => modules.fold.dayOf('2026-11-20', day, own.map(
      (one) => ({ ...one, kind: 'diary', body: { date: '2026-11-20', fields: one.fields } }))).fields)"""
    assert page.evaluate(script, cases) == [case["expected"] for case in cases]


@pytest.mark.parametrize("legs", [(True, True), (True, False), (False, True), (False, False)])
def test_the_phone_calls_complete_what_the_server_does(page, legs):
    dice = random.Random(str(legs))
    days = [{name: dice.choice([None, "same", 0]) for name in dice.sample(NAMES, dice.randint(3, 7))} for _ in range(200)]
    profile = {"left_affected": legs[0], "right_affected": legs[1]}
    told = page.evaluate("([days, profile]) => days.map((day) => modules.fold.isComplete(day, profile))", [days, profile])
    assert told == [fields.is_complete(day, *legs) for day in days]


def test_stamps_are_written_and_read_alike(page):
    milliseconds = [0, 1, 999, 1_795_000_000_123]
    read = page.evaluate("(texts) => texts.map((text) => Date.parse(text))", [format_stamp(ms) for ms in milliseconds])
    assert read == milliseconds
    assert json.loads(page.evaluate("JSON.stringify(new Date(1795000000123).toISOString())")) == format_stamp(1_795_000_000_123)


@pytest.mark.parametrize(
    ("fields", "standing"),
    [
        ({}, "none"),
        ({"pain_avg": None, "place.pain.left.calf": False}, "none"),
        ({"place.pain.left.calf": True}, "begun"),
        ({"pain_avg": 0}, "begun"),
        ({"pain_avg": 0, "strength_left": "same", "numbness": "same", "new": "nothing"}, "whole"),
    ],
)
def test_the_phone_says_of_today_what_the_server_does(page, fields, standing):
    profile = {"left_affected": True, "right_affected": False}
    assert page.evaluate("([fields, profile]) => modules.standing(fields, profile)", [fields, profile]) == standing
