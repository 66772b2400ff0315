"""The therapist's plan and its sessions on pages: typed, changed with its history, logged, asked about in the morning."""

import datetime as dt
import uuid
from typing import Any

import pytest
import time_machine

from backend.reminders.models import Reminder
from backend.reminders.reading import todays
from backend.treatment.exercise_kinds import exercise_wanted
from backend.treatment.models import ExercisePlan, ExerciseSession, PlanRevision
from backend.treatment.reading import sessions_of_week

pytestmark = pytest.mark.django_db
NOON = dt.datetime(2026, 11, 20, 12, tzinfo=dt.UTC)  # a Friday
PLAN = {
    "stage": "3",
    "therapist": "Jo",
    "exercise": ["clam", "seated-march"],
    "reps.clam": "8",
    "sets.clam": "2",
    "note.seated-march": "Slowly",
    "day": ["0", "2", "4"],
    "time": ["09:00", "17:00", "", ""],
    "remind": "yes",
}


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOON, tick=False) as moved:
        yield moved


@pytest.fixture
def me(amina, sign_in):
    return sign_in(amina.user)


def save(me: Any, **changes: Any) -> Any:
    return me.post("/plan/exercises/edit/", PLAN | changes)


def log(me: Any, session: str, **fields: Any) -> Any:
    return me.post("/plan/exercises/session/", {"session": session, "envelope": str(uuid.uuid4()), "shown": "{}"} | fields)


def text(response: Any) -> str:
    return " ".join(response.content.decode().split())


def test_an_empty_plan_has_no_number_in_it(me):
    page = text(me.get("/plan/exercises/edit/"))
    assert "checked" not in page.replace('name="remind" value="yes" checked', "")
    assert 'name="reps.clam" inputmode="numeric" maxlength="3" autocomplete="off" value=""' in page


OWN = {"own-name.1": "Ball squeeze", "own-reps.1": "10", "own-note.1": "With the soft ball"}


def test_an_exercise_that_is_not_in_the_library_can_be_typed(me, amina):
    assert save(me, **OWN).status_code == 302
    assert amina.exercise_plans.get().items[-1] == {"name": "Ball squeeze", "reps": 10, "sets": None, "note": "With the soft ball"}
    page = text(me.get("/plan/exercises/"))
    assert "Ball squeeze" in page
    assert "As your therapist showed you." in page
    for path in ("/plan/print/", "/plan/exercises/session/"):
        assert "as your therapist showed you" in text(me.get(path))
    assert 'name="own-name.0" maxlength="80" autocomplete="off" value="Ball squeeze"' in text(me.get("/plan/exercises/edit/"))


def test_what_is_wrong_with_it_is_said_at_its_line_and_nothing_is_lost(me, amina):
    page = text(save(me, **OWN | {"own-reps.1": "many"}))
    assert 'href="#own-reps-0"' in page
    assert 'value="many"' in page
    assert not amina.exercise_plans.exists()


def test_the_plan_says_what_was_typed_and_reminds_at_its_times(me, amina):
    assert save(me)["Location"] == "/plan/exercises/?said=saved"
    page = text(me.get("/plan/exercises/"))
    for words in ("The plan from Jo", "Stage 3: Strength", "Mon, Wed and Fri, at 9am and 5pm", "8 times, 2 rounds", "Slowly", "/learn/clam/"):
        assert words in page
    reminder = Reminder.objects.get(patient=amina, kind="exercise")
    assert (reminder.next_due_at, reminder.next_date) == (dt.datetime(2026, 11, 20, 17, tzinfo=dt.UTC), NOON.date())


def test_a_change_closes_the_old_plan_and_keeps_one_reminder(me, amina, clock):
    save(me)
    slots = [row["slot"] for row in amina.exercise_plans.get().times]
    clock.move_to(NOON + dt.timedelta(days=7))
    save(me, **{"time": ["10:00", "17:00"], "stage": "2"})
    old, new = amina.exercise_plans.order_by("created_at")
    assert (old.replaced_on, old.stage, new.replaced_on, new.stage) == (dt.date(2026, 11, 27), 3, None, 2)
    assert [row["slot"] for row in new.times] == slots
    assert Reminder.objects.filter(patient=amina).count() == 1
    assert "Earlier plans" in text(me.get("/plan/exercises/"))


