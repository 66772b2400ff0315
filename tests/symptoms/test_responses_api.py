"""Questionnaires for programs: what is asked, what was answered, one answer more."""

import datetime as dt
import uuid
from typing import Any

import pytest
import time_machine
from django.test import Client

from backend.symptoms.instruments import response_id

pytestmark = pytest.mark.django_db
NOON = dt.datetime(2026, 11, 20, 12, tzinfo=dt.UTC)
DAY = "2026-11-20"


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def me(amina, sign_in):
    return sign_in(amina.user)


def about(patient: Any, day: str = DAY) -> str:
    return str(response_id(patient.user.account, "leg_jobs", dt.date.fromisoformat(day)))


def put(client: Client, response: str, fields: Any, *, day: str = DAY, stamp: str = "2026-11-20T08:00:00.000Z", **extra: Any) -> Any:
    head = {"id": str(uuid.uuid4()), "stamp": stamp, "tz": "Europe/London", "schema": 1}
    body = head | {"instrument": "leg_jobs", "date": day, "fields": fields} | extra
    return client.put(f"/api/v1/questionnaire-responses/{response}/", body, content_type="application/json")


def listed(client: Client, first: str = "2026-11-01", last: str = DAY) -> list[dict[str, Any]]:
    return client.get(f"/api/v1/questionnaire-responses/?from={first}&to={last}").json()["responses"]


def test_it_tells_every_item_with_its_words(me):
    (check,) = me.get("/api/v1/questionnaires/").json()["questionnaires"]
    assert (check["code"], check["title"], len(check["items"])) == ("leg_jobs", "Your weekly leg check", 9)
    assert check["items"][0]["choices"][2] == {"code": "help", "label": "Only with help"}


def test_an_answer_is_kept_and_told(me, amina):
    told = put(me, about(amina), {"left.lift_foot": "hard"}).json()
    assert (told["week"], told["complete"], told["fields"]["left.lift_foot"], told["fields"]["walking_aid"]) == ("2026-W47", False, "hard", None)
    assert listed(me) == [told]
    assert me.get(f"/api/v1/questionnaire-responses/{about(amina)}/").json() == told


def test_two_phones_and_a_late_one_make_one_response_a_week(me, amina):
    put(me, about(amina), {"walking_aid": "nothing"}, stamp="2026-11-20T08:00:00.000Z")
    put(me, about(amina), {"walking_aid": "wheelchair"}, stamp="2026-11-20T07:00:00.000Z")
    put(me, about(amina, "2026-10-21"), {"walking_aid": "one_stick"}, day="2026-10-21", stamp="2026-10-21T08:00:00.000Z")
    answers = [(one["week"], one["fields"]["walking_aid"]) for one in listed(me, "2026-10-01")]
    assert answers == [("2026-W43", "one_stick"), ("2026-W47", "nothing")]


def test_sent_twice_it_is_stored_once(me, amina):
    key = str(uuid.uuid4())
    assert [put(me, about(amina), {"walking_aid": "nothing"}, id=key).status_code for _ in range(2)] == [200, 200]
    assert amina.revisions.count() == 1


def test_the_same_id_with_other_words_is_a_conflict(me, amina):
    key = str(uuid.uuid4())
    put(me, about(amina), {"walking_aid": "nothing"}, id=key)
    response = put(me, about(amina), {"walking_aid": "wheelchair"}, id=key)
    assert (response.status_code, response.json()["code"]) == (409, "conflict")


@pytest.mark.parametrize(
    ("extra", "status"),
    [({"fields": {"left.fly": "easy"}}, 400), ({"instrument": "phq9"}, 400), ({"date": "2027-01-01"}, 400), ({"schema": 99}, 422), ({"colour": 1}, 400)],
)
def test_what_cannot_be_is_refused_in_the_one_shape(me, amina, extra, status):
    head = {"id": str(uuid.uuid4()), "stamp": "2026-11-20T08:00:00.000Z", "tz": "Europe/London", "schema": 1}
    body = head | {"instrument": "leg_jobs", "date": DAY, "fields": {"walking_aid": "nothing"}} | extra
    response = me.put(f"/api/v1/questionnaire-responses/{about(amina)}/", body, content_type="application/json")
    assert response.status_code == status
    assert set(response.json()) == {"code", "message", "errors"}
    assert not amina.responses.exists()


@pytest.mark.parametrize("body", ["[]", '"x"', "{"])
def test_what_is_no_object_is_refused(me, amina, body):
    assert me.put(f"/api/v1/questionnaire-responses/{about(amina)}/", body, content_type="application/json").status_code == 400


@pytest.mark.parametrize("query", ["", "?from=2026-11-01", "?from=2026-11-20&to=2026-11-01", "?from=2001-01-01&to=2026-11-01"])
def test_a_span_that_cannot_be_is_refused(me, query):
    assert me.get(f"/api/v1/questionnaire-responses/{query}").status_code == 400


def test_nobody_reads_or_writes_anothers_response(me, amina, boris, sign_in):
    put(me, about(amina), {"walking_aid": "nothing"})
    stranger = sign_in(boris.user)
    assert stranger.get(f"/api/v1/questionnaire-responses/{about(amina)}/").status_code == 404
    assert put(stranger, about(amina), {"walking_aid": "wheelchair"}).status_code == 400
    assert amina.responses.get().winners["walking_aid"][0] == "nothing"
    assert listed(stranger) == []


@pytest.mark.parametrize("day", ["2026-11-15", "2026-11-13", "2026-10-21"])
def test_an_id_that_is_not_of_the_dates_week_is_invalid(me, amina, day):
    response = put(me, about(amina), {"walking_aid": "nothing"}, day=day)
    assert (response.status_code, response.json()["code"]) == (400, "invalid")
    assert [error["field"] for error in response.json()["errors"]] == ["response"]
    assert not amina.responses.exists()


@pytest.mark.parametrize("day", ["2026-11-16", "2026-11-20"])
def test_every_day_of_the_week_goes_into_its_one_response(me, amina, day):
    assert put(me, about(amina), {"walking_aid": "nothing"}, day=day).status_code == 200


def test_another_persons_phone_is_told_so(me, amina, boris):
    response = me.put(
        f"/api/v1/questionnaire-responses/{about(amina)}/", {}, content_type="application/json", headers={"X-Stride-Account": str(boris.user.account)}
    )
    assert (response.status_code, response.json()["code"]) == (409, "wrong_account")


def test_nobody_signed_in_is_401(amina):
    assert put(Client(), about(amina), {"walking_aid": "nothing"}).status_code == 401
