"""What is due is claimed once, told together, and never as a flood: on both databases."""

import datetime as dt
import uuid

import pytest
from django.db import IntegrityError, connection, transaction

from backend.reminders import claiming, leasing, services
from backend.reminders.models import Notice, Occurrence, Preferences, Reminder
from tests import factories
from tests.reminders.making import at, planned, reply, rule

MORNING = at("2026-11-20 07:00")
EIGHT = at("2026-11-20 08:00")
pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


@pytest.fixture
def claim(django_capture_on_commit_callbacks):
    """now → the ids that were carried."""

    def claimed(now: dt.datetime, **extra) -> list[int]:
        carried: list[int] = []
        with django_capture_on_commit_callbacks(execute=True):
            services.claim_all(now, carried.extend, **extra)
        return carried

    return claimed


def test_what_is_due_together_is_told_together(amina, remind, claim):
    remind("08:00", now=MORNING)
    remind("08:00", "20:00", now=MORNING, name="Amitriptyline")
    carried = claim(EIGHT)
    notice = Notice.objects.get()
    assert carried == [notice.pk]
    assert (notice.due_at, notice.state, notice.late_at, notice.occurrences.count()) == (EIGHT, "waiting", at("2026-11-20 09:00"), 2)
    assert list(Reminder.objects.order_by("next_due_at").values_list("next_due_at", flat=True)) == [at("2026-11-20 20:00"), at("2026-11-21 08:00")]


def test_an_occurrence_copies_the_words_of_its_step_and_keeps_them(amina, remind, claim):
    about = uuid.uuid4()
    remind("08:00", now=MORNING, about=about)
    claim(EIGHT)
    remind("08:00", now=EIGHT, about=about, dose="600 mg")
    claim(at("2026-11-21 08:00"))
    assert [(row.words["dose"], row.slot_words) for row in Occurrence.objects.order_by("due_at")] == [("300 mg", "8am"), ("600 mg", "8am")]


def test_claimed_again_nothing_is_made_twice(amina, remind, claim):
    remind("08:00", now=MORNING)
    claim(EIGHT)
    Reminder.objects.update(next_due_at=EIGHT, next_date=EIGHT.date(), next_slot="s0")  # as if its move had been lost
    assert claim(EIGHT) == []
    assert (Occurrence.objects.count(), Notice.objects.count()) == (1, 1)


def test_what_was_answered_before_it_was_due_makes_no_message(amina, remind, claim):
    plan = planned(remind("08:00", now=MORNING), "2026-11-20")
    services.record_answers(amina, [reply(plan.occurrence(), "taken", MORNING, planned=plan)], now=MORNING)
    assert claim(EIGHT) == []
    assert Notice.objects.count() == 0


def test_an_answer_that_was_taken_back_is_told_again(amina, remind, claim):
    plan = planned(remind("08:00", now=MORNING), "2026-11-20")
    for minute, answer in enumerate(("taken", "")):
        services.record_answers(amina, [reply(plan.occurrence(), answer, MORNING + dt.timedelta(minutes=minute), planned=plan)], now=MORNING)
    assert claim(EIGHT) == [Notice.objects.get().pk]
    assert Occurrence.objects.get().notice == Notice.objects.get()


def test_after_an_outage_all_is_kept_and_one_message_tells_of_it(amina, remind, claim):
    remind("08:00", "14:00", "20:00", now=MORNING)
    later = at("2026-11-22 14:10")
    carried = claim(later)
    states = list(Notice.objects.order_by("due_at").values_list("channel", "state"))
    assert Occurrence.objects.count() == 8
    assert states.count(("first", "too_late")) == 7
    assert states.count(("digest", "waiting")) == 1
    assert carried == [Notice.objects.get(channel="first", state="waiting").pk]
    assert Notice.objects.get(state="waiting", channel="first").due_at == at("2026-11-22 14:00")


def test_what_is_late_and_what_is_not_share_no_message(amina, remind, claim):
    remind("08:00", now=MORNING)
    remind("08:00", kind="exercise", now=MORNING)
    claim(at("2026-11-20 10:00"))
    told = {notice.state: [row.kind for row in notice.occurrences.all()] for notice in Notice.objects.filter(channel="first")}
    assert told == {"too_late": ["medicine"], "waiting": ["exercise"]}


def test_quiet_hours_hold_back_everything_but_medicines(amina, remind, claim):
    remind("07:00", now=at("2026-11-20 06:00"))
    remind("07:00", kind="exercise", now=at("2026-11-20 06:00"))
    claim(at("2026-11-20 07:00"))
    sent_at = {notice.occurrences.get().kind: notice.send_at for notice in Notice.objects.all()}
    assert sent_at == {"medicine": at("2026-11-20 07:00"), "exercise": EIGHT}


def test_a_time_that_she_chose_inside_her_quiet_hours_stays(amina, remind, claim):
    remind("21:30", kind="daily_log", now=MORNING)
    claim(at("2026-11-20 21:30"))
    assert Notice.objects.get().send_at == at("2026-11-20 21:30")


