"""What people say about their doses: kept as it came, folded the same in every order, and taken from nobody else."""

import datetime as dt
import itertools
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from backend.common.exceptions import DomainError
from backend.reminders import reading, services
from backend.reminders.models import Answer, Notice, Occurrence
from backend.symptoms.services import record_envelopes
from tests.reminders.making import at, envelope, planned, reply

NOW = at("2026-11-20 08:10")
MORNING = at("2026-11-20 07:00")
pytestmark = pytest.mark.django_db


def said(patient, reminder, answer, when, day="2026-11-20", **extra):
    plan = planned(reminder, day)
    return services.record_answers(patient, [reply(plan.occurrence(), answer, when, planned=plan, **extra)], now=when)[0]


@pytest.mark.both_databases
def test_an_answer_makes_the_occurrence_that_the_server_has_not_made_yet(amina, remind):
    reminder = remind("08:00", now=MORNING)
    row = said(amina, reminder, "taken", at("2026-11-20 07:50"))
    assert (row.answer, row.done_at, row.words["dose"], row.slot_words) == ("taken", at("2026-11-20 07:50"), "300 mg", "8am")


def test_the_same_answer_twice_is_one_and_keeps_its_first_time(amina, remind):
    reminder = remind("08:00", now=MORNING)
    said(amina, reminder, "taken", at("2026-11-20 08:04"))
    row = said(amina, reminder, "taken", at("2026-11-20 10:00"))
    assert (Occurrence.objects.count(), row.done_at) == (1, at("2026-11-20 08:04"))


def test_another_answer_is_a_correction_with_history(amina, remind):
    reminder = remind("08:00", now=MORNING)
    said(amina, reminder, "taken", NOW)
    row = said(amina, reminder, "skipped", NOW + dt.timedelta(minutes=1), reason="side_effect")
    assert (row.answer, row.reason, row.done_at) == ("skipped", "side_effect", None)
    assert list(Answer.objects.order_by("stamp").values_list("answer", flat=True)) == ["taken", "skipped"]


def test_an_answer_can_be_taken_back(amina, remind):
    reminder = remind("08:00", now=MORNING)
    said(amina, reminder, "taken", NOW)
    row = said(amina, reminder, "", NOW + dt.timedelta(minutes=1))
    assert (row.answer, row.done_at, row.answered_at) == ("", None, None)


def test_the_order_in_which_phones_send_does_not_matter(amina, remind):
    reminder = remind("08:00", now=MORNING)
    days = [f"2026-11-{day}" for day in range(10, 34) if day < 31]
    told = [("taken", 1, 10), ("skipped", 2, 20), ("taken", 3, 20), ("", 4, 10)]
    seen = set()
    for day, order in zip(days, itertools.permutations(told), strict=False):
        start = at(f"{day} 08:00")
        for answer, minute, rank in order:
            row = said(amina, reminder, answer, start + dt.timedelta(minutes=minute), day=day, rank=rank)
        seen.add((row.answer, row.done_at - start))
    assert seen == {("taken", dt.timedelta(minutes=3))}


def test_her_own_word_stands_before_a_helpers_later_one(amina, remind):
    reminder = remind("08:00", now=MORNING)
    said(amina, reminder, "skipped", NOW)
    assert said(amina, reminder, "taken", NOW + dt.timedelta(hours=1), rank=10).answer == "skipped"


def test_after_48_hours_it_is_a_late_note_that_changes_nothing_said_in_time(amina, remind):
    reminder = remind("08:00", now=MORNING)
    late = at("2026-11-22 08:01")
    assert said(amina, reminder, "taken", late).late_note
    said(amina, reminder, "taken", at("2026-11-21 08:05"), day="2026-11-21")
    row = said(amina, reminder, "skipped", at("2026-11-24 08:00"), day="2026-11-21")
    assert (row.answer, row.late_note, row.answers.count()) == ("taken", False, 2)


def test_later_makes_the_same_dose_once_more_in_half_an_hour(amina, remind):
    reminder = remind("08:00", now=MORNING)
    said(amina, reminder, "later", at("2026-11-20 08:10"))
    again = Occurrence.objects.get(snooze=1)
    assert (again.due_at, again.slot_words, again.notice.late_at) == (at("2026-11-20 08:40"), "8am", at("2026-11-20 09:00"))
    said(amina, reminder, "later", at("2026-11-20 08:10"))
    assert Notice.objects.count() == 1


