"""Heat, TENS and therapy visits: their cautions, when they are, and what was done."""

import datetime as dt
import uuid
from typing import Any

import pytest
import time_machine

from backend.reminders.reading import todays
from backend.treatment.exercise_kinds import routine_wanted
from backend.treatment.models import PlanRevision
from tests import factories

pytestmark = pytest.mark.django_db
NOON = dt.datetime(2026, 11, 20, 12, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def me(amina, sign_in):
    return sign_in(amina.user)


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())


def done(me: Any, routine: Any, **more: str) -> str:
    envelope = str(uuid.uuid4())
    me.post("/plan/routines/", {"routine": str(routine.pk), "envelope": envelope} | more)
    return envelope


def test_heat_always_has_its_caution_and_numb_skin_is_named_when_the_diary_says_so(me, sign_in):
    me.post("/plan/routines/add/", {"kind": "heat", "note": "Lower back", "minutes": "15"})
    page = text(me.get("/plan/routines/"))
    assert "Never on skin that you cannot feel well" in page
    assert "Your diary says that some of your skin is numb" in page
    page = text(sign_in(factories.patient("numbless@example.org", numb_at_start="no").user).get("/plan/routines/"))
    assert "Your diary says" not in page
    assert "Check your skin first" in page


def test_a_routine_reminds_on_its_days_until_it_ends(me, amina):
    me.post("/plan/routines/add/", {"kind": "tens", "day": ["4"], "time": ["18:30"], "remind": "yes"})
    routine, reminder = amina.routines.get(), amina.reminders.get()
    assert (reminder.kind, reminder.about, reminder.next_due_at) == ("routine", routine.pk, NOON.replace(hour=18, minute=30))
    me.post(f"/plan/routines/{routine.pk}/", {"do": "end"})
    assert amina.reminders.get().next_due_at is None
    assert "Nothing is planned yet" in text(me.get("/plan/routines/"))


def test_a_visit_has_a_date_and_is_a_moment_once_it_was(me, amina):
    me.post("/plan/routines/add/", {"kind": "therapy", "on_date": "2026-11-20", "time": ["14:00"], "remind": "yes"})
    assert amina.reminders.get().next_due_at == NOON.replace(hour=14)
    logged = done(me, amina.routines.get())
    assert amina.moments.get().kind == "therapy"
    done(me, amina.routines.get(), undoes=logged)
    assert amina.moments.get().kind is None


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({}, "Choose what it is"),
        ({"kind": "sauna"}, "Choose what it is"),
        ({"kind": "heat", "minutes": "0"}, "Enter whole minutes"),
        ({"kind": "heat", "minutes": "long"}, "Enter whole minutes"),
        ({"kind": "heat", "time": ["24:00"], "day": ["1"]}, "Enter a time"),
        ({"kind": "heat", "time": ["09:00"]}, "Choose at least one day"),
        ({"kind": "therapy", "on_date": "2026-11-31"}, "There is no such day"),
        ({"kind": "therapy", "on_date": "2026-11-19", "time": ["09:00"]}, "Choose today or a day that comes"),
        ({"kind": "therapy", "on_date": "2026-11-30"}, "Add the time of the visit"),
    ],
)
def test_a_routine_that_cannot_be_is_not_saved(me, amina, said, words):
    response = me.post("/plan/routines/add/", said)
    assert (response.status_code, amina.routines.count()) == (400, 0)
    assert text(response).count(words) == 2, "on top, and beside its field"


def test_done_twice_is_two_and_a_double_tap_is_one_and_each_can_be_taken_back(me, amina):
    me.post("/plan/routines/add/", {"kind": "heat"})
    routine = amina.routines.get()
    first = done(me, routine)
    done(me, routine, envelope=first)
    done(me, routine)
    assert len(me.get("/plan/routines/").context["logged"]) == 2
    done(me, routine, undoes=first)
    assert len(me.get("/plan/routines/").context["logged"]) == 1
    assert PlanRevision.objects.count() == 3


def test_done_answers_the_reminder_once_and_can_be_taken_back(me, amina):
    me.post("/plan/routines/add/", {"kind": "heat", "day": ["4"], "time": ["10:00"], "remind": "yes"})
    logged = done(me, amina.routines.get())
    assert [item.answer for item in todays(amina, NOON)] == ["taken"]
    assert len(me.get("/plan/routines/").context["logged"]) == 1
    done(me, amina.routines.get(), undoes=logged)
    assert [item.answer for item in todays(amina, NOON)] == [""]
    assert me.get("/plan/routines/").context["logged"] == []


def test_what_was_done_is_not_reminded_of(me, amina):
    me.post("/plan/routines/add/", {"kind": "heat", "day": ["4"], "time": ["18:00"], "remind": "yes"})
    routine = amina.routines.get()
    occurrence = amina.reminders.get().occurrences.create(
        occurrence_id=uuid.uuid4(), patient=amina, kind="routine", about=routine.pk, local_date=NOON.date(), slot="s", due_at=NOON, slot_words=""
    )
    assert routine_wanted([occurrence.pk]) == {occurrence.pk}
    done(me, routine)
    assert routine_wanted([occurrence.pk]) == set()
