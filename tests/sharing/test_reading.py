"""One grant's view of one day, case by case."""

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from backend.clinics.models import Clinic
from backend.patients.models import Patient
from backend.sharing import reading
from backend.sharing.models import BEGINNING, Grant
from backend.symptoms.fields import DIARY
from tests import factories
from tests.sharing import diary

pytestmark = pytest.mark.django_db
WHOLE = {"pain_avg": 6, "strength_left": "same", "numbness": "less", "new": "nothing"}


def _read(amina: Patient, riverside: Clinic, *scopes: str, **terms: Any) -> reading.Reading:
    return reading.read(factories.grant(riverside, amina, clinician_scopes=list(scopes), **terms))


def test_every_field_of_the_diary_belongs_to_one_scope() -> None:
    assert set(reading.SCOPE_OF) == set(DIARY)
    assert {name for name, scope in reading.SCOPE_OF.items() if scope == "safety"} == {"new"}
    assert {name for name, scope in reading.SCOPE_OF.items() if scope == "notes"} == {"note"}


def test_a_hidden_field_is_absent_and_not_none(amina: Patient, riverside: Clinic) -> None:
    diary.log(amina, amina.today(), **WHOLE, note="private")
    day = _read(amina, riverside, "diary").days[0]
    assert day.values["pain_avg"] == 6
    assert "new" not in day.values
    assert "note" not in day.values


def test_a_day_with_hidden_fields_only_is_not_there(amina: Patient, riverside: Clinic) -> None:
    diary.log(amina, amina.today(), note="private")
    assert _read(amina, riverside, "diary", "safety").days == ()
    assert len(_read(amina, riverside, "notes").days) == 1


def test_a_hidden_question_neither_completes_a_day_nor_leaves_it_open(amina: Patient, riverside: Clinic) -> None:
    diary.log(amina, amina.today(), **{name: value for name, value in WHOLE.items() if name != "new"})
    assert not _read(amina, riverside, "diary", "safety").days[0].complete
    assert _read(amina, riverside, "diary").days[0].complete
    diary.log(amina, amina.today(), new="nothing")
    assert _read(amina, riverside, "diary").days[0].complete


def test_a_day_is_withdrawn_when_all_that_shows_was_withdrawn(amina: Patient, riverside: Clinic) -> None:
    diary.log(amina, amina.today(), pain_avg=6, note="stays")
    diary.log(amina, amina.today(), pain_avg=None)
    assert _read(amina, riverside, "diary").days[0].withdrawn
    assert not _read(amina, riverside, "diary", "notes").days[0].withdrawn


def test_where_the_pain_came_from_is_hidden_with_the_pain(amina: Patient, riverside: Clinic) -> None:
    diary.log(amina, amina.today() - dt.timedelta(days=1), **WHOLE)
    assert _read(amina, riverside, "diary").days[0].provenance == "live"
    assert _read(amina, riverside, "safety").days[0].provenance == ""


def test_a_falls_note_needs_the_scope_of_notes(amina: Patient, riverside: Clinic) -> None:
    diary.fall(amina, amina.today(), "on the stairs")
    assert _read(amina, riverside, "diary").moments[0].note is None
    assert _read(amina, riverside, "diary", "notes").moments[0].note == "on the stairs"
    assert _read(amina, riverside, "notes").moments == ()


def test_a_withdrawn_fall_is_gone(amina: Patient, riverside: Clinic) -> None:
    diary.log(amina, amina.today(), tripped="fall")
    assert len(_read(amina, riverside, "diary").moments) == 1
    diary.log(amina, amina.today(), tripped=None)
    assert _read(amina, riverside, "diary").moments == ()


def test_days_outside_the_dates_are_not_there(amina: Patient, riverside: Clinic) -> None:
    diary.log_days(amina, 5, pain_avg=3)
    today = amina.today()
    read = _read(amina, riverside, "diary", from_date=today - dt.timedelta(days=3), until=today - dt.timedelta(days=1))
    assert [(today - day.date).days for day in read.days] == [3, 2, 1]


def test_two_clinics_read_the_same_diary_each_with_its_own_dates(amina: Patient, riverside: Clinic) -> None:
    diary.log_days(amina, 4, pain_avg=3)
    here = factories.grant(riverside, amina, from_date=amina.today())
    there = factories.grant(factories.clinic("Hillside"), amina, from_date=BEGINNING)
    read = reading.read_many([here, there])
    assert [len(read[here.pk].days), len(read[there.pk].days)] == [1, 4]


def test_many_readings_take_three_queries(riverside: Clinic, django_assert_num_queries: Any) -> None:
    grants = []
    for _n in range(3):
        person = factories.patient()
        diary.log_days(person, 2)
        grants.append(factories.grant(riverside, person))
    with django_assert_num_queries(3):
        assert all(len(read.days) == 2 for read in reading.read_many(grants).values())


def test_the_first_shared_day_is_that_of_the_grant_or_of_the_diary(amina: Patient, riverside: Clinic) -> None:
    diary.log_days(amina, 3, pain_avg=3)
    today = amina.today()
    assert _read(amina, riverside, "diary", from_date=BEGINNING).since == today - dt.timedelta(days=2)
    assert _read(amina, riverside, "diary", from_date=today).since == today


@pytest.mark.both_databases
def test_the_database_refuses_a_last_day_without_its_end(amina: Patient, riverside: Clinic) -> None:
    grant = Grant(patient=amina, clinic=riverside, from_date=BEGINNING, until=amina.today())
    with pytest.raises(IntegrityError), transaction.atomic():
        Grant.objects.bulk_create([grant])


@pytest.mark.parametrize(("zone", "is_open"), [("Pacific/Auckland", False), ("Europe/London", True), ("America/Los_Angeles", True)])
def test_a_grant_ends_when_its_last_day_is_over_for_the_patient(zone: str, is_open: bool, riverside: Clinic) -> None:
    person = factories.patient(time_zone=zone)
    grant = factories.grant(riverside, person, until=dt.date(2026, 11, 20))
    evening = dt.datetime(2026, 11, 20, 20, tzinfo=dt.UTC)  # the 21st in Auckland
    assert Grant.objects.current(evening).filter(pk=grant.pk).exists() == is_open
    late = dt.datetime(2026, 11, 21, 7, tzinfo=dt.UTC)  # still the 20th in Los Angeles
    assert Grant.objects.current(late).filter(pk=grant.pk).exists() == (zone == "America/Los_Angeles")
