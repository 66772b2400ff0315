"""The plan in a real browser: a titration of six steps on one screen, and a dose in one tap."""

import datetime as dt
import uuid
from typing import Any

from playwright.sync_api import expect

from backend.common.localtime import local_date
from backend.reminders import reading
from backend.treatment.as_needed import take
from tests.journeys.conftest import person
from tests.journeys.phone import today
from tests.treatment.medicines import AS_NEEDED, keep

SIX = [("300 mg", "10pm"), ("300 mg", "8am and 10pm"), ("300 mg", "8am, 2pm and 10pm"), ("600 mg", ""), ("600 mg", "8am and 10pm"), ("300 mg", "10pm")]


def test_a_titration_of_six_steps_is_typed_on_one_screen_and_seen_in_words(pick_up: Any) -> None:
    ana = person()
    page = pick_up(ana).open("/plan/")
    page.get_by_role("link", name="Add a dose that goes up or down in steps").click()
    expect(page.locator("form[data-ready=yes]")).to_be_visible()
    page.get_by_label("Name on the label").fill("Gabapentin")
    for number, (dose, times) in enumerate(SIX):
        page.get_by_label(f"Step {number + 1}: from").fill(str(today(-7 * number)))
        page.get_by_label(f"Step {number + 1}: how much each time").fill(dose)
        page.get_by_label(f"Step {number + 1}: times").fill(times)
    page.get_by_role("button", name="More lines").click()
    expect(page.get_by_label("Step 7: from")).to_be_focused()
    page.get_by_role("button", name="See it in words").click()
    words = page.locator("#in-words")
    expect(words.get_by_role("listitem")).to_have_count(6)
    expect(words.get_by_role("listitem").nth(3)).to_contain_text("600 mg, 8am, 2pm and 10pm")
    words.get_by_role("button", name="Save this plan").click()
    expect(page.get_by_role("heading", name="The whole plan")).to_be_visible()
    now = dt.datetime.now(dt.UTC)
    due = reading.on_day(ana, local_date(now, ana.time_zone) + dt.timedelta(days=22), now)
    assert [(item.at, item.words["dose"]) for item in due] == [("8am", "600 mg"), ("2pm", "600 mg"), ("10pm", "600 mg")]


def expect_past(page: Any) -> None:
    expect(page.get_by_text("You have taken 3 in the last 24 hours. The most that you typed is 2.").locator("visible=true")).to_have_count(1)
    expect(page.get_by_text("Ask a pharmacist or your poison line before you take more.").locator("visible=true")).to_have_count(1)
    expect(page.locator("[data-dose] .tag").locator("visible=true")).to_have_text(["more than you typed", "sooner than you typed"])


def test_one_tap_takes_a_dose_says_what_it_passed_and_undo_takes_it_back(pick_up: Any) -> None:
    """Two were taken before; of three the first has passed nothing. The phone says it at once, the server after a reload."""
    ana = person()
    medicine = keep(ana, AS_NEEDED | {"max_per_day": 2})
    now = dt.datetime.now(dt.UTC)
    for minutes in (2, 1):
        take(medicine, uuid.uuid4(), now - dt.timedelta(minutes=minutes), ana.user, now)
    page = pick_up(ana).open("/plan/")
    page.get_by_role("button", name="I took it").click()
    expect(page.get_by_text("Recorded. It is past what you typed from your label.")).to_be_visible()
    expect_past(page)
    page.reload()
    expect_past(page)
    expect(page.locator('[data-module="as-needed"]')).to_have_attribute("data-begun", "yes")
    page.get_by_role("button", name="Undo").first.click()
    expect(page.get_by_text("You have taken 2 in the last 24 hours.")).to_be_visible()
    expect(page.get_by_role("button", name="Undo")).to_have_count(2)
