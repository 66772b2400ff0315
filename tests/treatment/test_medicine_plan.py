"""The verbs of a medicine plan: what is due then, and that what is past keeps its words."""

import datetime as dt

import pytest

from backend.common.exceptions import DomainError
from backend.reminders import reading
from backend.treatment import services
from backend.treatment.medicine_input import read_steps
from tests.treatment.medicines import AS_NEEDED, NOON, PATCH, STAYS_ON, TITRATION, TODAY, a_step, at, day, keep, said

pytestmark = pytest.mark.django_db


def due(patient, number, now=NOON):
    """What the reminders hold for a day: time and dose."""
    return [(item.at, item.words["dose"]) for item in reading.on_day(patient, TODAY + dt.timedelta(days=number), now)]


def steps_of(medicine, *given):
    steps, errors = read_steps(list(given), medicine.form, TODAY)
    assert not errors
    return steps


def test_a_medicine_is_due_at_its_times(amina):
    keep(amina, said())
    assert due(amina, 1) == [("8am", "300 mg"), ("8pm", "300 mg")]


def test_a_titration_changes_on_its_days(amina):
    keep(amina, TITRATION)
    assert [len(due(amina, number)) for number in (0, 6, 7, 13, 14, 40)] == [1, 1, 2, 2, 3, 3]


def test_some_days_of_the_week_alone(amina):
    keep(amina, said(steps=[{"starts_on": day(0), "dose_text": "1", "times": at("08:00", weekdays=[1, 3])}]))
    assert [len(due(amina, number)) for number in range(7)] == [0, 1, 0, 1, 0, 0, 0]


def test_every_few_hours_of_the_waking_day(amina):
    step = {"starts_on": day(0), "dose_text": "1 tablet", "every_hours": 6, "window_from": "07:00", "window_to": "22:00"}
    keep(amina, said("interval", steps=[step]))
    assert [time for time, _dose in due(amina, 1)] == ["7am", "1pm", "7pm"]


def test_round_the_clock_counts_on_when_it_changes(amina):
    step = {"starts_on": day(0), "dose_text": "1 tablet", "every_hours": 8, "times": at("14:00")}
    medicine = keep(amina, said("interval", steps=[step]))
    assert [time for time, _dose in due(amina, 1)] == ["6am", "2pm", "10pm"]
    services.change_plan(medicine, steps_of(medicine, step | {"starts_on": day(1), "every_hours": 12, "times": at("09:00")}), amina.user, now=NOON)
    items = [*reading.on_day(amina, TODAY, NOON), *reading.on_day(amina, TODAY + dt.timedelta(days=1), NOON)]
    assert [item.at for item in items] == ["2pm", "10pm", "6am", "9am", "9pm"]
    numbers = [item.sequence for item in items]
    assert len(set(numbers)) == len(numbers)


def test_a_patch_comes_off_on_the_morning_after(amina):
    keep(amina, PATCH)
    assert due(amina, 0) == [("8pm", "1 patch")]
    assert due(amina, 1) == [("8am", "Take the patch off"), ("8pm", "1 patch")]


def test_a_patch_that_stays_on_for_3_days_is_changed_on_every_third(amina):
    keep(amina, STAYS_ON)
    assert [len(due(amina, number)) for number in range(8)] == [1, 0, 0, 1, 0, 0, 1, 0]
    (item,) = reading.on_day(amina, TODAY + dt.timedelta(days=3), NOON)
    assert (item.at, item.words["dose"], item.words["instructions"]) == ("9pm", "1 patch of 25", "Take the old patch off first.")


def test_the_last_patch_that_stays_on_comes_off_on_the_day_after_the_last_day(amina):
    keep(amina, STAYS_ON | {"ended_on": day(7)})
    assert [due(amina, number) for number in (6, 7, 8, 9)] == [[("9pm", "1 patch of 25")], [], [("9pm", "Take the patch off")], []]


def test_another_dose_of_a_patch_that_stays_on_takes_the_place_of_the_old_one(amina):
    medicine = keep(amina, STAYS_ON)
    stronger = {"starts_on": day(4), "dose_text": "1 patch of 50", "times": at("08:00", part="on", every_days=3)}
    services.change_plan(medicine, steps_of(medicine, stronger), amina.user, now=NOON)
    told = {number: due(amina, number) for number in range(8) if due(amina, number)}
    assert told == {0: [("9pm", "1 patch of 25")], 3: [("9pm", "1 patch of 25")], 4: [("8am", "1 patch of 50")], 7: [("8am", "1 patch of 50")]}


