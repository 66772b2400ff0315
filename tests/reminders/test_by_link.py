"""What a signed link opens: one message, for 48 hours, by POST alone."""

import datetime as dt
import re
import uuid
from typing import Any

import pytest
from django.core import signing
from django.test import Client
from django.utils import timezone

from backend.config.logs import redacted
from backend.patients.models import Patient
from backend.reminders import reading, tokens
from backend.reminders.models import Answer, Notice, Occurrence
from backend.reminders.services import Reply, record_answers
from tests.reminders.sent import message, subscription

pytestmark = pytest.mark.django_db


@pytest.fixture
def due(remind: Any) -> Any:
    """Two medicines at the same minute, told in one message: (notice, address)."""
    at = f"{timezone.now() - dt.timedelta(minutes=3):%H:%M}"
    past = timezone.now() - dt.timedelta(days=2)
    notice, token = message(*(remind(at, name=name, now=past, zone="UTC", starts_on="2020-01-01") for name in ("Gabapentin", "Paracetamol")))
    return notice, f"/r/{token}/"


def answers(notice: Notice) -> dict[str, str]:
    return {row.words["name"]: row.answer for row in notice.occurrences.all()}


def first(notice: Notice) -> Occurrence:
    found = notice.occurrences.order_by("pk").first()
    assert found is not None
    return found


def test_it_opens_without_a_sign_in_and_reads_no_cookie(due: Any):
    response = Client(enforce_csrf_checks=True).get(due[1])
    assert response.status_code == 200
    assert "Gabapentin" in response.content.decode()
    assert response["Cache-Control"] == "no-store"
    assert "noindex" in response["X-Robots-Tag"]
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")


def test_it_has_no_way_on_to_other_pages(due: Any):
    text = Client().get(due[1]).content.decode()
    assert set(re.findall(r'<a [^>]*href="([^"]+)"', text)) == {"#main"}
    assert "app.js" not in text


@pytest.mark.parametrize("method", ["get", "head"])
def test_a_mail_scanner_that_follows_the_link_answers_nothing(due: Any, method: str):
    notice, address = due
    for path in (address, f"{address}?all=taken", f"{address}?occurrence={first(notice).occurrence_id}&answer=taken"):
        assert getattr(Client(), method)(path).status_code == 200
    assert not Answer.objects.exists()


def test_each_thing_is_answered_by_itself_and_the_ledger_says_by_link(due: Any):
    notice, address = due
    one = first(notice)
    response = Client(enforce_csrf_checks=True).post(address, {"occurrence": one.occurrence_id, "answer": "taken"})
    assert response.status_code == 302
    assert answers(notice) == {"Gabapentin": "taken", "Paracetamol": ""}
    assert Answer.objects.get().by == "link"


def test_all_taken_leaves_what_was_skipped(due: Any):
    notice, address = due
    Client().post(address, {"occurrence": first(notice).occurrence_id, "answer": "skipped"})
    Client().post(address, {"all": "taken"})
    assert answers(notice) == {"Gabapentin": "skipped", "Paracetamol": "taken"}


def test_a_skip_asks_why_once(due: Any):
    notice, address = due
    one = first(notice)
    asked = Client().post(address, {"occurrence": one.occurrence_id, "answer": "skipped"}, follow=True)
    assert "Why did you skip it?" in asked.content.decode()
    after = Client().post(address, {"occurrence": one.occurrence_id, "reason": "side_effect"}, follow=True)
    assert "Why did you skip it?" not in after.content.decode()
    one.refresh_from_db()
    assert (one.answer, one.reason) == ("skipped", "side_effect")


def test_an_answer_can_be_taken_back(due: Any):
    notice, address = due
    one = first(notice)
    for said in ("taken", "undo"):
        Client().post(address, {"occurrence": one.occurrence_id, "answer": said})
    assert answers(notice)["Gabapentin"] == ""
    assert Answer.objects.count() == 2  # both are kept


