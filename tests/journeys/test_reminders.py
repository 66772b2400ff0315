"""Reminders on a phone: turned on, pushed, shown, answered with and without a network; the signed page; another time zone."""

import datetime as dt
import json
import re
import uuid
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, expect

from backend.patients.models import Patient
from backend.reminders import services
from backend.reminders.messages import message_of
from backend.reminders.models import Notice, Occurrence, Reminder
from tests.journeys.phone import ZONE, Made, Phone, eventually
from tests.journeys.server import Site
from tests.reminders.making import rule
from tests.reminders.sent import message, subscription

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.keeps_the_app]


@pytest.fixture
def kind_of_browser(chromium: Browser) -> Browser:
    """Push and notifications are of the whole browser."""
    return chromium


# What Chromium does with Google's help; here without it.
BROWSER = """(() => {
  const bytes = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (one) => one.charCodeAt(0));
  let made = null;
  PushManager.prototype.getSubscription = async () => made;
  PushManager.prototype.subscribe = async ({ applicationServerKey }) => (made = {
    endpoint: "https://fcm.googleapis.com/fcm/send/journey", options: { applicationServerKey }, unsubscribe: async () => (made = null, true),
    toJSON() { return { endpoint: this.endpoint, keys: { p256dh: "B" + "a".repeat(86), auth: "b".repeat(22) } }; } });
})();"""
# A press on the button of the notification that still has one, which no tool can make: the worker hears the event as the browser would send it.
PRESS = """async (action) => {
  const notification = (await self.registration.getNotifications()).find((one) => one.actions.length);
  const event = new NotificationEvent("notificationclick", { notification, action });
  let done;
  Object.defineProperty(event, "waitUntil", { value: (promise) => (done = promise) });
  self.dispatchEvent(event);
  await done;
}"""
RENEW = """async () => {
  const event = new Event("pushsubscriptionchange");
  let done;
  const keys = { p256dh: "B" + "a".repeat(86), auth: "c".repeat(22) };
  event.newSubscription = { toJSON: () => ({ endpoint: "https://fcm.googleapis.com/fcm/send/renewed", keys }) };
  event.oldSubscription = { options: { applicationServerKey: new ArrayBuffer(65) } };
  event.waitUntil = (promise) => (done = promise);
  self.dispatchEvent(event);
  await done;
}"""
SHOWN = """async () => (await (await navigator.serviceWorker.ready).getNotifications())
  .map(({ title, body, tag, silent, actions }) => ({ title, body, tag, silent, actions: actions.map((one) => one.title) }))"""


def medicine(patient: Patient, minutes_ago: int = 3, name: str = "Gabapentin") -> Reminder:
    now = timezone.now()
    at = f"{(now - dt.timedelta(minutes=minutes_ago)).astimezone(patient.zone):%H:%M}"
    plan = rule(at, name=name, starts_on="2020-01-01")
    return services.save_reminder(patient, "medicine", uuid.uuid4(), plan, zone=ZONE, now=now - dt.timedelta(days=2)).reminder


def push(phone: Phone, data: str) -> None:
    """As a push service brings it."""
    devtools = phone.context.new_cdp_session(phone.page)
    ids: list[str] = []
    heard = "ServiceWorker.workerRegistrationUpdated"
    devtools.on(heard, lambda told: ids.extend(one["registrationId"] for one in told["registrations"] if not one["isDeleted"]))
    devtools.send("ServiceWorker.enable")
    eventually(lambda: phone.page.evaluate("true") and bool(ids))  # events of DevTools come while the page is asked
    devtools.send("ServiceWorker.deliverPushMessage", {"origin": phone.address, "registrationId": ids[-1], "data": data})
    devtools.detach()


def payload(notice: Notice, browser: Any) -> str:
    rows = list(notice.occurrences.all())
    said = message_of(notice, rows, zone="UTC", tag=notice.notice_id.hex, show_words=False, urgent=True, now=notice.due_at, subscription=browser.pk)
    return json.dumps(said.payload)


def press(phone: Phone, action: str) -> None:
    phone.context.service_workers[-1].evaluate(PRESS, action)


def state(notice: Notice) -> str:
    return Notice.objects.get(pk=notice.pk).state


def said(notice: Notice) -> list[tuple[str, str]]:
    return [(row.answer, one.by) for row in Occurrence.objects.filter(notice=notice) for one in row.answers.all()]