def test_a_patch_that_stayed_on_comes_off_where_a_plan_on_and_off_begins(amina):
    medicine = keep(amina, STAYS_ON)
    services.change_plan(medicine, steps_of(medicine, PATCH["steps"][0] | {"starts_on": day(4)}), amina.user, now=NOON)
    assert due(amina, 4) == [("8pm", "1 patch"), ("9pm", "Take the patch off")]
    assert due(amina, 5) == [("8am", "Take the patch off"), ("8pm", "1 patch")]


@pytest.mark.parametrize(
    ("times", "code"),
    [
        (at("21:00", part="on", every_days=0), "range"),
        (at("21:00", part="on", every_days=32), "range"),
        (at("21:00", part="off", every_days=3), "off_twice"),
        ([*at("21:00", part="on", every_days=3), *at("09:00", part="off")], "off_twice"),
        (at("21:00", part="on", every_days=3, weekdays=[1]), "invalid"),
        (at("21:00", part="on"), "never_off"),
    ],
)
def test_a_patch_that_cannot_be_worn_so_is_refused(times, code):
    steps, errors = read_steps([STAYS_ON["steps"][0] | {"times": times}], "patch", TODAY)
    assert [error.code for error in errors] == [code]
    assert not steps


def test_only_a_patch_has_days_between_two_and_all_its_steps_or_none(amina):
    assert [error.code for error in read_steps([a_step(0, "1") | {"times": at("08:00", every_days=3)}], "times", TODAY)[1]] == ["invalid"]
    mixed = [STAYS_ON["steps"][0], PATCH["steps"][0] | {"starts_on": day(9)}]
    assert [error.code for error in read_steps(mixed, "patch", TODAY)[1]] == ["mixed"]


@pytest.mark.parametrize(
    ("on", "off", "told"),
    [("20:00", "08:00", ["8am", "8pm"]), ("09:00", "21:00", ["8am", "9am", "9pm"]), ("06:00", "08:00", ["6am", "8am"]), ("22:00", "07:00", ["8am", "10pm"])],
)
def test_the_patch_of_last_night_comes_off_on_the_morning_of_a_change(amina, on, off, told):
    medicine, early = keep(amina, PATCH), NOON + dt.timedelta(days=3, hours=-7)
    step = {"starts_on": day(3), "dose_text": "2 patches", "times": [{"at": on, "part": "on"}, {"at": off, "part": "off"}]}
    services.change_plan(medicine, read_steps([step], "patch", early.date())[0], amina.user, now=early)
    assert [time for time, _dose in due(amina, 3, early)] == told
    assert len(due(amina, 4, early)) == 2


def test_an_as_needed_medicine_is_never_due(amina):
    keep(amina, AS_NEEDED)
    assert not amina.reminders.exists()


def test_the_last_day_is_the_last(amina):
    keep(amina, said(ended_on=day(2)))
    assert [len(due(amina, number)) for number in (2, 3)] == [2, 0]


def test_a_held_plan_stays_at_today_s_dose_and_goes_on_when_she_says_so(amina):
    medicine = keep(amina, TITRATION)
    services.hold_plan(medicine, amina.user, now=NOON)
    assert [len(due(amina, number)) for number in (7, 20)] == [1, 1]
    later = NOON + dt.timedelta(days=10)
    services.go_on(medicine, (later + dt.timedelta(days=1)).date(), amina.user, now=later)
    assert [len(due(amina, number, later)) for number in (10, 11, 17, 18)] == [1, 2, 2, 3]


def test_a_step_back_holds_the_rest(amina):
    medicine = keep(amina, TITRATION)
    later = NOON + dt.timedelta(days=8)
    services.step_back(medicine, amina.user, now=later)
    assert [len(due(amina, number, later)) for number in (9, 14, 30)] == [1, 1, 1]
    services.go_on(medicine, (later + dt.timedelta(days=3)).date(), amina.user, now=later)
    assert [len(due(amina, number, later)) for number in (10, 11, 17, 18)] == [1, 2, 2, 3]


def test_there_is_nothing_before_the_first_step(amina):
    with pytest.raises(DomainError, match="no_step"):
        services.step_back(keep(amina, TITRATION), amina.user, now=NOON)


