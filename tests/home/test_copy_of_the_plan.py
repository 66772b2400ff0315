"""The copy of everything says the plan and what was done in words, on its page and as tables."""

import csv
import datetime as dt
import io
import uuid
import zipfile
from typing import Any

import pytest

from backend.home import copy
from backend.patients.models import Patient
from backend.reminders.models import Occurrence, Reminder
from backend.treatment.models import AsNeededDose, ExercisePlan, ExerciseSession, PlanRevision, Routine
from tests.treatment.medicines import AS_NEEDED, NOON, PATCH, TITRATION, TODAY, keep, london, said

pytestmark = pytest.mark.django_db


def copied(patient: Patient) -> tuple[str, Any]:
    """The page, and a way to a table by its name."""
    zipped = zipfile.ZipFile(io.BytesIO(copy.make(patient.user)))
    return zipped.read("index.html").decode(), lambda name: list(csv.DictReader(io.StringIO(zipped.read(f"csv/{name}.csv").decode("utf-8-sig"))))


def was_due(patient: Patient, answer: str, at: dt.datetime, kind: str = "medicine", **more: Any) -> Occurrence:
    reminder = Reminder.objects.filter(patient=patient, kind=kind).first() or Reminder.objects.create(
        patient=patient, kind=kind, about=uuid.uuid4(), rule={"steps": []}, time_zone="Europe/London"
    )
    facts = {"slot": f"{at:%H}", "slot_words": "8am", "words": {"name": "Gabapentin", "dose": "300 mg"}, "snooze": 0} | more
    done = at + dt.timedelta(minutes=4) if answer else None
    return Occurrence.objects.create(
        patient=patient,
        reminder=reminder,
        occurrence_id=uuid.uuid4(),
        kind=kind,
        local_date=at.date(),
        due_at=at,
        answer=answer,
        answered_at=done,
        done_at=done if answer == "taken" else None,
        **facts,
    )


def test_a_medicine_stands_there_as_its_label_says(amina: Patient):
    keep(amina, said(why="Nerve pain", instructions="With food"))
    keep(amina, AS_NEEDED)
    page, table = copied(amina)
    assert all(words in page for words in ("Medicines", "Gabapentin", "Nerve pain", "With food", "Paracetamol", "4 hours"))
    first, second = table("plan_items")
    assert (first["Medicine"], first["How you take it"], first["Reminders"]) == ("Gabapentin", "At set times", "Yes")
    assert (second["Most times in 24 hours"], second["Least time between two"]) == ("4", "4 hours")


def test_each_step_has_its_day_its_dose_and_its_times(amina: Patient):
    medicine = keep(amina, TITRATION)
    medicine.steps.filter(starts_on=TODAY).update(confirmed="unsure")
    _page, table = copied(amina)
    assert [(row["From"], row["Dose"], row["When"]) for row in table("plan_steps")] == [
        ("2026-03-02", "300 mg", "10pm"),
        ("2026-03-09", "300 mg", "8am and 10pm"),
        ("2026-03-16", "300 mg", "8am, 2pm and 10pm"),
    ]
    assert [row["Has your prescriber changed this?"] for row in table("plan_steps")] == ["Not sure", "", ""]


def test_a_step_that_another_took_the_place_of_is_told_too(amina: Patient):
    medicine = keep(amina, PATCH)
    medicine.steps.update(replaced_on=TODAY)
    assert [(row["Medicine"], row["When"], row["Taken out of the plan on"]) for row in copied(amina)[1]("plan_steps")] == [
        ("Lidocaine", "on at 8pm, off at 8am", "2026-03-02")
    ]


def test_doses_are_taken_skipped_or_not_recorded(amina: Patient):
    was_due(amina, "taken", london(2026, 3, 2, 8))
    was_due(amina, "skipped", london(2026, 3, 3, 8), reason="ran_out", late_note=True)
    was_due(amina, "", london(2026, 3, 4, 8))
    was_due(amina, "", london(2026, 3, 5, 8), cancelled_at=NOON)
    _page, table = copied(amina)
    rows = [(row["Day"], row["Dose"], row["What you said"], row["Why?"], row["Said more than 2 days later"]) for row in table("plan_answers")]
    assert rows == [
        ("2026-03-02", "300 mg", "taken 8:04am", "", ""),
        ("2026-03-03", "300 mg", "skipped", "ran out", "Yes"),
        ("2026-03-04", "300 mg", "not recorded", "", ""),
    ]


