"""safety-table.js and log-help.js say what safety.py and safety_reading.py say: generated answers, read by both."""

import datetime as dt
import json
import random
import uuid
from types import SimpleNamespace

import pytest

from backend.symptoms import safety, safety_page, safety_reading
from backend.symptoms.folding import day_tick_id

CASES = 400
NOW = 1_795_000_000_000
LAY = """([table, asks, needsAll]) => { const one = document.createElement("template"); one.id = "safety-table";
  Object.assign(one.dataset, { table, asks, needsAll }); document.body.append(one); }"""
MORE = {item.code: list(item.more) for item in safety.ITEMS.values()}


@pytest.fixture
def table(page):
    """A page that carries the table, as every page of the app does."""
    page.evaluate(LAY, [json.dumps(safety_page.table()), json.dumps(safety.ASKS), " ".join(safety.NEEDS_ALL)])
    return page


def some_answers(dice):
    items = dice.sample([item for item in safety.ITEMS.values() if item.answers], dice.randint(0, 7))
    return [[item.code, dice.choice(item.answers).code] for item in items]


def test_the_phone_shows_the_cards_that_the_server_does(table):
    dice = random.Random(20261121)
    cases = [some_answers(dice) for _ in range(CASES)] + [[[item, "yes"]] for item in safety.ASKS]
    cases += [[["fell", "yes"], *([code, "no"] for code in safety.ASKS["fell"][:count])] for count in range(6)]
    script = """([cases, more]) => cases.map((said) => {
      const { top, folded } = modules.safetyTable.cardsFor(new Map(said), (item) => more[item]);
      return [top, folded, modules.safetyTable.cardBelow(new Map(said))]; })"""
    assert table.evaluate(script, [cases, MORE]) == [[*safety.cards_for(dict(said)), safety_page.card_below(dict(said))] for said in cases]


def some_rows(dice):
    """Ticks and what they ask, on two days, in an order of their own."""
    items = [*safety.ASKS, "bladder_bowel", "saddle", "onset.left", "onset.right", *safety.ASKS["fell"], "breath", "got_help"]
    rows = []
    for number in range(dice.randint(1, 12)):
        item = dice.choice(items)
        answer = dice.choice(safety.ITEMS[item].answers).code
        rows.append(
            {
                "id": number,
                "stamp": NOW + number * dice.choice([0, 1, 60_000]),
                "date": dice.choice(["2026-11-18", "2026-11-19"]),
                "item": item,
                "answer": answer,
                "helper": dice.choice(["", "", "told", "guess"]),
            }
        )
    return rows


def by_server(rows):
    return [[item, row.pk] for item, row in safety_reading.most_urgent(safety_reading.standing(made(rows))).items()]


def made(rows):
    """The rows as the server has them, oldest first."""
    told = [
        SimpleNamespace(
            pk=row["id"],
            patient_id=1,
            tier=safety.ITEMS[row["item"]].answer(row["answer"]).tier,
            by="helper" if row["helper"] else "self",
            received_at=row["stamp"],
            **row,
        )
        for row in rows
    ]
    return sorted(told, key=lambda row: (row.stamp, row.pk))


def test_the_phone_asks_about_the_answers_that_the_server_asks_about(table):
    dice = random.Random(7)
    cases = [some_rows(dice) for _ in range(CASES)]
    script = """([cases, now]) => cases.map((rows) => [...modules.safetyTable.recent(rows.map(
      ({ id, stamp, ...body }) => ({ id, stamp, kind: "safety", body })), now)].map(([item, row]) => [item, row.id]))"""
    assert table.evaluate(script, [cases, NOW + 1_000_000]) == [by_server(rows) for rows in cases]


def test_the_phone_asks_whether_help_came_as_long_as_the_server_does(table):
    dice = random.Random(8)
    cases = [some_rows(dice) for _ in range(CASES)]
    script = """([cases, now]) => cases.map((rows) => modules.safetyTable.waits(rows.map(
      ({ id, stamp, ...body }) => ({ id, stamp, kind: "safety", body })), now).open)"""
    assert table.evaluate(script, [cases, NOW + 1_000_000]) == [safety_reading.newest_open(made(rows)) or 0 for rows in cases]


HOUR = 3_600_000
AHEAD = """([answers, now]) => {
  const said = ([item, answer, stamp], seq) => ({ id: seq, seq, stamp, kind: "safety", body: { date: "2026-11-19", item, answer } });
  const rows = answers.map(said);
  return [[...modules.safetyTable.recent(rows, now).keys()], modules.safetyTable.waits(rows, now).open > 0]; }"""