def test_a_change_begins_today_and_leaves_the_past_as_it_was(amina):
    medicine = keep(amina, TITRATION)
    later = NOON + dt.timedelta(days=8)
    new = [a_step(8, "100 mg", "09:00")]
    services.change_plan(medicine, read_steps(new, "times", later.date())[0], amina.user, now=later)
    assert [due(amina, number, later) for number in (9, 20)] == [[("9am", "100 mg")]] * 2
    past = medicine.steps.get(starts_on=TODAY)
    assert (past.dose_text, past.replaced_on) == ("300 mg", None)
    assert medicine.steps.get(starts_on=day(7)).replaced_on == later.date()
    assert medicine.steps.get(starts_on=day(14)).replaced_on == later.date()


def test_a_change_cannot_begin_in_the_past(amina):
    _steps, errors = read_steps([a_step(-1, "1", "08:00")], "times", TODAY)
    assert [error.code for error in errors] == ["past"]


def test_a_time_that_stays_keeps_its_slot_and_so_does_one_that_moves(amina):
    medicine = keep(amina, said())
    before = medicine.steps.get().times
    services.change_plan(medicine, steps_of(medicine, a_step(0, "600 mg", "08:00", "21:00", "23:00")), amina.user, now=NOON)
    after = medicine.steps.get(dose_text="600 mg").times
    assert [one["slot"] for one in after[:2]] == [one["slot"] for one in before]
    assert after[2]["slot"] not in {one["slot"] for one in before}


def test_the_same_plan_again_changes_nothing(amina):
    medicine = keep(amina, TITRATION)
    services.change_plan(medicine, steps_of(medicine, *TITRATION["steps"]), amina.user, now=NOON)
    assert medicine.steps.count() == 3
    assert [change.what for change in amina.treatment_changes.all()] == ["added"]


def test_in_hospital_nothing_is_due_and_no_step_starts_meanwhile(amina):
    medicine = keep(amina, TITRATION)
    assert services.pause_all(amina, "hospital", amina.user, now=NOON) == 1
    assert due(amina, 1) == []
    later = NOON + dt.timedelta(days=9)
    assert services.unpause_all(amina, amina.user, now=later) == 1
    assert [len(due(amina, number, later)) for number in (10, 30)] == [1, 1]
    medicine.refresh_from_db()
    assert (medicine.paused_at, medicine.held_from) == (None, TODAY + dt.timedelta(days=1))


def test_an_unconfirmed_step_says_what_it_was_until_yesterday(amina):
    given = said(steps=[a_step(0, "300 mg", "08:00"), a_step(7, "600 mg", "08:00")])
    medicine = keep(amina, given)
    first = reading.on_day(amina, TODAY + dt.timedelta(days=7), NOON)[0]
    assert first.words["until_yesterday"] == "300 mg"
    services.confirm_step(medicine.steps.get(dose_text="600 mg"), "same", amina.user, now=NOON)
    assert "until_yesterday" not in reading.on_day(amina, TODAY + dt.timedelta(days=7), NOON)[0].words


def test_a_dose_that_the_prescriber_changed_is_not_told_again(amina):
    medicine = keep(amina, said(steps=[a_step(0, "300 mg", "08:00"), a_step(7, "600 mg", "08:00")]))
    services.confirm_step(medicine.steps.get(dose_text="600 mg"), "changed", amina.user, now=NOON)
    assert due(amina, 7) == [("8am", "The dose your prescriber told you")]


def test_an_end_is_the_last_day_and_never_before_the_first(amina):
    medicine = keep(amina, TITRATION)
    with pytest.raises(DomainError):
        services.end(medicine, TODAY - dt.timedelta(days=1), amina.user, now=NOON)
    services.end(medicine, TODAY + dt.timedelta(days=1), amina.user, now=NOON)
    assert [len(due(amina, number)) for number in (1, 2, 7)] == [1, 0, 0]


def test_every_change_is_kept_with_what_it_was(amina):
    medicine = keep(amina, TITRATION)
    services.hold_plan(medicine, amina.user, now=NOON)
    services.change_plan(medicine, steps_of(medicine, a_step(0, "100 mg", "08:00")), amina.user, now=NOON)
    changes = list(amina.treatment_changes.order_by("pk"))
    assert [change.what for change in changes] == ["added", "held", "changed"]
    assert changes[2].detail["steps"] == ["From Mon 2 March: 100 mg, 8am"]
    assert "From Mon 9 March: 300 mg, 8am and 10pm" in changes[2].detail["was"]


def test_a_double_tap_adds_one(amina):
    given = said(id="0b0fda9e-6b4e-4f0e-8f53-1f2f4bb5c9a1")
    assert keep(amina, given) == keep(amina, given)
    assert amina.medicines.count() == 1