def test_somebody_else_s_occurrence_is_not_answered(due: Any, boris: Patient, remind: Any):
    _notice, address = due
    at = f"{timezone.now() - dt.timedelta(minutes=9):%H:%M}"
    other, _token = message(remind(at, now=timezone.now() - dt.timedelta(days=2), zone="UTC", patient=boris, starts_on="2020-01-01"))
    Client().post(address, {"occurrence": first(other).occurrence_id, "answer": "taken"})
    assert not Answer.objects.exists()


@pytest.mark.parametrize("posted", [{}, {"answer": "taken"}, {"occurrence": "x", "answer": "taken"}, {"all": "skipped"}])
def test_a_post_that_says_nothing_changes_nothing(due: Any, posted: dict[str, str]):
    assert Client().post(due[1], posted).status_code == 302
    assert not Answer.objects.exists()


def test_a_link_that_is_older_than_48_hours_says_so(due: Any, monkeypatch: pytest.MonkeyPatch):
    _notice, address = due
    monkeypatch.setattr(tokens, "VALID_S", -1)
    for response in (Client().get(address), Client().post(address, {"all": "taken"})):
        assert response.status_code == 404
        assert "This link has ended" in response.content.decode()
    assert not Answer.objects.exists()


@pytest.mark.parametrize("forge", [lambda t: t[:-1] + ("A" if t[-1] != "A" else "B"), lambda t: "x", lambda t: "a" * 300, lambda t: t.replace(":", "%3A", 1)])
def test_a_forged_link_says_the_same(due: Any, forge: Any):
    token = due[1].split("/")[2]
    made = forge(token)
    response = Client().get(f"/r/{made}/")
    assert response.status_code == (404 if made != token.replace(":", "%3A", 1) else 200)


def test_a_token_of_another_kind_opens_nothing(due: Any):
    other = signing.TimestampSigner(salt="other").sign(due[1].split("/")[2].split(":")[0])
    assert Client().get(f"/r/{other}/").status_code == 404


def test_the_link_of_an_account_that_closes_has_ended(due: Any, amina: Patient):
    Patient.objects.filter(pk=amina.pk).update(closing_since=timezone.now())
    assert Client().get(due[1]).status_code == 404


def test_no_log_line_holds_a_link():
    token = tokens.make(uuid.uuid4())
    assert token not in redacted(f'"GET /r/{token}/ HTTP/1.1" 200')
    assert "abcdefghijkl" not in redacted("GET /calendar/abcdefghijklmnop.ics")
    assert "/reminders/calendar/" in redacted("GET /reminders/calendar/ 200")


def test_a_page_that_was_open_before_later_still_records_taken(due: Any):
    notice, address = due
    one = first(notice)
    for said in ("later", "taken"):  # the second from a page that still has the first id, on another phone
        Client().post(address, {"occurrence": one.occurrence_id, "answer": said})
    assert reading.find(notice.patient, one.occurrence_id, timezone.now()).state == "taken"


def test_a_phone_with_a_fast_clock_does_not_keep_the_page_from_taking_an_answer_back(due: Any):
    notice, address = due
    one = first(notice)
    record_answers(notice.patient, [Reply(uuid.uuid4(), one.occurrence_id, "taken", timezone.now() + dt.timedelta(hours=20), "app")])
    Client().post(address, {"occurrence": one.occurrence_id, "answer": "undo"})
    assert answers(notice)["Gabapentin"] == ""


# ---- The buttons and receipts of a notification ---------------------------------------------------------------------


def said(token: str, **more: Any) -> dict[str, Any]:
    return {"token": token, "id": str(uuid.uuid4()), **more}


def post(path: str, body: dict[str, Any]) -> Any:
    return Client(enforce_csrf_checks=True).post(f"/api/v1/notices/{path}/", body, content_type="application/json")


