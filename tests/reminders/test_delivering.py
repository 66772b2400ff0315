"""Sending: each answer of a push service means what it means, the next way is tried, and nothing is sent that is not wanted."""

import datetime as dt
import json
from email.utils import format_datetime

import pycurl
import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from py_vapid.utils import b64urldecode

from backend.common import hooks
from backend.common.hooks import ReminderKind
from backend.reminders import delivering, leasing, services, tokens
from backend.reminders.models import Delivery, Notice, Occurrence, Preferences, PushSubscription
from backend.reminders.transports import dialling, posting
from backend.reminders.transports.base import Deadline, Outcome
from backend.reminders.transports.dialling import is_public
from backend.reminders.transports.recorder import Recorder
from tests.reminders.making import answered, reply, state
from tests.reminders.pushing import Browser

pytestmark = pytest.mark.django_db
WORDS = ("Gabapentin", "300", "mg", "pain", "nerve", "medicine", "dose", "clinic", "plexopathy", "Stride")


@pytest.fixture(autouse=True)
def _loopback(settings):
    settings.PUSH_LOOPBACK = True


# ---- What it says ---------------------------------------------------------------------------------------------------


def test_by_default_no_word_about_health_is_in_the_message(amina, due, service):
    phone = Browser()
    row = phone.subscribe(amina, service.url + "/201/a")
    notice = due()
    services.deliver([notice.pk])
    ((_path, headers, body),) = service.got
    said = phone.read(body)
    assert (said["title"], said["body"].split(" ")[0], said["tag"]) == ("You have a reminder", "Your", notice.notice_id.hex)
    assert said["body"].endswith("reminder. Already done? Do nothing.")
    told = json.dumps(said).replace(said["token"], "").lower()  # a token is letters by chance
    assert not [word for word in WORDS if word.lower() in told]
    assert tokens.read(said["url"].split("/")[2]) == tokens.Token(notice.notice_id, row.pk)
    assert (said["web_push"], said["mutable"], said["notification"]["navigate"].endswith(said["url"])) == (8030, True, True)
    assert [action["action"] for action in said["actions"]] == ["taken", "later"]
    assert (headers["Topic"], headers["Urgency"], headers["Content-Encoding"]) == (notice.notice_id.hex, "high", "aes128gcm")
    assert 3000 < int(headers["TTL"]) <= 3600
    assert headers["Authorization"].startswith("vapid t=")
    assert (state(notice)[0], Delivery.objects.get().code) == ("sent", "201")


def test_the_words_come_only_when_she_chose_them_and_never_by_mail(amina, due, service):
    phone = Browser()
    phone.subscribe(amina, service.url + "/410/a")
    Preferences.objects.create(patient=amina, show_words=True, email=True)
    services.deliver([due().pk])
    assert phone.read(service.got[0][2])["body"].startswith("Gabapentin: 300 mg. Your ")
    (message,) = mail.outbox
    assert message.to == [amina.user.email]
    assert not [word for word in WORDS[:-1] if word.lower() in (message.subject + message.body.split("http")[0]).lower()]


def test_on_the_day_of_a_step_the_chosen_words_say_what_it_was_until_yesterday(amina, due):
    Browser().subscribe(amina, "http://127.0.0.1:9/a")
    Preferences.objects.create(patient=amina, show_words=True)
    notice = due()
    notice.occurrences.update(words={"name": "Gabapentin", "dose": "600 mg", "instructions": "With food", "until_yesterday": "300 mg"})
    services.deliver([notice.pk], transports={"push": (recorder := Recorder())})
    assert recorder.jobs[0].message.body.startswith("Gabapentin: 600 mg (until yesterday: 300 mg). With food. Your ")


# ---- What a push service may answer ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answer", "expected", "outcome", "tries"),
    [
        ("201", "sent", "sent", 1),
        ("404", "no_channel", "gone", 1),
        ("410", "no_channel", "gone", 1),
        ("429", "retry", "retry", 1),
        ("500", "retry", "retry", 1),
        ("503", "retry", "retry", 1),
        ("400", "dead", "failed", 1),
        ("403", "dead", "failed", 1),
        ("redirect", "dead", "failed", 1),
        ("lies", "retry", "retry", 1),
    ],
)
def test_each_answer_means_what_it_means(amina, due, service, answer, expected, outcome, tries):
    row = Browser().subscribe(amina, f"{service.url}/{answer}/a")
    notice = due()
    services.deliver([notice.pk])
    assert (state(notice)[0], Delivery.objects.get().outcome, notice.tries) == (expected, outcome, tries)
    row.refresh_from_db()
    assert (row.gone_at is not None) == (outcome == "gone")
    assert len(service.got) == 1  # a redirect leads nowhere