def test_the_same_plan_saved_twice_is_one(me, amina):
    save(me)
    save(me)
    assert amina.exercise_plans.count() == 1


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"stage": ""}, "Stage: Choose the stage"),
        ({"stage": "5"}, "Choose the stage"),
        ({"exercise": []}, "Choose at least one exercise"),
        ({"reps.clam": "ten"}, "Clam, how many times: Enter a whole number"),
        ({"sets.clam": "0"}, "Clam, rounds: Enter a whole number"),
        ({"reps.clam": "9" * 5000}, "Clam, how many times: Enter a whole number"),
        ({"exercise": ["nerve-slide"]}, "only if a therapist taught you"),
        ({"time": ["25:00"]}, "Times: Enter a time such as"),
        ({"time": ["09:00", "09:00"]}, "Give each time once"),
        ({"day": []}, "Choose at least one day"),
        ({"day": ["7"]}, "Send the days"),
        ({"note.clam": "x" * 121}, "Clam, your therapist’s words: Use 120 characters"),
        ({"own-name.0": "Wall slide", "own-sets.0": "many"}, "Wall slide, rounds: Enter a whole number"),
        ({"own-reps.0": "0", "own-name.0": "Wall slide"}, "Wall slide, how many times: Enter a whole number"),
        ({"own-name.0": "x" * 81}, "name: Use 80 characters"),
    ],
)
def test_a_plan_that_cannot_be_is_not_saved_and_says_what_to_mend(me, amina, changes, words):
    response = save(me, **changes)
    assert response.status_code == 400
    assert words in text(response)
    assert (amina.exercise_plans.count(), amina.reminders.count()) == (0, 0)


def test_what_is_wrong_stands_beside_its_field_and_its_link_leads_there(me):
    page = text(save(me, **{"sets.clam": "0", "own-name.0": "Wall slide", "own-reps.0": "many"}))
    for field in ("sets-clam", "own-reps-0"):
        assert f'href="#{field}"' in page
        assert f'<input id="{field}" aria-invalid="true" aria-describedby="{field}-wrong"' in page
    assert 'id="reps-clam-wrong"' not in page
    assert '<label for="sets-clam">Rounds<span class="hidden-word">: Clam</span>' in page
    assert 'name="own-reps.0"' in page


def test_a_nerve_slide_that_was_taught_is_part_of_the_plan(me, amina):
    save(me, **{"exercise": ["nerve-slide"], "taught.nerve-slide": "yes", "reps.nerve-slide": "5"})
    assert amina.exercise_plans.get().items == [{"exercise": "nerve-slide", "reps": 5, "sets": None, "note": "", "taught": True}]


def test_paused_nothing_is_due_and_resumed_it_is(me, amina):
    save(me)
    me.post("/plan/exercises/", {"do": "pause"})
    assert amina.reminders.get().next_due_at is None
    assert "Nothing is asked of you" in text(me.get("/plan/exercises/"))
    me.post("/plan/exercises/", {"do": "resume"})
    assert amina.reminders.get().next_due_at is not None


def test_an_ended_plan_stays_as_history_and_reminds_no_more(me, amina, clock):
    save(me)
    clock.move_to(NOON + dt.timedelta(days=1))
    me.post("/plan/exercises/edit/", {"do": "end"})
    assert amina.reminders.get().next_due_at is None
    assert "Earlier plans" in text(me.get("/plan/exercises/"))


