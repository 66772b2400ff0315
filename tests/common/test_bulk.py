"""Rows in one statement: what comes back is what Django's own insert would have stored, on both databases."""

import datetime as dt
import uuid
from typing import Any

import pytest
from django.db import IntegrityError

from backend.common import bulk
from backend.symptoms.models import DiaryDay, DiaryRevision
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
AT = dt.datetime(2026, 11, 20, 8, 4, 5, 123000, tzinfo=dt.UTC)


def row(patient: Any, **changed: Any) -> dict[str, Any]:
    same = {"patient_id": patient.pk, "author_id": None, "rank": 20, "clock_skew_s": None, "kind": "diary", "moment_id": None, "tz": "Europe/London"}
    own = {"envelope_id": uuid.uuid4(), "date": AT.date(), "fields": {"pain_avg": 6}, "stamp": AT, "schema": 1, "received_at": AT}
    return {**same, **own, "provenance": "live", "guessed": False, "body_hash": "0" * 64, **changed}


def test_every_kind_of_value_comes_back_as_django_would_have_stored_it() -> None:
    patient = factories.patient()
    given = row(patient, moment_id=uuid.uuid4(), clock_skew_s=-7)
    bulk.insert(DiaryRevision, [given])
    stored = DiaryRevision.objects.values(*given).get()
    assert stored == given


@pytest.mark.parametrize("note", ["“quoted” 'and' \"plain\"", "back\\slash \\u0041", "line\nline", "🦶 ok", "100 % %s", "$.a"])
def test_words_come_back_letter_by_letter(note: str) -> None:
    patient = factories.patient()
    bulk.insert(DiaryRevision, [row(patient, fields={"note": note})])
    assert DiaryRevision.objects.get().fields == {"note": note}


def test_a_row_that_is_there_gets_the_named_columns_only() -> None:
    patient = factories.patient()
    day = {"patient_id": patient.pk, "date": AT.date(), "pain_avg": 6, "sleep": 3, "winners": {}, "provenance": "live"}
    more = {"complete": False, "withdrawn": False, "updated_at": AT}
    bulk.insert(DiaryDay, [{**day, **more}])
    bulk.insert(DiaryDay, [{**day, **more, "pain_avg": None, "sleep": 9, "complete": True}], unique=("patient_id", "date"), update=("pain_avg", "complete"))
    assert DiaryDay.objects.values_list("pain_avg", "sleep", "complete").get() == (None, 3, True)


def test_one_statement_whatever_the_number_of_rows(django_assert_num_queries: Any) -> None:
    patient = factories.patient()
    with django_assert_num_queries(1):
        bulk.insert(DiaryRevision, [row(patient) for _ in range(500)])
    assert DiaryRevision.objects.count() == 500


def test_no_rows_ask_nothing_of_the_database(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(0):
        bulk.insert(DiaryRevision, [])


def test_the_database_still_refuses_what_is_there_twice() -> None:
    patient, same = factories.patient(), uuid.uuid4()
    with pytest.raises(IntegrityError):
        bulk.insert(DiaryRevision, [row(patient, envelope_id=same), row(patient, envelope_id=same)])
