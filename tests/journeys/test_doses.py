"""The doses of today in a hand: a tap is kept without a network, shown as said, and goes by itself once."""

import datetime as dt
import re
import uuid
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from backend.patients.models import Patient
from backend.reminders import services
from backend.reminders.models import Answer
from tests.journeys.phone import Phone, eventually
from tests.reminders.making import rule

pytestmark = pytest.mark.keeps_the_app


@pytest.fixture
def reminded(ana: Patient) -> Patient:
    """A dose 20 minutes ago; at midnight it is yesterday's, and then one that is due in 20 minutes is today's first."""
    now = timezone.now()
    times = sorted({(now + dt.timedelta(minutes=minutes)).astimezone(ana.zone).strftime("%H:%M") for minutes in (-20, 20)})
    services.save_reminder(ana, "medicine", uuid.uuid4(), rule(*times), zone=ana.time_zone, now=now - dt.timedelta(days=3))
    return ana


def line(phone: Phone) -> Any:
    """The first dose of today that can be answered."""
    return phone.page.locator(".dose", has=phone.page.locator('button[value="taken"]:visible')).first


def has_kept(phone: Phone) -> bool:
    return any(key.startswith("kept/") for key in phone.page.evaluate(KEYS))


CLOCK = r"(\d{1,2}(:\d\d)?(am|pm)|noon|midnight)"
TAKEN, LATER = re.compile(rf"^\s*taken {CLOCK}\s*$"), re.compile(rf"^\s*later \({CLOCK}\)\s*$")

KEYS = """() => new Promise((resolve) => { const open = indexedDB.open("stride");
  open.onsuccess = () => {
    const asked = open.result.transaction("meta").objectStore("meta").getAllKeys();
    asked.onsuccess = () => { open.result.close(); resolve(asked.result); };
  }; })"""


def test_a_dose_answered_without_a_network_goes_once_and_stays_said(phone: Phone, reminded: Patient):
    phone.open("/today/")
    phone.settle()
    eventually(lambda: has_kept(phone))
    phone.offline()
    page = phone.open("/today/")
    expect(page.get_by_text("No network. This is what this phone knows.")).to_be_visible()
    expect(page.get_by_text("As of")).to_be_visible()
    line(phone).locator('button[value="taken"]').tap()
    expect(page.locator(".dose .state--done")).to_have_text(TAKEN)
    said = page.locator(".dose .state--done").inner_text()
    phone.close()
    expect(phone.open("/today/").locator(".dose .state--done")).to_contain_text("taken")
    phone.online()
    eventually(lambda: Answer.objects.filter(patient=reminded, answer="taken").count() == 1)
    expect(phone.open("/today/").locator(".dose .state--done")).to_have_text(said)


def test_later_says_at_once_when_it_comes_again_as_the_server_does(phone: Phone, ana: Patient):
    now = timezone.now().astimezone(ana.zone)
    at = max(now - dt.timedelta(minutes=20), now.replace(hour=0, minute=0)).strftime("%H:%M")
    services.save_reminder(ana, "medicine", uuid.uuid4(), rule(at), zone=ana.time_zone, now=now - dt.timedelta(days=3))
    page = phone.open("/today/")
    phone.settle()
    expect(page.locator('[data-module="doses"]')).to_have_attribute("data-begun", "yes")
    page.locator('.dose button[value="later"]').tap()
    state = page.locator('.dose [data-role="state"]')
    expect(state).to_have_text(LATER)
    live = state.inner_text()
    expect(phone.open("/today/").locator('.dose [data-role="state"]')).to_have_text(live)


OLD = """() => new Promise((resolve) => { const open = indexedDB.open("stride");
  open.onsuccess = () => {
    const meta = open.result.transaction("meta", "readwrite").objectStore("meta");
    meta.openCursor().onsuccess = ({ target: { result: row } }) => {
      if (!row) { open.result.close(); return resolve(null); }
      if (String(row.key).startsWith("kept/")) row.update({ ...row.value, asOf: row.value.asOf - 49 * 3600 * 1000 });
      row.continue();
    };
  }; })"""


def test_a_plan_that_is_older_than_48_hours_shows_no_dose(phone: Phone, reminded: Patient):
    phone.open("/today/")
    phone.settle()
    eventually(lambda: has_kept(phone))
    phone.page.evaluate(OLD)
    phone.offline()
    page = phone.open("/today/")
    expect(page.get_by_text("Follow your label or written plan.")).to_be_visible()
    expect(page.locator(".dose")).to_have_count(0)