@pytest.mark.parametrize(
    ("later", "shown"),
    [
        ([("breath", "yes", NOW - HOUR)], ["breath"]),
        ([("breath", "yes", NOW - HOUR), ("breath", "no", NOW - 1)], []),
        ([("breath", "yes", NOW - HOUR), ("got_help", "yes", NOW - 1)], ["breath"]),
    ],
)
def test_a_no_from_while_the_clock_was_ahead_does_not_outweigh_a_later_yes(table, later, shown):
    assert table.evaluate(AHEAD, [[("breath", "no", NOW + 30 * HOUR), *later], NOW]) == [shown, len(later) == 1]


# ---- A first "weaker": said by her, of that leg, on another day, and still standing --------------------------------------

FIRST = """([day, rows]) => modules.asksForHelp({ date: "2026-11-20", rows, days: new Map(day ? [[day.date, day]] : []) }, { strength_left: "weaker" })"""


def row(number, value, *, date="2026-11-12", leg="left", **body):
    return {"id": f"{number}", "kind": "diary", "stamp": NOW + number, "body": {"date": date, "fields": {f"strength_{leg}": value}, **body}}


def onset(number, answer, *, leg="left", **body):
    said = {"date": "2026-11-12", "item": f"onset.{leg}", "answer": answer, **body}
    return {"id": f"{number}", "kind": "safety", "stamp": NOW + number, "body": said}


@pytest.mark.parametrize(
    ("rows", "is_first"),
    [
        ([], True),
        ([row(1, "weaker")], False),
        ([row(1, "weaker"), row(2, "same")], True),
        ([row(1, "weaker"), row(2, None)], True),
        ([row(1, "weaker", helper="guess")], True),
        ([row(1, "weaker", helper="told"), row(2, "weaker")], False),
        ([row(1, "weaker", leg="right")], True),
        ([row(1, "weaker", date="2026-11-20")], True),
        ([row(1, "weaker"), onset(2, "no")], True),
        ([row(1, "weaker"), onset(2, "slowly")], False),
        ([row(1, "weaker"), onset(2, "no"), onset(3, "slowly")], False),
        ([row(1, "weaker"), onset(2, "no", leg="right")], False),
        ([row(1, "weaker"), onset(2, "no", helper="told")], False),
    ],
)
def test_only_her_own_weaker_of_another_day_hides_the_question_how_it_came_on(page, rows, is_first):
    assert (page.evaluate(FIRST, [None, rows]) == ["weaker-left"]) is is_first


@pytest.mark.parametrize(("rank", "is_first"), [(20, False), (10, True)])
def test_what_the_server_told_of_another_day_counts_by_its_rank(page, rank, is_first):
    won = {"value": "weaker", "stamp": "2026-11-12T09:00:00.000Z", "id": "a", "rank": rank}
    day = {"date": "2026-11-12", "fields": {"strength_left": "weaker"}, "winners": {"strength_left": won}}
    assert (page.evaluate(FIRST, [day, []]) == ["weaker-left"]) is is_first


# ---- A fall that was told twice -------------------------------------------------------------------------------------------

ACCOUNT = uuid.UUID(int=1)
FALLS = """([account, days, rows]) => modules.fallsIn(account, ["2026-11-16", "2026-11-22"], days, rows)"""
OTHER = str(uuid.UUID(int=2))


def a_day(date, *ids):
    return {"date": date, "moments": [{"moment": str(one), "kind": "fall"} for one in ids]}


def a_tick(date, tripped="fall"):
    return {"kind": "diary", "state": "waiting", "body": {"date": date, "fields": {"tripped": tripped}}}


@pytest.mark.parametrize(
    ("days", "rows", "falls"),
    [
        ([a_day("2026-11-19", day_tick_id(ACCOUNT, dt.date(2026, 11, 19)))], [], 1),
        ([a_day("2026-11-19", day_tick_id(ACCOUNT, dt.date(2026, 11, 19)), OTHER)], [], 1),
        ([a_day("2026-11-19", OTHER, uuid.UUID(int=3))], [], 2),
        ([a_day("2026-11-19", OTHER)], [a_tick("2026-11-19")], 1),
        ([a_day("2026-11-19", OTHER)], [a_tick("2026-11-18")], 2),
        ([a_day("2026-11-17", day_tick_id(ACCOUNT, dt.date(2026, 11, 18)))], [a_tick("2026-11-18", "no")], 1),
        ([a_day("2026-11-17", day_tick_id(ACCOUNT, dt.date(2026, 11, 18)))], [a_tick("2026-11-18")], 2),
    ],
)
def test_the_phone_counts_a_fall_that_was_told_twice_once(page, days, rows, falls):
    assert page.evaluate(FALLS, [str(ACCOUNT), days, rows]) == falls
