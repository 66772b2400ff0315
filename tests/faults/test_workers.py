"""Workers and beats that are killed, told to stop, fed nonsense or left without a broker: nothing is lost, nothing doubled, all heals."""

import signal
import time

import pytest
import redis

from backend.config.celery import app
from backend.reminders.models import Notice, Occurrence, Reminder
from tests.faults.programs import all_sent, states, until, wait_until_healed

PEOPLE = 60
PLACES = ("before_commit", "after_claim", "before_send", "after_send", "after_note", "before_ack")


@pytest.mark.parametrize("places", [("after_send", "before_ack"), pytest.param(PLACES, marks=pytest.mark.torture)])
def test_a_worker_killed_at_every_step(burst, programs, service, places):
    programs.start("beat")
    paths = burst(PEOPLE)
    for place in places:
        assert programs.wait(programs.start("worker", place)) == 9, place
    programs.start("worker")
    wait_until_healed()
    all_sent(service, paths, crashes=len(places))  # any of its threads may be sending when another ends it


def test_a_broker_that_forgets_all_and_goes_away_and_a_worker_that_is_killed(burst, programs, service):
    programs.start("beat")
    first = programs.start("worker")
    paths = burst(PEOPLE)
    until(lambda: Notice.objects.exists())
    redis.Redis.from_url(programs.broker.url).flushall()
    programs.kill(first)
    restart_the_broker(programs)
    programs.start("worker")
    wait_until_healed()
    all_sent(service, paths, crashes=1)
    assert Occurrence.objects.count() == 2 * PEOPLE


def restart_the_broker(programs, away_s: float = 0):
    programs.broker.process.kill()
    programs.broker.process.wait()
    time.sleep(away_s)
    programs.broker.start()
    programs.broker.wait()


@pytest.mark.torture
def test_a_broker_that_is_away_for_a_minute(burst, programs, service):
    programs.start("beat")
    programs.start("worker")
    until(lambda: redis.Redis.from_url(programs.broker.url).exists("_kombu.binding.default") == 1)
    paths = burst(1000)
    until(lambda: Notice.objects.exists())
    restart_the_broker(programs, away_s=60)
    wait_until_healed()
    all_sent(service, paths)


@pytest.mark.parametrize(("beats", "people"), [(2, PEOPLE), pytest.param(5, 2000, marks=pytest.mark.torture)])
def test_several_beats_and_three_dispatchers_beside_a_worker_send_each_once(burst, programs, service, beats, people):
    for verb in ["beat"] * beats + ["worker"] + ["dispatch"] * 3:
        programs.start(verb)
    paths = burst(people)
    wait_until_healed()
    all_sent(service, paths)
    assert Occurrence.objects.count() == 2 * people


def test_a_worker_that_is_told_to_stop_finishes_while_a_new_one_takes_over(burst, programs, service):
    """As a deploy does it."""
    programs.start("beat")
    old = programs.start("worker")
    paths = burst(PEOPLE)
    until(lambda: bool(service.got) or Notice.objects.exists())
    programs.start("worker")
    assert programs.kill(old, signal.SIGTERM) == 0
    wait_until_healed()
    all_sent(service, paths)


def test_nonsense_in_the_queue_and_a_rule_that_cannot_be_read_harm_nobody_else(burst, programs, service):
    paths = burst(PEOPLE)
    spoiled = Reminder.objects.order_by("pk").last()
    Reminder.objects.filter(pk=spoiled.pk).update(rule={"steps": "none"})
    with app.connection_for_write(programs.broker.url.replace("unix://", "redis+socket://")) as line:
        for name, args in (("reminders.of_yesterday", [[1]]), ("reminders.deliver", ["none"]), ("reminders.deliver", [])):
            app.send_task(name, args, connection=line)
        line.Producer().publish(b"\x00 no json", content_type="application/json", content_encoding="utf-8", routing_key="default")
    programs.start("beat")
    programs.start("worker")
    until(lambda: states() == {"sent": PEOPLE})
    all_sent(service, paths)
    spoiled.refresh_from_db()
    assert Occurrence.objects.filter(reminder=spoiled).count() == 0
    assert spoiled.next_due_at > Notice.objects.first().created_at
