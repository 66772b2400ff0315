"""What waited too long does not come at night; what she chose for the night does."""

import datetime as dt

import pytest

from backend.reminders import opening, wishing
from backend.reminders.models import Notice, Occurrence
from backend.reminders.opening import Person, Phone, Sending
from tests.reminders.making import at

pytestmark = pytest.mark.django_db
LONG, SHORT = dt.timedelta(hours=14), dt.timedelta(hours=4)


def person(patient):
    return Person(patient.pk, "", True, patient.time_zone, patient.quiet_until, None)


@pytest.mark.parametrize(
    ("kind", "due", "now", "late", "end"),
    [
        ("exercise", "20:00", "20:50", LONG, None),
        ("exercise", "20:00", "21:30", LONG, ("waiting", "")),
        ("exercise", "20:00", "21:30", SHORT, ("too_late", "late")),
        ("exercise", "20:55", "21:01", SHORT, None),  # a second try, a moment later
        ("exercise", "22:00", "22:30", SHORT, None),  # as she chose it
        ("medicine", "20:00", "21:30", SHORT, None),
    ],
)
def test_quiet_hours_are_asked_again_before_it_is_sent(amina, kind, due, now, late, end):
    due, now = at(f"2026-11-20 {due}"), at(f"2026-11-20 {now}")
    notice = Notice(patient=amina, due_at=due, send_at=due, late_at=due + late, channel=Notice.Channel.FIRST)
    one = Sending(notice, person(amina), [Occurrence(kind=kind, due_at=due)], wishing.default(amina), [Phone(1, amina.pk, "", "", "")], "t")
    assert opening._end_of(one, now) == end
    if end == ("waiting", ""):
        assert opening._quiet_until(one, now) == at("2026-11-21 08:00")


def test_what_waited_for_the_morning_does_not_come_at_night_after_a_flight(amina):
    amina.time_zone = "America/New_York"
    morning = at("2026-11-20 08:00")  # of London; 3am in New York
    notice = Notice(patient=amina, due_at=morning, send_at=morning, late_at=morning + LONG, channel=Notice.Channel.FIRST)
    one = Sending(notice, person(amina), [Occurrence(kind="exercise", due_at=at("2026-11-19 22:00"))], wishing.default(amina), [], "t")
    assert opening._quiet_until(one, morning) == at("2026-11-20 13:00")
