"""A batch goes out in slices: what is still wanted is asked just before each of them, in as many statements whatever their size."""

import datetime as dt
import os
import threading

import pytest

from backend.common import hooks
from backend.common.hooks import ReminderKind
from backend.reminders import delivering, services
from backend.reminders.models import Delivery, Notice, Reminder
from backend.reminders.transports import posting
from backend.reminders.transports.recorder import Recorder
from tests import factories
from tests.reminders.pushing import Browser

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _loopback(settings):
    settings.PUSH_LOOPBACK = True


@pytest.fixture
def crowd(remind, now, django_capture_on_commit_callbacks):
    """So many people whose medicine is due, each with a phone; the ids of their notices, in the order in which they go out."""

    def made(count, url="http://127.0.0.1:9/{}"):
        for number, patient in enumerate(sorted((factories.patient() for _ in range(count)), key=lambda one: one.pk)):  # as they are claimed
            Browser().subscribe(patient, url.format(number))
            remind(f"{now:%H:%M}", now=now - dt.timedelta(minutes=5), zone="UTC", patient=patient)
        with django_capture_on_commit_callbacks(execute=True):
            services.claim_all(now, lambda ids: None)
        return list(Notice.objects.order_by("due_at", "pk").values_list("pk", flat=True))

    return made


class During(Recorder):
    """Something happens while the first slice is on its way."""

    def __init__(self, happens):
        super().__init__()
        self.happens = happens

    def send_all(self, jobs, deadline):
        if not self.jobs:
            self.happens()
        return super().send_all(jobs, deadline)


def closing():
    for notice in Notice.objects.select_related("patient"):
        type(notice.patient).objects.filter(pk=notice.patient_id).update(closing_since=notice.due_at)


def paused():
    Reminder.objects.update(paused_at=dt.datetime.now(dt.UTC))


def gone():
    Notice.objects.all().delete()


@pytest.mark.parametrize("happens", [paused, closing, gone])
def test_what_changes_while_a_batch_is_sent_counts_for_all_that_has_not_gone_out(crowd, monkeypatch, happens):
    monkeypatch.setattr(delivering, "AT_ONCE", 2)
    ids = crowd(5)
    services.deliver(ids, transports={"push": (recorder := During(happens))})
    assert [job.notice for job in recorder.jobs] == ids[:2]
    assert happens is gone or sorted(Notice.objects.values_list("state", flat=True)) == ["cancelled"] * 3 + ["sent"] * 2


def test_a_kind_is_asked_once_for_each_slice(crowd, monkeypatch):
    asked = []
    kind = ReminderKind(dt.timedelta(hours=1), False, still_wanted=lambda ids: asked.append(len(ids)) or set(ids))
    monkeypatch.setitem(hooks.reminder_kinds.entries, "medicine", kind)
    monkeypatch.setattr(delivering, "AT_ONCE", 2)
    services.deliver(crowd(5), transports={"push": Recorder()})
    assert asked == [2, 2, 1]


def test_a_slice_takes_as_many_statements_whatever_its_size(crowd, django_assert_num_queries):
    ids = crowd(6)
    for some in (ids[:1], ids[1:]):
        with django_assert_num_queries(17):
            services.deliver(some, transports={"push": Recorder()})


def test_a_slice_that_hangs_holds_the_next_ones_up_for_a_moment_only(crowd, service, monkeypatch):
    monkeypatch.setattr(posting, "TOTAL_S", 60.0)
    monkeypatch.setattr(delivering, "PATIENCE_S", 0.05)
    monkeypatch.setattr(delivering, "AHEAD", 1)
    monkeypatch.setattr(delivering, "AT_ONCE", 1)
    service.said["/201/0"] = ["hang"]
    threading.Thread(target=let_go, args=(service, "/201/2")).start()
    services.deliver(crowd(3, service.url + "/201/{}"))
    assert sorted(Delivery.objects.values_list("outcome", "code")) == [("retry", "hung_up"), ("sent", "201"), ("sent", "201")]


def let_go(service, path):
    """Of what hangs, once `path` was asked for."""
    while path not in service.paths() and not service.stop.wait(0.01):
        pass
    service.stop.set()


def test_after_a_mistake_nothing_more_of_the_batch_goes_out(crowd, service, monkeypatch):
    def broken(*args):
        raise RuntimeError

    monkeypatch.setattr(delivering, "AT_ONCE", 1)
    monkeypatch.setattr(delivering, "AHEAD", 1)
    monkeypatch.setattr(delivering, "_note", broken)
    with pytest.raises(RuntimeError):
        services.deliver(crowd(3, service.url + "/201/{}"))
    assert service.paths() == ["/201/0"]


def test_one_line_serves_a_process_and_a_fork_makes_its_own(monkeypatch):
    first = posting.the_line(public_only=False)
    assert posting.the_line(public_only=False) is first
    monkeypatch.setattr(os, "getpid", lambda: -1)
    of_fork = posting.the_line(public_only=False)
    assert of_fork is not first
    of_fork.close()


def test_what_may_go_anywhere_and_what_may_not_never_share_a_connection():
    assert posting.the_line(public_only=True) is not posting.the_line(public_only=False)
