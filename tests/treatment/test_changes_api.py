"""What the taps of a medicine's page do, for programs: the same verbs, each harmless when it is sent twice, and nobody else's."""

import uuid

import pytest
import time_machine

from backend.treatment import services
from backend.treatment.models import TreatmentChange
from tests.treatment.medicines import AS_NEEDED, NOON, TITRATION, day, keep, said

pytestmark = pytest.mark.django_db
LIST = "/api/v1/medicines/"
PLAN = "/api/v1/exercise-plan/"


@pytest.fixture(autouse=True)
def _at_noon():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def api(amina, api_as):
    return api_as(amina.user)


def tell(api, medicine, do, **more):
    return api.post(f"{LIST}{medicine.pk}/changes/", {"do": do} | more, format="json")


def steps(response):
    """What counts now: (first day, dose, times)."""
    told = response.json()["medicine"]["steps"]
    return [(one["starts_on"], [time["at"] for time in one["times"]]) for one in told if one["replaced_on"] is None]


def noted(medicine):
    return [*TreatmentChange.objects.filter(about=medicine.pk).order_by("pk").values_list("what", flat=True)][1:]


def test_a_titration_is_held_and_goes_on_from_the_day_that_was_said(api, amina):
    medicine = keep(amina, TITRATION)
    for _time in range(2):
        assert tell(api, medicine, "hold").json()["medicine"]["held_from"] == day(1)
    for _time in range(2):
        response = tell(api, medicine, "go_on", next_on=day(9))
        assert (response.status_code, [first for first, _at in steps(response)]) == (200, [day(0), day(9), day(16)])
    assert noted(medicine) == ["held", "resumed"]


def test_what_is_not_held_cannot_go_on(api, amina):
    response = tell(api, keep(amina, TITRATION), "go_on", next_on=day(9))
    assert (response.status_code, response.json()["code"]) == (409, "not_held")


def test_a_step_back_names_the_step_so_that_two_requests_are_one_step(api, amina):
    medicine = keep(amina, TITRATION, NOON)
    with time_machine.travel(NOON.replace(day=17), tick=False):
        third = str(medicine.steps.order_by("starts_on")[2].pk)
        for _time in range(2):
            response = tell(api, medicine, "step_back", step=third)
            assert (response.status_code, steps(response)[1][1]) == (200, ["08:00", "22:00"])
        assert tell(api, medicine, "step_back", step=str(uuid.uuid4())).json()["code"] == "plan_changed"
    assert noted(medicine) == ["stepped_back"]


def test_a_step_is_confirmed(api, amina):
    medicine = keep(amina, TITRATION)
    second = medicine.steps.order_by("starts_on")[1]
    for _time in range(2):
        response = tell(api, medicine, "confirm", step=str(second.pk), confirmed="same")
        assert [one["confirmed"] for one in response.json()["medicine"]["steps"]] == ["", "same", ""]
    assert noted(medicine) == ["confirmed"]


def test_a_step_of_another_medicine_is_not_in_this_plan(api, amina, boris):
    other = keep(boris, TITRATION).steps.first()
    response = tell(api, keep(amina, TITRATION), "confirm", step=str(other.pk), confirmed="same")
    assert (response.status_code, response.json()["errors"][0]["field"]) == (400, "step")
    other.refresh_from_db()
    assert other.confirmed == ""


def test_one_medicine_is_paused_and_goes_on(api, amina):
    medicine = keep(amina, said())
    assert {tell(api, medicine, "pause", reason="told").json()["medicine"]["paused"] for _time in range(2)} == {"told"}
    assert {tell(api, medicine, "unpause").json()["medicine"]["paused"] for _time in range(2)} == {""}
    assert noted(medicine) == ["paused", "unpaused"]


def test_all_medicines_are_paused_and_go_on(api, amina, boris):
    mine, needed, other = keep(amina, said()), keep(amina, AS_NEEDED), keep(boris, said())
    for _time in range(2):
        told = api.post(f"{LIST}changes/", {"do": "pause", "reason": "hospital"}, format="json").json()["medicines"]
        assert {one["id"]: one["paused"] for one in told} == {str(mine.pk): "hospital", str(needed.pk): ""}
    other.refresh_from_db()
    assert other.paused_at is None
    told = api.post(f"{LIST}changes/", {"do": "unpause"}, format="json").json()["medicines"]
    assert {one["paused"] for one in told} == {""}


def test_what_was_paused_before_stays_paused_however_often_all_go_on(api, amina):
    before, mine = keep(amina, said()), keep(amina, said())
    tell(api, before, "pause", reason="told")
    api.post(f"{LIST}changes/", {"do": "pause", "reason": "hospital"}, format="json")
    for _time in range(2):
        told = api.post(f"{LIST}changes/", {"do": "unpause"}, format="json").json()["medicines"]
        assert {one["id"]: one["paused"] for one in told} == {str(before.pk): "told", str(mine.pk): ""}


def test_a_medicine_ends_and_steps_that_would_start_later_never_do(api, amina):
    medicine = keep(amina, TITRATION)
    for _time in range(2):
        response = tell(api, medicine, "end", ended_on=day(3))
        assert (response.json()["medicine"]["ended_on"], len(steps(response))) == (day(3), 1)
    assert noted(medicine) == ["ended"]


def test_a_put_that_names_the_last_day_ends_it_as_the_page_does(api, amina):
    medicine = keep(amina, TITRATION)
    response = api.put(f"{LIST}{medicine.pk}/", {"ended_on": day(3), "why": "nerve pain"}, format="json")
    assert (len(steps(response)), response.json()["medicine"]["why"]) == (1, "nerve pain")


