"""One reminder a thing, its next moment always right, and what was told is not told twice."""

import datetime as dt
import uuid

import pytest

from backend.common.exceptions import DomainError
from backend.reminders import saving, services
from backend.reminders.models import Notice, Occurrence, Reminder
from tests.reminders.making import at, rule

NOW = at("2026-11-20 07:00")
pytestmark = pytest.mark.django_db


def fired(reminder, when, slot="s0"):
    notice = Notice.objects.create(patient=reminder.patient, due_at=when, send_at=when, late_at=when + dt.timedelta(hours=1), state="sent")
    return Occurrence.objects.create(
        occurrence_id=uuid.uuid4(),
        reminder=reminder,
        patient=reminder.patient,
        kind=reminder.kind,
        local_date=when.date(),
        slot=slot,
        due_at=when,
        notice=notice,
    )


@pytest.mark.both_databases
def test_a_rule_is_saved_once_for_a_thing_and_says_what_comes_next(amina, remind):
    about = uuid.uuid4()
    first = remind("08:00", "20:00", now=NOW, about=about)
    again = remind("09:00", "20:00", now=NOW, about=about)
    assert (first.pk, first.next_due_at, again.next_due_at) == (again.pk, at("2026-11-20 08:00"), at("2026-11-20 09:00"))
    assert (again.next_date, again.next_slot) == (dt.date(2026, 11, 20), "s0")
    assert Reminder.objects.count() == 1


def test_a_moved_time_that_was_told_today_changes_from_tomorrow_and_says_so(amina):
    about = uuid.uuid4()
    saved = services.save_reminder(amina, "medicine", about, rule("08:00"), zone="Europe/London", now=NOW)
    fired(saved.reminder, at("2026-11-20 08:00"))
    moved = services.save_reminder(amina, "medicine", about, rule("10:00"), zone="Europe/London", now=at("2026-11-20 08:30"))
    assert moved.changes_from_tomorrow
    assert moved.reminder.next_due_at == at("2026-11-21 10:00")


def test_what_waits_to_be_sent_is_cancelled_when_its_time_is_taken_out(amina, remind):
    about = uuid.uuid4()
    reminder = remind("08:00", "20:00", now=NOW, about=about)
    row = fired(reminder, at("2026-11-20 08:00"))
    Notice.objects.update(state="retry")
    saved = rule("20:00")
    saved["steps"][0]["slots"][0]["slot"] = "s1"
    services.save_reminder(amina, "medicine", about, saved, zone="Europe/London", now=at("2026-11-20 08:01"))
    row.refresh_from_db()
    assert row.cancelled_at


def test_pause_resume_and_end(amina, remind):
    reminder = remind("08:00", now=NOW)
    for verb, expected in ((services.pause, None), (services.resume, at("2026-11-20 08:00")), (services.end, None), (services.resume, None)):
        verb(reminder, NOW)
        reminder.refresh_from_db()
        assert reminder.next_due_at == expected


def test_travel_keeps_the_clock_or_the_time_at_home(amina, remind):
    reminder = remind("08:00", "20:00", now=NOW)
    noon = at("2026-11-20 12:00")
    assert services.travelled(amina, "Asia/Tokyo", keep_home=False, now=noon)[0].slot == "s1"  # 8pm lay ahead in London and lies behind in Tokyo
    reminder.refresh_from_db()
    assert (reminder.time_zone, reminder.next_due_at) == ("Asia/Tokyo", at("2026-11-20 23:00"))
    services.travelled(amina, "Europe/London", keep_home=True, now=noon)
    reminder.refresh_from_db()
    assert (reminder.time_zone, reminder.travel) == ("Asia/Tokyo", "home")


# ---- Hostile --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "field", "code"),
    [
        ({"at": "25:00"}, "rule.steps.0.slots.0.at", "bad_time"),
        ({"zone": "Mars/Olympus"}, "time_zone", "unknown_zone"),
        ({"travel": "wherever"}, "travel", "unknown"),
    ],
)
def test_a_bad_rule_saves_nothing_and_says_what_is_wrong(amina, change, field, code):
    bad = rule(change.get("at", "08:00"))
    with pytest.raises(DomainError) as error:
        services.save_reminder(amina, "medicine", uuid.uuid4(), bad, zone=change.get("zone", "Europe/London"), travel=change.get("travel", "clock"), now=NOW)
    assert [(one.field, one.code) for one in error.value.errors] == [(field, code)]
    assert Reminder.objects.count() == 0


def test_5000_reminders_of_one_person_are_refused(amina, remind, monkeypatch):
    monkeypatch.setattr(saving, "MOST", 3)
    kept = [remind("08:00", now=NOW) for _ in range(3)]
    with pytest.raises(DomainError) as error:
        remind("08:00", now=NOW)
    assert (error.value.code, error.value.status, Reminder.objects.count()) == ("too_many", 409, 3)
    services.end(kept[0], NOW)
    remind("08:00", now=NOW)


def test_a_kind_that_nobody_registered_is_a_mistake_of_ours(amina):
    with pytest.raises(ValueError, match="horoscope"):
        services.save_reminder(amina, "horoscope", None, rule("08:00"), zone="Europe/London", now=NOW)