def test_later_never_passes_what_is_too_late_for_a_medicine(amina, remind):
    reminder = remind("08:00", now=MORNING)
    row = said(amina, reminder, "later", at("2026-11-20 08:35"))
    assert (row.answer, Occurrence.objects.count(), Notice.objects.count()) == ("later", 1, 0)


def test_later_comes_three_times_at_most(amina, remind):
    reminder = remind("08:00", kind="exercise", now=MORNING)
    said(amina, reminder, "later", at("2026-11-20 08:10"))
    for number in (1, 2, 3):
        row = Occurrence.objects.get(snooze=number)
        services.record_answers(amina, [reply(row.occurrence_id, "later", row.due_at)], now=row.due_at)
    assert Occurrence.objects.count() == 4


# ---- Hostile --------------------------------------------------------------------------------------------------------


def test_somebody_elses_occurrence_is_not_here_and_nothing_is_stored(amina, boris, remind):
    row = said(amina, remind("08:00", now=MORNING), "taken", NOW)
    own = planned(remind("08:00", now=MORNING, patient=boris), "2026-11-20")
    with pytest.raises(DomainError) as error:
        services.record_answers(boris, [reply(own.occurrence(), "taken", NOW, planned=own), reply(row.occurrence_id, "skipped", NOW)], now=NOW)
    assert (error.value.code, error.value.status) == ("not_found", 404)
    assert Answer.objects.filter(patient=boris).count() == 0
    assert Occurrence.objects.filter(patient=boris).count() == 0


@pytest.mark.parametrize("forge", ["other_slot", "other_day", "other_id", "no_plan", "others_reminder", "weekday", "before_it_began"])
def test_a_made_up_occurrence_is_refused(amina, boris, remind, forge):
    reminder = remind("08:00", now=MORNING, starts_on="2026-11-01")
    plan = planned(reminder, "2026-11-20")
    named = plan.occurrence()
    if forge == "other_slot":
        plan = planned(reminder, "2026-11-20", "s9")
        named = plan.occurrence()
    elif forge == "other_day":
        plan = planned(reminder, "2026-11-19")
    elif forge == "other_id":
        named = uuid.uuid4()
    elif forge == "no_plan":
        plan = None
    elif forge == "others_reminder":
        plan = planned(remind("08:00", now=MORNING, patient=boris), "2026-11-20")
        named = plan.occurrence()
    elif forge == "weekday":
        plan = planned(reminder, "2026-12-20")
        named = plan.occurrence()
    else:
        plan = planned(reminder, "2026-10-20")
        named = plan.occurrence()
    with pytest.raises(DomainError):
        services.record_answers(amina, [reply(named, "taken", NOW, planned=plan)], now=NOW)
    assert Occurrence.objects.count() == 0


def test_one_bad_answer_blocks_no_other_item_of_the_sync(amina, boris, remind):
    reminder = remind("08:00", now=MORNING)
    plan, other = planned(reminder, "2026-11-20"), said(boris, remind("08:00", now=MORNING, patient=boris), "taken", NOW)
    extra = {"reminder": str(reminder.pk), "slot": "s0", "snooze": 0, "on": "2026-11-20"}
    good = envelope("skipped", plan.occurrence(), NOW, reason="felt_well", **extra)
    bad = envelope("taken", other.occurrence_id, NOW)
    results = record_envelopes(amina, amina.user, [bad, good, good], now=NOW).results
    assert [result.code for result in results] == ["invalid", "stored", "duplicate"]
    assert results[0].errors[0].field == "body.occurrence"
    assert amina.occurrences.get().answer == "skipped"
    assert Occurrence.objects.get(patient=boris).answer == "taken"


