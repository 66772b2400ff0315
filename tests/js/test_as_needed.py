"""As-needed doses on the phone: the same rule as the server's, and the latest word of each dose counts."""

import datetime as dt
import uuid

import pytest

from tests.treatment.limits import NOON, RECORDED, TABLE, at

MEDICINE, OTHER = str(uuid.uuid4()), str(uuid.uuid4())
STANDING = "([limits, taken, at]) => modules.asNeeded.standing(limits, taken, at)"
DOSES = "([told, rows]) => modules.asNeeded.dosesOf(told, rows)"


def ms(time: dt.datetime) -> int:
    return round(time.timestamp() * 1000)


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row["name"])
def test_the_phone_says_what_the_server_says(page, row):
    limits = {"max_per_day": row["most"], "min_gap_minutes": row["gap"]}
    found = page.evaluate(STANDING, [limits, [ms(at(one)) for one in row["taken"]], ms(NOON)])
    last = ms(at(row["last"])) if row["last"] else None
    assert found == {"inADay": row["counts"], "lastAt": last, "pastMaximum": row["past_maximum"], "withinGap": row["within_gap"]}


def told(*doses, **limits):
    return {"medicine": MEDICINE, "max_per_day": None, "min_gap_minutes": None, "doses": list(doses), **limits}


def from_server(dose, hour, stamp, withdrawn=False, envelope=None, **passed):
    times = {"taken_at": f"2026-03-02T{hour:02}:00:00.000Z", "stamp": f"2026-03-02T{stamp:02}:00:00.000Z"}
    return {"dose": dose, "id": envelope or str(uuid.uuid4()), "withdrawn": withdrawn, "past_maximum": False, "within_gap": False, **times, **passed}


def here(dose, hour, stamp, withdrawn=False, medicine=MEDICINE, envelope=None, state="waiting"):
    taken = f"2026-03-02T{hour:02}:00:00.000Z"
    body = {"dose": dose, "medicine": medicine, "taken_at": taken, "withdrawn": withdrawn}
    return {"id": envelope or str(uuid.uuid4()), "kind": "dose", "state": state, "stamp": ms(at(f"{stamp}:00")), "body": body}


def shown(page, server, rows=()):
    return [one["dose"] for one in page.evaluate(DOSES, [server, list(rows)])]


def test_what_was_told_and_what_was_said_here_stand_together_latest_first(page):
    assert shown(page, told(from_server("a", 8, 8)), [here("b", 10, 10), here("c", 9, 9, medicine=OTHER)]) == ["b", "a"]


def test_the_same_dose_is_one(page):
    assert shown(page, told(from_server("a", 8, 8, envelope="E")), [here("a", 8, 8, envelope="e", state="sent")]) == ["a"]


def test_the_later_word_counts_wherever_it_was_said(page):
    assert shown(page, told(from_server("a", 8, 8)), [here("a", 8, 9, withdrawn=True)]) == []
    assert shown(page, told(from_server("a", 8, 10, withdrawn=True)), [here("a", 8, 9, state="sent")]) == []
    assert shown(page, told(from_server("a", 8, 8, withdrawn=True)), [here("a", 8, 9)]) == ["a"]


def test_of_one_stamp_the_greater_id_counts_as_on_the_server(page):
    assert shown(page, told(from_server("a", 8, 8, envelope="1")), [here("a", 8, 8, withdrawn=True, envelope="2")]) == []
    assert shown(page, told(from_server("a", 8, 8, envelope="2")), [here("a", 8, 8, withdrawn=True, envelope="1")]) == ["a"]


def test_a_dose_of_this_phone_says_itself_what_it_passed(page):
    server = told(from_server("a", 8, 8, within_gap=True), max_per_day=1, min_gap_minutes=240)
    found = page.evaluate(DOSES, [server, [here("b", 10, 10)]])
    assert [(one["dose"], one["pastMaximum"], one["withinGap"]) for one in found] == [("b", True, True), ("a", False, True)]


@pytest.mark.parametrize("sent", [False, True], ids=["here", "told and here"])
@pytest.mark.parametrize("row", RECORDED, ids=lambda row: row["name"])
def test_what_each_dose_passed_is_what_the_server_says_of_it(page, row, sent):
    limits = {"max_per_day": row["most"], "min_gap_minutes": row["gap"]}
    rows = [{**here(str(number), 0, 0), "stamp": ms(at(one)) + number} for number, one in enumerate(row["taken"])]
    for kept, one in zip(rows, row["taken"], strict=True):
        kept["body"]["taken_at"] = at(one).isoformat()
    first = {"dose": "0", "id": rows[0]["id"], "stamp": at(row["taken"][0]).isoformat(), "taken_at": at(row["taken"][0]).isoformat()}
    first |= {"withdrawn": False, "past_maximum": False, "within_gap": False}
    found = page.evaluate(DOSES, [told(*([first] if sent else []), **limits), rows])
    passed = {one["dose"]: (one["pastMaximum"], one["withinGap"]) for one in found}
    assert [passed[str(number)] for number in range(len(rows))] == [("maximum" in past, "gap" in past) for past in row["past"]]


STEPS = [{"starts_on": day, "words": words} for day, words in (("2026-03-02", "300 mg"), ("2026-03-09", "600 mg"), ("2026-03-16", "900 mg"))]


@pytest.mark.parametrize(
    ("today", "now", "coming"),
    [
        ("2026-03-01", [], ["300 mg", "600 mg", "900 mg"]),
        ("2026-03-02", ["300 mg"], ["600 mg", "900 mg"]),
        ("2026-03-09", ["600 mg"], ["900 mg"]),
        ("2026-04-01", ["900 mg"], []),
    ],
)
def test_the_plan_goes_on_by_its_own_dates_without_a_network(page, today, now, coming):
    found = page.evaluate("([steps, today]) => modules.stepsFrom(steps, today)", [STEPS, today])
    assert [one["words"] for one in found if one.get("isNow")] == now
    assert [one["words"] for one in found if not one.get("isNow")] == coming