def test_a_rough_day_holds_back_until_its_end(amina, remind, claim):
    amina.quiet_until = at("2026-11-20 10:00")
    amina.save()
    remind("09:00", kind="exercise", now=MORNING)
    claim(at("2026-11-20 09:00"))
    assert Notice.objects.get().send_at == at("2026-11-20 10:00")


def test_past_the_budget_of_her_day_nothing_but_medicines_is_sent(amina, remind, claim):
    Preferences.objects.create(patient=amina, daily_budget=2)
    for hour in (9, 10, 11):
        remind(f"{hour:02d}:00", kind="exercise", now=MORNING)
        claim(at(f"2026-11-20 {hour:02d}:00"))
    remind("12:00", now=MORNING)
    claim(at("2026-11-20 12:00"))
    assert list(Notice.objects.order_by("due_at").values_list("state", flat=True)) == ["waiting", "waiting", "cancelled", "waiting"]
    assert Notice.objects.get(state="cancelled").reason == "budget"


def test_a_rule_that_cannot_be_read_blocks_nobody(amina, remind, claim):
    bad = remind("08:00", now=MORNING)
    Reminder.objects.filter(pk=bad.pk).update(rule={"steps": "soup"})
    remind("08:00", now=MORNING)
    assert len(claim(EIGHT)) == 1
    bad.refresh_from_db()
    assert bad.next_due_at == EIGHT + claiming.POISON_WAIT


def test_batches_go_on_until_nothing_is_due(claim):
    for _ in range(7):
        who = factories.patient()
        for _ in range(2):
            services.save_reminder(who, "medicine", uuid.uuid4(), rule("08:00"), zone="Europe/London", now=MORNING)
    assert len(claim(EIGHT, limit=3)) == 7
    assert Occurrence.objects.count() == 14


def test_a_clock_that_jumps_a_day_makes_each_dose_once(amina, remind, claim):
    remind("08:00", now=MORNING)
    for now in (EIGHT, EIGHT + dt.timedelta(days=1), EIGHT - dt.timedelta(hours=1), EIGHT):
        claim(now)
    assert list(Occurrence.objects.order_by("due_at").values_list("due_at", flat=True)) == [EIGHT, EIGHT + dt.timedelta(days=1)]


def test_an_idle_tick_costs_one_query(amina, remind, django_assert_num_queries, monkeypatch):
    remind("08:00", now=MORNING)
    Reminder.objects.update(next_due_at=dt.datetime(2199, 1, 1, tzinfo=dt.UTC))
    with django_assert_num_queries(1):
        assert services.tick(lambda ids: None) == 0


def test_a_medicine_is_never_told_later_than_its_hour_because_of_what_is_due_with_it(amina, remind, claim):
    remind("08:00", kind="exercise", now=MORNING)
    remind("08:00", now=MORNING)
    remind("08:00", kind="exercise", now=MORNING)
    claim(EIGHT)
    notice = Notice.objects.get()
    assert (notice.late_at, notice.occurrences.count()) == (at("2026-11-20 09:00"), 3)


def test_what_joins_a_message_that_waits_brings_its_own_limit(amina, remind, claim):
    remind("08:00", kind="exercise", now=MORNING)
    claim(EIGHT)
    assert Notice.objects.get().late_at == at("2026-11-20 12:00")
    remind("08:00", now=MORNING)
    claim(EIGHT)
    assert Notice.objects.get().late_at == at("2026-11-20 09:00")


def test_what_joins_a_message_that_is_being_sent_is_sent_with_it_once_more(amina, remind, claim):
    remind("08:00", now=MORNING)
    (notice,) = claim(EIGHT)
    lease, _held = leasing.take([notice], EIGHT)
    remind("08:00", now=MORNING, name="Amitriptyline")
    assert claim(EIGHT) == [notice]
    leasing.close_sent(lease, _held, EIGHT)  # by whoever sent the first alone
    assert Notice.objects.get().state == "waiting"


def test_an_occurrence_of_a_reminder_that_is_gone_is_refused(amina, remind, claim):
    """By the database: its person has no key of their own there, and a reminder cannot be without one."""
    remind("08:00", now=MORNING)
    claim(EIGHT)
    row = Occurrence.objects.get()
    row.pk, row.occurrence_id, row.reminder_id = None, uuid.uuid4(), uuid.uuid4()
    with transaction.atomic():
        row.save(force_insert=True)
        with pytest.raises(IntegrityError):
            connection.check_constraints()
        transaction.set_rollback(True)


def test_nothing_of_a_person_who_is_deleted_is_left(amina, remind, claim):
    remind("08:00", now=MORNING)
    claim(EIGHT)
    amina.delete()
    connection.check_constraints()
    assert (Reminder.objects.count(), Notice.objects.count(), Occurrence.objects.count()) == (0, 0, 0)


def test_a_batch_that_ends_within_a_person_takes_all_of_theirs(amina, remind, django_capture_on_commit_callbacks):
    """Told together, however few fit: else the second message would follow the first."""
    for name in "abc":
        remind("08:00", now=MORNING, name=name)
    with django_capture_on_commit_callbacks(execute=True):
        claimed = claiming.claim_due(EIGHT, lambda ids: None, limit=2)
    assert (len(claimed.notice_ids), Notice.objects.get().occurrences.count()) == (1, 3)
