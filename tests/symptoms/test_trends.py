import json
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.symptoms.trends import DayPoint, MomentPoint, as_json, trend

TODAY = date(2026, 11, 20)


def ago(days):
    return TODAY - timedelta(days=days)


def diary(pains, **answers):
    """One day after the other up to TODAY; None is a day that was not logged."""
    last = len(pains) - 1
    return [DayPoint(ago(last - n), pain, **answers) for n, pain in enumerate(pains) if pain is not None]


def finding(made, topic):
    return next(finding for finding in made.findings if finding.topic == topic)


def test_the_series_ends_at_the_patients_own_today():
    made = trend([], today=TODAY, span=14)
    assert (made.points[0].date, made.points[-1].date, len(made.points)) == (ago(13), TODAY, 14)


def test_gaps_stay_gaps():
    made = trend(diary([5, None, None, 5, 5]), today=TODAY, span=14)
    assert [point.pain for point in made.points[-5:]] == [5, None, None, 5, 5]
    assert all(point.mean is None for point in made.points)


def test_the_mean_of_7_days_may_reach_back_before_the_shown_period():
    made = trend(diary([4] * 20), today=TODAY, span=14)
    assert [point.n for point in made.points] == [7] * 14
    assert made.points[0].mean == 4


def test_a_day_after_today_is_not_read():
    made = trend([DayPoint(ago(-1), 9)], [MomentPoint(ago(-1), "fall")], today=TODAY)
    assert made.is_empty


def test_an_empty_diary_says_so():
    made = trend([], today=TODAY)
    assert made.is_empty
    assert finding(made, "pain").headline == "No pain logged yet."


def test_the_first_week_is_being_collected():
    made = trend(diary([5, 6, 5]), today=TODAY)
    assert finding(made, "pain").headline == "Collecting your starting week."
    assert finding(made, "pain").detail == "Pain logged on 3 of the last 7 days."


def test_until_the_two_weeks_lie_apart_the_day_of_the_first_comparison_is_said():
    said = finding(trend(diary([6] * 10), today=TODAY), "pain")
    assert said.headline == "Collecting your starting week."
    assert said.detail.endswith("First comparison: 24 Nov.")
    assert trend(diary([6] * 14), today=TODAY).pain.status == "compared"


def test_a_clear_change_is_said_with_its_days_and_ranges():
    said = finding(trend(diary([6, 7, 6, 6, 6, 5, 6, 4, 4, 5, 4, 4, 3, None]), today=TODAY), "pain")
    assert said.headline == "Pain is clearly less than at the start."
    assert said.detail == "From 6.0 to 4.0 on 7 and 6 of 7 days. Lowest to highest day: 5 to 7 at first, 3 to 5 now."
    assert not said.needs_attention


def test_a_change_lost_in_noise_is_too_mixed_to_be_sure():
    pains = [2, 6, 4, 4, 4, 4, 4, 10, None, 2, None, 9, None, 5]
    said = finding(trend(diary(pains), today=TODAY), "pain")
    assert "From 4.0 to 6.5 on 7 and 4 of 7 days. Too mixed to be sure." in said.detail
    assert "same" not in said.headline
    assert said.needs_attention


def test_a_provisional_start_is_said_with_the_days_it_took():
    pains = [6, None, None, 6, None, None, None, 6, None, None, None, 6, *[None] * 9, 3, 3, 3, 3, 3, 3, 3]
    said = finding(trend(diary(pains), today=TODAY), "pain")
    assert said.detail.startswith("From 6.0 to 3.0 on 4 of 12 and 7 of 7 days.")
    assert said.detail.endswith("The start is provisional.")


def test_a_last_week_with_too_few_days_is_not_compared():
    said = finding(trend(diary([6] * 14 + [None] * 5 + [5, 5]), today=TODAY), "pain")
    assert said.headline == "Pain: too few days to compare."
    assert said.detail.startswith("Pain logged on 2 of the last 7 days, 4 needed.")


@given(st.lists(st.one_of(st.none(), st.integers(0, 10)), max_size=40))
def test_no_words_ever_say_better_overall(pains):
    made = trend(diary(pains), today=TODAY)
    words = json.dumps(as_json(made)["findings"]).lower()
    assert not any(word in words for word in ("better", "improv", "recover"))


def test_strength_is_counted_beside_how_often_it_was_asked():
    days = diary([5] * 12, strength_left="same")
    days[3:5] = [DayPoint(day.date, 5, "weaker") for day in days[3:5]]
    said = finding(trend(days, today=TODAY), "strength_left")
    assert said.headline == "Left leg weaker on 2 of the last 14 days, asked on 12."


def test_asked_and_answered_are_said_apart_when_they_differ():
    days = [DayPoint(ago(0), 5), DayPoint(ago(1), 5, "weaker")]
    said = finding(trend(days, today=TODAY), "strength_left")
    assert said.headline.endswith("1 of the last 14 days, asked on 2, answered on 1.")


def test_falling_pain_never_hides_falling_strength():
    days = [DayPoint(ago(n), 2 if n < 14 else 8, "weaker" if n < 10 else "same") for n in range(28)]
    topics = [finding.topic for finding in trend(days, today=TODAY, legs=["left"]).findings]
    said = finding(trend(days, today=TODAY, legs=["left"]), "strength_left")
    assert topics[:2] == ["pain", "strength_left"]
    assert said.needs_attention
    assert said.detail == "The 14 days before: 0, asked on 14."