def test_twenty_answers_cost_no_more_queries_than_one(amina, remind, django_assert_max_num_queries):
    reminder = remind("08:00", now=MORNING)
    days = [f"2026-11-{day:02d}" for day in range(1, 21)]
    replies = [reply((plan := planned(reminder, day)).occurrence(), "taken", at(f"{day} 08:05"), planned=plan) for day in days]
    with django_assert_max_num_queries(12):
        services.record_answers(amina, replies, now=NOW)
    assert Occurrence.objects.filter(answer="taken").count() == 20


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"answer": "eaten"}, "body.answer"),
        ({"answer": ["taken"]}, "body.answer"),
        ({"occurrence": "x"}, "body.occurrence"),
        ({"reason": "because"}, "body.reason"),
        ({"done_at": "8am"}, "body.done_at"),
        ({"done_at": "2030-01-01T00:00:00.000Z"}, "body.done_at"),
        ({"reminder": 7}, "body.reminder"),
        ({"snooze": 99}, "body.snooze"),
        ({"on": "soon"}, "body.on"),
        ({"slot": "s" * 99}, "body.slot"),
        ({"sequence": -1}, "body.sequence"),
        ({"dose": "900 mg"}, "body.dose"),
    ],
)
def test_what_is_wrong_with_an_answer_is_named(amina, remind, change, field):
    reminder = remind("08:00", now=MORNING)
    plan = planned(reminder, "2026-11-20")
    body = {"reminder": str(reminder.pk), "slot": "s0", "snooze": 0, "on": "2026-11-20"}
    item = envelope("taken", plan.occurrence(), NOW, **body)
    item["body"] |= change
    result = record_envelopes(amina, amina.user, [item], now=NOW).results[0]
    assert (result.code, result.errors[0].field) == ("invalid", field)
    assert Answer.objects.count() == 0


# ---- An unlucky patient ---------------------------------------------------------------------------------------------


def test_later_said_before_it_is_due_moves_nothing_forward(amina, remind):
    reminder = remind("08:00", now=at("2026-11-20 06:00"))
    said(amina, reminder, "later", MORNING)
    assert Occurrence.objects.get(snooze=1).due_at == at("2026-11-20 08:00")


def test_a_later_beside_exercises_is_not_told_when_it_is_too_late_for_the_medicine(amina, remind, django_capture_on_commit_callbacks):
    remind("08:40", kind="exercise", now=MORNING)
    with django_capture_on_commit_callbacks(execute=True):
        services.claim_all(at("2026-11-20 08:40"), lambda ids: None)
    said(amina, remind("08:00", now=MORNING), "later", NOW)
    assert Notice.objects.get().late_at == at("2026-11-20 09:00")


@pytest.mark.parametrize(("minute", "words"), [(10, "later (8:40am)"), (40, "later (no more reminders)")])
def test_a_later_says_when_it_comes_again_or_that_it_does_not(amina, remind, minute, words):
    reminder, when = remind("08:00", now=MORNING), at("2026-11-20 08:00") + dt.timedelta(minutes=minute)
    said(amina, reminder, "later", when)
    assert [item.state_words for item in reading.todays(amina, when)] == [words]


def test_what_is_said_here_comes_after_what_a_phone_with_a_fast_clock_said(amina, remind):
    reminder = remind("08:00", now=MORNING)
    said(amina, reminder, "taken", NOW + dt.timedelta(hours=20))
    assert said(amina, reminder, "skipped", NOW, live=True).answer == "skipped"
    assert said(amina, reminder, "", NOW, live=True).answer == ""


@pytest.mark.parametrize("when", ["0001-01-01 00:00", "2026-11-18 08:00", "2026-11-22 08:00", "9999-12-31 23:59"])
def test_a_time_that_cannot_be_when_it_was_taken_is_refused(amina, remind, when):
    plan = planned(remind("08:00", now=MORNING), "2026-11-20")
    wrong = services.refused(amina, [reply(plan.occurrence(), "taken", NOW, planned=plan, done_at=at(when))])
    assert [[error.code for error in found] for found in wrong.values()] == [["range"]]


def claimed(now):
    services.claim_all(now, lambda ids: None)
    return list(Notice.objects.values_list("due_at", "state"))


