"""Exercise sessions: every word kept, folded as the diary folds, whatever comes twice, late or broken."""

import datetime as dt
import itertools
import uuid
from typing import Any

import pytest
import time_machine

from backend.symptoms.services import record_envelopes
from backend.treatment.exercise_reading import next_morning, session_marks
from backend.treatment.models import ExercisePlan, ExerciseSession, PlanRevision
from backend.treatment.sessions import with_fall
from tests import factories

pytestmark = pytest.mark.django_db
NOON = dt.datetime(2026, 11, 20, 12, tzinfo=dt.UTC)
DAY = NOON.date()
SESSION = "0d7a1f3e-6c55-4c1e-9a50-7d6f3f6f0a11"


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(NOON, tick=False):
        yield


def said(fields: dict[str, Any], *, minutes: int = 0, session: str = SESSION, date: str = DAY.isoformat(), **extra: Any) -> dict[str, Any]:
    body = {"session": session, "date": date, "fields": fields} | extra.pop("body", {})
    return factories.envelope(date, {}, at=NOON + dt.timedelta(minutes=minutes - 60), **({"kind": "session", "body": body} | extra))


def codes(patient: Any, *items: dict[str, Any]) -> list[str]:
    return [result.code for result in record_envelopes(patient, patient.user, list(items)).results]


def told(patient: Any) -> tuple[Any, ...]:
    return ExerciseSession.objects.filter(patient=patient).values_list("pain_before", "pain_after", "effort", "trouble", "withdrawn").get()


def test_three_taps_in_any_order_are_one_session(amina):
    taps = [said({"pain_before": 3}), said({"pain_after": 4}, minutes=20), said({"effort": 6}, minutes=21), said({"effort": 5}, minutes=22)]
    for order in itertools.permutations(taps):
        PlanRevision.objects.all().delete()
        ExerciseSession.objects.all().delete()
        for tap in order:
            codes(amina, tap)
        assert told(amina) == (3, 4, 5, "", False)


def test_the_same_tap_twice_is_one_and_other_words_under_its_id_are_a_conflict(amina):
    tap = said({"pain_before": 3})
    assert codes(amina, tap, tap) == ["stored", "duplicate"]
    assert codes(amina, tap | {"body": tap["body"] | {"fields": {"pain_before": 9}}}) == ["conflict"]
    assert PlanRevision.objects.count() == 1


def test_her_own_word_stands_against_a_later_one_of_a_helper(amina):
    codes(amina, said({"pain_after": 4}), said({"pain_after": 8}, minutes=5, body={"helper": "guess"}))
    assert told(amina)[1] == 4


def test_a_plan_of_somebody_else_is_not_taken_over(amina, boris):
    other = ExercisePlan.objects.create(patient=boris, stage=3, starts_on=DAY)
    own = ExercisePlan.objects.create(patient=amina, stage=2, starts_on=DAY)
    assert codes(amina, said({"plan": str(other.pk), "effort": 3})) == ["stored"]
    assert ExerciseSession.objects.values_list("plan", "stage").get() == (None, None)
    codes(amina, said({"plan": str(own.pk)}, minutes=1))
    assert ExerciseSession.objects.values_list("plan", "stage").get() == (own.pk, 2)


def test_a_phone_that_knew_of_no_plan_did_the_one_that_stood_on_that_day(amina):
    old = ExercisePlan.objects.create(patient=amina, stage=1, starts_on=DAY - dt.timedelta(days=9), replaced_on=DAY)
    ExercisePlan.objects.create(patient=amina, stage=2, starts_on=DAY)
    codes(amina, said({"effort": 3}, date="2026-11-19"))
    assert ExerciseSession.objects.values_list("plan", "stage").get() == (old.pk, 1)


@pytest.mark.parametrize(
    "body",
    [
        {"fields": {"pain_before": 11}},
        {"fields": {"pain_before": True}},
        {"fields": {"trouble": "tired"}},
        {"fields": {"next_day": "maybe"}},
        {"fields": {"plan": "mine"}},
        {"fields": {"heart_rate": 90}},
        {"fields": {}},
        {"fields": None},
        {"session": "one"},
        {"session": None},
        {"date": "2026-11-31"},
        {"date": "2026-11-22"},
        {"reps": 10},
    ],
)
def test_a_session_that_cannot_be_right_is_refused_whole_and_blocks_no_other(amina, body):
    good = said({"effort": 2}, session=str(uuid.uuid4()))
    assert codes(amina, said({"effort": 1}, body=body), good) == ["invalid", "stored"]
    assert ExerciseSession.objects.count() == 1


def test_taken_back_it_counts_nowhere_and_stays_in_the_history(amina):
    codes(amina, said({"effort": 5}), said({"withdrawn": True}, minutes=1))
    assert (session_marks(amina, DAY, DAY), PlanRevision.objects.count()) == ([], 2)
    codes(amina, said({"withdrawn": False}, minutes=2))
    assert session_marks(amina, DAY, DAY) == [(DAY, "Exercises")]


def test_the_next_morning_it_is_asked_about_until_she_says(amina):
    codes(amina, said({"effort": 5}, date="2026-11-19"))
    asked = next_morning(amina, DAY)
    assert asked is not None
    assert str(asked.session_id) == SESSION
    codes(amina, said({"next_day": "no"}, date="2026-11-19", minutes=2))
    assert next_morning(amina, DAY) is None


def test_a_fall_in_a_session_is_a_fall_of_the_diary_once(amina):
    item = said({"trouble": "fell"})
    assert codes(amina, *with_fall(item), *with_fall(item)) == ["stored"] * 3 + ["duplicate"] * 3
    assert [moment.kind for moment in amina.moments.all()] == ["fall"]
    assert list(amina.safety_answers.values_list("item", "answer")) == [("fell", "yes")]


def test_the_number_of_queries_does_not_grow_with_the_batch(amina, django_assert_max_num_queries):
    items = [said({"effort": 5}, session=str(uuid.uuid4())) for _ in range(60)]
    with django_assert_max_num_queries(24):
        assert codes(amina, *items) == ["stored"] * 60
