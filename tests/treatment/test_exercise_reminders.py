"""From the plan to the phone: exercises are told at their time, unless they are done."""

import datetime as dt
import uuid

import pytest

from backend.reminders import services
from backend.reminders.models import Notice, Preferences
from backend.reminders.transports.recorder import Recorder
from backend.treatment import exercise_input, exercise_plans, session_form
from tests.reminders.pushing import Browser

pytestmark = pytest.mark.django_db


@pytest.fixture
def due(amina, settings, django_capture_on_commit_callbacks):
    """Her exercises are due this minute, claimed, and would go to her phone."""
    settings.PUSH_LOOPBACK = True
    now = services.database_now().replace(second=0, microsecond=0)
    Preferences.objects.create(patient=amina, quiet_from="00:00", quiet_to="00:00")
    Browser().subscribe(amina, "http://127.0.0.1:9/a")
    at = f"{now.astimezone(amina.zone):%H:%M}"
    typed, _errors = exercise_input.read({"stage": 1, "items": [{"exercise": "clam"}], "times": [at]})
    assert typed
    exercise_plans.save_plan(amina, amina.user, typed, now - dt.timedelta(minutes=5))
    with django_capture_on_commit_callbacks(execute=True):
        services.claim_all(now, lambda ids: None)
    return Notice.objects.get()


def test_exercises_are_told_at_their_time(due):
    services.deliver([due.pk], transports={"push": (recorder := Recorder())})
    due.refresh_from_db()
    assert (due.state, len(recorder.jobs)) == ("sent", 1)


def test_exercises_that_are_done_are_not_told(amina, due):
    assert session_form.store(amina, uuid.uuid4(), amina.today(), {"effort": 3}, str(uuid.uuid4())) == []
    services.deliver([due.pk], transports={"push": (recorder := Recorder())})
    due.refresh_from_db()
    assert (due.state, recorder.jobs) == ("cancelled", [])
