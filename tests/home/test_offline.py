"""What a phone keeps for the hours without a network: hers alone, in words, and enough to go on from."""

import datetime as dt
import uuid
from typing import Any

import pytest
import time_machine
from django.test import Client

from backend.patients.models import Patient
from backend.treatment import as_needed, services
from backend.treatment.exercise_input import read as read_exercises
from backend.treatment.exercise_plans import save_plan
from backend.treatment.models import Medicine
from tests.treatment.medicines import AS_NEEDED, NOON, STAYS_ON, TITRATION, TODAY, keep, said

pytestmark = pytest.mark.django_db
OFFLINE = "/api/v1/offline/"
HOUR = dt.timedelta(hours=1)


@pytest.fixture(autouse=True)
def _at_noon() -> Any:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def her(amina: Patient, sign_in: Any) -> Client:
    return sign_in(amina.user)


def told(her: Client) -> dict[str, Any]:
    answer = her.get(OFFLINE)
    assert answer.status_code == 200
    return answer.json()


def test_a_dose_of_today_says_too_that_the_old_patch_comes_off_first(her: Client, amina: Patient):
    keep(amina, STAYS_ON)
    (one,) = told(her)["days"][str(TODAY)]
    assert one["words"] == {"name": "Fentanyl", "dose": "1 patch of 25", "first": "Take the old patch off first."}


def test_the_plan_is_told_in_words_day_by_day(her: Client, amina: Patient):
    keep(amina, TITRATION)
    (one,) = told(her)["plan"]["medicines"]
    assert (one["name"], one["paused"], one["held"]) == ("Gabapentin", False, False)
    assert [(step["starts_on"], step["words"]) for step in one["steps"]] == [
        ("2026-03-02", "300 mg, 10pm"),
        ("2026-03-09", "300 mg, 8am and 10pm"),
        ("2026-03-16", "300 mg, 8am, 2pm and 10pm"),
    ]


def test_a_step_that_is_not_confirmed_is_kept_beside_what_was_taken_until_then(her: Client, amina: Patient):
    medicine = keep(amina, TITRATION)
    services.confirm_step(medicine.steps.get(starts_on=TODAY + dt.timedelta(days=14)), "same", amina.user)
    steps = told(her)["plan"]["medicines"][0]["steps"]
    assert [(step["asked"], step["before"]) for step in steps] == [(False, ""), (True, "300 mg, 10pm"), (False, "")]


def test_a_dose_that_was_changed_is_not_told_again(her: Client, amina: Patient):
    medicine = keep(amina, TITRATION)
    services.confirm_step(medicine.steps.get(starts_on=TODAY + dt.timedelta(days=7)), "changed", amina.user)
    assert told(her)["plan"]["medicines"][0]["steps"][1]["words"] == "The dose your prescriber told you"


def test_a_pause_and_a_hold_are_told(her: Client, amina: Patient):
    services.pause_all(amina, "hospital", amina.user)
    medicine = keep(amina, TITRATION)
    services.hold_plan(medicine, amina.user)
    services.pause(medicine, "hospital", amina.user)
    (one,) = told(her)["plan"]["medicines"]
    assert (one["paused"], one["held"]) == (True, True)
    assert [step["starts_on"] for step in one["steps"]] == ["2026-03-02"]


def test_an_ended_medicine_is_not_told(her: Client, amina: Patient):
    Medicine.objects.filter(pk=keep(amina, said()).pk).update(ended_on=TODAY - dt.timedelta(days=1))
    assert told(her)["plan"]["medicines"] == []


def test_of_an_as_needed_medicine_her_own_limits_and_every_word_of_the_week_are_told(her: Client, amina: Patient):
    medicine = keep(amina, AS_NEEDED)
    first, second = uuid.uuid4(), uuid.uuid4()
    for dose, ago in ((first, 5), (second, 2)):
        as_needed.take(medicine, dose, NOON - ago * HOUR, amina.user, NOON)
    as_needed.take_back(medicine, first, amina.user, NOON)
    (one,) = told(her)["plan"]["needed"]
    assert (one["name"], one["max_per_day"], one["min_gap_minutes"], one["gap"]) == ("Paracetamol", 4, 240, "4 hours")
    assert [(dose["dose"], dose["withdrawn"]) for dose in one["doses"]] == [(str(second), False), (str(first), True)]
    assert one["doses"][0]["within_gap"]
    assert one["doses"][0]["taken_at"] == "2026-03-02T10:00:00.000Z"


def test_the_exercises_of_the_plan_are_told_with_their_cautions(her: Client, amina: Patient):
    assert told(her)["plan"]["exercises"] is None
    item = {"exercise": "ankle-pumps", "reps": 10, "sets": 2}
    typed, errors = read_exercises({"stage": 1, "therapist": "Jo", "items": [item], "times": ["10:00"], "remind": False})
    assert typed, errors
    save_plan(amina, amina.user, typed, NOON)
    plan = told(her)["plan"]["exercises"]
    assert (plan["therapist"], plan["paused"], plan["when"]) == ("Jo", False, "Each day, at 10am")
    assert (plan["items"][0]["amount"], plan["items"][0]["article"]) == ("10 times, 2 rounds", "/learn/ankle-pumps/")
    assert plan["items"][0]["caution"]


def test_the_doses_of_today_and_tomorrow_are_told(her: Client, amina: Patient):
    keep(amina, said())
    days = told(her)["days"]
    assert {day: [(one["at"], one["words"]["dose"], one["answer"]) for one in items] for day, items in days.items()} == {
        "2026-03-02": [("8am", "300 mg", ""), ("8pm", "300 mg", "")],
        "2026-03-03": [("8am", "300 mg", ""), ("8pm", "300 mg", "")],
    }


def test_questions_are_told_with_what_was_removed(her: Client, amina: Patient):
    for text, gone in (("Can I drive?", False), ("Not this one", True)):
        amina.questions.create(question_id=uuid.uuid4(), text=text, withdrawn=gone, created_at=NOON)
    found = [(one["text"], one["withdrawn"], one["winners"]) for one in told(her)["questions"]]
    assert found == [("Can I drive?", False, {}), ("Not this one", True, {})]


def test_it_is_told_to_nobody_else_and_kept_by_no_cache(her: Client, amina: Patient, boris: Patient, client: Client):
    keep(amina, AS_NEEDED)
    assert her.get(OFFLINE, headers={"X-Stride-Account": str(boris.user.account)}).status_code == 409
    mine = her.get(OFFLINE, headers={"X-Stride-Account": str(amina.user.account)})
    assert (mine.json()["account"], mine["Cache-Control"]) == (str(amina.user.account), "no-store")
    client.force_login(boris.user)
    assert told(client)["plan"] == {"medicines": [], "needed": [], "exercises": None}


def test_the_number_of_queries_does_not_grow_with_the_medicines(her: Client, amina: Patient, django_assert_max_num_queries: Any):
    for _number in range(6):
        keep(amina, TITRATION)
        keep(amina, AS_NEEDED)
    with django_assert_max_num_queries(30):
        told(her)