def test_a_service_that_hangs_holds_nothing_up_and_is_tried_again(amina, boris, due, service, monkeypatch):
    monkeypatch.setattr(posting, "TOTAL_S", 0.3)
    Browser().subscribe(amina, service.url + "/hang/a")
    Browser().subscribe(amina, service.url + "/201/b")
    notice = due()
    services.deliver([notice.pk])
    assert state(notice)[0] == "sent"
    assert set(Delivery.objects.values_list("outcome", "code")) == {("sent", "201"), ("retry", "timeout")}


def test_retry_after_is_honoured(amina, due, service):
    Browser().subscribe(amina, service.url + "/429/a")
    notice = due()
    before = services.database_now()
    services.deliver([notice.pk])
    notice.refresh_from_db()
    assert notice.send_at - before >= dt.timedelta(seconds=119)
    assert services.deliver([notice.pk]) == 0


@pytest.mark.parametrize("off", [dt.timedelta(days=-3), dt.timedelta(days=3)])
def test_what_a_push_service_is_told_follows_the_clock_of_the_database(amina, due, service, time_machine, off):
    Browser().subscribe(amina, service.url + "/429/a")
    there = services.database_now()
    service.date, service.wait = (format_datetime(there + dt.timedelta(seconds=wait), usegmt=True) for wait in (0, 200))
    notice = due()
    time_machine.move_to(dt.datetime.now(dt.UTC) + off)
    services.deliver([notice.pk])
    ((_path, headers, _body),) = service.got
    claims = json.loads(b64urldecode(headers["Authorization"].split(".")[1].encode()))
    left = claims["exp"] - services.database_now().timestamp()
    assert 11 * 3600 < left < 14 * 3600
    assert 3000 < int(headers["TTL"]) <= 3600
    notice.refresh_from_db()
    assert dt.timedelta(seconds=199) <= notice.send_at - there < dt.timedelta(seconds=260)


def test_a_payload_that_is_too_large_is_sent_smaller(amina, due, service):
    phone = Browser()
    phone.subscribe(amina, service.url + "/201/a")
    service.said["/201/a"] = ["413"]
    notice = due()
    services.deliver([notice.pk])
    first, second = (phone.read(body) for _path, _headers, body in service.got)
    assert "notification" in first
    assert "notification" not in second
    assert second["url"] == first["url"]
    assert state(notice)[0] == "sent"


def test_an_older_key_still_sends_to_those_who_subscribed_with_it(amina, due, service, settings):
    from backend.reminders import vapid

    settings.VAPID_KEYS = [vapid.new_key(), vapid.new_key()]
    Browser().subscribe(amina, service.url + "/201/a")
    service.said["/201/a"] = ["403"]
    notice = due()
    services.deliver([notice.pk])
    assert state(notice)[0] == "sent"
    assert len({headers["Authorization"] for _path, headers, _body in service.got}) == 2


def test_after_five_tries_it_is_dead_with_its_reason(amina, due):
    Browser().subscribe(amina, "http://127.0.0.1:9/a")
    notice = due()
    recorder = Recorder("push", Outcome("retry", "500"))
    for _ in range(7):
        Notice.objects.update(send_at=services.database_now())
        services.deliver([notice.pk], transports={"push": recorder})
    assert (state(notice), len(recorder.jobs), notice.tries) == (("dead", "500"), 5, 5)


def test_an_address_that_is_not_of_a_push_service_is_never_dialled(amina, due, service, settings):
    settings.PUSH_LOOPBACK = False
    Browser().subscribe(amina, service.url + "/201/a")
    notice = due()
    services.deliver([notice.pk])
    assert (service.got, state(notice)[0], Delivery.objects.get().code) == ([], "no_channel", "not_allowed")


def test_a_name_that_leads_into_our_own_network_is_never_dialled(amina, due, service, settings, monkeypatch):
    settings.PUSH_LOOPBACK = False
    name, made = "fcm.googleapis.com", pycurl.Curl

    def rebound():
        curl = made()
        curl.setopt(pycurl.RESOLVE, [f"{name}:443:127.0.0.1"])
        return curl

    monkeypatch.setattr(dialling.pycurl, "Curl", rebound)
    monkeypatch.setattr(posting, "_lines", {})
    dialled = []
    monkeypatch.setattr(dialling, "is_public", lambda address: dialled.append(address) or is_public(address))
    Browser().subscribe(amina, f"https://{name}/fcm/send/a")
    notice = due()
    services.deliver([notice.pk])
    posting.the_line(public_only=True).close()
    assert (dialled, service.got, state(notice)[0], Delivery.objects.get().code) == (["127.0.0.1"], [], "retry", "no_connection")


