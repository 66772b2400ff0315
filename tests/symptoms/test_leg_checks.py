"""The weekly leg check beside the pain: lanes, table and words."""

import datetime as dt
from typing import Any

from django.template.loader import render_to_string

from backend.symptoms import charts
from backend.symptoms.counts import DayPoint
from backend.symptoms.leg_checks import CheckPoint, in_words, known_in
from backend.symptoms.trends import Trend, as_json, trend

TODAY = dt.date(2026, 11, 20)


def check(back: int, **answers: str) -> CheckPoint:
    names = {"foot": "left.lift_foot", "stairs": "left.climb_stairs", "right_stairs": "right.climb_stairs", "aid": "walking_aid"}
    return CheckPoint(TODAY - dt.timedelta(days=back), {names[name]: answer for name, answer in answers.items()})


def made(*checks: CheckPoint, span: int = 28, legs: tuple[str, ...] = ("left",), **more: Any) -> Trend:
    days = [DayPoint(TODAY - dt.timedelta(days=back), pain_avg=5) for back in range(span)]
    return trend(days, today=TODAY, span=span, legs=legs, checks=checks, **more)


def svg(*checks: CheckPoint, width: int = charts.NARROW, **more: Any) -> str:
    return str(charts.trend(made(*checks, **more), width=width))


def test_without_a_check_nothing_is_drawn_for_it() -> None:
    assert "stairs" not in svg() + render_to_string("symptoms/_trend_table.html", charts.both_widths(made()))


def test_each_job_of_an_affected_leg_has_a_lane_under_the_pain() -> None:
    drawn = svg(check(1, stairs="hard", aid="one_stick"))
    assert all(f"Left leg: {job}" in drawn for job in ("lift the foot", "climb stairs", "rise from a chair", "stand on toes"))
    assert "What you use to walk" in drawn
    assert "Right leg: climb stairs" not in drawn


def test_a_cell_says_its_answer_in_a_word_and_a_narrow_one_in_a_letter() -> None:
    wide, narrow = svg(check(1, stairs="help")), svg(check(1, stairs="help"), span=90)
    assert ">Help<" in wide
    assert ">W<" in narrow
    assert ">Help<" not in narrow


def test_a_week_without_an_answer_is_a_dash_and_never_easy() -> None:
    assert [week.left_jobs[1] for week in made(check(1, stairs="hard")).weeks] == ["Hard", "–", "–", "–"]


def test_the_table_beside_the_chart_says_the_same() -> None:
    html = render_to_string("symptoms/_trend_table.html", charts.both_widths(made(check(1, stairs="cannot", aid="wheelchair"))))
    assert "<td>Cannot</td>" in html
    assert "<td>Wheelchair</td>" in html


def test_of_two_checks_in_one_week_the_later_answer_stands() -> None:
    both = [check(1, stairs="hard"), check(5, stairs="easy", foot="easy")]
    assert known_in(both, TODAY - dt.timedelta(days=6), TODAY) == {"left.climb_stairs": "hard", "left.lift_foot": "easy"}


def test_falling_strength_is_said_while_pain_falls() -> None:
    days = [DayPoint(TODAY - dt.timedelta(days=back), pain_avg=8 if back > 20 else 2) for back in range(28)]
    findings = trend(days, today=TODAY, span=28, legs=["left"], checks=[check(27, stairs="easy"), check(1, stairs="help")]).findings
    harder = [finding for finding in findings if finding.topic == "legs"]
    assert [finding.needs_attention for finding in harder] == [True]
    assert "Climb stairs: Easy on 24 Oct, Only with help on 19 Nov." in harder[0].detail


def test_easier_is_said_plainly_and_is_no_praise() -> None:
    (finding,) = in_words([check(20, stairs="hard"), check(1, stairs="easy")], ["left"], TODAY)
    assert (finding.headline, finding.needs_attention) == ("Left leg, weekly check: 1 easier than on 31 Oct.", False)


def test_one_check_has_nothing_to_be_compared_with() -> None:
    (finding,) = in_words([check(1, aid="one_stick")], ["left"], TODAY)
    assert (finding.headline, finding.detail) == ("Walking, first time on 19 Nov.", "What you use to walk: 1 stick.")


def test_a_leg_that_is_not_affected_is_not_spoken_of() -> None:
    assert in_words([check(1, right_stairs="cannot")], ["left"], TODAY) == []


def test_the_api_tells_it_by_week() -> None:
    assert [week["leg_check"] for week in as_json(made(check(1, stairs="hard")))["weeks"]] == [{"left.climb_stairs": "hard"}, {}, {}, {}]
