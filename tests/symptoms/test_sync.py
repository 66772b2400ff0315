"""POST /api/v1/sync/: every item once, a bad one never blocks the others."""

import datetime as dt
import json
import uuid

import pytest
import time_machine
from rest_framework.test import APIClient

from backend.accounts.services import new_epoch
from backend.audit.models import AuditEvent
from backend.symptoms.folding import day_tick_id, refold
from backend.symptoms.models import DiaryRevision
from tests.factories import envelope, moment

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
NOON = dt.datetime(2026, 11, 20, 12, tzinfo=dt.UTC)
TODAY = "2026-11-20"
URL = "/api/v1/sync/"


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def send(amina, api_as):
    client = api_as(amina.user)

    def post(*items, **extra):
        return client.post(URL, {"items": list(items), **extra}, format="json")

    return post


def codes(response):
    return [result["code"] for result in response.json()["results"]]


def test_a_stranger_is_signed_out():
    response = APIClient().post(URL, {"items": []}, format="json")
    assert (response.status_code, response.json()["code"]) == (401, "signed_out")


def test_the_wrong_account_stores_nothing(amina, boris, api_as):
    item = envelope(TODAY, {"pain_avg": 6})
    response = api_as(amina.user).post(URL, {"items": [item]}, format="json", HTTP_X_STRIDE_ACCOUNT=str(boris.user.account))
    assert (response.status_code, response.json()["code"]) == (409, "wrong_account")
    assert not DiaryRevision.objects.exists()


def test_somebody_without_a_diary_gets_404(api_as, db):
    from tests.factories import user

    assert api_as(user()).post(URL, {"items": []}, format="json").status_code == 404


def test_an_entry_is_stored_and_the_day_comes_back(send, amina):
    response = send(envelope(TODAY, {"pain_avg": 6}))
    assert codes(response) == ["stored"]
    assert response.json()["days"][TODAY]["fields"]["pain_avg"] == 6
    assert amina.days.get().pain_avg == 6


def test_a_retry_stores_nothing_twice(send, amina):
    item = envelope(TODAY, {"pain_avg": 6})
    send(item)
    again = send(item)
    assert codes(again) == ["duplicate"]
    assert again.json()["days"][TODAY]["fields"]["pain_avg"] == 6
    assert amina.revisions.count() == 1


def test_a_replayed_batch_writes_no_row(send, amina, django_assert_num_queries):
    items = [envelope(TODAY, {"pain_avg": n % 11}) for n in range(30)]
    send(*items)
    events = AuditEvent.objects.count()
    assert set(codes(send(*items))) == {"duplicate"}
    assert (amina.revisions.count(), AuditEvent.objects.count()) == (30, events)


def test_the_same_id_twice_in_one_batch_is_one_entry(send, amina):
    item = envelope(TODAY, {"pain_avg": 6})
    assert codes(send(item, item)) == ["stored", "duplicate"]
    assert amina.revisions.count() == 1


def test_the_same_id_with_another_body_is_a_conflict_and_keeps_the_first(send, amina):
    item = envelope(TODAY, {"pain_avg": 6})
    send(item)
    answer = send(item | {"body": {"date": TODAY, "fields": {"pain_avg": 2}}})
    assert codes(answer) == ["conflict"]
    assert answer.json()["results"][0]["errors"] == [
        {"field": "id", "code": "conflict", "message": "Another entry with this id is kept. Try again: it goes as a new one."}
    ]
    assert amina.days.get().pain_avg == 6


def test_two_people_may_use_the_same_id(amina, boris, api_as):
    item = envelope(TODAY, {"pain_avg": 6})
    for who in (amina, boris):
        assert codes(api_as(who.user).post(URL, {"items": [item]}, format="json")) == ["stored"]


def test_the_later_stamp_wins_whatever_arrives_first(send, amina):
    early = envelope(TODAY, {"pain_avg": 3}, at=NOON - dt.timedelta(hours=2))
    late = envelope(TODAY, {"pain_avg": 7}, at=NOON - dt.timedelta(hours=1))
    send(late)
    send(early)
    assert amina.days.get().pain_avg == 7


def test_a_helper_never_overwrites_the_patient(amina):
    from backend.symptoms.services import record_envelopes

    record_envelopes(amina, amina.user, [envelope(TODAY, {"pain_avg": 4}, at=NOON - dt.timedelta(hours=3))])
    record_envelopes(amina, None, [envelope(TODAY, {"pain_avg": 8})], by="helper")
    day = amina.days.get()
    assert (day.pain_avg, amina.revisions.count()) == (4, 2)


