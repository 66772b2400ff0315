"""Ways on from Today: to what is taken when needed, and to an exercise session on a free day."""

import datetime as dt

import pytest
import time_machine

from backend.treatment import services
from tests.treatment.browsing import words
from tests.treatment.medicines import AS_NEEDED, NOON, keep, said

pytestmark = pytest.mark.django_db
FREE = "None is planned for today"


@pytest.fixture(autouse=True)
def _monday_noon():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def her(amina, sign_in):
    return sign_in(amina.user)


def moves(her, *days):
    her.post("/plan/exercises/edit/", {"stage": "1", "exercise": ["clam"], "time": ["18:00"] if days else [], "day": [str(day) for day in days]})


def test_one_row_leads_to_what_is_taken_when_needed(her, amina):
    keep(amina, said())
    assert "When needed" not in words(her.get("/today/"))
    needed = keep(amina, AS_NEEDED)
    page = words(her.get("/today/"))
    assert page.count("When needed") == 1
    assert 'href="/plan/#h-needed"' in page
    assert "<bdi>Paracetamol</bdi>" in page
    assert 'id="h-needed"' in words(her.get("/plan/"))
    services.end(needed, NOON.date(), amina.user, now=NOON)
    with time_machine.travel(NOON + dt.timedelta(days=1), tick=False):
        assert "When needed" not in words(her.get("/today/"))


def test_on_a_free_day_a_session_can_be_logged_from_today_and_from_the_plan(her):
    assert "Log an exercise session" not in words(her.get("/today/")) + words(her.get("/plan/"))
    moves(her, 1, 3)
    for path in ("/today/", "/plan/"):
        assert '<a class="linkcard" href="/plan/exercises/session/">' in words(her.get(path))
    assert FREE in words(her.get("/today/"))


def test_on_a_day_with_exercises_one_row_says_when(her):
    moves(her, 0)
    page = words(her.get("/today/"))
    assert "Exercises: 6pm" in page
    assert FREE not in page
    assert page.count('href="/plan/exercises/session/"') == 1


def test_in_a_pause_no_session_is_offered(her, amina):
    moves(her)
    assert FREE in words(her.get("/today/"))
    services.pause_all(amina, "hospital", amina.user, now=NOON)
    assert "Log an exercise session" not in words(her.get("/today/")) + words(her.get("/plan/"))
