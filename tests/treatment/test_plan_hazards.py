"""What must not happen to an unlucky patient: a dose too early, at the wrong time, or one that somebody told her to leave out."""

import datetime as dt
import random
import uuid

import pytest
import time_machine

from backend.patients.services import update_profile
from backend.reminders import reading
from backend.reminders.services import claim_all, travelled
from backend.treatment import medicine_rule, medicine_words, services
from backend.treatment.medicine_input import read_steps
from tests.treatment.medicines import AS_NEEDED, NOON, TITRATION, TODAY, a_step, at, day, keep, said

pytestmark = pytest.mark.django_db
HOUR = dt.timedelta(hours=1)
ROUND_THE_CLOCK = {"starts_on": day(0), "dose_text": "1 tablet", "every_hours": 8, "times": at("08:00")}
WINDOW = {"starts_on": day(0), "dose_text": "1 tablet", "every_hours": 4, "window_from": "08:00", "window_to": "20:00"}


def due(patient, now, hours=24):
    """When something is due in the next hours, in UTC."""
    return [f"{item.due_at:%H:%M}" for item in reading.between(patient, now, now + hours * HOUR, now)]


def fly(patient, zone, now):
    travelled(patient, zone, keep_home=False, now=now)
    update_profile(patient, time_zone=zone)


def change(medicine, step, now):
    steps, errors = read_steps([step], medicine.form, medicine.patient.today(now))
    assert not errors
    return services.change_plan(medicine, steps, medicine.patient.user, now=now)


# ---- Round the clock ------------------------------------------------------------------------------------------------


def test_nothing_that_is_saved_abroad_moves_the_hours_that_were_counted_at_home(amina):
    medicine = keep(amina, said("interval", steps=[ROUND_THE_CLOCK]))
    before = due(amina, NOON)
    fly(amina, "America/New_York", NOON)
    services.count_stock(medicine, 20, None, amina.user, now=NOON)
    assert due(amina, NOON) == before == ["16:00", "00:00", "08:00"]


def test_a_first_dose_that_is_typed_abroad_counts_there(amina):
    medicine = keep(amina, said("interval", steps=[ROUND_THE_CLOCK]))
    fly(amina, "America/New_York", NOON)
    change(medicine, ROUND_THE_CLOCK | {"starts_on": day(1)}, NOON)
    assert due(amina, NOON, 48) == ["16:00", "00:00", "08:00", "13:00", "21:00", "05:00"]


def test_the_same_first_time_typed_abroad_is_another_time(amina):
    medicine = keep(amina, said("interval", steps=[ROUND_THE_CLOCK]))
    fly(amina, "America/New_York", NOON)
    change(medicine, ROUND_THE_CLOCK, NOON)
    assert due(amina, NOON) == ["13:00", "21:00", "05:00"]


# ---- A window -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("hour", "minute", "left"), [(8, 15, ["12:30", "16:30"]), (12, 10, ["16:30"])])
def test_a_window_that_moves_tells_no_dose_of_today_twice(amina, hour, minute, left, django_capture_on_commit_callbacks):
    medicine = keep(amina, said("interval", steps=[WINDOW]), NOON.replace(hour=7))
    now = NOON.replace(hour=hour, minute=minute)
    with django_capture_on_commit_callbacks(execute=True):
        claim_all(now, lambda ids: None)
    assert change(medicine, WINDOW | {"window_from": "08:30"}, now).from_tomorrow
    assert due(amina, now, 12) == left


def test_a_window_over_midnight_keeps_its_order(amina, django_capture_on_commit_callbacks):
    night = WINDOW | {"window_from": "20:00", "window_to": "08:00"}
    medicine = keep(amina, said("interval", steps=[night]), NOON)
    now = NOON.replace(hour=20, minute=15)
    with django_capture_on_commit_callbacks(execute=True):
        claim_all(now, lambda ids: None)
    assert change(medicine, night | {"window_from": "21:00"}, now).from_tomorrow
    assert due(amina, now, 24) == ["01:00", "05:00"]


# ---- Pauses ---------------------------------------------------------------------------------------------------------


