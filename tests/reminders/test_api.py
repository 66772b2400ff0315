"""The API of reminders: browsers, what is due, answers."""

import datetime as dt
import uuid
from typing import Any

import pytest
from django.utils import timezone

from backend.patients.models import Patient
from backend.reminders.models import Answer
from tests.reminders.sent import message, subscription

pytestmark = pytest.mark.django_db
BROWSER = {"endpoint": "https://fcm.googleapis.com/fcm/send/abc", "expirationTime": None, "keys": {"p256dh": "B" + "a" * 86, "auth": "b" * 22}}
PHONE = "Mozilla/5.0 (Linux; Android 14) Chrome/130.0"


@pytest.fixture
def hourly(remind: Any) -> Any:
    """A medicine 3 minutes ago and one in 2 hours, in UTC."""
    now = timezone.now()
    return remind(f"{now - dt.timedelta(minutes=3):%H:%M}", now=now - dt.timedelta(days=2), zone="UTC", starts_on="2020-01-01")


def test_a_browser_is_saved_once_and_its_address_is_told_to_nobody(amina: Patient, api_as: Any):
    api, device = api_as(amina.user), str(uuid.uuid4())
    replies = [api.post("/api/v1/push-subscriptions/", BROWSER, headers={"X-Stride-Device": device, "User-Agent": PHONE}) for _again in range(2)]
    assert [reply.status_code for reply in replies] == [201, 200]
    listed = api.get("/api/v1/push-subscriptions/", headers={"X-Stride-Device": device}).json()
    assert len(listed["public_key"]) == 87
    (row,) = listed["subscriptions"]
    assert (row["label"], row["this"]) == ("Chrome on Android", True)
    assert not {"endpoint", "auth", "p256dh"} & row.keys()


@pytest.mark.parametrize("endpoint", ["https://10.0.0.1/x", "http://fcm.googleapis.com/x", "https://fcm.googleapis.com:8443/x", "x", "https://evil.example/"])
def test_an_address_that_is_no_push_service_is_refused(amina: Patient, api_as: Any, endpoint: str):
    reply = api_as(amina.user).post("/api/v1/push-subscriptions/", BROWSER | {"endpoint": endpoint})
    assert (reply.status_code, reply.json()["code"], reply.json()["errors"][0]["field"]) == (400, "invalid", "endpoint")
    assert not amina.push_subscriptions.exists()


def test_a_phone_that_means_somebody_else_saves_nothing(amina: Patient, boris: Patient, api_as: Any):
    reply = api_as(amina.user).post("/api/v1/push-subscriptions/", BROWSER, headers={"X-Stride-Account": str(boris.user.account)})
    assert (reply.status_code, reply.json()["code"]) == (409, "wrong_account")


def test_only_one_s_own_browser_is_removed(amina: Patient, boris: Patient, api_as: Any):
    row = subscription(amina)
    assert api_as(boris.user).delete(f"/api/v1/push-subscriptions/{row.pk}/").status_code == 404
    assert api_as(amina.user).delete(f"/api/v1/push-subscriptions/{row.pk}/").status_code == 204
    assert not amina.push_subscriptions.exists()


def test_reminders_and_their_day_are_listed(amina: Patient, api_as: Any, remind: Any):
    remind("08:00", now=timezone.now(), starts_on="2020-01-01")
    api = api_as(amina.user)
    (reminder,) = api.get("/api/v1/reminders/").json()["reminders"]
    assert (reminder["kind"], reminder["time_zone"]) == ("medicine", "Europe/London")
    told = api.get("/api/v1/occurrences/").json()
    assert told["date"] == str(amina.today())
    assert [(one["at"], one["words"]["name"], one["answer"]) for one in told["occurrences"]] == [("8am", "Gabapentin", "")]


@pytest.mark.parametrize("date", ["tomorrow", "1900-01-01", "2026-13-01", ""])
def test_a_day_that_cannot_be_is_refused(amina: Patient, api_as: Any, date: str):
    assert api_as(amina.user).get(f"/api/v1/occurrences/?date={date}").json()["code"] == "invalid"


def test_what_is_only_planned_can_be_answered(amina: Patient, api_as: Any, remind: Any):
    remind(f"{timezone.now():%H:%M}", now=timezone.now() - dt.timedelta(hours=1), zone="UTC", starts_on="2020-01-01")
    api = api_as(amina.user)
    due = max(api.get("/api/v1/occurrences/").json()["occurrences"], key=lambda one: one["due_at"])
    body = {"id": str(uuid.uuid4()), "answer": "skipped", "reason": "forgot"}
    for _again in range(2):
        reply = api.post(f"/api/v1/occurrences/{due['occurrence_id']}/answer/", body)
        assert (reply.status_code, reply.json()["answer"], reply.json()["reason"]) == (200, "skipped", "forgot")
    assert Answer.objects.count() == 1
    other = api.post(f"/api/v1/occurrences/{due['occurrence_id']}/answer/", body | {"answer": "taken", "reason": ""})
    assert (other.status_code, other.json()["code"]) == (409, "conflict")


def test_what_is_listed_of_a_week_that_no_dispatcher_saw_takes_a_late_note(amina: Patient, api_as: Any, remind: Any):
    remind("08:00", now=timezone.now(), starts_on="2020-01-01")
    api, day = api_as(amina.user), (timezone.now() - dt.timedelta(days=10)).date()
    (item,) = api.get(f"/api/v1/occurrences/?date={day}").json()["occurrences"]
    reply = api.post(f"/api/v1/occurrences/{item['occurrence_id']}/answer/", {"id": str(uuid.uuid4()), "answer": "taken"})
    assert (reply.status_code, reply.json()["answer"], reply.json()["late_note"]) == (200, "taken", True)
    assert reply.json()["state_words"] == "taken, noted later"  # the time of today would be taken for that day's


def test_an_answer_to_somebody_else_s_occurrence_is_not_found(boris: Patient, api_as: Any, hourly: Any):
    notice, _token = message(hourly)
    occurrence = notice.occurrences.get().occurrence_id
    for known in (occurrence, uuid.uuid4()):
        reply = api_as(boris.user).post(f"/api/v1/occurrences/{known}/answer/", {"id": str(uuid.uuid4()), "answer": "taken"})
        assert (reply.status_code, reply.json()["code"]) == (404, "not_found")
    assert not Answer.objects.exists()


@pytest.mark.parametrize(
    "body", [{}, {"id": "x", "answer": "taken"}, {"id": str(uuid.uuid4()), "answer": "swallowed"}, {"id": str(uuid.uuid4()), "answer": ""}]
)
def test_an_answer_that_is_none_is_refused(amina: Patient, api_as: Any, hourly: Any, body: dict[str, str]):
    notice, _token = message(hourly)
    reply = api_as(amina.user).post(f"/api/v1/occurrences/{notice.occurrences.get().occurrence_id}/answer/", body)
    assert (reply.status_code, reply.json()["code"]) == (400, "invalid")
