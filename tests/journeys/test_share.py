"""From a patient's trend to a clinician's screen, and back to "viewed by"."""

import datetime as dt
import re

import pytest
from django.core import mail
from playwright.sync_api import expect

from backend.clinics.models import Role
from backend.common.localtime import format_stamp, local_ms
from backend.symptoms.services import record_envelopes
from tests import factories
from tests.journeys.phone import ZONE, today

DESK = {"viewport": {"width": 1280, "height": 800}, "has_touch": False, "is_mobile": False, "service_workers": "block"}  # nothing here asks for the worker


def keep_diary(patient, days=30):
    """Pain that falls from 8 to 5, one fall ten days ago, every ninth day missing."""
    items = []
    for back in range(days, 0, -1):
        if back % 9 == 0:
            continue
        date = today(back)
        fields = {"pain_avg": 5 + back // 10, "strength_left": "same", "numbness": "same", "new": "nothing", "sleep": 4}
        if back == 10:
            fields["tripped"] = "fall"
        item = factories.envelope(date, fields, stamp=format_stamp(local_ms(date, dt.time(20), ZONE)), tz=ZONE)
        items.append(item)
    record_envelopes(patient, patient.user, items)


@pytest.fixture
def diary(ana):
    keep_diary(ana)
    return ana


@pytest.fixture
def riverside(transactional_db):
    return factories.clinic(time_zone=ZONE, looks_at="Dr Okafor reads on Mondays.")


@pytest.fixture
def okafor(riverside):
    return factories.member(riverside)


@pytest.fixture
def desk(pick_up, okafor):
    """Dr Okafor's screen, her second factor shown."""
    return pick_up(okafor.user, factor=True, **DESK)


def share_by_code(phone, clinic):
    page = phone.open("/share/")
    phone.tap(page.get_by_role("link", name="Share with a clinic"))
    typed = clinic.code.lower()
    page.get_by_label("Clinic code").fill(f"{typed[:3]} {typed[3:]}")
    phone.tap(page.get_by_role("button", name="Find the clinic"))
    expect(page.get_by_text(clinic.looks_at)).to_be_visible()
    fill_terms(phone)


def fill_terms(phone, start="From 4 weeks ago"):
    page = phone.page
    page.get_by_label("Your full name").fill("Ana Ruiz Field")
    page.get_by_label("Your birth date").fill("1954-05-09")
    page.get_by_label("Your number at the clinic").fill("N-4711")
    phone.tap(page.locator("label").filter(has_text=start))
    phone.tap(page.get_by_role("button", name="Share", exact=True))
    expect(page.get_by_role("heading", name="Who can see my diary")).to_be_visible()


@pytest.mark.parametrize("days", [14, 28, 90])
def test_a_patient_sees_the_trend_of_each_period_with_its_table(pick_up, diary, days):
    page = pick_up(diary).open("/trends/")
    page.get_by_role("link", name=f"{days} days").tap()
    expect(page.get_by_role("link", name=f"{days} days")).to_have_attribute("aria-current", "true")
    expect(page.locator("figure svg").locator("visible=true").first).to_be_visible()
    expect(page.locator("main table").first).to_be_attached()


def test_the_month_shows_each_day_and_leads_to_it(pick_up, diary):
    phone = pick_up(diary)
    page = phone.open(f"/diary/?month={today(2):%Y-%m}")
    expect(page.get_by_role("heading", level=1)).to_have_text(f"{today(2):%B %Y}")
    phone.tap(page.locator(f'a[href="/diary/{today(2)}/"]'))
    expect(page.get_by_text("Pain", exact=False).first).to_be_visible()
    phone.tap(page.get_by_role("link", name="Change this day"))
    phone.ready()
    expect(phone.tile("pain_avg", 5).locator("input")).to_be_checked()


def test_a_patient_shares_by_code_and_the_clinician_sees_the_trend_and_the_days(pick_up, diary, riverside, desk):
    share_by_code(pick_up(diary), riverside)
    page = desk.open("/clinic/")
    row = page.get_by_role("row").filter(has_text="Ana Ruiz Field")
    expect(row).to_contain_text("born 9 May 1954")
    expect(row).to_contain_text("N-4711")
    row.get_by_role("link", name="Open").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ana Ruiz Field")
    expect(page.locator("figure svg").locator("visible=true").first).to_be_visible()
    page.get_by_role("link", name="Days", exact=True).click()
    expect(page.get_by_role("row")).to_have_count(1 + sum(1 for back in range(1, 28) if back % 9))
    expect(page.get_by_text("Fall", exact=True).locator("visible=true").first).to_be_visible()


def test_the_patient_sees_who_looked_and_the_next_click_after_withdrawal_is_404(pick_up, diary, riverside, desk):
    phone = pick_up(diary)
    share_by_code(phone, riverside)
    desk.open("/clinic/").get_by_role("link", name="Open").click()
    expect(desk.page.get_by_role("heading", level=1)).to_have_text("Ana Ruiz Field")
    page = phone.open("/share/looked/")
    expect(page.get_by_role("listitem").filter(has_text=re.compile(r"Viewed by Dr Ngozi Okafor, Riverside Nerve Clinic, on .* at \d")).first).to_be_visible()
    withdraw(phone)
    with desk.page.expect_response(re.compile("/days/")) as answer:
        desk.page.get_by_role("link", name="Days", exact=True).click()
    assert answer.value.status == 404
    expect(desk.page.get_by_text("Ana Ruiz Field")).to_have_count(0)


def withdraw(phone):
    page = phone.open("/share/")
    phone.tap(page.get_by_role("link", name="Withdraw"))
    phone.tap(page.get_by_role("button", name="Withdraw"))
    expect(page.get_by_text("can no longer see your diary.")).to_be_visible()


def test_what_is_not_ticked_is_said_to_be_not_shared(pick_up, diary, riverside, desk):
    phone = pick_up(diary)
    page = phone.open(f"/share/with/{riverside.code}/")
    phone.tap(page.locator("label").filter(has_text="My diary: pain"))
    fill_terms(phone)
    page = desk.open("/clinic/")
    page.get_by_role("link", name="Open").click()
    expect(page.get_by_text("Not shared by the patient", exact=True)).to_be_visible()
    expect(page.locator("figure svg")).to_have_count(0)


def test_an_invitation_by_email_is_accepted(pick_up, diary, riverside, desk):
    page = desk.open("/clinic/invite/")
    page.get_by_label("E-mail address of the patient").fill(diary.user.email)
    page.get_by_role("button", name="Send the invitation").click()
    expect(page.get_by_text("The invitation is on its way.")).to_be_visible()
    letter = next(one for one in mail.outbox if one.to == [diary.user.email])
    assert not any(word in letter.subject + letter.body for word in ("Riverside", "Okafor", "pain", "plexopathy"))
    phone = pick_up(diary)
    phone.tap(phone.open("/today/").get_by_role("link", name="See what they ask"))
    phone.tap(phone.page.get_by_role("link", name="See what they ask"))
    fill_terms(phone)
    expect(desk.open("/clinic/").get_by_role("row").filter(has_text="Ana Ruiz Field")).to_be_visible()


def test_a_wrong_code_says_what_to_do(pick_up, diary):
    phone = pick_up(diary)
    page = phone.open("/share/code/")
    page.get_by_label("Clinic code").fill("ZZZ ZZZ")
    phone.tap(page.get_by_role("button", name="Find the clinic"))
    expect(page.get_by_role("alert")).to_be_focused()


def test_a_clinician_without_a_factor_sees_no_patient(pick_up, diary, riverside, okafor):
    factories.grant(riverside, diary)
    page = pick_up(okafor.user, **DESK).open("/clinic/")
    expect(page.get_by_role("link", name="Make a passkey")).to_be_visible()
    assert page.get_by_text(diary.user.email.split("@")[0]).count() == 0


def test_a_coordinator_sees_names_and_nothing_more(pick_up, diary, riverside):
    share_by_code(pick_up(diary), riverside)
    kim = factories.member(riverside, Role.COORDINATOR, "Kim Ferris")
    page = pick_up(kim.user, factor=True, **DESK).open("/clinic/")
    row = page.get_by_role("row").filter(has_text="Ana Ruiz Field")
    expect(row).to_contain_text("N-4711")
    expect(page.get_by_role("link", name="Ana Ruiz Field")).to_have_count(0)
    assert "pain" not in page.locator("main").inner_text().lower()