def test_a_session_says_its_light_and_is_stored_once(me, amina):
    save(me)
    session, envelope = str(uuid.uuid4()), str(uuid.uuid4())
    for _ in range(2):
        response = log(me, session, envelope=envelope, pain_before="2", pain_after="6", effort="5")
    assert response["Location"] == f"/plan/exercises/session/{session}/?saved"
    page = text(me.get(response["Location"]))
    assert '<div data-light="red"><p>' in page
    assert '<div data-light="green" hidden>' in page
    held = ExerciseSession.objects.get()
    assert (held.pain_before, held.pain_after, held.effort, held.stage, held.plan_id) == (2, 6, 5, 3, amina.exercise_plans.get().pk)
    assert PlanRevision.objects.count() == 1


def test_a_session_that_was_begun_before_goes_on(me, amina):
    session = str(uuid.uuid4())
    log(me, session, pain_before="4")
    page = text(me.get("/plan/exercises/session/"))
    assert f'data-session="{session}"' in page
    assert 'name="pain_before" value="4" checked' in page
    assert 'data-role="answer" tabindex="-1" aria-live="polite" hidden' in page


def test_a_fall_leads_to_its_questions_and_counts_as_a_fall_of_the_diary(me, amina):
    response = log(me, str(uuid.uuid4()), effort="5", trouble="fell")
    assert response["Location"] == "/safety/?about=fall&date=2026-11-20"
    assert amina.moments.get().kind == "fall"


def test_a_fall_that_was_a_wrong_tap_is_taken_back_everywhere(me, amina):
    session = str(uuid.uuid4())
    log(me, session, trouble="fell")
    me.post(f"/plan/exercises/session/{session}/", {"trouble": "dizzy", "shown": '{"trouble": "fell"}', "envelope": str(uuid.uuid4())})
    assert (ExerciseSession.objects.get().trouble, amina.moments.get().kind) == ("dizzy", None)
    assert list(amina.safety_answers.order_by("pk").values_list("item", "answer")) == [("fell", "yes"), ("fell", "no")]


def test_a_wrong_tap_ends_no_other_fall_of_the_day(me, amina):
    me.post("/log/2026-11-20/", {"tripped": "fall", "shown": "{}"})
    session = str(uuid.uuid4())
    log(me, session, trouble="fell")
    me.post(f"/plan/exercises/session/{session}/", {"trouble": "dizzy", "shown": '{"trouble": "fell"}', "envelope": str(uuid.uuid4())})
    assert set(amina.safety_answers.values_list("item", "answer")) == {("fell", "yes")}


def test_a_leg_that_gave_way_shows_the_way_to_help_and_never_carry_on(me):
    session = str(uuid.uuid4())
    log(me, session, pain_after="1", trouble="gave_way")
    page = text(me.get(f"/plan/exercises/session/{session}/"))
    assert '<div class="stack" data-trouble="gave_way"><p class="strong">Stop for today.' in page
    assert '<span data-role="light-words" hidden>Carry on with your plan.' in page


@pytest.mark.parametrize(
    "fields", [{}, {"pain_after": "11"}, {"effort": "a lot"}, {"pain_after": "3", "date": "2026-11-21"}, {"pain_after": "3", "date": "soon"}]
)
def test_a_session_that_cannot_be_is_not_saved(me, fields):
    assert log(me, str(uuid.uuid4()), **fields).status_code == 400
    assert ExerciseSession.objects.count() == 0


def test_the_next_morning_asks_and_no_halves_two_sessions(me, clock):
    session = str(uuid.uuid4())
    log(me, session, pain_after="4")
    assert "Back to your usual?" not in text(me.get("/plan/exercises/"))
    clock.move_to(NOON + dt.timedelta(days=1))
    assert "Back to your usual?" in text(me.get("/plan/exercises/"))
    me.post("/plan/exercises/", {"do": "no", "session": session, "envelope": str(uuid.uuid4())})
    page = text(me.get("/plan/exercises/"))
    assert "Do half as much for the next 2 sessions" in page
    assert "Back to your usual?" not in page


