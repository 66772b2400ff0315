"""Processes whose clock is hours off, or jumps while they work: the database's clock decides, so nothing comes early, twice or never."""

import datetime as dt
from functools import partial

import pytest

from backend.reminders import services
from backend.reminders.models import Notice, Occurrence, Reminder
from tests.faults.programs import all_sent, has_got, sends, states, until, wait_until_healed

PEOPLE = 40


@pytest.fixture
def clock(tmp_path):
    """Offset → the file of a clock that is so far off; written again, it jumps."""

    def made(offset, name="clock"):
        file = tmp_path / name
        (written := tmp_path / "next").write_text(offset)
        written.replace(file)  # at once: nobody reads half of it
        return file

    return made


@pytest.fixture
def coming(burst):
    """One whose dose is due in two hours; nobody tells it now."""

    def made():
        (path,) = burst(1, ago=-dt.timedelta(hours=2))
        return path

    return made


def nothing_came_early(service, path):
    assert path not in sends(service)
    assert Reminder.objects.filter(next_due_at__range=[services.database_now() + dt.timedelta(hours=hours) for hours in (1, 3)]).count() == 2


def test_dispatchers_a_day_ahead_and_a_day_behind_send_each_dose_once_in_its_hour(burst, coming, clock, programs, service):
    early = coming()
    paths = burst(PEOPLE)
    programs.start_with_clock(clock("+1d", "ahead"), "dispatch")
    programs.start_with_clock(clock("-1d", "behind"), "dispatch")
    wait_until_healed()
    all_sent(service, paths)
    nothing_came_early(service, early)
    assert all(3300 < int(headers["TTL"]) <= 3600 for _path, headers, _body in service.got)


def test_a_clock_that_jumps_under_a_dispatcher_floods_and_doubles_nothing(burst, coming, clock, programs, service):
    early = coming()
    programs.start_with_clock(clock("+0"), "dispatch")
    paths = []
    for rounds, offset in enumerate(("+1h", "-1h", "+1d", "+0"), start=1):
        paths += burst(10)
        clock(offset)
        until(partial(has_got, service, 10 * rounds))
    wait_until_healed()
    all_sent(service, paths)
    nothing_came_early(service, early)


@pytest.mark.parametrize("offset", ["+1h", pytest.param("-1h", marks=pytest.mark.torture)])
def test_a_worker_whose_clock_is_not_the_clock_of_beat_still_sends(burst, coming, clock, programs, service, offset):
    early = coming()
    paths = burst(PEOPLE)
    programs.start("beat")
    programs.start_with_clock(clock(offset), "worker")
    wait_until_healed()
    all_sent(service, paths)
    nothing_came_early(service, early)


def test_after_ten_minutes_without_beat_all_is_sent_and_after_two_hours_one_message_says_so(burst, programs, service):
    soon = burst(PEOPLE, ago=dt.timedelta(minutes=10))
    late = burst(PEOPLE, ago=dt.timedelta(hours=2))
    programs.start("beat")
    programs.start("worker")
    wait_until_healed()
    assert states() == {"sent": 2 * PEOPLE, "too_late": PEOPLE}
    assert Notice.objects.filter(channel="digest", state="sent").count() == PEOPLE
    assert Occurrence.objects.count() == 4 * PEOPLE
    assert set(sends(service)) == {*soon, *late}
