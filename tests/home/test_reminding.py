"""The reminders of the diary."""

import datetime as dt
import re
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.test import Client
from django.utils import timezone

from backend.home import reminding
from backend.patients.models import Patient
from backend.patients.services import update_profile
from backend.reminders import schedule, services, tokens
from backend.reminders.answering import build
from backend.reminders.models import Notice, Occurrence, Preferences, Reminder
from backend.reminders.schedule import Rule
from backend.symptoms.services import record_envelopes
from tests import factories

pytestmark = pytest.mark.django_db
NOON = dt.datetime(2026, 11, 20, 12, tzinfo=dt.UTC)


def of(patient: Patient, kind: str) -> Reminder:
    found = reminding.reminder_of(patient, kind)
    assert found is not None
    return found


def due(patient: Patient, kind: str, day: dt.date) -> Occurrence:
    """As the dispatcher makes it."""
    reminder = of(patient, kind)
    event = schedule.due_on(Rule.stored(reminder.rule), day, reminder.time_zone)[0]
    row = build(reminder, event)
    row.save()
    return row


def test_the_time_in_the_profile_is_a_reminder(amina: Patient):
    update_profile(amina, daily_log_time=dt.time(20))
    assert of(amina, "daily_log").next_slot == "log"
    update_profile(amina, daily_log_time=dt.time(21, 30))
    assert of(amina, "daily_log").rule["steps"][0]["slots"][0]["at"] == "21:30"
    update_profile(amina, daily_log_time=None)
    assert reminding.reminder_of(amina, "daily_log") is None
    assert amina.reminders.get().next_due_at is None


def test_the_start_makes_it_too(amina: Patient, sign_in: Any):
    sign_in(amina.user).post("/start/time/", {"daily_log_time": "20:00"})
    assert of(amina, "daily_log").time_zone == "Europe/London"


def test_who_moves_takes_the_reminder_along(amina: Patient):
    update_profile(amina, daily_log_time=dt.time(20))
    update_profile(amina, time_zone="Asia/Tokyo", daily_log_time=dt.time(19))
    reminder = of(amina, "daily_log")
    assert (reminder.time_zone, reminder.rule["steps"][0]["slots"][0]["at"]) == ("Asia/Tokyo", "19:00")


def test_the_page_saves_both_and_says_so(amina: Patient, sign_in: Any):
    client: Client = sign_in(amina.user)
    said = {"daily_log_time": "20:00", "check_day": "6", "check_time": "10:30"}
    assert client.post("/reminders/diary/", said)["Location"] == "/reminders/"
    assert reminding.check_time(amina) == (6, dt.time(10, 30))
    page = client.get("/reminders/diary/").content.decode()
    assert 'value="20:00"' in page
    assert '<option value="6" selected>' in page
    client.post("/reminders/diary/", {"daily_log_time": "", "check_day": "", "check_time": ""})
    assert not amina.reminders.filter(ended_at=None).exists()


@pytest.mark.parametrize("said", [{"daily_log_time": "25:00"}, {"check_day": "7"}, {"check_time": "noonish", "check_day": "1"}])
def test_what_cannot_be_is_refused(amina: Patient, sign_in: Any, said: dict[str, str]):
    assert "error-summary" in sign_in(amina.user).post("/reminders/diary/", said).content.decode()
    assert not amina.reminders.exists()


def test_a_day_that_is_logged_is_not_reminded_of(amina: Patient, boris: Patient):
    today = timezone.now().date()
    rows = []
    for patient in (amina, boris):
        patient.daily_log_time = dt.time(12)
        reminding.save_log(patient, timezone.now())
        rows.append(due(patient, "daily_log", today))
    ids = [row.pk for row in rows]
    record_envelopes(amina, amina.user, [factories.envelope(today, {"sleep": 3})])
    assert reminding.log_still_wanted(ids) == set(ids)  # sleep alone is no log
    record_envelopes(amina, amina.user, [factories.envelope(today, {"pain_avg": 3})])
    assert reminding.log_still_wanted(ids) == {rows[1].pk}


def test_a_week_that_is_checked_is_not_reminded_of(amina: Patient):
    today = timezone.now().date()
    reminding.save_check(amina, today.weekday(), dt.time(12), timezone.now())
    row = due(amina, "leg_check", today)
    assert reminding.check_still_wanted([row.pk]) == {row.pk}
    from backend.symptoms.instruments import response_id

    items = dict.fromkeys((f"left.{job}" for job in ("lift_foot", "climb_stairs", "rise_from_chair", "stand_on_toes")), "easy") | {"walking_aid": "nothing"}
    key = response_id(amina.user.account, "leg_jobs", today)
    body = {"response": str(key), "instrument": "leg_jobs", "date": str(today), "fields": items}
    result = record_envelopes(amina, amina.user, [factories.envelope(today, {}, kind="questionnaire", body=body)]).results
    assert [one.code for one in result] == ["stored"]
    assert reminding.check_still_wanted([row.pk]) == set()