@pytest.mark.parametrize("days", [[], diary([5] * 3), diary([8] * 14 + [2] * 14)], ids=["empty", "few", "falling"])
def test_each_affected_leg_has_its_words_whatever_the_pain(days):
    made = trend(days, today=TODAY, legs=["left", "right"])
    assert {"pain", "strength_left", "strength_right"} <= {finding.topic for finding in made.findings}


def test_a_leg_that_is_not_affected_is_not_spoken_of():
    made = trend(diary([5] * 5), today=TODAY, legs=["right"])
    assert "strength_left" not in {finding.topic for finding in made.findings}
    assert made.weeks[0].left is None


def test_someone_without_numbness_at_the_start_is_counted_by_the_other_question():
    days = diary([5] * 4, any_numbness="yes")
    said = finding(trend(days, today=TODAY, asks_any_numbness=True), "numbness")
    assert said.headline == "Some numbness on 4 of the last 14 days, asked on 4."


def test_a_default_is_not_an_answer():
    days = [*(DayPoint(ago(n), 5, new="nothing") for n in range(10)), DayPoint(ago(10), 5, new="something")]
    days += [DayPoint(ago(11), 5, new="skipped"), DayPoint(ago(12), 5), DayPoint(ago(13), 5)]
    said = finding(trend(days, today=TODAY, span=14), "new")
    assert said.headline == "Something new or worse: asked 14 days, answered 11, yes 1."
    assert said.needs_attention


def test_a_fall_that_was_told_twice_counts_once():
    tick = MomentPoint(ago(2), "fall", is_tick=True)
    moments = [MomentPoint(ago(2), "fall"), tick, MomentPoint(ago(2), "trip"), MomentPoint(ago(3), "trip", is_tick=True)]
    made = trend(diary([5] * 28), moments, today=TODAY, span=28)
    assert (made.falls, made.trips) == ((ago(2),), (ago(3), ago(2)))
    assert finding(made, "falls").headline == "1 fall in 28 days."


def test_falls_are_moments_and_trips_stand_apart():
    moments = [MomentPoint(ago(2), "fall"), MomentPoint(ago(2), "trip"), MomentPoint(ago(40), "fall"), MomentPoint(ago(1), None)]
    made = trend([], moments, today=TODAY, span=28)
    assert (made.falls, made.trips) == ((ago(2),), (ago(2),))
    assert finding(made, "falls").headline == "1 fall in 28 days."
    assert finding(made, "falls").detail == "On 18 Nov."


def test_the_record_says_how_the_days_came_about():
    days = [DayPoint(ago(n), 5, provenance="live", complete=n > 1) for n in range(11)]
    days[0] = DayPoint(ago(0), 5, provenance="copied")
    days += [DayPoint(ago(11), withdrawn=True), DayPoint(ago(12), withdrawn=True)]
    said = finding(trend(days, today=TODAY, span=14), "record")
    assert said.headline == "11 days with pain, 9 complete, in 14 days."
    assert said.detail == "1 of 11 copied from the day before. 2 days withdrawn."


def test_a_withdrawn_day_counts_nowhere():
    made = trend([DayPoint(TODAY, withdrawn=True)], today=TODAY)
    assert (made.record.counted, made.new.asked, made.weeks[0].logged) == (0, 0, 0)


def test_weeks_are_counted_back_from_today():
    made = trend(diary([5] * 90), today=TODAY, span=90)
    assert [row.start for row in made.weeks[:2]] == [ago(6), ago(13)]
    assert (len(made.weeks), made.weeks[-1].pain.length, made.weeks[-1].start) == (13, 6, ago(89))


def test_a_week_says_too_few_or_nothing_and_never_0_for_unknown():
    made = trend(diary([5, 5] + [None] * 5 + [0] * 7), [MomentPoint(ago(1), "fall")], today=TODAY, span=28)
    newest, second, third = made.weeks[:3]
    assert (newest.pain_shown, second.pain_shown, third.pain_shown) == ("0.0", "too few", "–")
    assert (newest.known_falls, second.known_falls, third.known_falls) == (1, 0, None)
    assert (newest.left.shown, third.left.shown) == ("–", "–")


def test_a_grant_limits_every_figure_and_the_words_say_so():
    shared = [day for day in diary([9] * 14 + [5] * 14) if day.date >= ago(13)]
    made = trend(shared, today=TODAY, shared_since=ago(19))
    assert made.pain.base.mean == 5
    assert made.note == "Computed from days shared since 1 Nov."
    assert finding(made, "pain").headline == "Pain on average is about the same as in the first shared week."


def test_a_date_of_another_year_is_said_with_its_year():
    assert trend([], today=TODAY, shared_since=date(2025, 11, 1)).note == "Computed from days shared since 1 Nov 2025."


def test_the_api_gives_the_same_figures_and_words():
    made = trend(diary([6, 7, 6, 6, 6, 5, 6, 4, 4, 5, 4, 4, 3, None]), [MomentPoint(TODAY, "fall")], today=TODAY, span=14)
    said = json.loads(json.dumps(as_json(made)))
    assert said["change"]["baseline"]["mean"] == 6.0
    assert (said["change"]["value"], said["change"]["label"]) == (-2.0, "clearly_less")
    assert said["series"][-1] | {"date": "2026-11-20", "pain_avg": None, "pain_mean_7": 4.0, "pain_n_7": 6} == said["series"][-1]
    assert said["falls"] == ["2026-11-20"]
    assert said["findings"][0]["headline"] == made.findings[0].headline
