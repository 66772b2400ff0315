"""What she wants to ask at her next review: sent like everything else, stored once, folded by (rank, stamp, id)."""

import datetime as dt
import itertools
import uuid
from typing import Any

import pytest
import time_machine

from backend.audit.models import AuditEvent
from backend.patients.models import Question, QuestionRevision
from backend.symptoms.models import DiaryDay, DiaryRevision
from backend.symptoms.questions import id_from_article, refold
from backend.symptoms.services import record_envelopes
from tests.factories import envelope, question, user

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
NOON = dt.datetime(2026, 11, 20, 12, tzinfo=dt.UTC)
KEY = "11111111-1111-4111-8111-111111111111"
WORDS = "Can I drive with this leg?"


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(NOON, tick=False):
        yield


def at(second: int) -> str:
    return f"2026-11-20T08:00:{second:02}.000Z"


def say(fields: dict[str, Any], second: int = 0, **extra: Any) -> dict[str, Any]:
    return question(fields, KEY, stamp=at(second), **extra)


def sent(patient: Any, *items: Any) -> list[str]:
    return [result.code for result in record_envelopes(patient, patient.user, items).results]


def test_a_question_is_kept_with_when_it_was_made(amina):
    assert sent(amina, say({"text": WORDS})) == ["stored"]
    (kept,) = amina.questions.standing()
    assert (kept.text, kept.article, kept.asked, kept.withdrawn) == (WORDS, "", False, False)
    assert kept.created_at == dt.datetime(2026, 11, 20, 8, tzinfo=dt.UTC)


def test_a_retry_stores_nothing_twice(amina):
    item = say({"text": WORDS})
    assert sent(amina, item) + sent(amina, item, item) == ["stored", "duplicate", "duplicate"]
    assert (Question.objects.count(), QuestionRevision.objects.count()) == (1, 1)


def test_the_same_id_with_other_words_is_a_conflict(amina):
    item = say({"text": WORDS})
    assert sent(amina, item, say({"text": "other"}, id=item["id"])) == ["stored", "conflict"]
    assert amina.questions.get().text == WORDS


def test_two_phones_converge_in_any_order(amina, boris):
    words = [say({"text": "first"}), say({"asked": True}, 2), say({"text": "second"}, 1), say({"asked": None}, 3)]
    found = set()
    for order in itertools.permutations(words):
        Question.objects.all().delete()
        QuestionRevision.objects.all().delete()
        for item in order:
            sent(amina, item)
        one = amina.questions.get()
        assert one.winners == refold(amina, one.question_id)
        found.add((one.text, one.asked, one.created_at))
    assert found == {("second", False, dt.datetime(2026, 11, 20, 8, tzinfo=dt.UTC))}


def test_the_same_words_in_one_batch_and_in_many_are_the_same(amina, boris):
    words = [say({"text": "first", "article": "your-check"}), say({"withdrawn": True}, 1), say({"withdrawn": False}, 2)]
    sent(amina, *words)
    for item in words:
        sent(boris, item)
    assert Question.objects.get(patient=amina).winners == Question.objects.get(patient=boris).winners


def test_her_own_words_stand_above_a_helpers_whenever_they_came(amina):
    sent(amina, say({"text": "hers"}), question({"text": "theirs"}, KEY, stamp=at(5), body={**say({"text": "theirs"})["body"], "helper": "guess"}))
    assert amina.questions.get().text == "hers"
    assert list(QuestionRevision.objects.order_by("stamp").values_list("rank", "guessed")) == [(20, False), (10, True)]


def test_it_touches_no_day_and_no_diary_revision(amina):
    recorded = record_envelopes(amina, amina.user, [say({"text": WORDS})])
    assert (recorded.days, DiaryDay.objects.count(), DiaryRevision.objects.count()) == ({}, 0, 0)


def test_the_trail_names_no_words_of_it(amina):
    sent(amina, say({"text": WORDS, "asked": False}))
    assert AuditEvent.objects.get(verb="diary.recorded").detail == {"revisions": 1, "fields": ["question"]}


def test_the_fields_are_read_strictly(amina):
    long = "a" * 501
    wrong = [{"text": long}, {"asked": "yes"}, {"article": "<script>"}, {"article": "../x"}, {"words": "x"}, {}]
    assert sent(amina, *(say(fields) for fields in wrong)) == ["invalid"] * 6
    assert sent(amina, question({"text": "x"}, "not-a-uuid")) == ["invalid"]
    assert not Question.objects.exists()


def test_control_characters_are_taken_out_and_lines_stay(amina):
    sent(amina, say({"text": " one\x00\x1b\u202e\r\ntwo \U0001f6b6 "}))
    assert amina.questions.get().text == "one\ntwo \U0001f6b6"


def test_a_bad_question_never_blocks_the_day_beside_it(amina):
    assert sent(amina, say({"asked": 1}), envelope("2026-11-20", {"pain_avg": 6}), say({"text": WORDS})) == ["invalid", "stored", "stored"]


def test_open_ones_stand_first_and_removed_ones_not_at_all(amina):
    for number, fields in enumerate(({"text": "a", "asked": True}, {"text": "b"}, {"text": "c", "withdrawn": True}, {"asked": True})):
        sent(amina, question(fields, str(uuid.UUID(int=number + 1)), stamp=at(number)))
    assert [one.text for one in amina.questions.standing()] == ["b", "a"]
    assert [one.text for one in amina.questions.unasked()] == ["b"]


def test_a_question_of_an_article_is_one_however_often_it_is_added(amina, boris):
    account = amina.user.account
    assert id_from_article(account, "driving", WORDS) == id_from_article(account, "driving", WORDS)
    assert id_from_article(account, "driving", WORDS) != id_from_article(boris.user.account, "driving", WORDS)


# ---- For programs ---------------------------------------------------------------------------------------------------


def put(client: Any, fields: Any, key: str = KEY, **extra: Any) -> Any:
    head = {"id": str(uuid.uuid4()), "stamp": at(0), "tz": "Europe/London", "schema": 1, "date": "2026-11-20"}
    return client.put(f"/api/v1/questions/{key}/", head | {"fields": fields} | extra, content_type="application/json")


def test_a_program_writes_and_reads_them(amina, sign_in):
    client = sign_in(amina.user)
    told = put(client, {"text": WORDS, "article": "driving"}).json()
    assert (told["text"], told["article"], told["asked"], told["created_at"]) == (WORDS, "driving", False, at(0))
    assert client.get("/api/v1/questions/").json() == {"questions": [told]}


def test_a_stranger_sees_none_and_changes_none(amina, boris, sign_in):
    put(sign_in(amina.user), {"text": WORDS})
    client = sign_in(boris.user)
    assert client.get("/api/v1/questions/").json() == {"questions": []}
    put(client, {"withdrawn": True}, stamp=at(9))
    assert [one.text for one in amina.questions.standing()] == [WORDS]


def test_what_cannot_be_read_is_refused_by_name(amina, sign_in):
    client = sign_in(amina.user)
    assert put(client, {"text": "a" * 501}).json()["errors"][0]["code"] == "too_long"
    assert put(client, {"text": "a"}, more=1).json()["errors"][0]["field"] == "more"
    assert client.get(f"/api/v1/questions/{KEY}/").status_code == 405


def test_somebody_without_a_diary_has_none(sign_in):
    assert sign_in(user()).get("/api/v1/questions/").status_code == 404
