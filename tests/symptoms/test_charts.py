import gzip
import random
import re
from datetime import date, timedelta
from xml.etree import ElementTree

import pytest
from django.template.loader import render_to_string
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from backend.symptoms import charts
from backend.symptoms.charts import NARROW, WIDE, Mark
from backend.symptoms.trends import DayPoint, MomentPoint, trend

TODAY = date(2026, 11, 20)


def ago(days):
    return TODAY - timedelta(days=days)


def quarter(gap=()):
    days = [DayPoint(ago(n), 3 + n // 15, "weaker", "same", "more", sleep=4) for n in range(90) if n not in gap]
    return trend(days, [MomentPoint(ago(9), "fall"), MomentPoint(ago(50), "trip")], today=TODAY, span=90)


def parsed(svg):
    # An inline SVG needs no namespace on a page; the parser of the test is told nothing else.
    return ElementTree.fromstring(svg)


def words(svg):
    return [node.text for node in parsed(svg).iter("text")]


def paths(svg, name):
    return [node.get("d") for node in parsed(svg).iter("path") if node.get("class") == name]


def test_each_day_with_pain_is_a_dot_and_a_day_without_is_none():
    (dots,) = paths(charts.trend(quarter(gap=range(30, 45))), "day")
    assert dots.count("M") == 75


def test_the_mean_is_broken_where_7_days_hold_too_few():
    assert len(paths(charts.trend(quarter()), "mean")) == 1
    assert len(paths(charts.trend(quarter(gap=range(30, 45))), "mean")) == 2


def test_a_long_gap_is_named():
    assert "no entries" in words(charts.trend(quarter(gap=range(30, 50))))
    assert "no entries" not in words(charts.trend(quarter(gap=[30, 31])))


def test_the_axis_runs_from_0_to_10_whatever_the_values():
    low = trend([DayPoint(ago(n), 1) for n in range(14)], today=TODAY, span=14)
    assert words(charts.trend(low))[:3] == ["0", "5", "10"]


def test_falls_and_trips_are_triangles_with_words():
    svg = charts.trend(quarter())
    assert (len(paths(svg, "fall")), len(paths(svg, "trip"))) == (1, 1)
    assert {"1 fall", "1 trip"} <= set(words(svg))


def test_falls_close_together_share_one_word():
    made = trend([], [MomentPoint(ago(n), "fall") for n in (3, 4, 4)], today=TODAY, span=90)
    svg = charts.trend(made)
    assert "3 falls" in words(svg)
    assert paths(svg, "fall")[0].count("M") == 2


def test_strength_has_a_lane_per_affected_leg():
    days = [DayPoint(ago(n), 5, "weaker", "weaker") for n in range(14)]
    both = words(charts.trend(trend(days, today=TODAY, span=14)))
    left = words(charts.trend(trend(days, today=TODAY, span=14, legs=["left"])))
    assert "Right leg weaker, days a week" in both
    assert "Right leg weaker, days a week" not in left
    assert left[left.index("Left leg weaker, days a week") + 1 :][:2] == ["7", "7"]


def test_a_week_without_answers_is_a_dash_and_not_0():
    made = trend([DayPoint(ago(0), 5, "same")], today=TODAY, span=14, legs=["left"])
    said = words(charts.trend(made))
    assert said[said.index("Left leg weaker, days a week") + 1 :][:2] == ["–", "0"]


def test_marks_are_numbered_and_those_outside_the_period_left_out():
    marks = [Mark(ago(200), "long ago"), Mark(ago(40), "Treatment started"), Mark(ago(20), "Step")]
    context = charts.both_widths(quarter(), marks)
    flags = [node.text for node in parsed(context["chart_narrow"]).iter("text") if node.get("class") == "step-no"]
    assert flags == ["1", "2"]
    assert [mark.words for mark in context["marks"]] == ["Treatment started", "Step"]


def test_days_with_exercises_are_squares_in_a_row_of_their_own():
    svg = charts.trend(quarter(), sessions=[ago(200), ago(80), ago(2)])
    assert [path.count("h10v10") for path in paths(svg, "session")] == [1, 1]
    assert words(svg).count("1 day") == 2


def taken(svg):
    """From where to where on their row: each square, and each word beside them."""
    squares = [(float(x) + 2, float(x) + 12) for path in paths(svg, "session") for x in re.findall(r"M([\d.]+)", path)]
    said = [node for node in parsed(svg).iter("text") if (node.text or "").endswith((" day", " days"))]
    at = [(float(node.get("x")), node.get("class") == "end") for node in said]
    return squares, [(x - 7 * len(node.text), x) if ends else (x, x + 7 * len(node.text)) for node, (x, ends) in zip(said, at, strict=True)]


@pytest.mark.parametrize("span", [14, 28, 90])
@pytest.mark.parametrize("seed", range(20))
def test_the_words_of_days_with_exercises_meet_neither_each_other_nor_the_edge(span, seed):
    days = random.Random(seed).sample(range(span), 1 + seed % 14)
    squares, said = taken(charts.trend(trend([DayPoint(ago(0), 5)], today=TODAY, span=span), sessions=[ago(n) for n in days]))
    for start, end in said:
        assert start >= 0
        assert end <= charts.NARROW
        others = [one for one in squares + said if one != (start, end)]
        assert all(end <= left or start >= right for left, right in others)


def test_title_and_description_say_the_chart_in_words():
    svg = parsed(charts.trend(quarter(), name="hers"))
    title, desc = svg.find("title"), svg.find("desc")
    assert svg.get("aria-labelledby") == f"{title.get('id')} {desc.get('id')}" == "hers-340-t hers-340-d"
    assert title.text == "Pain and legs, 23 August to 20 November"
    for said in ("lower is better", "Pain is", "Left leg weaker on", "1 fall in 90 days"):
        assert said in desc.text


def test_the_two_widths_of_one_page_share_no_id():
    context = charts.both_widths(quarter())
    ids = re.findall(r' id="([^"]+)"', context["chart_narrow"] + context["chart_wide"])
    assert len(ids) == len(set(ids)) == 4


def test_an_empty_diary_is_said_in_the_picture():
    svg = charts.trend(trend([], today=TODAY))
    assert "Nothing logged in these days" in words(svg)
    assert paths(svg, "day") == paths(svg, "mean") == []


def test_no_locale_puts_a_comma_into_a_coordinate():
    with translation.override("de"):
        svg = charts.trend(quarter())
    assert not re.search(r'(?: d| x| y|x1|x2|y1|y2|width|height|viewBox)="[^"]*\d,\d', svg)


def test_a_strict_policy_lets_the_chart_through():
    svg = charts.trend(quarter(), [Mark(ago(20), "</text><script>")])
    assert "style=" not in svg
    assert "<script" not in svg + render_to_string("symptoms/_trend_chart.html", charts.both_widths(quarter(), [Mark(ago(20), "<script>")]))


@pytest.mark.parametrize("width", [NARROW, WIDE])
def test_a_full_quarter_of_both_legs_stays_small_on_the_wire(width):
    assert len(gzip.compress(charts.trend(quarter(), width=width).encode())) < 2600


DAYS = st.builds(
    DayPoint,
    st.integers(0, 120).map(ago),
    st.one_of(st.none(), st.integers(0, 10)),
    st.sampled_from([None, "same", "weaker"]),
    sleep=st.one_of(st.none(), st.integers(0, 10)),
)


@settings(max_examples=40, deadline=None)
@given(st.lists(DAYS, unique_by=lambda day: day.date), st.lists(st.integers(0, 100)), st.sampled_from([14, 28, 90]))
def test_every_diary_can_be_drawn_inside_the_frame(days, falls, span):
    made = trend(days, [MomentPoint(ago(n), "fall") for n in falls], today=TODAY, span=span)
    for width in (NARROW, WIDE):
        svg = parsed(charts.trend(made, width=width))
        height = float(svg.get("viewBox").split()[3])
        for node in svg.iter("text"):
            assert 0 <= float(node.get("x")) <= width
            assert 0 <= float(node.get("y")) <= height


def test_a_sparkline_says_its_line_in_words():
    svg = parsed(charts.sparkline({ago(n): 6 if n > 13 else 4 for n in range(28)}, today=TODAY))
    assert svg.get("aria-label") == "Pain, mean of 7 days, 24 Oct to 20 Nov: 6.0 to 4.0."
    assert len(list(svg.iter("circle"))) == 1


def test_a_sparkline_of_too_few_days_says_so():
    svg = parsed(charts.sparkline({TODAY: 5}, today=TODAY))
    assert svg.get("aria-label") == "Pain, 24 Oct to 20 Nov: too few days for a line."
    assert not list(svg.iter("path"))


def test_table_and_words_stand_beside_the_chart_with_its_figures():
    context = charts.both_widths(quarter(gap=range(7, 14)))
    table = render_to_string("symptoms/_trend_table.html", context)
    said = render_to_string("symptoms/_trend_words.html", context)
    assert "0\u00a0of\u00a07" in table
    assert "7\u00a0of\u00a07" in table
    assert context["trend"].findings[0].headline in said


def test_a_grant_is_said_in_every_part():
    made = trend([DayPoint(TODAY, 5)], today=TODAY, shared_since=ago(19))
    context = charts.both_widths(made)
    for part in ("_trend_words", "_trend_chart", "_trend_table"):
        assert "Computed from days shared since 1 Nov." in render_to_string(f"symptoms/{part}.html", context)