def test_back_from_hospital_what_a_doctor_stopped_before_stays_paused(amina, sign_in):
    told, other = keep(amina, said(name="Ibuprofen")), keep(amina, said(name="Duloxetine"))
    services.pause(told, "told", amina.user, now=NOON)
    assert services.pause_all(amina, "hospital", amina.user, now=NOON + 24 * HOUR) == 1
    page = sign_in(amina.user).get("/plan/pause/").content.decode()
    assert "Duloxetine" in page.split("These stay paused")[0]
    assert "Ibuprofen" in page.split("These stay paused")[1]
    assert services.unpause_all(amina, amina.user, now=NOON + 72 * HOUR) == 1
    told.refresh_from_db()
    other.refresh_from_db()
    assert (bool(told.paused_at), bool(other.paused_at)) == (True, False)


def test_what_was_paused_one_by_one_goes_on_together_when_nothing_else_is_paused(amina):
    found = [keep(amina, said(name=name)) for name in ("Ibuprofen", "Duloxetine")]
    for one in found:
        services.pause(one, "own", amina.user, now=NOON)
    assert services.unpause_all(amina, amina.user, now=NOON + HOUR) == 2


# ---- Words ----------------------------------------------------------------------------------------------------------


def test_an_answer_on_the_page_counts_after_that_of_a_phone_with_a_fast_clock(amina):
    medicine = keep(amina, TITRATION)
    step = medicine.steps.get(starts_on=TODAY + dt.timedelta(days=7))
    evening = NOON + dt.timedelta(days=6, hours=6)
    services.confirm_step(step, "same", amina.user, now=evening, said_at=evening + 20 * HOUR)
    services.confirm_step(step, "changed", amina.user, now=evening)
    step.refresh_from_db()
    assert step.confirmed == "changed"


def test_the_same_answer_again_counts_from_its_last_time(amina):
    medicine = keep(amina, TITRATION)
    step = medicine.steps.get(starts_on=TODAY + dt.timedelta(days=7))
    for minute, answer in ((10, "unsure"), (30, "unsure"), (20, "same")):
        services.confirm_step(step, answer, amina.user, now=NOON, said_at=NOON + dt.timedelta(minutes=minute))
    step.refresh_from_db()
    assert step.confirmed == "unsure"


def test_no_page_and_no_paper_names_a_dose_that_was_changed(amina, sign_in):
    with time_machine.travel(NOON, tick=False):
        medicine = keep(amina, said(steps=[a_step(0, "300 mg", "22:00"), a_step(2, "600 mg", "22:00")]))
    now = NOON + dt.timedelta(days=2)
    with time_machine.travel(now, tick=False):
        her = sign_in(amina.user)
        assert "600 mg, 10pm (planned, not confirmed. Until then: 300 mg, 10pm)" in " ".join(her.get("/plan/print/").content.decode().split())
        services.confirm_step(medicine.steps.get(starts_on=now.date()), "changed", amina.user, now=now)
        for page in ("/plan/", "/plan/print/", "/today/"):
            text = her.get(page).content.decode()
            assert "The dose your prescriber told you" in text
            assert "600 mg" not in text.replace("From today your plan says: 600 mg", "")


def test_times_of_different_days_are_said_with_their_own_days():
    rows = [{"at": "08:00", "weekdays": [0, 2]}, {"at": "20:00", "weekdays": [0, 2]}, {"at": "10:00", "weekdays": [5]}]
    assert medicine_words.times_words(rows) == "8am and 8pm, on Mon and Wed; 10am, on Sat"
    assert medicine_words.times_words([*rows[:1], {"at": "22:00", "weekdays": None}]) == "8am, on Mon and Wed; 10pm, each day"


# ---- Held, back and on again ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("verb", [services.hold_plan, services.step_back])
def test_what_was_held_today_can_go_on_today(amina, verb):
    medicine, now = keep(amina, TITRATION), NOON + dt.timedelta(days=7)
    verb(medicine, amina.user, now=now)
    services.go_on(medicine, now.date(), amina.user, now=now)
    tomorrow = reading.on_day(amina, now.date() + dt.timedelta(days=1), now)
    assert len(tomorrow) == (3 if verb is services.hold_plan else 2)