def test_back_to_the_usual_says_no_same_plan_beside_too_much(me, clock):
    first = str(uuid.uuid4())
    log(me, first, pain_after="4")
    clock.move_to(NOON + dt.timedelta(days=1))
    me.post("/plan/exercises/", {"do": "yes", "session": first, "envelope": str(uuid.uuid4())})
    assert "Keep to the same plan." in text(me.get("/plan/exercises/"))
    log(me, str(uuid.uuid4()), pain_after="7")
    page = text(me.get("/plan/exercises/"))
    assert "Too much. Next time do less" in page
    assert "Keep to the same plan." not in page


def test_today_asks_too_and_names_the_times_but_not_on_a_rough_day(me, amina, clock):
    save(me)
    session = str(uuid.uuid4())
    log(me, session, pain_after="4")
    clock.move_to(NOON + dt.timedelta(days=3))
    page = text(me.get("/today/"))
    assert "Back to your usual?" in page
    assert "Exercises: 9am and 5pm" in page
    answer = {"do": "yes", "session": session, "envelope": str(uuid.uuid4()), "back": "today"}
    assert me.post("/plan/exercises/", answer)["Location"] == "/today/"
    assert "Back to your usual?" not in text(me.get("/today/"))
    me.post("/rough-day/")
    assert "Exercises:" not in text(me.get("/today/"))


def test_three_green_sessions_let_her_ask_and_change_nothing(me, amina, clock):
    save(me)
    for day in range(3):
        clock.move_to(NOON + dt.timedelta(days=day))
        log(me, str(uuid.uuid4()), pain_after="2")
    assert "You can ask your therapist if it is time for the next stage" in text(me.get("/plan/exercises/"))
    assert ExercisePlan.objects.get().stage == 3


def test_done_of_planned_counts_a_week_by_the_plan_that_stood(me, amina, clock):
    save(me)  # on Friday at noon: only 5pm is left of this week
    log(me, str(uuid.uuid4()), effort="3")
    first = sessions_of_week(amina, NOON.date())
    clock.move_to(NOON + dt.timedelta(days=4))
    save(me, time=["09:00"])  # Monday had two times, Wednesday and Friday have one
    after = sessions_of_week(amina, dt.date(2026, 11, 24))
    assert ((first.done, first.planned), (after.done, after.planned)) == ((1, 1), (0, 4))


def test_a_session_answers_its_reminder_and_taken_back_opens_it_again(me, amina):
    save(me)
    session = str(uuid.uuid4())
    log(me, session, pain_before="3")
    assert amina.occurrences.count() == 0
    me.post(f"/plan/exercises/session/{session}/", {"effort": "4", "shown": '{"pain_before": 3}', "envelope": str(uuid.uuid4())})
    assert [(item.at, item.answer) for item in todays(amina, NOON) if item.kind == "exercise"] == [("9am", "taken"), ("5pm", "")]
    log(me, str(uuid.uuid4()), effort="4")
    assert [item.answer for item in todays(amina, NOON)] == ["taken", "taken"]
    assert sessions_of_week(amina, NOON.date()).done == 2


def test_what_is_done_is_not_reminded_of(me, amina):
    save(me)
    reminder = amina.reminders.get()
    made = [
        reminder.occurrences.create(
            occurrence_id=uuid.uuid4(), patient=amina, kind="exercise", local_date=NOON.date(), slot=f"s{hour}", due_at=NOON.replace(hour=hour), slot_words=""
        ).pk
        for hour in (9, 17)
    ]
    assert exercise_wanted(made) == set(made)
    log(me, str(uuid.uuid4()), effort="3")
    assert exercise_wanted(made) == {made[1]}


@pytest.mark.parametrize("address", ["/plan/exercises/session/{}/", "/plan/routines/{}/"])
def test_what_belongs_to_somebody_else_is_not_there(me, boris, sign_in, address):
    session = str(uuid.uuid4())
    log(me, session, effort="3")
    me.post("/plan/routines/add/", {"kind": "heat"})
    held = me.get("/plan/routines/").context["routines"][0]["id"] if "routines" in address else session
    assert me.get(address.format(held)).status_code == 200
    assert sign_in(boris.user).get(address.format(held)).status_code == 404
