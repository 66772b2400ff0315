"""What a day holds, made or only planned, and the ledger."""

import pytest

from backend.reminders import reading, services, tokens
from backend.reminders.models import Delivery, Notice
from tests.reminders.making import at, planned, reply

MORNING = at("2026-11-20 07:00")
pytestmark = pytest.mark.django_db


def test_a_day_holds_what_is_planned_and_what_was_said(amina, remind):
    pill = remind("08:00", "12:00", "20:00", now=MORNING)
    plan = planned(pill, "2026-11-20")
    services.record_answers(amina, [reply(plan.occurrence(), "taken", at("2026-11-20 08:04"), planned=plan)], now=at("2026-11-20 08:04"))
    items = reading.todays(amina, at("2026-11-20 15:00"))
    assert [(item.at, item.state, item.state_words) for item in items] == [
        ("8am", "taken", "taken 8:04am"),
        ("noon", "not_recorded", "not recorded"),
        ("8pm", "coming", "coming"),
    ]
    assert items[1].occurrence_id == planned(pill, "2026-11-20", "s1").occurrence()


def test_a_dose_put_off_is_one_row_whatever_later_made_of_it(amina, remind):
    pill = remind("08:00", now=MORNING)
    plan = planned(pill, "2026-11-20")
    services.record_answers(amina, [reply(plan.occurrence(), "later", at("2026-11-20 08:05"), planned=plan)], now=at("2026-11-20 08:05"))
    (item,) = reading.todays(amina, at("2026-11-20 08:06"))
    assert (item.state, item.snooze) == ("later", 1)
    services.record_answers(amina, [reply(item.occurrence_id, "taken", at("2026-11-20 08:40"))], now=at("2026-11-20 08:40"))
    (item,) = reading.todays(amina, at("2026-11-20 09:00"))
    assert (item.state, item.state_words, item.at) == ("taken", "taken 8:40am", "8am")


def test_a_day_costs_two_queries_whatever_it_holds(amina, remind, django_assert_num_queries):
    for _ in range(5):
        remind("08:00", "20:00", now=MORNING)
    with django_assert_num_queries(2):
        assert len(reading.todays(amina, MORNING)) == 10


def test_the_ledger_says_by_what_a_message_went_and_whether_that_can_be_sure(amina):
    due = at("2026-11-20 08:00")
    notice = Notice.objects.create(patient=amina, due_at=due, send_at=due, late_at=due, state="sent", sent_at=due)
    phone = amina.push_subscriptions.create(endpoint="https://x", endpoint_hash="x")
    Delivery.objects.create(notice=notice, subscription=phone, transport="push", outcome="sent", sent_at=due)
    (sent,) = reading.ledger(amina, 7, at("2026-11-20 09:00"))
    assert (sent.at, sent.by, sent.can_confirm) == ("8am", ("push",), False)


def test_a_test_comes_in_two_minutes_and_only_once(amina):
    first = services.send_test(amina, at("2026-11-20 08:00"))
    second = services.send_test(amina, at("2026-11-20 08:01"))
    first.refresh_from_db()
    assert (first.state, second.state, second.send_at) == ("cancelled", "waiting", at("2026-11-20 08:03"))


def test_a_token_says_its_notice_for_48_hours_and_nothing_when_it_was_changed(time_machine, amina):
    time_machine.move_to(at("2026-11-20 08:00"))
    notice = services.send_test(amina, at("2026-11-20 08:00"))
    token = tokens.make(notice.notice_id, 7)
    assert tokens.read(token) == tokens.Token(notice.notice_id, 7)
    assert tokens.read(tokens.make(notice.notice_id)) == tokens.Token(notice.notice_id)
    assert tokens.read(token[:-1] + ("a" if token[-1] != "a" else "b")) is None
    assert tokens.read("nonsense") is None
    time_machine.move_to(at("2026-11-22 08:01"))
    assert tokens.read(token) is None