def test_done_means_all_of_the_message(due: Any):
    notice, address = due
    body = said(address.split("/")[2], answer="taken")
    for _again in range(2):
        reply = post("answer", body)
        assert (reply.status_code, reply.json()) == (200, {"id": body["id"]})
    assert set(answers(notice).values()) == {"taken"}
    assert [one.by for one in Answer.objects.all()] == ["button", "button"]


def test_what_was_said_without_a_network_keeps_its_moment(due: Any):
    notice, address = due
    before = timezone.now() - dt.timedelta(minutes=2)
    post("answer", said(address.split("/")[2], answer="taken", stamp=before.isoformat()))
    assert first(notice).done_at == before


def test_a_phone_whose_clock_is_ahead_says_now(due: Any):
    post("answer", said(due[1].split("/")[2], answer="taken", stamp=(timezone.now() + dt.timedelta(days=9)).isoformat()))
    done = first(due[0]).done_at
    assert done is not None
    assert done <= timezone.now()


def test_later_comes_again(due: Any):
    post("answer", said(due[1].split("/")[2], answer="later"))
    assert Occurrence.objects.filter(snooze=1).count() == 2


def test_later_sent_twice_by_the_network_is_one_later(due: Any):
    body = said(due[1].split("/")[2], answer="later")
    for _again in range(2):
        assert post("answer", body).status_code == 200
    assert (Occurrence.objects.count(), Answer.objects.count()) == (4, 2)


def test_a_button_cannot_answer_what_is_not_in_its_message(due: Any, boris: Patient, remind: Any):
    at = f"{timezone.now() - dt.timedelta(minutes=9):%H:%M}"
    for patient in (boris, due[0].patient):
        other, _token = message(remind(at, now=timezone.now() - dt.timedelta(days=2), zone="UTC", patient=patient, starts_on="2020-01-01"))
        reply = post("answer", said(due[1].split("/")[2], answer="taken", occurrence=str(first(other).occurrence_id)))
        assert (reply.status_code, reply.json()["code"]) == (404, "not_found")
    assert not Answer.objects.exists()


def test_a_receipt_is_noted_for_that_phone(remind: Any, amina: Patient):
    phone, other = subscription(amina), subscription(amina, "other")
    at = f"{timezone.now() - dt.timedelta(minutes=3):%H:%M}"
    notice, token = message(remind(at, now=timezone.now() - dt.timedelta(days=2), zone="UTC", starts_on="2020-01-01"), to=phone)
    assert post("receipt", said(token, event="shown")).status_code == 200
    notice.refresh_from_db()
    assert notice.state == Notice.State.SHOWN
    assert notice.shown_at
    phone.refresh_from_db()
    other.refresh_from_db()
    assert phone.first_receipt_at
    assert not other.first_receipt_at
    assert notice.deliveries.get().shown_at


@pytest.mark.parametrize("path", ["receipt", "answer"])
def test_a_forged_token_is_refused_in_the_one_shape(path: str):
    reply = post(path, said("forged", event="shown", answer="taken"))
    assert (reply.status_code, reply.json()["code"]) == (404, "not_found")
    assert post(path, {}).json()["code"] == "invalid"


def test_the_page_costs_as_many_queries_for_5_doses_as_for_1(remind: Any, django_assert_num_queries: Any):
    past, at = timezone.now() - dt.timedelta(days=2), f"{timezone.now() - dt.timedelta(minutes=3):%H:%M}"
    made = [remind(at, name=f"Medicine {number}", now=past, zone="UTC", starts_on="2020-01-01") for number in range(6)]
    for these, channel in ((made[:1], "digest"), (made[1:], "test")):
        notice, _token = message(*these)
        with django_assert_num_queries(2):
            assert len(reading.items_of(notice, timezone.now())) == len(these)
        Notice.objects.filter(pk=notice.pk).update(channel=channel)  # the next one is the first of this minute
