"""Medicines for programs: the same verbs as the pages, and one error shape with nothing half kept."""

import uuid

import pytest
import time_machine

from tests.treatment.medicines import AS_NEEDED, NOON, PATCH, TITRATION, a_step, at, day, keep, said

pytestmark = pytest.mark.django_db
LIST = "/api/v1/medicines/"


@pytest.fixture(autouse=True)
def _at_noon():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def api(amina, api_as):
    return api_as(amina.user)


def one(medicine) -> str:
    return f"{LIST}{medicine.pk}/"


def test_somebody_else_s_medicine_is_not_there(api, boris):
    medicine = keep(boris, said())
    assert api.get(one(medicine)).status_code == 404
    assert api.put(one(medicine), {"name": "x"}, format="json").status_code == 404
    assert api.get(LIST).json() == {"medicines": []}


def test_a_titration_is_one_medicine_with_its_steps(api):
    response = api.post(LIST, TITRATION, format="json")
    assert response.status_code == 201
    told = api.get(LIST).json()["medicines"][0]
    assert [(step["starts_on"], [time["at"] for time in step["times"]]) for step in told["steps"]][2] == (day(14), ["08:00", "14:00", "22:00"])
    assert told["next_due_at"] == "2026-03-02T22:00:00Z"


def test_the_same_request_twice_is_one_medicine(api, amina):
    given = said(id=str(uuid.uuid4()))
    assert [api.post(LIST, given, format="json").status_code for _time in range(2)] == [201, 200]
    assert amina.medicines.count() == 1


def test_an_id_of_somebody_else_is_refused(api, amina, boris):
    taken = keep(boris, said())
    response = api.post(LIST, said(id=str(taken.pk)), format="json")
    assert (response.status_code, response.json()["errors"][0]["code"]) == (400, "taken")


def test_messages_of_one_medicine_are_turned_off_and_on(api, amina):
    medicine = keep(amina, said())
    assert api.get(one(medicine)).json()["medicine"]["remind"] is True
    assert [api.put(one(medicine), {"remind": wanted}, format="json").json()["medicine"]["remind"] for wanted in (False, False, True)] == [False, False, True]
    assert api.post(LIST, said(remind=False), format="json").json()["medicine"]["remind"] is False


WRONG = [
    ({"remind": "yes"}, "remind", "invalid"),
    ({"name": ""}, "name", "required"),
    ({"name": "x" * 81}, "name", "too_long"),
    ({"form": "often"}, "form", "invalid"),
    ({"steps": []}, "steps", "required"),
    ({"steps": [a_step(number, "1", "08:00") for number in range(61)]}, "steps", "too_many"),
    ({"steps": [a_step(0, "1", "25:00")]}, "steps.0.times.0.at", "invalid_time"),
    ({"steps": [a_step(0, "1", "08:00", "08:00")]}, "steps.0.times", "same_time"),
    ({"steps": [a_step(0, "1", "08:00"), a_step(0, "2", "08:00")]}, "steps.1.starts_on", "same_day"),
    ({"steps": [a_step(7, "1", "08:00"), a_step(0, "2", "08:00")]}, "steps.1.starts_on", "order"),
    ({"steps": [a_step(0, "", "08:00")]}, "steps.0.dose_text", "required"),
    ({"steps": [{"starts_on": day(0), "dose_text": "1", "times": at("08:00", weekdays=[7])}]}, "steps.0.times.0.weekdays", "invalid"),
    ({"ended_on": day(-1)}, "ended_on", "before_start"),
    ({"stock": "-1"}, "stock", "range"),
    ({"max_per_day": 4}, "max_per_day", "as_needed"),
    ({"dose": "1"}, "dose", "unknown_field"),
    (AS_NEEDED | {"max_per_day": 0}, "max_per_day", "range"),
    (AS_NEEDED | {"min_gap_minutes": 0}, "min_gap_minutes", "range"),
    (PATCH | {"steps": [{"starts_on": day(0), "dose_text": "1", "times": [{"at": "08:00", "part": "on"}]}]}, "steps.0.times", "never_off"),
]


@pytest.mark.parametrize(("given", "field", "code"), WRONG)
def test_bad_input_is_named_and_nothing_is_kept(api, amina, given, field, code):
    response = api.post(LIST, said() | given, format="json")
    assert response.status_code == 400
    assert (field, code) in [(error["field"], error["code"]) for error in response.json()["errors"]]
    assert not amina.medicines.exists()
    assert not amina.reminders.exists()


@pytest.mark.parametrize("body", [None, [], "x", 7])
def test_a_body_that_is_no_object_is_one_clear_error(api, body):
    assert api.post(LIST, body, format="json").json()["code"] == "invalid"


def test_a_plan_holds_so_many_medicines_and_no_more(api, amina, monkeypatch):
    monkeypatch.setattr("backend.treatment.medicine_services.MOST", 1)
    keep(amina, said())
    response = api.post(LIST, said(), format="json")
    assert response.json()["errors"][0]["code"] == "too_many"
    assert amina.medicines.count() == 1


def test_a_put_changes_what_it_names_and_leaves_the_past(api, amina):
    medicine = keep(amina, TITRATION)
    response = api.put(one(medicine), {"why": "nerve pain", "steps": [a_step(1, "100 mg", "09:00")]}, format="json")
    steps = response.json()["medicine"]["steps"]
    assert [(step["starts_on"], step["dose_text"], step["replaced_on"]) for step in steps if not step["replaced_on"]] == [
        (day(0), "300 mg", None),
        (day(1), "100 mg", None),
    ]
    assert (response.json()["medicine"]["why"], response.json()["medicine"]["name"]) == ("nerve pain", "Gabapentin")


def test_a_put_with_one_fault_changes_nothing(api, amina):
    medicine = keep(amina, said())
    response = api.put(one(medicine), {"name": "Other", "steps": [a_step(-1, "1", "08:00")]}, format="json")
    assert (response.status_code, response.json()["errors"][0]["code"]) == (400, "past")
    medicine.refresh_from_db()
    assert medicine.name == "Gabapentin"


def test_a_phone_of_somebody_else_is_refused(api, amina):
    assert api.post(LIST, said(), format="json", HTTP_X_STRIDE_ACCOUNT=str(uuid.uuid4())).status_code == 409