@pytest.mark.both_databases
def test_taken_said_early_and_taken_back_after_its_minute_is_told_after_all(amina, remind):
    reminder = remind("08:00", now=MORNING)
    said(amina, reminder, "taken", at("2026-11-20 07:50"))
    assert claimed(at("2026-11-20 08:01")) == []
    said(amina, reminder, "", NOW)
    assert [item.state for item in reading.todays(amina, NOW)] == ["due"]
    notice = Notice.objects.get()
    assert (notice.due_at, notice.late_at, notice.state) == (at("2026-11-20 08:15"), at("2026-11-20 09:00"), "waiting")
    assert [row.words["dose"] for row in reading.occurrences_of([notice])[notice.pk]] == ["300 mg"]
    assert claimed(at("2026-11-20 08:20")) == [(notice.due_at, "waiting")]  # once


def test_an_answer_taken_back_before_its_minute_is_told_at_its_minute(amina, remind):
    reminder = remind("08:00", now=MORNING)
    said(amina, reminder, "taken", at("2026-11-20 07:50"))
    said(amina, reminder, "", at("2026-11-20 07:55"))
    assert claimed(at("2026-11-20 08:00")) == [(at("2026-11-20 08:00"), "waiting")]


@pytest.mark.parametrize(("back", "due"), [("08:53", "08:58"), ("08:57", "08:57"), ("09:00", None), ("12:00", None)])
def test_what_is_taken_back_when_it_is_too_late_is_open_on_today_and_not_told(amina, remind, back, due):
    reminder, when = remind("08:00", now=MORNING), at(f"2026-11-20 {back}")
    said(amina, reminder, "skipped", at("2026-11-20 07:50"))
    said(amina, reminder, "", when)
    assert [notice.due_at for notice in Notice.objects.all()] == ([at(f"2026-11-20 {due}")] if due else [])
    assert [item.answer for item in reading.todays(amina, when)] == [""]


def test_a_dose_that_was_told_is_not_told_again_when_its_answer_is_taken_back(amina, remind):
    reminder = remind("08:00", now=MORNING)
    claimed(at("2026-11-20 08:00"))
    Notice.objects.update(state="sent", sent_at=at("2026-11-20 08:00"))
    said(amina, reminder, "taken", at("2026-11-20 08:04"))
    said(amina, reminder, "", NOW)
    assert Notice.objects.count() == 1


def test_a_dose_whose_message_an_answer_held_back_is_told_when_it_is_taken_back(amina, remind):
    reminder = remind("08:00", now=MORNING)
    claimed(at("2026-11-20 08:00"))
    said(amina, reminder, "taken", at("2026-11-20 08:00"))
    Notice.objects.update(state="cancelled", reason="not wanted")
    row = said(amina, reminder, "", NOW)
    row.refresh_from_db()
    assert (row.notice.due_at, row.notice.state) == (at("2026-11-20 08:15"), "waiting")


def test_in_a_pause_or_after_another_answer_of_the_dose_nothing_is_told_again(amina, remind):
    paused, later = remind("08:00", now=MORNING), remind("08:00", now=MORNING)
    said(amina, paused, "taken", at("2026-11-20 07:50"))
    said(amina, later, "later", at("2026-11-20 07:50"))
    services.pause(paused, at("2026-11-20 07:55"))
    said(amina, paused, "", NOW)
    again = Occurrence.objects.get(snooze=1)
    services.record_answers(amina, [reply(again.occurrence_id, "taken", at("2026-11-20 08:05"))], now=NOW)
    before = set(Notice.objects.values_list("pk", flat=True))
    said(amina, later, "", NOW)
    assert set(Notice.objects.values_list("pk", flat=True)) == before


@pytest.mark.parametrize("answer", ["taken", "later", ""])
def test_a_batch_costs_as_many_queries_for_10_doses_that_were_not_made_as_for_2(amina, remind, answer):
    """Told "later", all of one minute come again in one message, which the first batch has made."""
    reminders = [remind("08:00", now=MORNING) for _number in range(12)]
    spent = []
    for these in (reminders[:2], reminders[2:]):
        plans = [planned(one, "2026-11-20") for one in these]
        with CaptureQueriesContext(connection) as seen:
            services.record_answers(amina, [reply(plan.occurrence(), answer, NOW, planned=plan) for plan in plans], now=NOW)
        spent.append(len(seen))
    assert spent[1] <= spent[0], spent
