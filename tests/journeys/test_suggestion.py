"""Worth reading today: shown with its reason, put away, and silent about strength once a leg got weaker, offline too."""

import datetime as dt

import pytest
from playwright.sync_api import expect

from backend.patients.models import Patient
from backend.symptoms.services import record_envelopes
from tests import factories
from tests.journeys.phone import ZONE, eventually, today

CARD = '[data-module="suggestion"]'
PART = "Pain may ease before strength returns"
PAIN_EASES = {**{60 - n: 8 for n in range(7)}, **{1 + n: 3 for n in range(7)}}


@pytest.fixture
def here_for_long(ana):
    Patient.objects.filter(pk=ana.pk).update(created_at=dt.datetime.now(dt.UTC) - dt.timedelta(days=75))
    return ana


def say(patient, *days):
    record_envelopes(patient, patient.user, [factories.envelope(today(back), fields, tz=ZONE) for back, fields in days])


def open_recovery(phone):
    page = phone.open("/learn/recovery/")
    expect(page.get_by_role("heading", name=PART)).to_be_visible()
    return page


def test_a_side_effect_is_met_with_its_article_until_it_is_put_away(phone, here_for_long):
    say(here_for_long, (0, {"side_effect.sleepy": True}))
    page = phone.open("/today/")
    card = page.locator(CARD)
    expect(card).to_have_attribute("data-ready", "yes")
    expect(card.get_by_text("Ticked in your diary")).not_to_be_visible()
    phone.tap(card.get_by_text("Why am I seeing this?"))
    expect(card.get_by_text("Ticked in your diary for today: “Sleepy”.")).to_be_visible()
    with page.expect_navigation():
        phone.tap(card.get_by_role("button", name="Not now"))
    expect(page.get_by_role("heading", name="Rough day")).to_be_visible()
    expect(page.locator(CARD)).to_have_count(0)
    assert list(here_for_long.dismissed.values_list("slug", flat=True)) == ["side-effects"]


@pytest.mark.keeps_the_app
def test_after_weaker_on_this_phone_nothing_says_that_strength_comes_later(phone, here_for_long):
    say(here_for_long, *((back, {"pain_avg": pain, "strength_left": "same"}) for back, pain in PAIN_EASES.items()))
    page = phone.open("/today/")
    expect(page.locator(CARD)).to_be_visible()
    phone.settle()
    open_recovery(phone)
    expect(page.get_by_text("strength comes back later", exact=False).first).to_be_visible()
    phone.offline()
    page = phone.open_log()
    phone.tap(phone.tile("strength_left", "weaker"))
    page.wait_for_url("**/safety/?about=weaker-left*")
    page = open_recovery(phone)
    expect(page.get_by_text("This part is not shown.")).to_be_visible()
    expect(page.locator("figure")).to_have_count(0)
    phone.online()
    eventually(lambda: here_for_long.days.filter(date=today(), strength_left="weaker").exists())
    phone.open("/today/")
    expect(page.get_by_role("heading", name="Rough day")).to_be_visible()
    expect(page.locator(f'{CARD} a[href*="recovery"]')).to_have_count(0)
