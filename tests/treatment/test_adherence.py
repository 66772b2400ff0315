"""How it went, counted from her own answers (clinical-facts 5.3)."""

import datetime as dt

import pytest

from backend.treatment import adherence
from backend.treatment.adherence import Dose, State, count, in_words, patches, state_of, weeks

TODAY = dt.date(2026, 11, 21)
NOW = dt.datetime(2026, 11, 21, 23, 0, tzinfo=dt.UTC)


def dose(back: int, hour: int = 8, answer: str = "taken", reason: str = "", *, late_note: bool = False) -> Dose:
    day = TODAY - dt.timedelta(days=back)
    return Dose(dt.datetime(day.year, day.month, day.day, hour, tzinfo=dt.UTC), day, answer, reason, late_note)


def a_week(*other: Dose) -> list[Dose]:
    """Three a day for 7 days, all taken but those given."""
    instead = {one.due_at: one for one in other}
    return [instead.get(one.due_at, one) for back in range(7) for hour in (8, 14, 22) for one in [dose(back, hour)]]


def test_a_week_in_words():
    doses = a_week(dose(3, 14, "skipped", "side_effect"), dose(4, 22, ""))
    assert in_words(count(doses, NOW, TODAY)) == "Taken 19 of 21 due (90%) in the last 7 days; 1 skipped on purpose; 1 not recorded"


def test_a_dose_without_an_answer_waits_48_hours():
    at = NOW - dt.timedelta(hours=48)
    assert state_of(Dose(at, at.date()), NOW) is State.OPEN
    assert state_of(Dose(at, at.date()), NOW + dt.timedelta(seconds=1)) is State.MISSED
    assert "1 not recorded yet" in in_words(count(a_week(dose(0, 22, "")), NOW, TODAY))


def test_later_is_no_answer_yet():
    assert state_of(dose(0, 22, "later"), NOW) is State.OPEN


def test_what_is_still_to_come_is_not_due():
    counted = count([dose(0, 8), dose(0, 23, ""), dose(0, 22, "")], NOW - dt.timedelta(hours=2), TODAY)
    assert (counted.due, counted.taken) == (1, 1)


def test_a_dose_that_was_forgotten_or_had_run_out_was_not_skipped_on_purpose():
    counted = count(a_week(dose(1, 8, "skipped", "forgot"), dose(2, 8, "skipped", "ran_out"), dose(3, 8, "skipped")), NOW, TODAY)
    assert in_words(counted) == "Taken 18 of 21 due (86%) in the last 7 days; 1 skipped on purpose; 1 skipped (ran out); 1 skipped (forgot)"
    assert counted.skipped == {"forgot": 1, "ran_out": 1, "": 1}


def test_reasons_are_told_with_their_numbers():
    doses = [dose(0, 8, "skipped", "felt_well"), dose(1, 8, "skipped", "side_effect"), dose(2, 8, "skipped", "side_effect"), dose(3, 8, "skipped")]
    assert adherence.reasons_in_words(count(doses, NOW, TODAY)) == "2 × a side effect, 1 × felt well"


def test_a_late_note_counts_as_it_was_said_and_is_told_apart():
    counted = count(a_week(dose(6, 8, "taken", late_note=True)), NOW, TODAY)
    assert in_words(counted) == "Taken 21 of 21 due (100%) in the last 7 days; 1 noted more than 2 days later"


@pytest.mark.parametrize(("taken", "due", "percent"), [(0, 3, 0), (1, 3, 33), (2, 3, 67), (1, 400, 1), (399, 400, 99), (3, 3, 100)])
def test_100_and_0_per_cent_are_for_all_and_none(taken, due, percent):
    assert adherence.Count(TODAY, TODAY, taken=taken, missed=due - taken).percent == percent


def test_nothing_due_has_no_per_cent():
    counted = count([], NOW, TODAY)
    assert (counted.percent, in_words(counted)) == (None, "Nothing was due in the last 7 days")


def test_each_week_ends_seven_days_before_the_next():
    found = weeks([*a_week(), dose(7), dose(13), dose(14)], NOW, TODAY, 3)
    assert [(one.last - TODAY).days for one in found] == [0, -7, -14]
    assert [one.due for one in found] == [21, 2, 1]


# ---- Patches ---------------------------------------------------------------------------------------------------------


def off(back: int, answer: str = "taken", reason: str = "", hour: int = 20) -> Dose:
    return dose(back, hour, answer, reason)


def test_a_patch_is_one_dose_put_on_and_taken_off():
    made = patches([dose(2), dose(1), dose(0)], [off(2), off(1), off(0)])
    assert in_words(count(made, NOW, TODAY)) == "Taken 3 of 3 due (100%) in the last 7 days"


def test_a_patch_that_nobody_noted_off_is_not_recorded():
    counted = count(patches([dose(5), dose(0)], [off(5, ""), off(0, "")]), NOW, TODAY)
    assert (counted.taken, counted.missed, counted.open) == (0, 1, 1)


def test_a_patch_that_is_still_on_is_not_counted_yet():
    assert count(patches([dose(0)], [off(0, "")]), NOW - dt.timedelta(hours=5), TODAY).due == 0


def test_a_patch_that_was_not_put_on_was_skipped():
    counted = count(patches([dose(1, 8, "skipped", "side_effect")], [off(1, "")]), NOW, TODAY)
    assert (counted.due, counted.skipped) == (1, {"side_effect": 1})


def test_a_patch_of_the_night_comes_off_in_the_morning_and_belongs_to_its_evening():
    made = patches([dose(2, 20), dose(1, 20)], [off(2, hour=8), off(1, hour=8), off(0, "", hour=8)])
    assert [(one.date.day, one.answer) for one in made] == [(19, "taken"), (20, "")]


# ---- When needed -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("times", "words"), [(0, "Not used in the last 7 days"), (1, "Used 1 time in the last 7 days"), (4, "Used 4 times in the last 7 days")]
)
def test_what_is_taken_when_needed_is_times_used(times, words):
    assert adherence.used_in_words(times) == words


def test_no_word_blames_or_calls_it_by_a_measure_of_refills():
    doses = a_week(dose(0, 8, ""), dose(5, 8, ""), dose(1, 8, "skipped", "forgot"), dose(2, 8, "skipped", "other"))
    said = in_words(count(doses, NOW, TODAY)).lower()
    assert not any(word in said for word in ("pdc", "mpr", "missed", "failed", "adher", "complian", "!"))
