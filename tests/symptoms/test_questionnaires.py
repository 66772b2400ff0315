"""Answers of a questionnaire: saved item by item, folded into one response a week."""

import datetime as dt
import uuid
from typing import Any

import pytest

from backend.symptoms.instruments import INSTRUMENTS, LEG_JOBS, response_id
from backend.symptoms.services import record_envelopes
from tests import factories

NOW = dt.datetime(2026, 11, 20, 12, tzinfo=dt.UTC)
ACCOUNT = uuid.UUID("5b5a1c56-0d7c-4d5c-9d3e-0f1d2c3b4a59")
LEFT = {f"left.{job}": "easy" for job in ("lift_foot", "climb_stairs", "rise_from_chair", "stand_on_toes")}


def said(patient: Any, fields: dict[str, Any], *, day: str = "2026-11-20", at: dt.datetime = NOW, **extra: Any) -> dict[str, Any]:
    response = str(response_id(patient.user.account, "leg_jobs", dt.date.fromisoformat(day)))
    body = {"response": response, "instrument": "leg_jobs", "date": day, "fields": fields} | extra
    return factories.envelope(day, {}, at=at, kind="questionnaire", body=body)


def record(patient: Any, *items: dict[str, Any], now: dt.datetime = NOW) -> list[str]:
    return [result.code for result in record_envelopes(patient, patient.user, items, now=now).results]


def answers(patient: Any) -> dict[str, Any]:
    return {name: won[0] for name, won in patient.responses.get().winners.items()}


@pytest.mark.parametrize(("day", "same"), [("2026-11-16", True), ("2026-11-22", True), ("2026-11-23", False), ("2026-11-15", False)])
def test_a_week_runs_from_monday_to_sunday(day: str, same: bool) -> None:
    here = response_id(ACCOUNT, "leg_jobs", dt.date(2026, 11, 20))
    assert (response_id(ACCOUNT, "leg_jobs", dt.date.fromisoformat(day)) == here) is same


def test_somebody_with_one_leg_is_asked_for_that_leg_and_the_aid() -> None:
    assert LEG_JOBS.required(["left"]) == [*LEFT, "walking_aid"]


def test_every_item_has_words() -> None:
    assert all(str(field.label) and field.codes for instrument in INSTRUMENTS.values() for field in instrument.items.values())


@pytest.mark.django_db
@pytest.mark.both_databases
def test_answers_arrive_one_by_one_and_make_one_response() -> None:
    patient = factories.patient()
    assert record(patient, said(patient, {"left.lift_foot": "hard"}), said(patient, {"walking_aid": "one_stick"})) == ["stored", "stored"]
    assert answers(patient) == {"left.lift_foot": "hard", "walking_aid": "one_stick"}
    assert not patient.responses.get().complete


@pytest.mark.django_db
def test_it_is_complete_when_each_item_of_the_affected_leg_is_answered() -> None:
    patient = factories.patient()
    record(patient, said(patient, LEFT), said(patient, {"walking_aid": "nothing"}))
    assert patient.responses.get().complete


@pytest.mark.django_db
@pytest.mark.both_databases
def test_two_phones_fill_in_the_same_week() -> None:
    patient = factories.patient()
    record(patient, said(patient, {"left.lift_foot": "hard"}, at=NOW - dt.timedelta(hours=2)))
    record(patient, said(patient, {"left.lift_foot": "easy"}, at=NOW - dt.timedelta(hours=3)))
    assert answers(patient) == {"left.lift_foot": "hard"}


@pytest.mark.django_db
def test_a_check_that_comes_a_month_late_belongs_to_its_own_week() -> None:
    patient = factories.patient()
    late = NOW - dt.timedelta(days=30)
    record(patient, said(patient, {"walking_aid": "wheelchair"}, day="2026-10-21", at=late), said(patient, {"walking_aid": "nothing"}))
    assert sorted(patient.responses.values_list("date", flat=True)) == [dt.date(2026, 10, 21), dt.date(2026, 11, 20)]


@pytest.mark.django_db
@pytest.mark.parametrize("wrong", [str(response_id(ACCOUNT, "leg_jobs", dt.date(2026, 11, 20))), str(uuid.UUID(int=7))])
def test_an_answer_with_an_id_of_another_week_or_person_is_filed_under_its_own(wrong: str) -> None:
    """A phone may hold such an entry from long ago: it is not lost, and it is not in anybody's way."""
    patient = factories.patient()
    item = said(patient, {"left.lift_foot": "hard"}, response=wrong)
    assert record(patient, item) == ["stored"]
    assert record(patient, item) == ["duplicate"]
    right = response_id(patient.user.account, "leg_jobs", dt.date(2026, 11, 20))
    assert [one.response_id for one in patient.responses.all()] == [right]
    assert [one.moment_id for one in patient.revisions.all()] == [right]


@pytest.mark.django_db
def test_an_answer_that_was_moved_to_another_day_counts_for_that_days_week() -> None:
    patient = factories.patient()
    this_week = str(response_id(patient.user.account, "leg_jobs", dt.date(2026, 11, 20)))
    record(patient, said(patient, {"walking_aid": "nothing"}), said(patient, {"walking_aid": "wheelchair"}, day="2026-11-13", response=this_week))
    told = {one.date.isoformat(): one.winners["walking_aid"][0] for one in patient.responses.all()}
    assert told == {"2026-11-20": "nothing", "2026-11-13": "wheelchair"}


@pytest.mark.django_db
def test_sent_twice_it_is_stored_once() -> None:
    patient = factories.patient()
    same = said(patient, {"walking_aid": "nothing"})
    assert record(patient, same, same) == ["stored", "duplicate"]
    assert patient.revisions.count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize("wrong", [{"instrument": "phq9"}, {"instrument": None}, {"fields": {"left.fly": "easy"}}, {"fields": {"left.lift_foot": "good"}}])
def test_what_no_questionnaire_asks_is_refused(wrong: dict[str, Any]) -> None:
    patient = factories.patient()
    envelope = said(patient, {"walking_aid": "nothing"})
    envelope["body"] |= wrong
    assert record(patient, envelope) == ["invalid"]


@pytest.mark.django_db
def test_a_helper_never_overwrites_her_own_answer() -> None:
    patient = factories.patient()
    record(patient, said(patient, {"walking_aid": "one_stick"}, at=NOW - dt.timedelta(hours=1)), said(patient, {"walking_aid": "wheelchair"}, helper="guess"))
    assert answers(patient) == {"walking_aid": "one_stick"}
