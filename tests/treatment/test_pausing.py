"""In hospital: all that is due by itself is paused, and exactly that goes on."""

import datetime as dt
import re
import uuid

import pytest
import time_machine

from backend.reminders.models import Occurrence, Reminder
from backend.reminders.reading import todays
from backend.treatment import exercise_plans, routines, services
from backend.treatment.exercise_kinds import routine_wanted
from backend.treatment.exercise_plans import current_plan
from tests.treatment.browsing import words
from tests.treatment.medicines import AS_NEEDED, NOON, keep, said

pytestmark = pytest.mark.django_db
ALL = "/plan/pause/"


@pytest.fixture(autouse=True)
def _at_noon():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def her(amina, sign_in):
    return sign_in(amina.user)


def moves(her, **more):
    her.post("/plan/exercises/edit/", {"stage": "1", "exercise": ["clam"], "reps.clam": "8", "time": ["18:00"], "day": list("0123456"), "remind": "yes"} | more)


def a_routine(her, patient, kind="heat", **more):
    her.post("/plan/routines/add/", {"kind": kind, "time": ["19:00"], "day": list("0123456"), "remind": "yes"} | more)
    return patient.routines.get(kind=kind)


def go_on(her):
    return her.post(ALL, {"do": "go_on", "shown": re.findall(r'name="shown" value="([^"]+)"', her.get(ALL).content.decode())}, follow=True)


def due(patient):
    return sorted(item.kind for item in todays(patient, NOON) if item.due_at > NOON)


def test_pause_all_names_and_pauses_exercises_and_routines_too_and_all_goes_on_together(her, amina):
    keep(amina, said(name="Duloxetine"))
    keep(amina, AS_NEEDED)
    moves(her)
    a_routine(her, amina)
    before = due(amina)
    assert before == ["exercise", "medicine", "routine"]
    page = words(her.get(ALL))
    assert all(name in page for name in ("Duloxetine", "Exercises", "Heat"))
    assert "Paracetamol" not in page
    her.post(ALL, {"reason": "hospital"})
    assert due(amina) == []
    assert "Paused. Nothing is asked of you." in words(her.get("/plan/exercises/"))
    assert "Paused. Nothing is asked of you." in words(her.get("/plan/routines/"))
    assert "Everything is paused" in words(her.get("/plan/"))
    assert "Your plan goes on." in words(go_on(her))
    assert due(amina) == before


def test_what_was_paused_before_stays_paused_when_all_goes_on(her, amina):
    keep(amina, said())
    moves(her)
    heat, tens = a_routine(her, amina), a_routine(her, amina, "tens")
    exercise_plans.pause_plan(amina, amina.user, NOON, paused=True)
    routines.pause(amina, amina.user, heat, NOON, paused=True)
    assert services.pause_all(amina, "hospital", amina.user) == 2
    assert {one.pk for one in services.paused_together(amina, NOON.date())} == {amina.medicines.get().pk, tens.pk}
    go_on(her)
    assert due(amina) == ["medicine", "routine"]
    staying = words(her.get(ALL))
    her.post("/plan/routines/", {"routine": str(heat.pk), "do": "resume"})
    assert "/plan/exercises/" in staying
    assert due(amina) == ["medicine", "routine", "routine"]


def test_a_plan_of_exercises_that_was_changed_in_the_pause_goes_on_with_all(her, amina):
    moves(her)
    services.pause_all(amina, "hospital", amina.user)
    moves(her, stage="2", time=["17:00"])
    assert current_plan(amina).paused_at
    assert due(amina) == []
    go_on(her)
    assert due(amina) == ["exercise"]


def test_a_routine_that_is_changed_or_ended_in_a_pause_asks_for_nothing(her, amina):
    heat = a_routine(her, amina)
    services.pause_all(amina, "hospital", amina.user)
    her.post(f"/plan/routines/{heat.pk}/", {"kind": "heat", "time": ["20:00"], "remind": "yes"})
    assert due(amina) == []
    reminder = Reminder.objects.get(kind="routine")
    made = Occurrence.objects.create(
        occurrence_id=uuid.uuid4(), reminder=reminder, patient=amina, kind="routine", about=heat.pk, local_date=NOON.date(), slot="x", due_at=NOON
    )
    assert routine_wanted([made.pk]) == set()
    her.post(f"/plan/routines/{heat.pk}/", {"do": "end"})
    assert services.unpause_all(amina, amina.user) == 0
    assert due(amina) == []


def test_a_visit_that_is_past_is_no_part_of_the_pause(her, amina):
    a_routine(her, amina, "therapy", on_date="2026-03-02", time=["14:00"])
    assert len(services.to_pause(amina, NOON.date())) == 1
    assert services.to_pause(amina, NOON.date() + dt.timedelta(days=1)) == []


def test_without_a_reason_nothing_is_paused(her, amina):
    moves(her)
    assert her.post(ALL, {}).status_code == 400
    assert her.post(ALL, {"reason": "bored"}).status_code == 400
    assert not current_plan(amina).paused_at
