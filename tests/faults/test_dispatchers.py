"""Dispatchers that are killed, that run side by side, and push services that answer anything: nothing is lost, nothing doubled, all heals."""

import signal

import pytest

from backend.reminders.models import Notice, Occurrence, PushSubscription
from tests.faults.programs import all_sent, drop_connections_of_others, sends, states, topics, until, wait_until_healed

PEOPLE = 60
PLACES = ("before_commit", "after_claim", "before_send", "after_send", "after_note")


def test_killed_at_every_step_nothing_is_lost_and_nothing_doubled(burst, programs, service):
    paths = burst(PEOPLE)
    for place in PLACES:
        assert programs.wait(programs.dispatcher(fail_at=place)) == 9, place
    programs.dispatcher()
    wait_until_healed()
    all_sent(service, paths, crashes=1)
    assert Occurrence.objects.count() == 2 * PEOPLE


def test_three_dispatchers_and_a_push_service_that_answers_anything(burst, programs, service):
    answers = ("201", "404", "410", "400", "redirect")
    passing = ("413", "429", "500", "503", "hang", "lies", "401")
    paths = burst(PEOPLE, *answers, *(f"201/{word}" for word in passing))
    for path in paths:
        word = path.split("/")[2]
        if word in passing:
            service.said[path] = [word]
    for _ in range(3):
        programs.dispatcher()
    wait_until_healed()
    each = PEOPLE // (len(answers) + len(passing))
    assert states() == {"sent": each * 7, "no_channel": each * 2, "dead": each * 3}
    assert PushSubscription.objects.exclude(gone_at=None).count() == each * 2
    counts = sends(service)
    assert all(counts[path] == (2 if path.split("/")[2] in passing[:-1] else 1) for path in paths)
    assert "/201/elsewhere" not in counts
    assert all(len(topics(service, path)) == 1 for path in paths)


def test_a_database_that_drops_every_connection_and_a_dispatcher_that_is_told_to_stop(burst, programs, service):
    stopped, stays = programs.dispatcher(), programs.dispatcher()
    paths = burst(PEOPLE)
    until(lambda: Notice.objects.exists() or service.got)
    for _ in range(3):
        drop_connections_of_others()
    assert programs.kill(stopped, signal.SIGTERM) == 0
    drop_connections_of_others()
    wait_until_healed()
    all_sent(service, paths, crashes=4)
    assert (Occurrence.objects.count(), stays in programs.running) == (2 * PEOPLE, True)


@pytest.mark.torture
def test_many_dispatchers_killed_again_and_again(burst, programs, service):
    paths = []
    for place in PLACES * 2:
        paths += burst(100)
        assert programs.wait(programs.dispatcher(fail_at=place)) == 9, place
    programs.dispatcher()
    programs.dispatcher()
    wait_until_healed()
    all_sent(service, paths, crashes=len(PLACES))