def test_broken_keys_harm_nobody_else(amina, due, service):
    PushSubscription.objects.create(patient=amina, endpoint=service.url + "/201/a", endpoint_hash="a", p256dh="AAAA", auth="!!")
    Browser().subscribe(amina, service.url + "/201/b")
    notice = due()
    services.deliver([notice.pk])
    assert (state(notice)[0], service.paths()) == ("sent", ["/201/b"])


def test_a_message_that_cannot_be_written_blocks_nobody(amina, boris, remind, now, django_capture_on_commit_callbacks):
    for who in (amina, boris):
        Browser().subscribe(who, f"http://127.0.0.1:9/{who.pk}")
        Preferences.objects.create(patient=who, show_words=True)
        remind(f"{now:%H:%M}", now=now - dt.timedelta(minutes=5), zone="UTC", patient=who)
    with django_capture_on_commit_callbacks(execute=True):
        services.claim_all(now, lambda ids: None)
    Occurrence.objects.filter(patient=boris).update(words={"name": 7})
    recorder = Recorder()
    services.deliver(list(Notice.objects.values_list("pk", flat=True)), transports={"push": recorder})
    assert dict(Notice.objects.values_list("patient__user__email", "state")) == {amina.user.email: "sent", boris.user.email: "dead"}
    assert len(recorder.jobs) == 1


def test_a_kind_that_fails_to_say_what_is_wanted_silences_nobody(amina, due, monkeypatch):
    def broken(ids):
        raise KeyError(ids)

    monkeypatch.setitem(hooks.reminder_kinds.entries, "medicine", ReminderKind(dt.timedelta(hours=1), False, still_wanted=broken))
    Browser().subscribe(amina, "http://127.0.0.1:9/a")
    recorder = Recorder()
    services.deliver([due().pk], transports={"push": recorder})
    assert len(recorder.jobs) == 1


def test_an_account_that_goes_while_its_message_is_on_its_way_harms_nobody(amina, due):
    class Gone(Recorder):
        def send_all(self, jobs, deadline):
            Notice.objects.all().delete()
            return super().send_all(jobs, deadline)

    Browser().subscribe(amina, "http://127.0.0.1:9/a")
    services.deliver([due().pk], transports={"push": Gone()})
    assert Delivery.objects.count() == 0


# ---- Ways -----------------------------------------------------------------------------------------------------------


def test_a_gone_phone_leads_to_the_next_way_at_once(amina, due, service):
    Browser().subscribe(amina, service.url + "/410/a")
    Preferences.objects.create(patient=amina, email=True)
    notice = due()
    services.deliver([notice.pk])
    assert (state(notice)[0], len(mail.outbox)) == ("sent", 1)
    assert list(Delivery.objects.order_by("pk").values_list("transport", "outcome")) == [("push", "gone"), ("email", "sent")]


def test_an_sms_goes_through_the_gateway(amina, due, service, settings):
    settings.SMS_URL, settings.SMS_TOKEN = service.url + "/200/sms", "secret"
    Preferences.objects.create(patient=amina, push=False, sms=True, phone_number="+441632960961", quiet_from="00:00", quiet_to="00:00")
    notice = due()
    services.deliver([notice.pk])
    ((_path, headers, body),) = service.got
    said = json.loads(body)
    assert (state(notice)[0], headers["Authorization"], said["to"]) == ("sent", "Bearer secret", "+441632960961")
    assert "Gabapentin" not in said["text"]


def test_nobody_is_reached_without_a_way(amina, due):
    notice = due()
    services.deliver([notice.pk])
    assert state(notice) == ("no_channel", "no way")


# ---- What is not sent -----------------------------------------------------------------------------------------------


def paused(notice):
    services.pause(notice.occurrences.get().reminder, notice.due_at)


def ended(notice):
    services.end(notice.occurrences.get().reminder, notice.due_at)


def closing(notice):
    type(notice.patient).objects.update(closing_since=notice.due_at)


def unwanted(notice):
    hooks.reminder_kinds.entries["medicine"] = ReminderKind(dt.timedelta(hours=1), False, still_wanted=lambda ids: set())


@pytest.mark.parametrize("change", [answered, paused, ended, closing, unwanted])
def test_what_is_not_wanted_any_more_is_not_sent(amina, due, change, monkeypatch):
    monkeypatch.setitem(hooks.reminder_kinds.entries, "medicine", hooks.reminder_kinds.entries["medicine"])
    Browser().subscribe(amina, "http://127.0.0.1:9/a")
    notice = due()
    change(notice)
    recorder = Recorder()
    services.deliver([notice.pk], transports={"push": recorder})
    assert (recorder.jobs, state(notice)[0]) == ([], "cancelled")


