"""The pages of reminders."""

import datetime as dt
import re
import uuid
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from backend.patients.models import Patient
from backend.reminders import by_link, calendars, reading
from backend.reminders.models import CalendarFeed, Notice, Preferences
from backend.reminders.schedule import clock_words
from tests.reminders.sent import message, subscription

pytestmark = pytest.mark.django_db
HOW = {"push": "on", "quiet_from": "21:00", "quiet_to": "08:00", "daily_budget": "4", "repeat_medicines": "on"}


@pytest.fixture
def hers(amina: Patient, sign_in: Any) -> Client:
    client: Client = sign_in(amina.user)
    return client


def text(response: Any) -> str:
    """What stands on the page, one space between words."""
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


def test_her_phones_stand_with_their_last_receipt(hers: Client, amina: Patient):
    subscription(amina, last_receipt_at=dt.datetime(2026, 11, 20, 8, 4, tzinfo=dt.UTC))
    subscription(amina, "two", label="Safari on iPhone")
    page = text(hers.get("/reminders/"))
    assert "Last said that it showed one: Fri 20 November, 8:04" in page
    assert "It has not shown one yet" in page


def test_without_any_way_it_is_said(hers: Client, remind: Any):
    remind("08:00", now=timezone.now())
    assert "No way is on, so nothing reaches you" in text(hers.get("/reminders/"))


def test_a_phone_that_is_gone_is_said_until_she_has_read_it(hers: Client, amina: Patient):
    subscription(amina, gone_at=timezone.now())
    for page in ("/today/", "/reminders/"):
        assert "Chrome on Android gets no reminders any more" in text(hers.get(page))
    hers.post("/reminders/told/")
    assert "gets no reminders any more" not in text(hers.get("/today/"))


def test_on_today_what_may_need_help_stands_before_news_of_a_phone(hers: Client, amina: Patient):
    subscription(amina, gone_at=timezone.now())
    page = hers.get("/today/").content.decode()
    assert page.index('data-module="got-help"') < page.index("gets no reminders any more") < page.index('id="h-log"')


def test_a_phone_is_removed_by_its_owner_alone(hers: Client, amina: Patient, boris: Patient):
    mine, other = subscription(amina), subscription(boris, "two")
    assert hers.post(f"/reminders/phones/{other.pk}/remove/").status_code == 404
    hers.post(f"/reminders/phones/{mine.pk}/remove/")
    assert not amina.push_subscriptions.exists()
    assert boris.push_subscriptions.exists()


def test_where_no_phone_is_on_the_tick_says_so_and_leads_to_turning_it_on(hers: Client, amina: Patient):
    response = hers.get("/reminders/how/")
    assert "No phone is on yet, so no notification comes." in text(response)
    assert 'href="/reminders/#h-here"' in response.content.decode()
    assert "No phone is on yet" in text(hers.post("/reminders/how/", HOW | {"quiet_from": ""}))
    subscription(amina, gone_at=timezone.now())
    assert "No phone is on yet" in text(hers.get("/reminders/how/"))
    subscription(amina, "two")
    assert "No phone is on yet" not in text(hers.get("/reminders/how/"))


def test_how_they_reach_her_is_saved(hers: Client, amina: Patient):
    hers.post("/reminders/how/", HOW | {"email": "on", "quiet_from": "22:30", "daily_budget": "8", "show_words": "on"})
    wishes = reading.preferences(amina)
    assert (wishes.push, wishes.email, wishes.show_words, wishes.quiet_from, wishes.daily_budget) == (True, True, True, dt.time(22, 30), 8)
    hers.post("/reminders/how/", HOW)
    assert not reading.preferences(amina).show_words


@pytest.mark.parametrize("wrong", [{"quiet_from": "25:00"}, {"quiet_to": ""}, {"daily_budget": "0"}, {"daily_budget": "9999"}])
def test_what_cannot_be_is_refused_and_nothing_is_saved(hers: Client, wrong: dict[str, str]):
    response = hers.post("/reminders/how/", HOW | wrong)
    assert response.status_code == 200
    assert "One thing to mend" in text(response)
    assert not Preferences.objects.exists()


@pytest.mark.parametrize(("typed", "kept"), [("+44 1632 960961", "+441632960961"), ("0044 (1632) 960-961", "+441632960961")])
def test_a_number_is_kept_as_machines_want_it(hers: Client, amina: Patient, settings: Any, typed: str, kept: str):
    settings.SMS_URL = "https://sms.example/send"
    hers.post("/reminders/how/", HOW | {"sms": "on", "phone_number": typed})
    assert reading.preferences(amina).phone_number == kept


@pytest.mark.parametrize("typed", ["01632 960961", "+0123456789", "x", "", "+44" + "1" * 20])
def test_a_number_that_is_none_is_refused(hers: Client, settings: Any, typed: str):
    settings.SMS_URL = "https://sms.example/send"
    assert "error-summary" in hers.post("/reminders/how/", HOW | {"sms": "on", "phone_number": typed}).content.decode()
    assert not Preferences.objects.exists()


