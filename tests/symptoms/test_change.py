from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.symptoms.change import Window, baseline, compare, label_of, noise_band, one_decimal, window

START = date(2026, 9, 1)


def on(*pains):
    """Pains by date from START on; None is a day without."""
    return {START + timedelta(days=n): pain for n, pain in enumerate(pains) if pain is not None}


def day(number):
    return START + timedelta(days=number)


def week(*values, start=0):
    return Window(day(start), day(start + 6), values)


def label(base, now):
    return compare(week(*base), week(*now, start=14)).label


def test_a_window_needs_4_of_7_days_for_a_mean():
    assert window(on(5, 6, None, 4), day(6)).mean is None
    assert window(on(5, 6, None, 4, 5), day(6)).mean == 5


def test_a_window_takes_7_days_and_not_an_eighth():
    held = window(on(10, 1, 1, 1, 1, 1, 1, 1), day(7))
    assert (held.start, held.n, held.mean) == (day(1), 7, 1)


def test_a_pain_of_0_is_a_value():
    assert window(on(0, 0, 0, 0), day(6)).mean == 0


def test_the_start_is_the_first_7_days_from_the_first_pain_on():
    found = baseline(on(None, 8, 6, 6, 6, 6, 6, 6, 1, 1), day(9))
    assert (found.start, found.end, found.n, found.provisional) == (day(1), day(7), 7, False)


def test_there_is_no_start_before_its_week_is_over():
    assert baseline(on(6, 6, 6, 6, 6, 6), day(5)) is None
    assert baseline(on(6, 6, 6, 6, 6, 6), day(6)).n == 6


def test_a_start_with_few_days_slides_to_the_first_window_with_4():
    found = baseline(on(6, None, None, None, None, None, 6, 6, 6, 6), day(12))
    assert (found.start, found.end, found.n, found.provisional) == (day(3), day(9), 4, False)


def test_after_14_days_without_a_full_week_the_first_4_days_are_a_provisional_start():
    sparse = on(6, None, None, 5, None, None, None, 4, None, None, None, 5, None, None)
    assert baseline(sparse, day(12)) is None
    found = baseline(sparse, day(13))
    assert (found.start, found.end, found.values, found.provisional) == (day(0), day(11), (6, 5, 4, 5), True)


def test_a_try_of_long_ago_is_not_the_start():
    values = {**on(9), **{day(n): 5 for n in range(60, 70)}}
    assert baseline(values, day(70)).start == day(60)


@given(st.lists(st.one_of(st.none(), st.integers(0, 10)), max_size=60))
def test_a_start_once_found_stays_when_later_days_come_in(pains):
    found = [baseline(on(*pains[: n + 1]), day(n)) for n in range(len(pains))]
    known = [window for window in found if window]
    assert all(window == known[0] for window in known)


@given(st.lists(st.one_of(st.none(), st.integers(0, 10)), max_size=60))
def test_a_start_always_holds_4_days(pains):
    found = baseline(on(*pains), day(len(pains)))
    assert found is None or found.n >= 4


def test_windows_that_share_a_day_are_not_compared():
    base = week(6, 6, 6, 6)
    assert compare(base, week(4, 4, 4, 4, start=6)).status == "collecting"
    assert compare(base, week(4, 4, 4, 4, start=7)).status == "compared"


def test_a_week_with_3_days_is_not_compared():
    assert compare(week(6, 6, 6, 6), week(4, 4, 4, start=14)).status == "too_few"


def test_below_1_is_about_the_same():
    assert label((6, 6, 6, 6), (6, 5, 5, 5)) == "same"
    assert label((5, 5, 5, 5), (6, 6, 6, 5)) == "same"


def test_a_change_of_exactly_1_is_not_the_same():
    assert label([6] * 7, [5] * 7) == "little_less"
    assert label((6, 6, 6, 5, 5, 5, 5), (5, 5, 5, 4, 4, 4, 4)) != "same"


def test_a_change_lost_in_noise_is_mixed_and_never_the_same():
    """From 4.0 to 6.4 on 4 of 7 days."""
    compared = compare(week(1, 7, 1, 7, 4), week(10, 2, 10, 3, start=14))
    assert (compared.label, one_decimal(compared.now.mean)) == ("mixed", "6.3")


@pytest.mark.parametrize(
    ("base", "now", "says"),
    [
        (8, 4, "much_less"),
        (8, 5, "clearly_less"),
        (5, 4, "little_less"),
        (4, 2, "much_less"),
        (3, 2, "clearly_less"),
        (2, 0, "clearly_less"),
        (2, 1, "little_less"),
        (5, 6, "little_more"),
        (3, 4, "clearly_more"),
        (7, 9, "clearly_more"),
        (1, 2, "little_more"),
    ],
)
def test_the_words_follow_the_table(base, now, says):
    assert label([base] * 5, [now] * 5) == says


def test_percent_is_said_only_from_a_start_of_3():
    assert compare(week(3, 3, 3, 3), week(2, 2, 2, 2, start=14)).percent == Fraction(-100, 3)
    assert compare(week(2, 3, 3, 3), week(2, 2, 2, 2, start=14)).percent is None


def test_the_noise_band_is_the_formula_and_never_below_1():
    assert noise_band((5, 5, 5, 5), (5, 5, 5, 5)) == 1.0
    assert noise_band((2, 4, 6, 8), (2, 4, 6, 8)) == pytest.approx(1.96 * (20 / 3) ** 0.5 * 0.5**0.5)


@given(st.fractions(-10, 10), st.one_of(st.none(), st.fractions(-100, 200)), st.floats(1, 10))
def test_the_same_is_said_exactly_below_1(change, percent, noise):
    assert (label_of(change, percent, noise) == "same") == (abs(change) < 1)


@pytest.mark.parametrize(("value", "says"), [(Fraction(17, 4), "4.3"), (Fraction(25, 4), "6.3"), (Fraction(6), "6.0"), (Fraction(0), "0.0")])
def test_one_decimal_rounds_halves_up(value, says):
    assert one_decimal(value) == says