# ---- Patches --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(12))
def test_every_patch_comes_off_as_its_own_step_says(amina, seed):
    """A plan that is changed on any morning, for that day or a later one."""
    rng = random.Random(seed)
    medicine = keep(amina, said("patch", steps=[_patch(rng, TODAY)]), NOON.replace(hour=5))
    told: dict[str, set[dt.datetime]] = {"medicine": set(), "patch_off": set()}
    off: dict[dt.datetime, dt.datetime] = {}
    for number in range(12):
        now = NOON.replace(hour=5) + dt.timedelta(days=number)
        if number and rng.random() < 0.5:
            change(medicine, _patch(rng, now.date() + dt.timedelta(days=rng.choice((0, 0, 1, 2)))), now)
        for item in reading.between(amina, now, now + 24 * HOUR, now):
            told[item.kind].add(item.due_at)
            if item.kind == "medicine":
                off[item.due_at] = _comes_off(medicine, item)
    last = max(told["patch_off"])
    assert {at for at in off.values() if at <= last} <= told["patch_off"]
    assert len(told["medicine"]) >= 9


def _patch(rng, starts_on):
    on, off = rng.sample(("06:00", "08:00", "09:00", "12:00", "20:00", "22:00"), 2)
    return {"starts_on": str(starts_on), "dose_text": "1 patch", "times": [{"at": on, "part": "on"}, {"at": off, "part": "off"}]}


def _comes_off(medicine, item):
    step = medicine_rule.step_on(medicine.steps.all(), item.date)
    at = {row["part"]: dt.time.fromisoformat(row["at"]) for row in step.times}
    day = item.date + dt.timedelta(days=at["off"] < at["on"])
    return dt.datetime.combine(day, at["off"], dt.UTC)


def test_a_step_that_another_took_the_place_of_never_stands_again_in_the_past(amina):
    medicine, now = keep(amina, TITRATION), NOON + dt.timedelta(days=8)
    change(medicine, a_step(8, "600 mg", "22:00"), now)
    rule = amina.reminders.get().rule["steps"]
    assert [(row["starts_on"], row["ends_on"]) for row in rule] == [(day(0), day(6)), (day(8), None)]


# ---- When needed ----------------------------------------------------------------------------------------------------


def test_a_dose_of_yesterday_has_the_words_of_yesterday(amina):
    medicine, evening = keep(amina, AS_NEEDED), NOON + 8 * HOUR
    change(medicine, {"starts_on": day(1), "dose_text": "2 tablets"}, NOON)
    now = NOON + 20 * HOUR  # 8am of the next day
    change(medicine, {"starts_on": day(1), "dose_text": "half a tablet"}, now)
    assert services.take(medicine, uuid.uuid4(), evening, amina.user, now).dose_text == "1 tablet"
    assert services.take(medicine, uuid.uuid4(), now, amina.user, now).dose_text == "half a tablet"


def test_a_dose_that_is_added_before_others_passes_the_maximum_with_them(amina):
    medicine = keep(amina, AS_NEEDED | {"min_gap_minutes": None})
    kept = [services.take(medicine, uuid.uuid4(), NOON - hours * HOUR, amina.user, NOON).past_maximum for hours in (1, 5, 9, 13, 17)]
    assert kept == [False, False, False, False, True]
    assert not services.take(medicine, uuid.uuid4(), NOON - 50 * HOUR, amina.user, NOON).past_maximum


def test_facts_saved_as_they_are_change_no_gap(amina, sign_in):
    medicine = keep(amina, AS_NEEDED | {"min_gap_minutes": 50})
    page = sign_in(amina.user)
    gap = page.get(f"/plan/medicines/{medicine.pk}/facts/").context["form"].initial["gap_hours"]
    page.post(f"/plan/medicines/{medicine.pk}/facts/", {"name": "Paracetamol", "max_per_day": 4, "gap_hours": gap})
    medicine.refresh_from_db()
    assert medicine.min_gap_minutes == 50


def test_a_change_says_which_planned_step_it_takes_the_place_of(amina, sign_in):
    medicine = keep(amina, said("interval", steps=[WINDOW]), NOON)
    with time_machine.travel(NOON, tick=False):
        change(medicine, WINDOW | {"starts_on": day(5), "dose_text": "2 tablets"}, NOON)
        page = sign_in(amina.user).get(f"/plan/medicines/{medicine.pk}/change/").content.decode()
    assert "From Sat 7 March: 2 tablets, every 4 hours from 8am to 8pm" in " ".join(page.split())
