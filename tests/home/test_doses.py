"""The doses of today on Today: did I take it? Plain pages, without JavaScript."""

import datetime as dt
import uuid
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from backend.home import doses
from backend.patients.models import Patient
from backend.reminders import reading, services
from backend.reminders.models import Answer
from backend.reminders.reading import Item
from tests import factories
from tests.reminders.making import rule

pytestmark = pytest.mark.django_db
LONG_AGO = dt.datetime(2026, 1, 1, tzinfo=dt.UTC)


@pytest.fixture
def me(amina: Patient, sign_in: Any) -> Client:
    return sign_in(amina.user)


def remind(patient: Patient, *hours_ago: float) -> list[Item]:
    """A medicine at these times of the clock, as its doses of today and yesterday stand."""
    now = timezone.now()
    times = sorted({(now - dt.timedelta(hours=hours)).astimezone(patient.zone).strftime("%H:%M") for hours in hours_ago})
    saved = services.save_reminder(patient, "medicine", uuid.uuid4(), rule(*times), zone=patient.time_zone, now=LONG_AGO).reminder
    around = reading.between(patient, now - dt.timedelta(hours=20), now + dt.timedelta(hours=1), now)
    return [item for item in around if item.reminder_id == saved.pk]


def said(patient: Patient, item: Item) -> Item:
    found = reading.find(patient, item.occurrence_id, timezone.now())
    assert found is not None
    return found


def tap(client: Client, item: Item, answer: str) -> Any:
    return client.post(f"/today/dose/{item.occurrence_id}/answer/", {"answer": answer})


def test_a_tap_says_that_it_was_taken(me: Client, amina: Patient):
    item = remind(amina, 0.2)[-1]
    assert tap(me, item, "taken").url == "/today/#h-med"
    assert said(amina, item).answer == "taken"


def test_later_leaves_it_open(me: Client, amina: Patient):
    item = remind(amina, 0.2)[-1]
    tap(me, item, "later")
    assert said(amina, item).state == "later"


def test_skipping_asks_why_once_and_the_reason_may_be_left_out(me: Client, amina: Patient):
    item = remind(amina, 0.2)[-1]
    page = me.post(f"/today/dose/{item.occurrence_id}/answer/", {"answer": "skipped"}, follow=True)
    assert "If you did not: why?" in page.content.decode()
    assert said(amina, item).answer == "skipped"


def test_a_dose_of_some_hours_ago_is_recorded_with_the_time_that_she_says(me: Client, amina: Patient):
    item = remind(amina, 3)[0]
    done = item.due_at + dt.timedelta(minutes=30)
    at = done.astimezone(amina.zone).strftime("%H:%M")
    me.post(f"/today/dose/{item.occurrence_id}/", {"answer": "taken", "at": at})
    assert said(amina, item).done_at == done.replace(second=0, microsecond=0)


def test_a_time_that_has_not_come_is_refused_and_what_was_typed_stays(me: Client, amina: Patient):
    item = remind(amina, 0.2)[-1]
    later = (timezone.now() + dt.timedelta(hours=2)).astimezone(amina.zone).strftime("%H:%M")
    page = me.post(f"/today/dose/{item.occurrence_id}/", {"answer": "taken", "at": later}).content.decode()
    assert "This time has not come yet" in page
    assert later in page
    assert not Answer.objects.exists()


def test_without_an_answer_it_says_what_to_tap(me: Client, amina: Patient):
    page = me.post(f"/today/dose/{remind(amina, 0.2)[-1].occurrence_id}/", {}).content.decode()
    assert "Did you take it? Tap one of the 2 answers." in page
    assert not Answer.objects.exists()


def test_a_reason_is_kept_with_the_skip(me: Client, amina: Patient):
    item = remind(amina, 3)[0]
    me.post(f"/today/dose/{item.occurrence_id}/", {"answer": "skipped", "reason": "side_effect"})
    assert (said(amina, item).answer, said(amina, item).reason) == ("skipped", "side_effect")


def test_an_answer_can_be_taken_back(me: Client, amina: Patient):
    item = remind(amina, 0.2)[-1]
    tap(me, item, "taken")
    tap(me, item, "")
    assert said(amina, item).answer == ""
    assert Answer.objects.count() == 2


def test_todays_list_has_medicines_apart_from_what_else_is_planned(amina: Patient):
    remind(amina, 0)
    found = doses.of_today(amina, timezone.now())
    assert [item.kind for item in found.medicines] == ["medicine"]
    assert found.moves == []


def test_somebody_elses_dose_is_not_found(amina: Patient, sign_in: Any):
    item = remind(amina, 0.2)[-1]
    stranger = sign_in(factories.patient("other@example.org").user)
    assert [tap(stranger, item, "taken").status_code, stranger.get(f"/today/dose/{item.occurrence_id}/").status_code] == [404, 404]
    assert not Answer.objects.exists()


def test_opening_a_page_answers_nothing(me: Client, amina: Patient):
    item = remind(amina, 0.2)[-1]
    assert me.get(f"/today/dose/{item.occurrence_id}/answer/").status_code == 405
    me.get(f"/today/dose/{item.occurrence_id}/")
    assert not Answer.objects.exists()


@pytest.mark.parametrize("answer", ["eaten", "TAKEN", "x" * 5000])
def test_an_unknown_answer_is_refused(me: Client, amina: Patient, answer: str):
    assert tap(me, remind(amina, 0.2)[-1], answer).status_code == 404
    assert not Answer.objects.exists()
