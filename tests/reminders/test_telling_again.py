"""The second message: the next way, or a repeat, and never both; and what a sweep and a tick find again."""

import datetime as dt
import uuid

import pytest

from backend.reminders import services
from backend.reminders.models import Notice, Preferences
from backend.reminders.transports.recorder import Recorder
from tests.reminders.making import answered, state
from tests.reminders.pushing import Browser

pytestmark = pytest.mark.django_db


@pytest.fixture
def sent(amina, due):
    """A message that went to a phone that is known to tell what it shows; `minutes` later, the sweeper."""

    def swept(minutes: int, *, sure: bool = True, **wishes) -> list[str]:
        zone = {"quiet_from": "00:00", "quiet_to": "00:00"}
        Preferences.objects.create(patient=amina, **(zone | wishes))
        phone = Browser().subscribe(amina, "http://127.0.0.1:9/a", first_receipt_at=dt.datetime.now(dt.UTC) if sure else None)
        notice = due()
        services.deliver([notice.pk], transports={"push": Recorder()})
        assert phone
        services.sweep(services.database_now() + dt.timedelta(minutes=minutes), lambda ids: None)
        return sorted(Notice.objects.exclude(channel="first").values_list("channel", flat=True))

    return swept


def test_no_word_in_ten_minutes_from_a_phone_that_tells_leads_to_the_next_way(amina, sent):
    assert sent(11, email=True) == ["fallback"]
    second = Notice.objects.get(channel="fallback")
    Notice.objects.filter(pk=second.pk).update(send_at=second.due_at)
    services.deliver([second.pk], transports={"email": (recorder := Recorder("email")), "push": Recorder()})
    first = Notice.objects.get(channel="first")
    assert (recorder.jobs[0].message.tag, state(second)[0]) == (first.notice_id.hex, "sent")
    services.sweep(services.database_now() + dt.timedelta(minutes=30), lambda ids: None)
    assert Notice.objects.count() == 2  # two nudges a dose at most


def test_silence_of_a_phone_that_never_told_means_nothing(sent):
    assert sent(11, sure=False, email=True) == []


def test_a_medicine_without_an_answer_is_told_once_more(sent):
    assert sent(16) == ["repeat"]


@pytest.mark.parametrize("wishes", [{"repeat_medicines": False}, {"daily_budget": 0}])
def test_a_repeat_is_not_exempt_from_what_she_chose(sent, wishes):
    assert sent(16, **wishes) == []


def test_an_answered_medicine_is_not_told_again(amina, due, sent, monkeypatch):
    assert sent(5) == []
    answered(Notice.objects.get())
    services.sweep(services.database_now() + dt.timedelta(minutes=20), lambda ids: None)
    assert Notice.objects.count() == 1


def test_the_sweeper_finds_what_the_broker_lost(amina, due):
    notice = due()
    Notice.objects.update(created_at=notice.due_at - dt.timedelta(minutes=2), send_at=notice.due_at - dt.timedelta(minutes=1))
    found: list[int] = []
    services.sweep(services.database_now(), found.extend)
    assert found == [notice.pk]


@pytest.mark.both_databases
def test_the_tick_wakes_what_waited_and_leases_that_ran_out(amina, now):
    now, second = services.database_now(), dt.timedelta(seconds=1)

    def notice(number: int, *, waited: int = 60, **extra) -> int:
        given = {"patient": amina, "due_at": now - number * second, "late_at": now + dt.timedelta(hours=1), "send_at": now} | extra
        made = Notice.objects.create(**given)
        Notice.objects.filter(pk=made.pk).update(created_at=now - waited * second)
        return made.pk

    leased = {"state": "sending", "lease": uuid.uuid4()}
    ready = [
        notice(1),
        notice(2, state="retry", waited=0),
        notice(3, **leased, lease_until=now - second),
    ]
    notice(4, send_at=now + 60 * second)  # its minute has not come
    notice(5, state="retry", send_at=now + 60 * second)
    notice(6, **leased, lease_until=now + 60 * second)  # somebody is sending it
    notice(7, waited=0, send_at=now - second)  # a claim just made it, and hands it over itself
    notice(8, send_at=now - 30 * second)  # lost on its way: the sweeper finds it
    notice(9, state="sent", send_at=now - second)
    found: list[int] = []
    services.tick(found.extend)
    assert sorted(found) == ready