def test_what_was_answered_is_not_reminded_of(amina: Patient):
    today = timezone.now().date()
    amina.daily_log_time = dt.time(12)
    reminding.save_log(amina, timezone.now())
    row = due(amina, "daily_log", today)
    Occurrence.objects.filter(pk=row.pk).update(answer="skipped")
    assert reminding.log_still_wanted([row.pk]) == set()


# ---- The migration --------------------------------------------------------------------------------------------------

migration: Any = import_module("backend.home.migrations.0001_times_become_reminders")


def test_times_that_were_chosen_become_the_reminders_that_home_saves(amina: Patient, boris: Patient):
    Patient.objects.filter(pk=amina.pk).update(daily_log_time=dt.time(20, 15))
    for _again in range(2):
        migration.make_reminders(apps, None)
    made = Reminder.objects.get()
    before = (made.patient_id, made.kind, made.about, made.rule, made.time_zone, made.next_due_at, made.next_date, made.next_slot)
    amina.refresh_from_db()
    reminding.save_log(amina, timezone.now())
    made.refresh_from_db()
    assert before == (made.patient_id, made.kind, made.about, made.rule, made.time_zone, made.next_due_at, made.next_date, made.next_slot)


@pytest.mark.parametrize(
    ("at", "zone", "now"),
    [
        ("01:30", "Europe/London", "2026-03-28T12:00:00"),  # in the gap of 29 March
        ("01:30", "Europe/London", "2026-10-24T12:00:00"),  # in the repeated hour of 25 October
        ("02:15", "Australia/Lord_Howe", "2026-10-03T10:00:00"),
        ("23:59", "America/New_York", "2026-11-20T04:58:30"),
        ("12:00", "Europe/London", "2026-11-20T12:00:00"),
    ],
)
def test_the_migration_knows_every_clock(at: str, zone: str, now: str):
    moment = dt.datetime.fromisoformat(now).replace(tzinfo=dt.UTC)
    rule = Rule.from_json(reminding._rule("log", "x", dt.time.fromisoformat(at), None, dt.date(2026, 1, 1)))
    due = schedule.next_due(rule, moment, zone)
    assert due is not None
    assert migration.next_due(dt.time.fromisoformat(at), schedule.ZoneInfo(zone), moment) == (due.at, due.date)


# ---- All the way ----------------------------------------------------------------------------------------------------


def test_a_log_that_is_due_reaches_her_by_mail_and_its_link_answers_it(amina: Patient, mailoutbox: Any):
    now = timezone.now()
    Preferences.objects.create(patient=amina, email=True, quiet_from=dt.time(0), quiet_to=dt.time(0))
    amina.daily_log_time = now.astimezone(amina.zone).time().replace(second=0, microsecond=0)
    reminding.save_log(amina, now - dt.timedelta(minutes=2))
    services.deliver(services.claim_due(now, lambda ids: None).notice_ids)
    (mail,) = mailoutbox
    assert "Already done? Do nothing." in mail.body
    assert "pain" not in mail.body.lower()
    link = re.search(r"/r/[^/\s]+/", mail.body)
    assert link
    page = Client().get(link[0])
    assert "Your daily log" in page.content.decode()
    Client().post(link[0], {"occurrence": amina.occurrences.get().occurrence_id, "answer": "taken"})
    assert amina.occurrences.get().answer == "taken"


def test_a_log_that_was_written_meanwhile_is_not_told(amina: Patient, mailoutbox: Any):
    now = timezone.now()
    Preferences.objects.create(patient=amina, email=True, quiet_from=dt.time(0), quiet_to=dt.time(0))
    amina.daily_log_time = now.astimezone(amina.zone).time().replace(second=0, microsecond=0)
    reminding.save_log(amina, now - dt.timedelta(minutes=2))
    ids = services.claim_due(now, lambda ids: None).notice_ids
    record_envelopes(amina, amina.user, [factories.envelope(amina.today(), {"pain_avg": 3})])
    services.deliver(ids)
    assert mailoutbox == []
    assert amina.notices.get().state == "cancelled"


@pytest.mark.parametrize(("kind", "door"), [("daily_log", "/log/{day}/"), ("leg_check", "/check/")])
def test_the_page_of_its_message_leads_to_where_it_is_done_and_keeps_its_answers(amina: Patient, kind: str, door: str):
    now = timezone.now()
    update_profile(amina, daily_log_time=dt.time(0))
    reminding.save_check(amina, now.astimezone(amina.zone).weekday(), dt.time(0), now)
    row = due(amina, kind, amina.today(now))
    row.notice = Notice.objects.create(patient=amina, due_at=row.due_at, state="sent", send_at=now, late_at=now)
    row.save()
    page = Client().get(f"/r/{tokens.make(row.notice.notice_id, None)}/").content.decode()
    assert f'href="{door.format(day=row.local_date)}"' in page
    assert page.count('name="answer"') == 3
