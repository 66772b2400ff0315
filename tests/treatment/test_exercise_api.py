"""The exercise plan and its sessions for programs: the one error shape, nothing half-saved."""

import datetime as dt
import uuid
from typing import Any

import pytest
import time_machine

from backend.treatment.models import ExerciseSession
from tests.guards.test_openapi import is_the_shape

pytestmark = pytest.mark.django_db
NOON = dt.datetime(2026, 11, 20, 12, tzinfo=dt.UTC)
PLAN: dict[str, Any] = {"stage": 2, "items": [{"exercise": "clam", "reps": 8}], "weekdays": [0, 2], "times": ["09:00"]}


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def me(amina, sign_in):
    return sign_in(amina.user)


def put_plan(me: Any, **changes: Any) -> Any:
    return me.put("/api/v1/exercise-plan/", PLAN | changes, content_type="application/json")


def put(me: Any, session: str, fields: Any, **extra: Any) -> Any:
    head = {"id": str(uuid.uuid4()), "stamp": "2026-11-20T08:00:00.000Z", "tz": "Europe/London", "schema": 1, "date": "2026-11-20"}
    return me.put(f"/api/v1/exercise-sessions/{session}/", head | {"fields": fields} | extra, content_type="application/json")


def test_an_exercise_that_is_not_in_the_library_is_told_as_it_was_put(me):
    own = {"name": "Ball squeeze", "reps": 10, "sets": None, "note": "With the soft ball"}
    told = put_plan(me, items=[{"exercise": "clam"}, own]).json()["plan"]["items"]
    assert told[1] == own
    assert [one["name"] for one in me.get("/api/v1/offline/").json()["plan"]["exercises"]["items"]] == ["Clam", "Ball squeeze"]


def test_a_plan_is_told_as_it_was_put(me):
    assert me.get("/api/v1/exercise-plan/").json() == {"plan": None}
    told = put_plan(me).json()["plan"]
    assert me.get("/api/v1/exercise-plan/").json() == {"plan": told}
    assert told["items"] == [{"exercise": "clam", "reps": 8, "sets": None, "note": ""}]
    assert (told["stage"], told["weekdays"], told["times"], told["remind"], told["paused"]) == (2, [0, 2], ["09:00"], True, False)


@pytest.mark.parametrize(
    ("changes", "field", "code"),
    [
        ({"stage": True}, "stage", "invalid"),
        ({"stage": 9}, "stage", "invalid"),
        ({"items": []}, "items", "required"),
        ({"items": "clam"}, "items", "invalid"),
        ({"items": [{"exercise": "squat"}]}, "items.0.exercise", "unknown"),
        ({"items": [{"exercise": "clam"}, {"exercise": "clam"}]}, "items", "twice"),
        ({"items": [{"exercise": "clam", "reps": 0}]}, "items.0.reps", "invalid"),
        ({"items": [{"exercise": "clam", "sets": "2"}]}, "items.0.sets", "invalid"),
        ({"items": [{"exercise": "clam", "weight": 2}]}, "items.0.weight", "unknown_field"),
        ({"items": [{"exercise": "nerve-slide", "reps": 5}]}, "items.0.taught", "not_taught"),
        ({"items": [{"name": " "}]}, "items.0.name", "required"),
        ({"items": [{"name": "x" * 81}]}, "items.0.name", "too_long"),
        ({"items": [{"name": 7}]}, "items.0.name", "invalid"),
        ({"items": [{"name": "Ball", "exercise": "clam"}]}, "items.0.exercise", "unknown_field"),
        ({"items": [{"name": "Ball"}, {"name": "ball"}]}, "items", "twice"),
        ({"items": [{"name": f"Ball {number}"} for number in range(11)]}, "items", "too_many"),
        ({"times": ["25:00"]}, "times", "invalid"),
        ({"times": ["9:00"]}, "times", "invalid"),
        ({"times": ["09:00"] * 7}, "times", "too_many"),
        ({"weekdays": [7]}, "weekdays", "invalid"),
        ({"weekdays": []}, "weekdays", "required"),
        ({"remind": "yes"}, "remind", "invalid"),
        ({"progress": "weekly"}, "progress", "unknown_field"),
    ],
)
def test_a_plan_that_cannot_be_is_refused_whole(me, amina, changes, field, code):
    response = put_plan(me, **changes)
    assert response.status_code == 400
    assert is_the_shape(response)
    assert (field, code) in [(error["field"], error["code"]) for error in response.json()["errors"]]
    assert (amina.exercise_plans.count(), amina.reminders.count()) == (0, 0)


def test_a_session_is_told_with_its_winners(me):
    session = str(uuid.uuid4())
    told = put(me, session, {"pain_before": 2, "pain_after": 4}).json()
    assert (told["session"], told["fields"]["pain_after"], told["fields"]["effort"], told["winners"]["pain_after"]["rank"]) == (session, 4, None, 20)
    assert me.get(f"/api/v1/exercise-sessions/{session}/").json() == told


def test_a_fall_that_a_program_tells_is_a_fall_of_the_diary(me, amina):
    put(me, str(uuid.uuid4()), {"trouble": "fell"})
    assert amina.moments.get().kind == "fall"
    assert amina.safety_answers.get().item == "fell"


@pytest.mark.parametrize(
    ("fields", "extra", "status"),
    [
        ({"pain_after": 11}, {}, 400),
        ({"pain": 3}, {}, 400),
        ([], {}, 400),
        ({"trouble": {}}, {}, 400),
        ({"effort": 3}, {"date": "2026-11-22"}, 400),
        ({"effort": 3}, {"schema": 99}, 422),
        ({"effort": 3}, {"stamp": "2026-11-25T08:00:00.000Z"}, 422),
        ({"effort": 3}, {"colour": "red"}, 400),
    ],
)
def test_a_session_that_cannot_be_is_refused_whole(me, fields, extra, status):
    response = put(me, str(uuid.uuid4()), fields, **extra)
    assert response.status_code == status
    assert is_the_shape(response)
    assert ExerciseSession.objects.count() == 0


def test_the_same_id_with_other_words_is_a_conflict(me):
    session, key = str(uuid.uuid4()), str(uuid.uuid4())
    assert [put(me, session, {"effort": effort}, id=key).status_code for effort in (3, 3, 4)] == [200, 200, 409]


def test_what_another_account_wrote_on_this_phone_is_not_taken(me):
    body = {"id": str(uuid.uuid4()), "stamp": "2026-11-20T08:00:00.000Z", "tz": "Europe/London", "schema": 1, "date": "2026-11-20", "fields": {"effort": 3}}
    address, other = f"/api/v1/exercise-sessions/{uuid.uuid4()}/", {"X-Stride-Account": str(uuid.uuid4())}
    response = me.put(address, body, content_type="application/json", headers=other)
    assert (response.status_code, response.json()["code"]) == (409, "wrong_account")


def test_a_session_of_somebody_else_is_not_there(me, boris, sign_in):
    session = str(uuid.uuid4())
    put(me, session, {"effort": 3})
    assert sign_in(boris.user).get(f"/api/v1/exercise-sessions/{session}/").status_code == 404
