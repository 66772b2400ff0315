"""Without a network: the plan is read, a dose is taken when needed and taken back, questions are read; and nothing lies open on the disk."""

import datetime as dt
import uuid

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from backend.patients.models import Patient
from backend.symptoms.services import record_envelopes
from backend.treatment.as_needed import doses_since
from backend.treatment.models import AsNeededDose, Medicine
from tests import factories
from tests.journeys.phone import Phone, eventually
from tests.journeys.test_doses import KEYS, OLD
from tests.journeys.test_revoked_phone import DUMP
from tests.treatment.medicines import keep

pytestmark = pytest.mark.keeps_the_app

DAILY, NEEDED, QUESTION = "Canarybapentin", "Canarycetamol", "Is this canary safe?"


def a_plan(ana: Patient) -> Medicine:
    now = timezone.now()
    today = ana.today(now).isoformat()
    daily = [{"starts_on": today, "dose_text": "300 mg", "times": [{"at": "08:00"}, {"at": "20:00"}]}]
    keep(ana, {"name": DAILY, "form": "times", "steps": daily}, now)
    needed = [{"starts_on": today, "dose_text": "1 tablet"}]
    record_envelopes(ana, ana.user, [factories.question({"text": QUESTION}, str(uuid.uuid4()))])
    return keep(ana, {"name": NEEDED, "form": "as_needed", "steps": needed, "max_per_day": 1}, now)


def said(medicine: Medicine) -> list[bool]:
    return list(AsNeededDose.objects.filter(medicine=medicine).order_by("stamp").values_list("withdrawn", flat=True))


def take_one_online(phone: Phone, medicine: Medicine) -> None:
    page = phone.open("/plan/")
    card = page.locator('[data-module="as-needed"]')
    expect(card).to_have_attribute("data-begun", "yes")
    card.get_by_role("button", name="I took it").tap()
    expect(card.locator("[data-dose]")).to_have_count(1)
    expect(card.get_by_text("Sent", exact=True)).to_be_visible()
    assert said(medicine) == [False]


def take_one_offline(phone: Phone) -> None:
    """From Today: one row leads to it."""
    page = phone.open("/today/")
    page.get_by_role("link", name=f"When needed {NEEDED}").tap()
    expect(page.get_by_text("As of")).to_be_visible()
    expect(page.get_by_text("300 mg, 8am and 8pm")).to_be_visible()
    card = page.locator("li[data-begun]")
    expect(card.get_by_text("You have taken 1 in the last 24 hours. The most that you typed is 1.")).to_be_visible()
    card.get_by_role("button", name="I took it").tap()
    expect(card.get_by_text("Recorded. It is past what you typed from your label.")).to_be_visible()
    expect(card.get_by_text("Saved on this phone")).to_be_visible()
    expect(card.locator("[data-dose]")).to_have_count(2)
    card.locator("[data-dose]").last.get_by_role("button", name="Undo").tap()  # the one that the server knows
    expect(card.locator("[data-dose]")).to_have_count(1)


def has_heard(phone: Phone, patient: Patient) -> bool:
    return f"kept/{patient.user.account}" in phone.page.evaluate(KEYS)


def show_no_dose_after_two_days(phone: Phone) -> None:
    phone.page.evaluate(OLD)
    page = phone.open("/plan/")
    expect(page.get_by_text("It may have changed, so no dose is shown.")).to_be_visible()
    expect(page.get_by_role("button", name="I took it")).to_be_visible()  # what she does take is recorded all the same
    assert [word for word in (DAILY, "300 mg", "1 tablet") if word in page.inner_text("main")] == []


def show_nothing_of_her_to_another(phone: Phone, other: Patient) -> None:
    phone.lose_session()
    phone.sign_in(other.user)
    phone.open("/plan/")
    eventually(lambda: has_heard(phone, other))
    phone.offline()
    page = phone.open("/plan/")
    expect(page.get_by_text("There was no medicine in your plan.")).to_be_visible()
    assert [word for word in (DAILY, NEEDED) if word in page.content()] == []


def test_the_plan_is_read_and_a_dose_recorded_without_a_network(phone: Phone, ana: Patient, ben: Patient):
    medicine = a_plan(ana)
    phone.open("/today/")
    phone.settle()
    take_one_online(phone, medicine)
    eventually(lambda: has_heard(phone, ana))
    phone.offline()
    take_one_offline(phone)
    phone.close()
    expect(phone.open("/questions/").get_by_text(QUESTION)).to_be_visible()
    assert [word for word in (DAILY, NEEDED, QUESTION) if word in phone.page.evaluate(DUMP)] == []
    expect(phone.open("/plan/").locator("li[data-begun] [data-dose]")).to_have_count(1)
    show_no_dose_after_two_days(phone)
    phone.online()
    eventually(lambda: said(medicine) == [False, False, True])
    assert len(doses_since(ana, timezone.now() - dt.timedelta(days=1))) == 1
    show_nothing_of_her_to_another(phone, ben)
