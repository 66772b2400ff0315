"""The log as a plain form, without JavaScript."""

import datetime as dt
import re

import pytest
import time_machine
from django.test import Client
from django.utils.html import strip_tags

from tests import factories
from tests.factories import envelope

pytestmark = pytest.mark.django_db
NOON = dt.datetime(2026, 11, 20, 12, tzinfo=dt.UTC)
DAY = "/log/2026-11-20/"


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def log_client(amina, sign_in):
    return sign_in(amina.user)


def test_a_stranger_is_asked_to_sign_in():
    response = Client().get("/log/")
    assert response.status_code == 302
    assert response["Location"].startswith("/accounts/login/")


def test_somebody_without_a_diary_is_led_to_the_start(sign_in):
    assert sign_in(factories.user()).get("/log/")["Location"].startswith("/start/")


def test_nothing_is_chosen_for_anybody(log_client):
    assert b"checked" not in log_client.get("/log/").content


def test_the_page_is_never_cached(log_client):
    assert "no-store" in log_client.get("/log/")["Cache-Control"]


@pytest.mark.parametrize("date", ["2026-11-21", "2026-02-30", "today", "20261120", "0001-01-01"])
def test_a_day_that_cannot_be_logged_is_404(log_client, date):
    assert log_client.get(f"/log/{date}/").status_code == 404


def test_a_saved_form_becomes_one_revision_of_what_was_touched(log_client, amina):
    response = log_client.post(DAY, {"pain_avg": "6", "strength_left": "same", "new": "nothing", "note": ""})
    assert response["Location"] == f"{DAY}?saved"
    assert amina.revisions.get().fields == {"pain_avg": 6, "strength_left": "same", "new": "nothing"}


def test_a_double_tap_stores_one_revision(log_client, amina):
    data = {"pain_avg": "6", "new": "nothing", "envelope": "6f3c0f0e-5d2b-4f5e-9c55-57a1de000001"}
    log_client.post(DAY, data)
    log_client.post(DAY, data)
    assert amina.revisions.count() == 1


def test_a_pain_of_11_is_answered_on_the_page_and_stores_nothing(log_client, amina):
    response = log_client.post(DAY, {"pain_avg": "11"})
    assert response.status_code == 400
    assert b"Enter a number from 0 to 10" in response.content
    assert not amina.revisions.exists()


def test_something_new_is_recorded_and_opens_the_safety_list(log_client, amina):
    response = log_client.post(DAY, {"pain_avg": "6", "new": "something"})
    assert response["Location"] == "/safety/?about=new&date=2026-11-20"
    assert amina.days.get().new == "something"


def test_the_first_weaker_asks_how_it_came_on(log_client):
    assert log_client.post(DAY, {"strength_left": "weaker", "new": "nothing"})["Location"] == "/safety/?about=weaker-left&date=2026-11-20"


def test_a_later_weaker_does_not_ask_again(log_client, amina):
    from backend.symptoms.services import record_envelopes

    record_envelopes(amina, amina.user, [envelope("2026-11-18", {"strength_left": "weaker"})])
    assert log_client.post(DAY, {"strength_left": "weaker", "new": "nothing"})["Location"] == f"{DAY}?saved"


def test_a_note_that_tells_of_something_worse_opens_the_safety_list(log_client, amina):
    response = log_client.post(DAY, {"note": "Leg gives way", "note_worse": "yes", "new": "nothing"})
    assert response["Location"] == "/safety/?about=new,worse&date=2026-11-20"
    assert amina.days.get().note == "Leg gives way"


@pytest.mark.parametrize("said", [{"note_worse": "yes", "new": "nothing"}, {"new": "something"}])
def test_a_note_with_words_of_danger_that_are_new_opens_every_door(log_client, amina, said):
    response = log_client.post(DAY, {"note": "I cannot pee"} | said)
    assert response["Location"] == "/learn/get-help-now/"
    assert amina.days.get().note == "I cannot pee"


def test_a_note_is_not_kept_before_its_question_is_answered_and_nothing_typed_is_lost(log_client, amina):
    response = log_client.post(DAY, {"note": "I cannot pee", "tripped": "fall", "pain_avg": "6", "new": "nothing"})
    html = response.content.decode()
    assert response.status_code == 400
    assert not amina.days.exists()
    assert "Answer the question below your note: is this new or getting worse?" in html
    assert 'href="/learn/get-help-now/">Get help now' in html.split("error-summary")[1][:600]
    assert ">I cannot pee</textarea>" in html
    assert re.search(r'name="pain_avg" value="6"[^>]* checked', html)


def test_the_question_of_a_note_stands_open_without_scripts(log_client):
    assert '<fieldset class="question" data-role="note-worse">' in log_client.get(DAY).content.decode()


@pytest.mark.parametrize("said", [{"note_worse": "no", "new": "nothing"}, {"new": "something"}])
def test_a_note_is_kept_once_it_is_said_whether_it_is_new(log_client, amina, said):
    assert log_client.post(DAY, {"note": "Leg gives way"} | said).status_code == 302
    assert amina.days.get().note == "Leg gives way"