def test_what_was_changed_is_listed_the_newest_first(api, amina):
    medicine = keep(amina, TITRATION)
    tell(api, medicine, "hold")
    changes = api.get(f"{LIST}{medicine.pk}/changes/").json()["changes"]
    assert [one["what"] for one in changes] == ["held", "added"]


WRONG = [
    ({}, "do", "required"),
    ({"do": "double"}, "do", "unknown"),
    ({"do": "hold", "why": "x"}, "why", "unknown_field"),
    ({"do": "go_on"}, "next_on", "required"),
    ({"do": "go_on", "next_on": "soon"}, "next_on", "invalid"),
    ({"do": "step_back"}, "step", "invalid"),
    ({"do": "pause", "reason": "bored"}, "reason", "invalid"),
    ({"do": "pause"}, "reason", "required"),
    ({"do": "confirm", "step": str(uuid.uuid4()), "confirmed": ["same"]}, "confirmed", "invalid"),
    ({"do": "end", "ended_on": None}, "ended_on", "required"),
]


@pytest.mark.parametrize(("body", "field", "code"), WRONG)
def test_a_change_that_cannot_be_is_named_and_nothing_is_kept(api, amina, body, field, code):
    medicine = keep(amina, TITRATION)
    response = api.post(f"{LIST}{medicine.pk}/changes/", body, format="json")
    assert (response.status_code, [(one["field"], one["code"]) for one in response.json()["errors"]]) == (400, [(field, code)])
    assert noted(medicine) == []


# ---- Doses that are taken when needed --------------------------------------------------------------------------------


def dose_at(medicine, dose):
    return f"{LIST}{medicine.pk}/doses/{dose}/"


def test_a_dose_is_recorded_once_and_taken_back_once(api, amina):
    medicine, dose = keep(amina, AS_NEEDED), uuid.uuid4()
    for _time in range(2):
        response = api.put(dose_at(medicine, dose), {"taken_at": "2026-03-02T11:00:00.000Z"}, format="json")
        assert (response.status_code, response.json()["dose_text"], response.json()["past_maximum"]) == (200, "1 tablet", False)
    assert [one["dose"] for one in api.get(f"{LIST}{medicine.pk}/doses/").json()["doses"]] == [str(dose)]
    for _time in range(2):
        assert api.delete(dose_at(medicine, dose)).status_code == 204
    assert api.get(f"{LIST}{medicine.pk}/doses/").json()["doses"] == []
    assert amina.as_needed_doses.count() == 2  # each word stays


def test_a_dose_past_her_own_limits_is_kept_and_says_so(api, amina):
    medicine = keep(amina, AS_NEEDED)
    answers = [api.put(dose_at(medicine, uuid.uuid4()), {"taken_at": f"2026-03-02T0{hour}:00:00.000Z"}, format="json").json() for hour in (8, 9)]
    assert [one["within_gap"] for one in answers] == [False, True]


@pytest.mark.parametrize("at", ["8am", "2025-03-02T11:00:00.000Z", None])
def test_a_dose_at_no_time_is_refused(api, amina, at):
    medicine = keep(amina, AS_NEEDED)
    response = api.put(dose_at(medicine, uuid.uuid4()), {"taken_at": at}, format="json")
    assert (response.status_code, response.json()["errors"][0]["field"]) == (400, "taken_at")
    assert not amina.as_needed_doses.exists()


def test_a_dose_of_a_medicine_with_times_of_its_own_is_refused(api, amina):
    response = api.put(dose_at(keep(amina, said()), uuid.uuid4()), {"taken_at": "2026-03-02T11:00:00.000Z"}, format="json")
    assert (response.status_code, response.json()["code"]) == (400, "invalid")
    assert not amina.as_needed_doses.exists()


def test_no_verb_reaches_somebody_else_s_medicine(api, boris):
    medicine, dose = keep(boris, AS_NEEDED), uuid.uuid4()
    services.take(medicine, dose, NOON, boris.user, NOON)
    answers = [tell(api, medicine, "end", ended_on=day(0)), api.get(f"{LIST}{medicine.pk}/changes/"), api.get(f"{LIST}{medicine.pk}/doses/")]
    answers += [api.put(dose_at(medicine, dose), {"taken_at": "2026-03-02T11:00:00.000Z"}, format="json"), api.delete(dose_at(medicine, dose))]
    assert {one.status_code for one in answers} == {404}
    assert [one.withdrawn for one in boris.as_needed_doses.all()] == [False]


# ---- The exercise plan ------------------------------------------------------------------------------------------------


def test_an_exercise_plan_is_paused_goes_on_and_ends(api):
    api.put(PLAN, {"stage": 1, "items": [{"exercise": "heel-slide"}], "times": ["09:00"]}, format="json")
    told = [api.post(f"{PLAN}changes/", {"do": do}, format="json").json()["plan"] for do in ("pause", "pause", "resume", "resume")]
    assert [one["paused"] for one in told] == [True, True, False, False]
    assert [api.post(f"{PLAN}changes/", {"do": "end"}, format="json").json()["plan"] for _time in range(2)] == [None, None]


def test_a_change_that_no_exercise_plan_knows_is_named(api):
    response = api.post(f"{PLAN}changes/", {"do": "hold"}, format="json")
    assert (response.status_code, response.json()["errors"][0]["field"]) == (400, "do")