BAD = {
    "pain of 11": ({"pain_avg": 11}, "pain_avg"),
    "pain of -1": ({"pain_avg": -1}, "pain_avg"),
    "pain of 6.5": ({"pain_avg": 6.5}, "pain_avg"),
    "pain of true": ({"pain_avg": True}, "pain_avg"),
    "an unknown field": ({"mood": 3}, "mood"),
    "1 MB less in a note": ({"note": "x" * 900_000}, "note"),
    "nothing": ({}, "fields"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_value_is_answered_beside_its_field_and_blocks_no_other(send, amina, name):
    fields, wrong = BAD[name]
    response = send(envelope(TODAY, fields), envelope(TODAY, {"sleep": 2}))
    assert codes(response) == ["invalid", "stored"]
    assert response.json()["results"][0]["errors"][0]["field"] == wrong
    assert amina.days.get().sleep == 2


ODD = {
    "next week": (lambda e: e["body"].update(date="2026-11-27"), "invalid", "date"),
    "a day that does not exist": (lambda e: e["body"].update(date="2026-02-30"), "invalid", "date"),
    "six years ago": (lambda e: e["body"].update(date="2020-11-20"), "invalid", "date"),
    "a malformed id": (lambda e: e.update(id="17"), "invalid", "id"),
    "an unknown schema": (lambda e: e.update(schema=99), "upgrade_needed", "schema"),
    "an unknown kind": (lambda e: e.update(kind="poem"), "unknown_kind", "kind"),
    "a zone that does not exist": (lambda e: e.update(tz="Mars/Olympus"), "invalid", "tz"),
    "a zone that is a path": (lambda e: e.update(tz="../../etc/passwd"), "invalid", "tz"),
    "a stamp without a zone": (lambda e: e.update(stamp="2026-11-20T08:04:05"), "invalid", "stamp"),
    "a stamp in the year 1": (lambda e: e.update(stamp="0001-01-01T00:00:00.000Z"), "invalid", "stamp"),
    "two days ahead": (lambda e: e.update(stamp="2026-11-22T12:00:01.000Z"), "clock_ahead", "stamp"),
    "a body of text": (lambda e: e.update(body="pain"), "invalid", "body"),
    "an unknown key": (lambda e: e.update(patient="x"), "invalid", "patient"),
}


@pytest.mark.parametrize("name", ODD)
def test_an_odd_envelope_gets_a_clear_answer_and_blocks_no_other(send, amina, name):
    change, code, wrong = ODD[name]
    item = envelope(TODAY, {"pain_avg": 6})
    change(item)
    response = send(item, envelope(TODAY, {"sleep": 2}))
    assert codes(response) == [code, "stored"]
    assert wrong in [error["field"] for error in response.json()["results"][0]["errors"]]
    assert amina.revisions.count() == 1


@pytest.mark.parametrize("item", [None, 7, "x", [], {}, {"id": {}}])
def test_an_item_that_is_no_envelope_is_answered(send, item):
    assert codes(send(item, envelope(TODAY, {"sleep": 2})))[1] == "stored"


def test_a_clock_two_days_behind_is_accepted_and_its_skew_is_kept(send, amina):
    at = NOON - dt.timedelta(days=2)
    item = envelope("2026-11-18", {"pain_avg": 6}, at=at)
    send(item, sent_at=item["stamp"])
    assert amina.revisions.get().clock_skew_s == 2 * 24 * 3600


def test_a_clock_ahead_is_stored_under_the_same_id_once_mended(send, amina):
    item = envelope(TODAY, {"pain_avg": 6}, stamp="2026-11-25T08:00:00.000Z")
    assert codes(send(item)) == ["clock_ahead"]
    assert codes(send(item | {"stamp": "2026-11-20T08:00:00.000Z"})) == ["stored"]
    assert amina.days.get().pain_avg == 6


NOTES = ["🦵 better", "שלום מרים", "<script>alert(1)</script>", "'; DROP TABLE x;--", "{{ 7*7 }}"]


@pytest.mark.parametrize("note", NOTES)
def test_a_note_is_kept_to_the_letter(send, note):
    assert send(envelope(TODAY, {"note": note})).json()["days"][TODAY]["fields"]["note"] == note


def test_control_characters_leave_a_note(send):
    assert send(envelope(TODAY, {"note": "a\x00b\x1b[2Jc"})).json()["days"][TODAY]["fields"]["note"] == "ab[2Jc"


def test_too_many_items_are_413_and_nothing_is_stored(send, amina):
    response = send(*[envelope(TODAY, {"pain_avg": 1}) for _ in range(201)])
    assert (response.status_code, response.json()["code"]) == (413, "too_large")
    assert not amina.revisions.exists()


def test_ten_megabytes_are_413(amina, api_as):
    response = api_as(amina.user).post(URL, "x" * 10_000_000, content_type="application/json")
    assert (response.status_code, response.json()["code"]) == (413, "too_large")


@pytest.mark.parametrize("body", ["{", "[]", '"x"', '{"items": 7}', '{"items": [NaN]}', "[" * 200_000, "\xff"])
def test_a_body_that_cannot_be_read_is_400_in_the_one_shape(amina, api_as, body):
    response = api_as(amina.user).post(URL, body, content_type="application/json")
    assert response.status_code == 400
    assert set(response.json()) == {"code", "message", "errors"}


def test_a_stale_csrf_token_is_403_csrf_failed(amina):
    client = APIClient(enforce_csrf_checks=True)
    client.force_login(amina.user)
    response = client.post(URL, {"items": []}, format="json", HTTP_X_CSRFTOKEN="stale")
    assert (response.status_code, response.json()["code"]) == (403, "csrf_failed")


def test_a_fall_makes_one_moment_whichever_phone_ticked_it(send, amina):
    send(envelope(TODAY, {"tripped": "fall"}))
    send(envelope(TODAY, {"tripped": "fall"}))
    only = amina.moments.get()
    assert (only.kind, only.moment_id) == ("fall", day_tick_id(amina.user.account, dt.date(2026, 11, 20)))


def test_a_fall_taken_back_is_withdrawn_and_not_listed(send, amina):
    send(envelope(TODAY, {"tripped": "fall"}, at=NOON - dt.timedelta(minutes=2)))
    response = send(envelope(TODAY, {"tripped": "no"}))
    assert amina.moments.get().kind is None
    assert response.json()["days"][TODAY]["moments"] == []


def test_a_moment_of_its_own_stands_beside_the_tick(send, amina):
    send(envelope(TODAY, {"tripped": "fall"}), moment(TODAY, {"kind": "fall"}))
    assert amina.moments.filter(kind="fall").count() == 2


def test_withdrawing_writes_null_everywhere_and_undo_brings_it_back(send, amina):
    send(envelope(TODAY, {"pain_avg": 6, "new": "nothing"}, at=NOON - dt.timedelta(minutes=3)))
    send(envelope(TODAY, {"pain_avg": None, "new": None}, at=NOON - dt.timedelta(minutes=2)))
    assert amina.days.get().withdrawn
    send(envelope(TODAY, {"pain_avg": 6, "new": "nothing"}, at=NOON - dt.timedelta(minutes=1)))
    day = amina.days.get()
    assert (day.withdrawn, day.pain_avg) == (False, 6)


def test_a_day_is_complete_when_each_question_was_touched(send, amina):
    send(envelope(TODAY, {"pain_avg": 6, "strength_left": "same", "numbness": "same"}))
    assert not amina.days.get().complete
    send(envelope(TODAY, {"new": "skipped"}))
    assert amina.days.get().complete


def test_the_stored_day_is_the_fold_of_its_revisions(send, amina):
    for n in range(8):
        send(envelope(TODAY, {"pain_avg": n, "sleep": 8 - n}, at=NOON - dt.timedelta(minutes=(n * 5) % 7)))
    day = amina.days.get()
    assert day.winners == refold(amina, day.date)


@pytest.mark.parametrize("size", [1, 30, 200])
def test_the_number_of_queries_does_not_grow_with_the_batch(amina, api_as, size, django_assert_max_num_queries):
    new_epoch()
    client = api_as(amina.user)
    client.post(URL, {"items": [envelope(TODAY, {"pain_avg": 1})]}, format="json")
    items = [envelope(NOON.date() - dt.timedelta(days=n), {"pain_avg": 6}) for n in range(size)]
    with django_assert_max_num_queries(10):  # 7, the two ends of the transaction, and now and then the epoch
        assert set(codes(client.post(URL, {"items": items}, format="json"))) == {"stored"}


def test_what_was_stored_is_audited_by_names_only(send, amina):
    send(envelope(TODAY, {"note": "canary-word"}))
    event = AuditEvent.objects.get(verb="diary.recorded")
    assert event.detail == {"revisions": 1, "fields": ["note"]}
    assert "canary" not in json.dumps(event.detail)


def test_the_answer_is_never_cached(send):
    assert send(envelope(TODAY, {"pain_avg": 6}))["Cache-Control"] == "no-store"


def test_an_id_in_capitals_is_the_same_id(send, amina):
    item = envelope(TODAY, {"pain_avg": 6}, id=str(uuid.uuid4()).upper())
    assert codes(send(item)) == ["stored"]
    assert codes(send(item | {"id": item["id"].lower()})) == ["duplicate"]
