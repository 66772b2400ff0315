"""The traffic light and the 24-hour rule, as clinical-facts 6.3 says them."""

import datetime as dt

import pytest

from backend.treatment.traffic_light import MORNING, TROUBLES, Done, light, may_ask_to_move_on, morning, to_ask, usual_pain, words

DAY = dt.date(2026, 11, 20)


def done(back: int, after: int | None = 2, **more: str) -> Done:
    return Done(DAY - dt.timedelta(days=back), after, **more)


@pytest.mark.parametrize(("pain", "shown"), [(0, "green"), (3, "green"), (4, "amber"), (5, "amber"), (6, "red"), (10, "red")])
def test_pain_of_a_session_has_its_light(pain, shown):
    assert light(pain) == shown


@pytest.mark.parametrize(
    ("pain", "usual", "shown"),
    [(6, 5, "red"), (8, 6, "amber"), (9, 6, "red"), (9, 7, "amber"), (10, 8, "red"), (10, 10, "red"), (3, 7, "green"), (4, 7, "amber"), (6, None, "red")],
)
def test_whoever_hurts_a_lot_as_a_rule_is_compared_with_that(pain, usual, shown):
    assert light(pain, usual) == shown


def test_the_usual_pain_needs_four_days_and_is_never_rounded_up():
    assert [usual_pain(pains) for pains in ([], [7, 7, 7], [6, 6, 7, 7], [9, 6, 7, 8, 7])] == [None, None, 6, 7]


@pytest.mark.parametrize("trouble", TROUBLES)
def test_trouble_is_never_told_to_carry_on(trouble):
    said = [str(one) for one in words(1, trouble)]
    assert said[0].startswith("Stop for today")
    assert not any("Carry on" in one for one in said)


def test_a_pain_that_is_usually_eight_says_to_ask_first():
    assert any("Ask your therapist first" in str(one) for one in words(8, usual=8))


def test_a_session_is_asked_about_from_the_next_morning_for_three_days():
    session = done(0)
    asked = [to_ask([session], DAY + dt.timedelta(days=days)) == session for days in range(5)]
    assert asked == [False, True, True, True, False]


def test_only_the_newest_session_is_asked_about_and_once():
    assert to_ask([done(2), done(1, next_day="yes")], DAY) is None


@pytest.mark.parametrize(
    ("said", "answer"),
    [
        ([done(1)], ""),
        ([done(1, next_day="yes")], "same"),
        ([done(1, next_day="no")], "half"),
        ([done(1, next_day="no"), done(0)], "half_last"),
        ([done(2, next_day="no"), done(1), done(0)], ""),
        ([done(3, next_day="no"), done(1, next_day="no")], "therapist"),
        ([done(3, next_day="no"), done(2, next_day="yes"), done(1, next_day="no")], "half"),
        ([done(1, next_day="no"), done(3, next_day="yes")], "half"),
    ],
)
def test_the_mornings_after_decide_what_comes_next(said, answer):
    assert morning(said) == answer
    assert answer == "" or answer in MORNING


@pytest.mark.parametrize(
    ("said", "weaker", "may"),
    [
        ([done(5), done(3), done(1)], False, True),
        ([done(5), done(3), done(1)], True, False),
        ([done(3), done(1)], False, False),
        ([done(5), done(3, 4), done(1)], False, False),
        ([done(5), done(3, trouble="gave_way"), done(1)], False, False),
        ([done(5), done(3), done(1, next_day="no")], False, False),
        ([done(7, 8), done(5), done(3), done(1)], False, True),
        ([done(90), done(80), done(70, None)], False, False),
    ],
)
def test_the_therapist_may_be_asked_about_the_next_stage_after_three_green_sessions_alone(said, weaker, may):
    assert may_ask_to_move_on(said, weaker=weaker) is may
