"""What the phone holds that keeps "pain may ease before strength returns" away: each warning, for 14 days."""

import datetime as dt

import pytest

from backend.home.suggesting import NO_WARNING
from backend.symptoms import safety

TODAY = dt.date(2026, 11, 20)
NOW = dt.datetime(2026, 11, 20, 12, tzinfo=dt.UTC).timestamp() * 1000
DAY_MS = 24 * 3600 * 1000
ASK = "([days, rows, today, now]) => modules.warned.isWarned(days, rows, today, now)"


def ago(days):
    return (TODAY - dt.timedelta(days=days)).isoformat()


def row(kind, days, stamp=NOW, **body):
    return {"kind": kind, "state": "sent", "stamp": stamp, "body": {"date": ago(days), **body}}


def is_warned(page, days=(), rows=()):
    return page.evaluate(ASK, [list(days), list(rows), TODAY.isoformat(), NOW])


def old(kind, days, **body):
    return row(kind, days, NOW - days * DAY_MS, **body)


@pytest.mark.parametrize("fields", [{"strength_left": "weaker"}, {"strength_right": "weaker"}, {"new": "something"}, {"tripped": "fall"}])
def test_a_day_warns_for_14_days_waiting_or_told_by_the_server(page, fields):
    assert is_warned(page, rows=[old("diary", 14, fields=fields)])
    assert is_warned(page, days=[{"date": ago(14), "fields": fields}])
    assert not is_warned(page, rows=[old("diary", 15, fields=fields)], days=[{"date": ago(15), "fields": fields}])


def test_a_word_that_was_changed_later_still_warns(page):
    said = [old("diary", 2, fields={"strength_left": "weaker"}), row("diary", 2, fields={"strength_left": "same"})]
    assert is_warned(page, rows=said, days=[{"date": ago(2), "fields": {"strength_left": "same"}}])


def test_a_fall_warns(page):
    assert is_warned(page, rows=[old("moment", 3, moment="m", fields={"kind": "fall"})])
    assert is_warned(page, days=[{"date": ago(3), "fields": {}, "moments": [{"moment": "m", "kind": "fall", "note": None}]}])


def test_what_is_calm_does_not_warn(page):
    rows = [
        row("diary", 0, fields={"strength_left": "same", "strength_right": "stronger", "new": "nothing", "tripped": "trip"}),
        row("moment", 0, moment="m", fields={"kind": "flare"}),
        row("questionnaire", 0, fields={"left.lift_foot": "hard"}),
        *(row("safety", 0, item="saddle", answer=answer) for answer in NO_WARNING),
    ]
    assert not is_warned(page, rows=rows, days=[{"date": ago(0), "fields": {"new": "skipped"}}])


def test_every_answer_that_leads_to_a_card_warns(page):
    led = [(item.code, answer.code) for item in safety.ITEMS.values() for answer in item.answers if answer.tier]
    assert [pair for pair in [*led, ("note", "yes")] if not is_warned(page, rows=[old("safety", 14, item=pair[0], answer=pair[1])])] == []


def test_a_safety_answer_about_an_older_day_warns_from_when_it_was_given(page):
    assert is_warned(page, rows=[row("safety", 40, item="saddle", answer="new")])
    assert not is_warned(page, rows=[old("safety", 40, item="saddle", answer="new")])


def is_quiet(page, *rows):
    return page.evaluate("([rows, today]) => modules.warned.isQuietDay(rows, today)", [list(rows), TODAY.isoformat()])


def test_a_flare_or_an_answer_of_today_makes_a_quiet_day(page):
    assert is_quiet(page, row("safety", 0, item="breath", answer="yes"))
    assert is_quiet(page, row("moment", 0, moment="m", fields={"kind": "flare"}))


def test_help_that_came_a_visit_and_yesterday_make_none(page):
    came = row("safety", 0, item="got_help", answer="yes")
    assert not is_quiet(page, came, row("safety", 1, item="breath", answer="yes"), row("moment", 0, moment="m", fields={"kind": "therapy"}))