def test_text_messages_are_not_offered_without_a_gateway(hers: Client):
    assert "Number for text messages" not in text(hers.get("/reminders/how/"))


# ---- The test and the ledger ----------------------------------------------------------------------------------------


def the_test(amina: Patient) -> Notice:
    return amina.notices.get(channel=Notice.Channel.TEST)


def test_a_test_says_lock_your_phone_then_whether_it_was_shown(hers: Client, amina: Patient):
    phone = subscription(amina)
    hers.post("/reminders/test/")
    assert "Lock your phone" in text(hers.get("/reminders/test/"))
    now = timezone.now()
    Notice.objects.filter(pk=the_test(amina).pk).update(state=Notice.State.SENT, sent_at=now)
    page = text(hers.get("/reminders/test/"))
    assert "No phone has said that it showed it" in page
    assert "Unrestricted" in page
    the_test(amina).deliveries.create(subscription=phone, transport="push", outcome="sent", sent_at=now)
    by_link.note_receipt(the_test(amina), phone.pk, now)
    page = text(hers.get("/reminders/test/"))
    assert "It was shown" in page
    assert "Chrome on Android: shown" in page
    assert "How to mend it" not in page


def test_a_test_by_e_mail_alone_speaks_of_the_mail_and_of_no_phone(hers: Client, amina: Patient):
    Preferences.objects.create(patient=amina, email=True)
    hers.post("/reminders/test/")
    page = text(hers.get("/reminders/test/"))
    assert "Lock your phone" not in page
    assert clock_words(the_test(amina).due_at.astimezone(amina.zone).time()) in page
    Notice.objects.update(state=Notice.State.SENT, sent_at=timezone.now())
    page = text(hers.get("/reminders/test/"))
    assert "look among unwanted mail" in page
    assert "No phone has said" not in page
    assert "How to mend it" not in page


def test_a_test_that_did_not_go_out_says_so(hers: Client, amina: Patient):
    hers.post("/reminders/test/")
    Notice.objects.update(state=Notice.State.NO_CHANNEL)
    assert "The test did not go out" in text(hers.get("/reminders/test/"))


def test_the_ledger_says_due_sent_shown_and_answered_by_link(hers: Client, amina: Patient, remind: Any):
    now = timezone.now()
    at = f"{now - dt.timedelta(minutes=3):%H:%M}"
    notice, _token = message(remind(at, now=now - dt.timedelta(days=2), zone="UTC", starts_on="2020-01-01"), to=subscription(amina))
    assert "no answer" in text(hers.get("/reminders/sent/"))
    by_link.answer(notice, "taken", envelope=uuid.uuid4(), now=now, by="link")
    page = text(hers.get("/reminders/sent/"))
    assert "to your phone" in page
    assert "This phone cannot confirm" in page
    assert re.search(r"Gabapentin : done, said at (noon|midnight|[0-9:]+[ap]m), by link", page)


def test_what_was_not_sent_says_why(hers: Client, amina: Patient):
    now = timezone.now()
    states = {"too_late": "it was too late for it", "no_channel": "no way was on", "cancelled": "no longer needed", "dead": "Could not be sent"}
    for number, state in enumerate(states):
        due = now - dt.timedelta(hours=number + 1)
        Notice.objects.create(patient=amina, due_at=due, state=state, send_at=due, late_at=now)
    page = text(hers.get("/reminders/sent/"))
    assert [words for words in states.values() if words not in page] == []


# ---- Travel ---------------------------------------------------------------------------------------------------------

NEW_YORK = "/reminders/travel/?zone=America/New_York"


def test_the_question_shows_both_clocks(hers: Client, remind: Any):
    remind("08:00", now=timezone.now())
    page = text(hers.get(NEW_YORK))
    assert "Your 8am reminder comes at 8am in New York" in page
    assert "Your 8am reminder comes when it is 8am in London. In New York that is" in page


def test_the_same_time_on_the_clock_moves_diary_and_reminders(hers: Client, amina: Patient, remind: Any):
    reminder = remind("08:00", now=timezone.now())
    hers.post("/reminders/travel/", {"zone": "America/New_York", "choice": "clock"})
    amina.refresh_from_db()
    reminder.refresh_from_db()
    assert (amina.time_zone, reminder.time_zone) == ("America/New_York", "America/New_York")


def test_home_time_moves_nothing_and_is_not_asked_again(hers: Client, amina: Patient, remind: Any):
    reminder = remind("08:00", now=timezone.now())
    hers.post("/reminders/travel/", {"zone": "America/New_York", "choice": "home"})
    amina.refresh_from_db()
    reminder.refresh_from_db()
    assert (amina.time_zone, reminder.time_zone, reminder.travel) == ("Europe/London", "Europe/London", "home")
    assert 'data-asked="America/New_York"' in hers.get("/today/").content.decode()


@pytest.mark.parametrize("zone", ["", "Nowhere/There", "Europe/London", "Europe/Dublin", "../etc/passwd", "localtime"])
def test_what_is_no_other_clock_is_not_asked_about(hers: Client, amina: Patient, zone: str):
    assert hers.get("/reminders/travel/", {"zone": zone}).status_code == 302
    hers.post("/reminders/travel/", {"zone": zone, "choice": "clock"})
    amina.refresh_from_db()
    assert amina.time_zone == "Europe/London"


