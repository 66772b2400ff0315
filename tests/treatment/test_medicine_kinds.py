"""What is still wanted just before it is sent, and doses and answers as phones send them."""

import datetime as dt
import uuid

import pytest
import time_machine

from backend.reminders.models import Occurrence, Reminder
from backend.reminders.reading import todays
from backend.symptoms.services import record_envelopes
from backend.treatment import as_needed, reading, services
from backend.treatment.kinds import MEDICINE, PATCH_OFF, wanted_medicines, wanted_patches
from tests import factories
from tests.treatment.medicines import AS_NEEDED, NOON, PATCH, TITRATION, TODAY, keep, said

pytestmark = pytest.mark.django_db


def told(medicine, kind=MEDICINE, at=NOON, **more):
    reminder = Reminder.objects.get(about=medicine.pk, kind=kind)
    made = {"occurrence_id": uuid.uuid4(), "reminder": reminder, "patient": medicine.patient, "kind": kind, "about": medicine.pk}
    return Occurrence.objects.create(**made, local_date=at.date(), slot=uuid.uuid4().hex, due_at=at, **more).pk


def test_a_dose_is_wanted_until_it_is_answered(amina):
    medicine = keep(amina, said())
    open_one, later, taken = told(medicine), told(medicine, answer="later"), told(medicine, answer="taken")
    assert wanted_medicines([open_one, later, taken]) == {open_one, later}


def test_in_a_pause_and_after_the_end_nothing_is_wanted(amina):
    paused, ended = keep(amina, said()), keep(amina, said())
    ids = [told(paused), told(ended, at=NOON + dt.timedelta(days=9))]
    services.pause(paused, "told", amina.user, now=NOON)
    services.end(ended, TODAY, amina.user, now=NOON)
    assert wanted_medicines(ids) == set()


def test_a_medicine_whose_messages_are_off_is_not_told_and_stays_on_today(amina):
    medicine, other = keep(amina, PATCH), keep(amina, said())
    ids = [told(medicine), told(medicine, PATCH_OFF), told(other)]
    due = len(todays(amina, NOON))
    for _time in range(2):
        services.set_remind(medicine, False, amina.user, now=NOON)
    assert (wanted_medicines(ids[:1]), wanted_patches(ids[1:2]), wanted_medicines(ids[2:])) == (set(), set(), {ids[2]})
    assert len(todays(amina, NOON)) == due
    assert amina.treatment_changes.filter(what="reminders_off").count() == 1


def test_a_patch_that_comes_off_is_told_until_the_next_goes_on(amina):
    medicine = keep(amina, PATCH)
    off = told(medicine, PATCH_OFF)
    assert wanted_patches([off]) == {off}
    told(medicine, MEDICINE, NOON + dt.timedelta(hours=12))
    assert wanted_patches([off]) == set()


def sent(kind, body, at=NOON):
    return factories.envelope(TODAY, {}, at=at, kind=kind, body={"date": str(TODAY)} | body)


def codes(patient, *items):
    return [result.code for result in record_envelopes(patient, patient.user, list(items), now=NOON).results]


def a_dose(of, taken_at="2026-03-02T11:00:00.000Z", **more):
    return sent("dose", {"dose": str(uuid.uuid4()), "medicine": str(of.pk), "taken_at": taken_at, "withdrawn": False} | more)


def test_a_dose_from_a_phone_is_kept_once(amina):
    item = a_dose(keep(amina, AS_NEEDED))
    assert codes(amina, item, item) == ["stored", "duplicate"]
    assert amina.as_needed_doses.get().name == "Paracetamol"


def test_of_doses_that_come_together_the_second_is_too_soon(amina):
    medicine = keep(amina, AS_NEEDED)
    assert codes(amina, a_dose(medicine), a_dose(medicine, "2026-03-02T11:30:00.000Z")) == ["stored", "stored"]
    assert [dose.within_gap for dose in amina.as_needed_doses.order_by("taken_at")] == [False, True]


def test_a_dose_of_somebody_else_s_medicine_is_refused_and_blocks_nothing(amina, boris):
    hers, his = keep(amina, AS_NEEDED), keep(boris, AS_NEEDED)
    assert codes(amina, a_dose(his), a_dose(hers)) == ["invalid", "stored"]


@pytest.mark.parametrize("wrong", [{"taken_at": "2027-01-01T00:00:00.000Z"}, {"taken_at": "today"}, {"withdrawn": "yes"}, {"dose": "x"}, {"medicine": None}])
def test_a_dose_that_cannot_be_is_invalid(amina, wrong):
    assert codes(amina, a_dose(keep(amina, AS_NEEDED), **wrong)) == ["invalid"]


def test_the_later_word_about_a_dose_counts_whatever_comes_first(amina):
    medicine = keep(amina, AS_NEEDED)
    dose = str(uuid.uuid4())
    body = {"dose": dose, "medicine": str(medicine.pk), "taken_at": "2026-03-02T11:00:00.000Z"}
    undone = sent("dose", body | {"withdrawn": True})
    said_before = sent("dose", body | {"withdrawn": False}, NOON - dt.timedelta(minutes=1))
    assert codes(amina, undone, said_before) == ["stored", "stored"]
    assert as_needed.doses_since(amina, NOON - dt.timedelta(days=1)) == []


def test_an_answer_about_a_step_from_a_phone_counts_by_its_stamp(amina, boris):
    step, other = keep(amina, TITRATION).steps.all()[1], keep(boris, TITRATION).steps.all()[1]
    sure = sent("step", {"step": str(step.pk), "confirmed": "same"})
    unsure = sent("step", {"step": str(step.pk), "confirmed": "unsure"}, NOON - dt.timedelta(minutes=5))
    assert codes(amina, sure, unsure, sent("step", {"step": str(other.pk), "confirmed": "same"})) == ["stored", "stored", "invalid"]
    step.refresh_from_db()
    assert step.confirmed == "same"


def test_a_longer_plan_costs_no_more_queries(amina, django_assert_max_num_queries):
    for number in range(8):
        keep(amina, (TITRATION, AS_NEEDED)[number % 2])
    with django_assert_max_num_queries(4):
        reading.plan_of(amina, NOON)


def test_a_phone_is_told_the_days_near_today_on_which_a_dose_changes(amina):
    keep(amina, TITRATION)
    days = reading.step_days(amina, TODAY + dt.timedelta(days=8))
    assert days == [TODAY + dt.timedelta(days=number) for number in (7, 14)]


@pytest.mark.parametrize(("after", "first"), [(6, False), (7, True), (13, True), (14, True), (21, False)])
def test_the_log_shows_side_effects_before_add_more_for_7_days_after_a_step(amina, sign_in, after, first):
    """Steps begin on day 7 and on day 14."""
    keep(amina, TITRATION | {"steps": TITRATION["steps"][1:]}, NOON)
    day = TODAY + dt.timedelta(days=after)
    with time_machine.travel(NOON + dt.timedelta(days=30), tick=False):
        page = sign_in(amina.user).get(f"/log/{day}/").content.decode()
    assert (page.index('data-set="side_effect."') < page.index('data-role="more"')) is first
    assert page.count('data-set="side_effect."') == 1