def test_a_dose_that_was_put_off_is_one_dose(amina: Patient):
    was_due(amina, "later", london(2026, 3, 2, 8))
    was_due(amina, "taken", london(2026, 3, 2, 9), slot="08", snooze=1)
    assert [(row["Time"], row["What you said"]) for row in copied(amina)[1]("plan_answers")] == [("8am", "taken 9:04am")]


def test_a_dose_when_needed_says_what_it_passed(amina: Patient):
    medicine = keep(amina, AS_NEEDED)
    AsNeededDose.objects.create(
        patient=amina,
        medicine=medicine,
        dose_id=uuid.uuid4(),
        taken_at=london(2026, 3, 2, 23, 30),
        name="Paracetamol",
        dose_text="1 tablet",
        within_gap=True,
        envelope_id=uuid.uuid4(),
        stamp=NOON,
    )
    amina.time_zone = "Asia/Tokyo"
    amina.save()
    [row] = copied(amina)[1]("as_needed_doses")
    assert (row["Day"], row["Time"], row["Medicine"], row["Dose"]) == ("2026-03-03", "8:30am", "Paracetamol", "1 tablet")
    assert (row["Past the most in 24 hours"], row["Sooner than the least time between two"], row["Taken back?"]) == ("", "Yes", "")


def test_the_exercise_plan_and_its_sessions_are_told_in_words(amina: Patient):
    items = [{"exercise": "clam", "reps": 10, "sets": 2, "note": "slowly"}, {"name": "Own bridge", "reps": None, "sets": None, "note": ""}]
    plan = ExercisePlan.objects.create(patient=amina, stage=2, therapist="Kofi", items=items, times=[{"at": "09:00", "weekdays": [0, 2]}], starts_on=TODAY)
    facts = {"pain_before": 3, "pain_after": 6, "effort": 0, "next_day": "no", "trouble": "sharp"}
    ExerciseSession.objects.create(patient=amina, session_id=uuid.uuid4(), plan=plan, date=TODAY, stage=2, **facts)
    was_due(amina, "taken", london(2026, 3, 2, 9), kind="exercise", slot_words="9am", words={"name": "Exercises"})
    page, table = copied(amina)
    clam, own = table("exercise_plans")
    assert (clam["Stage"], clam["Exercise"], clam["How many"], clam["When"]) == ("2: Tighten and hold", "Clam", "10 times, 2 rounds", "Mon and Wed, at 9am")
    assert (own["Exercise"], own["How many"], own["Until"]) == ("Own bridge", "", "")
    [session] = table("exercise_sessions")
    assert (session["Pain before"], session["Pain after"], session["Effort"], session["Trouble"]) == ("3", "6", "0", "Sharp or electric pain")
    assert session["Back to your usual the next morning"] == "No"
    assert [(row["What"], row["What you said"]) for row in table("exercise_answers")] == [("Exercises", "done 9:04am")]
    assert all(words in page for words in ("Exercise plan", "Own bridge", "Exercise sessions", "Sharp or electric pain"))


def test_heat_and_visits_are_told_with_what_was_done_and_taken_back(amina: Patient):
    heat = Routine.objects.create(patient=amina, kind="heat", note="lower back", minutes=15, times=[{"at": "20:00", "weekdays": None}], starts_on=TODAY)
    Routine.objects.create(patient=amina, kind="therapy", times=[{"at": "11:00", "weekdays": None}], on_date=TODAY, starts_on=TODAY)
    done = uuid.uuid4()
    for envelope, fields in ((done, {"done": True}), (uuid.uuid4(), {"undoes": str(done)}), (uuid.uuid4(), {"done": True})):
        PlanRevision.objects.create(
            patient=amina, envelope_id=envelope, kind="routine", about=heat.pk, date=TODAY, fields=fields, stamp=NOON, tz="UTC", schema=1, rank=20, body_hash=""
        )
    _page, table = copied(amina)
    assert [(row["What"], row["Note"], row["Minutes"], row["When"]) for row in table("routines")] == [
        ("Heat", "lower back", "15", "Each day, at 8pm"),
        ("Therapy visit", "", "", "11am"),
    ]
    assert sorted((row["What"], row["Taken back?"]) for row in table("routine_sessions")) == [("Heat", ""), ("Heat", "Yes")]


def test_an_empty_plan_says_so(amina: Patient):
    page, table = copied(amina)
    assert "Medicines" in page
    assert table("plan_items") == table("plan_answers") == []