def test_a_hostile_note_is_shown_as_text(log_client):
    log_client.post(DAY, {"note": "<script>alert(1)</script>", "note_worse": "no", "new": "nothing"})
    assert b"<script>alert(1)</script>" not in log_client.get(DAY).content


def test_one_affected_leg_is_asked_about_one_leg(log_client):
    html = log_client.get("/log/").content.decode()
    assert 'name="strength_left"' in html
    assert 'data-field="strength_right" hidden' in html or 'name="strength_right"' not in html


@pytest.mark.parametrize(("utc", "offered"), [("2026-11-20T03:30", "19 November"), ("2026-11-20T04:00", "20 November")])
def test_in_the_small_hours_the_log_offers_yesterday_first(log_client, utc, offered):
    with time_machine.travel(dt.datetime.fromisoformat(utc + "+00:00"), tick=False):
        assert offered in log_client.get("/log/").content.decode()


def test_a_past_day_asks_by_its_weekday(log_client):
    words = strip_tags(log_client.get("/log/2026-11-17/").content.decode())
    assert "Pain on Tuesday" in words


def clear_of_pain(html: str) -> str:
    button = re.search(r'<button[^>]*data-clears="pain_avg">(.*?)</button>', html, re.DOTALL)
    assert button
    return strip_tags(re.sub(r"<span[^>]* hidden>.*?</span>", "", re.sub(r'<span data-role="weekday">(.*?)</span>', r"\1", button[1])))


@pytest.mark.parametrize(("path", "legend"), [("/log/2026-11-20/", "Pain, last 24 hours, on average"), ("/log/2026-11-17/", "Pain on Tuesday, on average")])
def test_clear_is_named_as_the_question_that_is_seen(log_client, path, legend):
    assert clear_of_pain(log_client.get(path).content.decode()) == f"Clear: {legend}"


LOW = "Your worst is lower than your average."


def test_a_worst_below_the_average_is_kept_and_said(log_client, amina):
    log_client.post(DAY, {"pain_avg": "6", "pain_worst": "4", "new": "nothing"})
    assert (amina.days.get().pain_avg, amina.days.get().pain_worst) == (6, 4)
    html = log_client.get(f"{DAY}?saved").content.decode()
    assert f"<span>{LOW}" in html
    assert f"<p>{LOW}" in html


def test_a_worst_at_the_average_is_not_remarked_on(log_client):
    log_client.post(DAY, {"pain_avg": "6", "pain_worst": "6", "new": "nothing"})
    html = log_client.get(f"{DAY}?saved").content.decode()
    assert f"<span hidden>{LOW}" in html
    assert f"<p>{LOW}" not in html


def test_a_double_tap_on_something_new_opens_the_safety_list_twice(log_client, amina):
    data = {"new": "something", "envelope": "6f3c0f0e-5d2b-4f5e-9c55-57a1de000001", "shown": "{}"}
    for later in (0, 1):
        with time_machine.travel(NOON + dt.timedelta(seconds=later), tick=False):
            assert log_client.post(DAY, data)["Location"] == "/safety/?about=new&date=2026-11-20"
    assert amina.revisions.count() == 1


def test_going_back_and_changing_the_form_stores_the_change(log_client, amina):
    data = {"pain_avg": "6", "new": "nothing", "envelope": "6f3c0f0e-5d2b-4f5e-9c55-57a1de000001", "shown": "{}"}
    log_client.post(DAY, data)
    with time_machine.travel(NOON + dt.timedelta(minutes=1), tick=False):
        log_client.post(DAY, data | {"pain_avg": "3"})
    assert (amina.days.get().pain_avg, amina.revisions.count()) == (3, 2)


def test_a_form_that_was_left_open_does_not_undo_what_another_phone_sent(log_client, amina):
    from backend.symptoms.services import record_envelopes

    record_envelopes(amina, amina.user, [envelope("2026-11-20", {"pain_avg": 6})])
    with time_machine.travel(NOON + dt.timedelta(minutes=1), tick=False):
        log_client.post(DAY, {"pain_avg": "3", "new": "nothing", "shown": '{"pain_avg": 3}'})
    assert amina.days.get().pain_avg == 6


def test_something_new_beside_a_note_that_is_too_long_still_shows_the_way_to_help(log_client):
    response = log_client.post(DAY, {"new": "something", "note": "x" * 2001, "shown": "{}"})
    assert response.status_code == 400
    assert b'href="/learn/get-help-now/">Get help now' in response.content.split(b"error-summary")[1][:600]


def test_a_number_of_5000_digits_is_answered_on_the_page(log_client):
    assert log_client.post(DAY, {"pain_avg": "9" * 5000, "shown": "{}"}).status_code == 400


@pytest.mark.django_db
def test_a_form_nested_beyond_reading_is_read_as_nothing_shown(amina, sign_in):
    deep = "[" * 200_000
    assert sign_in(amina.user).post(f"/log/{amina.today()}/", {"pain_avg": "3", "new": "nothing", "shown": deep}).status_code == 302
