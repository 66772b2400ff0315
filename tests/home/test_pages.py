"""Today, trends, the month, a day, the menu and the front door."""

import datetime as dt

import pytest
import time_machine
from django.test import Client

from backend.clinics.models import Role
from backend.symptoms.services import record_envelopes
from tests import factories
from tests.factories import envelope

pytestmark = pytest.mark.django_db
NOON = dt.datetime(2026, 11, 20, 12, tzinfo=dt.UTC)
OWN = ["/today/", "/trends/", "/diary/", "/diary/2026-11-19/", "/menu/"]


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def me(amina, sign_in):
    return sign_in(amina.user)


def log(patient, date, **fields):
    at = dt.datetime.fromisoformat(f"{date}T10:00:00+00:00")
    record_envelopes(patient, patient.user, [envelope(date, fields, at=at)])


@pytest.mark.parametrize("path", OWN)
def test_a_stranger_is_asked_to_sign_in(path):
    assert Client().get(path)["Location"].startswith("/accounts/login/?next=")


@pytest.mark.parametrize("path", OWN)
def test_a_page_with_a_diary_is_never_cached(me, path):
    assert "no-store" in me.get(path)["Cache-Control"]


@pytest.mark.parametrize("path", OWN)
def test_nobody_sees_anothers_diary(me, boris, path):
    log(boris, "2026-11-19", note="borisnote", pain_avg=9)
    assert b"borisnote" not in me.get(path).content


def test_the_front_door_welcomes_and_leads_to_help():
    html = Client().get("/").content.decode()
    assert "Start your diary" in html
    assert "Nobody watches this app" in html


def test_whoever_keeps_a_diary_goes_on_to_today(me):
    assert me.get("/")["Location"] == "/today/"


def test_staff_go_on_to_their_clinic(sign_in):
    member = factories.member(factories.clinic(), Role.CLINICIAN)
    assert sign_in(member.user).get("/today/")["Location"] in {"/clinic/", "/accounts/factor/?next=/today/"}


def test_today_says_that_nothing_is_logged_without_blame(me):
    html = me.get("/today/").content.decode()
    assert "Not logged yet" in html
    assert "missed" not in html


def test_today_tells_what_was_logged(me, amina):
    log(amina, "2026-11-20", pain_avg=4)
    assert "Pain 4 of 10" in me.get("/today/").content.decode()


DAYS = {
    "": {"place.pain.left.calf": False, "side_effect.sleepy": None},
    "begun": {"place.pain.left.calf": True},
    "whole": {"pain_avg": 0, "strength_left": "same", "numbness": "same", "new": "nothing"},
}
SAYS = {
    "": ("How is today?", "Not logged yet. It takes about half a minute.", "Log today"),
    "begun": ("You have started today", "Go on when you like.", "Go on with today"),
    "whole": ("Today is logged", "Pain 0 of 10. You can change it.", "Open today&#x27;s log"),
}


@pytest.mark.parametrize("standing", DAYS)
def test_today_says_one_thing_about_the_log(me, amina, standing):
    log(amina, "2026-11-20", **DAYS[standing])
    html = me.get("/today/").content.decode()
    card = html.partition('id="h-log"')[2].partition("</section>")[0].replace("Open today's log", "Open today&#x27;s log")
    assert [words for said in SAYS.values() for words in said if words in card] == list(SAYS[standing])


def test_a_withdrawn_day_counts_as_not_logged(me, amina):
    log(amina, "2026-11-20", pain_avg=4)
    record_envelopes(amina, amina.user, [envelope("2026-11-20", {"pain_avg": None})])
    assert "How is today?" in me.get("/today/").content.decode()


@pytest.mark.parametrize("date", ["2026-11-21", "0001-01-01", "9999-12-31"])
def test_a_day_to_come_or_before_all_diaries_is_404(me, date):
    assert me.get(f"/diary/{date}/").status_code == 404


def test_a_month_before_all_diaries_is_an_empty_month(me):
    assert me.get("/diary/?month=0001-01").status_code == 200


def test_a_day_shows_its_values_in_words(me, amina):
    log(amina, "2026-11-19", pain_avg=4, strength_left="weaker")
    html = me.get("/diary/2026-11-19/").content.decode()
    assert "4 of 10" in html
    assert "Weaker" in html


def test_the_month_shows_pain_and_says_it_in_words(me, amina):
    log(amina, "2026-11-03", pain_avg=7)
    html = me.get("/diary/?month=2026-11").content.decode()
    assert "pain 7" in html


@pytest.mark.parametrize("month", ["2027-01", "nonsense", "0000-00", "2026-13"])
def test_a_month_that_cannot_be_shown_becomes_this_month(me, month):
    assert "November 2026" in me.get("/diary/", {"month": month}).content.decode()


def test_trends_of_an_empty_diary_say_what_comes(me):
    assert "Nothing here yet" in me.get("/trends/").content.decode()


@pytest.mark.parametrize("days", [14, 28, 90])
def test_trends_show_words_chart_and_table(me, amina, days):
    for n in range(10):
        log(amina, NOON.date() - dt.timedelta(days=n), pain_avg=n % 5)
    html = me.get("/trends/", {"days": days}).content.decode()
    assert all(part in html for part in ("In words", "<svg", "The same in numbers"))


def test_a_span_that_does_not_exist_becomes_the_usual_one(me):
    assert me.get("/trends/?days=7")["Location"] == "/trends/"


def test_the_privacy_notice_is_public_and_sets_no_cookie():
    response = Client().get("/privacy/")
    assert response.status_code == 200
    assert not response.cookies


@pytest.mark.parametrize("path", ["/demo/mail/", "/demo/pieces/"])
def test_pages_of_the_demo_do_not_exist_elsewhere(path):
    assert Client().get(path).status_code == 404


@pytest.mark.parametrize("path", ["/demo/mail/", "/demo/pieces/"])
def test_pages_of_the_demo_open_in_the_demo(db, settings, path):
    settings.STRIDE_DEMO = True
    assert Client().get(path).status_code == 200
