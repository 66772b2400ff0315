"""Heat, TENS and visits for programs: planned, changed, ended, done and taken back, each harmless when it is sent twice."""

import datetime as dt
import uuid

import pytest
import time_machine

from backend.treatment.models import Routine

pytestmark = pytest.mark.django_db
NOON = dt.datetime(2026, 11, 20, 12, tzinfo=dt.UTC)
LIST = "/api/v1/routines/"
HEAT = {"kind": "heat", "note": "Lower back", "minutes": 15, "times": ["18:00"], "weekdays": [4], "remind": True}


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def api(amina, api_as):
    return api_as(amina.user)


def test_a_routine_is_added_once_with_its_reminder(api, amina):
    given = HEAT | {"id": str(uuid.uuid4())}
    assert [api.post(LIST, given, format="json").status_code for _time in range(2)] == [201, 200]
    (told,) = api.get(LIST).json()["routines"]
    assert {name: told[name] for name in given} == given
    assert amina.reminders.get().next_due_at == NOON.replace(hour=18)


def test_a_put_changes_it_and_the_same_put_again_changes_nothing(api, amina):
    key = api.post(LIST, HEAT, format="json").json()["id"]
    for _time in range(2):
        assert api.put(f"{LIST}{key}/", HEAT | {"times": ["19:00"]}, format="json").json()["times"] == ["19:00"]
    assert [*amina.treatment_changes.order_by("pk").values_list("what", flat=True)] == ["added", "changed"]


def test_it_ends_once_and_does_not_come_back(api, amina):
    key = api.post(LIST, HEAT, format="json").json()["id"]
    assert [api.delete(f"{LIST}{key}/").status_code for _time in range(2)] == [204, 204]
    assert (api.get(LIST).json()["routines"], amina.reminders.get().next_due_at) == ([], None)
    assert api.put(f"{LIST}{key}/", HEAT, format="json").json()["code"] == "ended"
    assert amina.treatment_changes.filter(what="ended").count() == 1


def test_done_is_logged_once_and_taken_back_once(api):
    key = api.post(LIST, HEAT, format="json").json()["id"]
    done = f"{LIST}{key}/done/{uuid.uuid4()}/"
    assert [len(api.put(done).json()["done"]) for _time in range(2)] == [1, 1]
    assert [api.delete(done).status_code for _time in range(2)] == [204, 204]
    assert api.get(LIST).json()["done"] == []
    assert api.delete(f"{LIST}{key}/done/{uuid.uuid4()}/").status_code == 404


WRONG = [
    ({"kind": "sauna"}, "kind", "invalid"),
    ({"kind": ["heat"]}, "kind", "invalid"),
    ({"note": 7}, "note", "invalid"),
    ({"note": "x" * 121}, "note", "too_long"),
    ({"minutes": 0}, "minutes", "invalid"),
    ({"times": ["25:00"]}, "times", "invalid"),
    ({"weekdays": [7]}, "weekdays", "invalid"),
    ({"remind": "yes"}, "remind", "invalid"),
    ({"kind": "therapy", "on_date": "2026-11-19"}, "on_date", "past"),
    ({"id": "1"}, "id", "invalid"),
    ({"dose": 1}, "dose", "unknown_field"),
]


@pytest.mark.parametrize(("more", "field", "code"), WRONG)
def test_bad_input_is_named_and_nothing_is_kept(api, amina, more, field, code):
    response = api.post(LIST, HEAT | more, format="json")
    assert (response.status_code, [(one["field"], one["code"]) for one in response.json()["errors"]]) == (400, [(field, code)])
    assert not amina.routines.exists()


def test_its_kind_does_not_change(api):
    key = api.post(LIST, HEAT, format="json").json()["id"]
    assert api.put(f"{LIST}{key}/", HEAT | {"kind": "tens"}, format="json").json()["errors"][0]["field"] == "kind"


def test_somebody_else_s_routine_is_not_there(api, boris):
    other = Routine.objects.create(patient=boris, kind="heat", starts_on=NOON.date())
    done = f"{LIST}{other.pk}/done/{uuid.uuid4()}/"
    answers = [api.get(f"{LIST}{other.pk}/"), api.put(f"{LIST}{other.pk}/", HEAT, format="json"), api.delete(f"{LIST}{other.pk}/"), api.put(done)]
    assert {one.status_code for one in [*answers, api.delete(done)]} == {404}
    taken = api.post(LIST, HEAT | {"id": str(other.pk)}, format="json")
    assert taken.json()["errors"][0]["code"] == "taken"
