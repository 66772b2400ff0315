"""Undo of a hold and of a step back, on the day of it: the plan as it was, and one more line in its history."""

import datetime as dt
import uuid

import pytest
import time_machine
from django.test import Client

from backend.common.exceptions import DomainError
from backend.patients.models import Patient
from backend.reminders import reading
from backend.treatment import services
from backend.treatment.models import TreatmentChange
from tests.treatment.browsing import page, words
from tests.treatment.medicines import NOON, TITRATION, keep, said

pytestmark = pytest.mark.django_db
LATER = NOON + dt.timedelta(days=8)
"""On the second step: 300 mg, 8am and 10pm."""
VERBS = pytest.mark.parametrize("verb", [services.hold_plan, services.step_back])


@pytest.fixture
def her(amina: Patient, sign_in) -> Client:
    return sign_in(amina.user)


def rows(medicine):
    """What the plan says: first day, dose, times and answer of each step that was not replaced, and from when on it is held."""
    medicine.refresh_from_db()
    steps = medicine.steps.filter(replaced_on=None).values_list("pk", "starts_on", "dose_text", "times", "confirmed")
    return medicine.held_from, list(steps)


def told(patient, now):
    """Time and dose of each reminder of the next 3 weeks."""
    return [(item.due_at, item.words["dose"]) for item in reading.between(patient, now, now + dt.timedelta(days=21), now)]


def noted(medicine):
    return [*TreatmentChange.objects.filter(about=medicine.pk).order_by("pk").values_list("what", flat=True)][1:]


@VERBS
def test_undo_restores_the_plan_as_it_was_and_adds_to_the_history(amina, verb):
    medicine = keep(amina, TITRATION)
    before, due = rows(medicine), told(amina, LATER)
    verb(medicine, amina.user, now=LATER)
    assert rows(medicine) != before
    for _tap in range(2):
        services.undo(medicine, amina.user, now=LATER)
    assert (rows(medicine), told(amina, LATER)) == (before, due)
    assert noted(medicine) == ["held" if verb is services.hold_plan else "stepped_back", "undone"]


def test_undo_of_a_step_back_from_a_held_plan_leaves_it_held_since_the_same_day(amina):
    medicine = keep(amina, TITRATION)
    services.hold_plan(medicine, amina.user, now=LATER)
    before = rows(medicine)
    services.step_back(medicine, amina.user, now=LATER + dt.timedelta(days=2))
    services.undo(medicine, amina.user, now=LATER + dt.timedelta(days=2))
    assert rows(medicine) == before
    with pytest.raises(DomainError, match="nothing_to_undo"):  # the hold was not of today
        services.undo(medicine, amina.user, change=TreatmentChange.objects.get(what="held").pk, now=LATER + dt.timedelta(days=2))


@VERBS
def test_a_step_that_was_held_or_left_can_be_so_again_after_an_undo(amina, verb):
    medicine = keep(amina, TITRATION)
    verb(medicine, amina.user, now=LATER)
    held = told(amina, LATER)
    services.undo(medicine, amina.user, now=LATER)
    verb(medicine, amina.user, now=LATER)
    assert told(amina, LATER) == held


@VERBS
def test_it_is_open_until_the_end_of_the_day_and_as_long_as_nothing_else_was_changed(amina, verb):
    medicine = keep(amina, TITRATION)
    verb(medicine, amina.user, now=LATER)
    after = rows(medicine)
    with pytest.raises(DomainError, match="nothing_to_undo"):
        services.undo(medicine, amina.user, now=LATER + dt.timedelta(hours=12))
    services.count_stock(medicine, None, LATER.date(), amina.user, now=LATER)  # no change of the plan
    services.pause(medicine, "told", amina.user, now=LATER)
    with pytest.raises(DomainError, match="nothing_to_undo"):
        services.undo(medicine, amina.user, now=LATER)
    assert rows(medicine) == after


def test_what_the_page_did_not_show_is_not_undone(amina):
    medicine = keep(amina, TITRATION)
    services.hold_plan(medicine, amina.user, now=LATER)
    seen = TreatmentChange.objects.get(what="held").pk
    services.step_back(medicine, amina.user, now=LATER)
    after = rows(medicine)
    with pytest.raises(DomainError, match="nothing_to_undo"):
        services.undo(medicine, amina.user, change=seen, now=LATER)
    assert rows(medicine) == after


@pytest.mark.parametrize(("part", "says"), [("hold/", "You held this plan today."), ("back/", "You went one step back today.")])
def test_the_page_offers_it_behind_a_fold_and_says_the_dose_that_comes_back(her, amina, part, says):
    medicine = keep(amina, TITRATION)
    with time_machine.travel(LATER, tick=False):
        assert says not in words(her.get(page(her, medicine)))
        asked = her.get(page(her, medicine) + part)
        shown = words(her.post(page(her, medicine) + part, {"step": asked.context.get("step", "")}, follow=True))
        assert says in shown
        change = TreatmentChange.objects.latest("pk").pk
        fold = shown.split("<details", 1)[1].split("</details>", 1)[0]
        assert "<summary>Undo it</summary>" in fold
        assert "300 mg, 8am and 10pm" in fold
        assert f'name="change" value="{change}"' in fold
        undone = words(her.post(page(her, medicine), {"do": "undo_change", "change": str(change)}, follow=True))
        assert "Undone. Your plan is as it was: 300 mg, 8am and 10pm." in undone
        assert says not in undone
        assert "Your plan is held" not in undone
        for wrong in ({}, {"change": "x"}, {"change": "9" * 30}):
            assert "There is nothing to undo." in words(her.post(page(her, medicine), {"do": "undo_change"} | wrong, follow=True))
    with time_machine.travel(LATER + dt.timedelta(days=1), tick=False):
        assert "Undo it" not in words(her.get(page(her, medicine)))


def test_a_program_undoes_too_and_the_same_twice_is_one(her, amina):
    medicine = keep(amina, TITRATION)
    tell = f"/api/v1/medicines/{medicine.pk}/changes/"
    with time_machine.travel(NOON, tick=False):
        for do in ("hold", "undo", "undo"):
            response = her.post(tell, {"do": do}, content_type="application/json")
            assert (response.status_code, response.json()["medicine"]["held_from"] is None) == (200, do == "undo")
        nobody = f"/api/v1/medicines/{uuid.uuid4()}/changes/"
        assert her.post(nobody, {"do": "undo"}, content_type="application/json").status_code == 404
        other = keep(amina, said())
        refused = her.post(f"/api/v1/medicines/{other.pk}/changes/", {"do": "undo"}, content_type="application/json")
        assert (refused.status_code, refused.json()["code"]) == (409, "nothing_to_undo")