def test_past_its_hour_a_medicine_is_not_sent_and_one_message_says_so(amina, due):
    Browser().subscribe(amina, "http://127.0.0.1:9/a")
    notice = due()
    Notice.objects.update(late_at=notice.due_at)
    services.deliver([notice.pk], transports={"push": Recorder()})
    assert state(notice)[0] == "too_late"
    digest = Notice.objects.get(channel="digest")
    Notice.objects.filter(pk=digest.pk).update(send_at=notice.due_at)
    recorder = Recorder()
    services.deliver([digest.pk], transports={"push": recorder})
    assert recorder.jobs[0].message.body.endswith("not sent in time. Open Stride to see what is recorded.")
    assert recorder.jobs[0].message.payload["actions"] == []


@pytest.mark.both_databases
def test_two_workers_with_the_same_list_send_it_once(amina, due):
    Browser().subscribe(amina, "http://127.0.0.1:9/a")
    notice = due()
    now = services.database_now()
    _lease, mine = leasing.take([notice.pk], now)
    recorder = Recorder()
    assert services.deliver([notice.pk], transports={"push": recorder}) == 0
    Notice.objects.update(lease_until=now - dt.timedelta(seconds=1))  # the first one was killed
    assert services.deliver([notice.pk], transports={"push": recorder}) == 1
    leasing.close(_lease, mine, "dead", "late word of the first")
    assert (len(recorder.jobs), state(notice)[0]) == (1, "sent")


def test_what_was_not_begun_in_time_is_released_and_was_no_try(amina, due, service):
    Browser().subscribe(amina, service.url + "/201/a")
    notice = due()
    services.deliver([notice.pk], deadline=Deadline(0))
    assert (state(notice)[0], notice.tries, service.got) == ("waiting", 0, [])
    assert Deadline(0).passed


def test_a_phone_that_had_it_is_not_sent_it_again(amina, due):
    first = Browser().subscribe(amina, "http://127.0.0.1:9/a")
    notice = due()
    Delivery.objects.create(notice=notice, subscription=first, transport="push", outcome="sent", sent_at=notice.due_at)
    Browser().subscribe(amina, "http://127.0.0.1:9/b")
    Notice.objects.update(tries=1, state="retry")
    recorder = Recorder()
    services.deliver([notice.pk], transports={"push": recorder})
    assert [job.address.to for job in recorder.jobs] == ["http://127.0.0.1:9/b"]


@pytest.mark.parametrize("others", [[], ["/410/b"], ["/400/b"]])
def test_what_a_phone_had_when_its_worker_was_killed_counts_as_sent(amina, due, service, others):
    first = Browser().subscribe(amina, service.url + "/201/a")
    Preferences.objects.create(patient=amina, email=True)
    notice = due()
    for path in others:
        Browser().subscribe(amina, service.url + path)
    Delivery.objects.create(notice=notice, subscription=first, transport="push", outcome="sent", sent_at=notice.due_at)
    Notice.objects.update(tries=1, state="sending", lease_until=notice.due_at - dt.timedelta(seconds=1), late_at=notice.due_at + dt.timedelta(days=1))
    services.deliver([notice.pk])
    assert (state(notice), notice.sent_at, mail.outbox) == (("sent", ""), notice.due_at, [])
    assert service.paths() == others


def test_a_dose_put_off_and_taken_meanwhile_is_not_told_again(amina, due):
    Browser().subscribe(amina, "http://127.0.0.1:9/a")
    row = due().occurrences.get()
    services.record_answers(amina, [reply(row.occurrence_id, "later", row.due_at)], now=row.due_at)
    snoozed = Occurrence.objects.get(snooze=1)
    services.record_answers(amina, [reply(row.occurrence_id, "taken", row.due_at + dt.timedelta(minutes=5))], now=row.due_at)
    Notice.objects.filter(pk=snoozed.notice_id).update(send_at=row.due_at)
    recorder = Recorder()
    services.deliver([snoozed.notice_id], transports={"push": recorder})
    assert (recorder.jobs, state(snoozed.notice)[0]) == ([], "cancelled")


def test_the_transports_of_a_batch_are_the_three_ways():
    assert {made().name for made in delivering.TRANSPORTS.values()} == {"push", "email", "sms"}


def test_a_lease_is_found_by_its_ids_and_not_by_reading_all_that_waits(amina, now):
    """In a burst that is younger than what the planner knows of the table."""
    rows = (Notice(patient=amina, due_at=now + n * dt.timedelta(minutes=1), send_at=now, late_at=now, channel=Notice.Channel.FIRST) for n in range(20_000))
    ids = [notice.pk for notice in Notice.objects.bulk_create(rows, batch_size=5000)]
    with CaptureQueriesContext(connection) as seen:
        leasing.take(ids[:1000], now)
    leases = next(query["sql"] for query in seen if query["sql"].startswith("UPDATE"))
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN " + leases)
        plan = " ".join(line for (line,) in cursor.fetchall())
    assert ("_pkey" in plan, "notices_to_send" in plan) == (True, False)