def test_a_push_is_shown_and_answered_from_its_button_also_without_a_network(pick_up: Made, ana: Patient):
    first, browser = medicine(ana), subscription(ana)
    notice, _token = message(first, to=browser)
    phone = pick_up(ana, permissions=["notifications"])
    phone.open("/today/")
    phone.settle()
    push(phone, payload(notice, browser))
    eventually(lambda: state(notice) == "shown")
    (shown,) = phone.page.evaluate(SHOWN)
    assert shown["actions"] == ["Done", "Later"]
    assert "Already done? Do nothing." in shown["body"]
    assert "Gabapentin" not in json.dumps(shown)

    press(phone, "taken")
    eventually(lambda: said(notice) == [("taken", "button")])
    push(phone, payload(notice, browser))  # once more, as a push service may
    eventually(lambda: [one["body"] for one in phone.page.evaluate(SHOWN)] == ["Already recorded."])

    second, _token = message(medicine(ana, 9, "Naproxen"), to=browser)
    push(phone, payload(second, browser))
    eventually(lambda: state(second) == "shown")
    phone.offline()
    press(phone, "later")
    assert said(second) == []
    phone.online()
    phone.open("/today/")  # the next open that has a network
    eventually(lambda: said(second) == [("later", "button")])

    phone.note(f"push/{ana.user.account}", browser.endpoint)  # what this phone notes when she turns them on
    phone.context.service_workers[-1].evaluate(RENEW)
    eventually(lambda: ana.push_subscriptions.filter(endpoint__endswith="/renewed").exists())

    push(phone, "\ufffd no JSON")
    eventually(lambda: "You have a reminder. Open it to see which." in [one["body"] for one in phone.page.evaluate(SHOWN)])


def test_reminders_are_turned_on_by_a_tap_and_off_again(pick_up: Made, ana: Patient, site: Site):
    phone = pick_up(ana, permissions=["notifications"])
    phone.context.add_init_script(BROWSER)
    page = phone.open("/reminders/")
    page.get_by_role("button", name="Turn on reminders here").click()
    eventually(lambda: ana.push_subscriptions.count() == 1)
    assert ana.push_subscriptions.get().device_id is not None
    expect(page.get_by_text("this phone", exact=True)).to_be_visible()
    # This browser has forgotten its subscription at the reload, so it is saved once more.
    eventually(lambda: site.count("POST", "/api/v1/push-subscriptions/") >= 2 and not site.answering)
    page.get_by_role("button", name="Remove").click()
    expect(page.get_by_text("None yet.")).to_be_visible()
    expect(page.get_by_role("button", name="Turn on reminders here")).to_be_visible()
    assert not ana.push_subscriptions.exists()


def test_the_signed_page_answers_without_a_sign_in(pick_up: Made, ana: Patient):
    notice, token = message(medicine(ana), medicine(ana, name="Paracetamol"))
    phone = pick_up()
    page = phone.open(f"/r/{token}/")
    page.locator("li").filter(has_text="Gabapentin").get_by_role("button", name="Skip").click()
    page.get_by_role("button", name="I ran out").click()
    expect(page.get_by_text("Skipped")).to_be_visible()
    page.locator("li").filter(has_text="Paracetamol").get_by_role("button", name="Taken").click()
    expect(page.get_by_text("All of it is recorded.")).to_be_visible()
    assert sorted(notice.occurrences.values_list("answer", "reason")) == [("skipped", "ran_out"), ("taken", "")]
    page.get_by_role("button", name=re.compile("Undo.*Paracetamol")).click()
    expect(page.get_by_role("button", name="Taken")).to_be_visible()


def test_another_time_zone_is_asked_about_once(pick_up: Made, ana: Patient):
    reminder = medicine(ana)
    phone = pick_up(ana, timezone_id="Pacific/Auckland")
    page = phone.open("/today/")
    page.get_by_role("link", name="Which time do your reminders follow?").click()
    page.get_by_role("button", name="Stay on the time of").click()
    expect(page.get_by_text("Your reminders stay on the time at home.")).to_be_visible()
    page = phone.open("/today/")
    expect(page.locator('[data-module="travel"]')).to_have_attribute("data-ready", "yes")
    expect(page.get_by_text("You seem to be in another time zone.")).to_be_hidden()
    reminder.refresh_from_db()
    assert reminder.travel == "home"