@pytest.mark.parametrize("zone", ["", "Nowhere/There", "localtime", "Europe/London\0"])
def test_a_zone_that_does_not_exist_is_named_and_moves_nothing(hers: Client, amina: Patient, zone: str):
    reply = hers.post("/reminders/travel/", {"zone": zone, "choice": "clock"}, follow=True)
    assert "There is no such time zone. Nothing has changed." in text(reply)
    assert not Preferences.objects.exists()


def test_the_question_needs_an_answer(hers: Client, amina: Patient):
    assert "Choose one of the two" in text(hers.post("/reminders/travel/", {"zone": "America/New_York"}))
    assert not Preferences.objects.exists()


def test_whoever_moves_in_about_me_takes_the_reminders_along(amina: Patient, remind: Any):
    from backend.patients.services import update_profile

    reminder = remind("08:00", now=timezone.now())
    update_profile(amina, time_zone="Asia/Tokyo")
    reminder.refresh_from_db()
    assert reminder.time_zone == "Asia/Tokyo"


# ---- The calendar ---------------------------------------------------------------------------------------------------


def address_on(response: Any) -> str:
    found = re.search(r'value="(http[^"]+/calendar/[^"]+)"', response.content.decode())
    assert found
    return found[1][found[1].index("/calendar/") :]


def test_the_feed_holds_the_times_and_no_word_about_health(hers: Client, amina: Patient, remind: Any):
    remind("08:00", "20:00", now=timezone.now())
    path = address_on(hers.post("/reminders/calendar/", {"do": "new"}))
    response = Client().get(path)
    ics = response.content.decode()
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert response["Cache-Control"] == "no-store"
    assert "SUMMARY:Your 8am reminder" in ics
    assert ics.count("BEGIN:VEVENT") in range(118, 126)
    assert "Gabapentin" not in ics
    assert "VALARM" not in ics
    assert CalendarFeed.objects.get().token_hash not in path


def test_a_new_address_ends_the_old_and_ending_it_ends_all(hers: Client):
    old = address_on(hers.post("/reminders/calendar/", {"do": "new"}))
    new = address_on(hers.post("/reminders/calendar/", {"do": "new"}))
    assert [Client().get(path).status_code for path in (old, new)] == [404, 200]
    hers.post("/reminders/calendar/", {"do": "end"})
    assert Client().get(new).status_code == 404


def test_the_address_is_shown_once(hers: Client):
    path = address_on(hers.post("/reminders/calendar/", {"do": "new"}))
    page = hers.get("/reminders/calendar/").content.decode()
    assert path not in page
    assert "It may be a day behind" in page


def test_what_is_paused_is_not_in_the_calendar(amina: Patient, remind: Any):
    from backend.reminders import services

    now = timezone.now()
    services.pause(remind("08:00", now=now), now)
    assert b"VEVENT" not in calendars.as_ics(amina, now)


# ---- "Stop reminders on the old phone?" --------------------------------------------------------------------------------


@pytest.fixture
def new_phone(hers: Client, amina: Patient) -> Any:
    """She has reminders on one phone, and signs in on another; the old one's subscription."""
    old = subscription(amina, label="Chrome on Android")
    meet = {"HTTP_X_STRIDE_DEVICE": str(uuid.uuid4()), "HTTP_X_STRIDE_ACCOUNT": str(amina.user.account)}
    hers.get("/api/v1/session/", **meet)
    return old


ASKED = "Stop reminders on the old phone?"


def test_on_a_new_phone_it_is_asked_and_nothing_changes_unasked(hers: Client, amina: Patient, new_phone: Any):
    assert ASKED in text(hers.get("/today/"))
    assert "This phone gets none yet." in text(hers.get("/reminders/"))
    hers.post("/reminders/old-phones/", {"phone": [new_phone.pk]})
    assert amina.push_subscriptions.get().kept_at is None


def test_stopped_there_it_is_no_more(hers: Client, amina: Patient, boris: Patient, new_phone: Any):
    other = subscription(boris, "other")
    hers.post("/reminders/old-phones/", {"phone": [new_phone.pk, other.pk, "x"], "answer": "stop"})
    assert not amina.push_subscriptions.exists()
    assert boris.push_subscriptions.exists()


def test_kept_it_is_not_asked_again_on_this_phone(hers: Client, amina: Patient, new_phone: Any):
    hers.post("/reminders/old-phones/", {"phone": [new_phone.pk], "answer": "keep"})
    assert ASKED not in text(hers.get("/today/"))
    assert amina.push_subscriptions.get().gone_at is None


def test_it_is_not_asked_on_the_old_phone_itself_nor_of_a_newer_one(hers: Client, amina: Patient):
    meet = {"HTTP_X_STRIDE_DEVICE": str(uuid.uuid4()), "HTTP_X_STRIDE_ACCOUNT": str(amina.user.account)}
    hers.get("/api/v1/session/", **meet)
    subscription(amina)
    assert ASKED not in text(hers.get("/today/"))
