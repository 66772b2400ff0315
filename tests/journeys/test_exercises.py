"""Exercises in a real browser: the therapist's plan typed on a phone, a session in three taps, also without a network."""

import uuid

import pytest
from playwright.sync_api import expect

from backend.treatment.models import ExercisePlan, ExerciseSession, PlanRevision
from backend.treatment.traffic_light import light
from tests.journeys.phone import eventually, today

SESSION = "/plan/exercises/session/"


def open_session(phone):
    phone.open(SESSION)
    expect(phone.page.locator("form.session")).to_have_attribute("data-ready", "yes")
    return phone.page


@pytest.fixture
def app(phone):
    """Ana's phone with Stride installed."""
    phone.open("/today/")
    phone.settle()
    return phone


def test_the_plan_is_typed_and_its_numbers_are_hers_alone(phone, ana):
    page = phone.open("/plan/exercises/edit/")
    expect(page.locator("#reps-clam")).to_be_hidden()
    page.locator('label.tile:has([name="stage"][value="2"])').tap()
    page.locator('label.check:has(input[value="clam"])').tap()
    expect(page.locator("#reps-clam")).to_have_value("")
    page.locator("#reps-clam").fill("8")
    page.locator('label.check:has(input[name="day"][value="0"])').tap()
    page.locator("#time-1").fill("09:00")
    page.get_by_role("button", name="Save the plan").tap()
    expect(page.get_by_text("8 times")).to_be_visible()
    assert ExercisePlan.objects.get(patient=ana).items == [{"exercise": "clam", "reps": 8, "sets": None, "note": ""}]


def test_a_session_is_three_taps_and_says_its_light(phone, ana):
    page = open_session(phone)
    phone.answer(pain_before=3, pain_after=5, effort=6)
    expect(page.locator('[data-light="amber"]')).to_be_visible()
    expect(page.locator('[data-light="green"]')).to_be_hidden()
    phone.is_sent()
    held = ExerciseSession.objects.get(patient=ana)
    assert (phone.taps, held.pain_before, held.pain_after, held.effort) == (3, 3, 5, 6)


LIGHTS = """async () => {
  const name = performance.getEntriesByType("resource").map(({ name }) => name).find((one) => /\\/js\\/exercise-session\\.[^/]*js$/.test(one));
  const { lightOf } = await import(name);
  const numbers = Array.from({ length: 11 }, (_none, number) => number);
  return [null, ...numbers].map((usual) => numbers.map((pain) => lightOf(pain, usual)));
}"""


def test_the_phone_and_the_server_say_the_same_light(phone):
    page = open_session(phone)
    assert page.evaluate(LIGHTS) == [[light(pain, usual) for pain in range(11)] for usual in (None, *range(11))]


@pytest.mark.keeps_the_app
def test_without_a_network_a_session_goes_on_and_is_sent_later_once(app, ana):
    app.offline()
    open_session(app)
    app.answer(pain_before=3)
    app.close()
    page = open_session(app)
    expect(app.tile("pain_before", 3).locator("input")).to_be_checked()
    app.answer(pain_after=2, effort=4)
    expect(page.locator('[data-light="green"]')).to_be_visible()
    expect(page.locator('[data-role="status"] [data-role="text"]')).to_have_text("Saved on this phone, 1 not sent")
    app.online()
    app.is_sent()
    held = ExerciseSession.objects.get(patient=ana)
    assert (held.pain_before, held.pain_after, held.effort, PlanRevision.objects.filter(patient=ana).count()) == (3, 2, 4, 3)


@pytest.mark.keeps_the_app
def test_a_fall_leads_to_its_questions_without_a_network_and_is_a_fall_of_the_diary(app, ana):
    app.offline()
    page = open_session(app)
    app.answer(pain_before=3)
    app.tap(app.tile("trouble", "fell"))
    expect(page).to_have_url(f"{app.address}/safety/?about=fall&date={today().isoformat()}")
    app.online()
    eventually(lambda: ana.safety_answers.filter(item="fell", answer="yes").exists())
    session = ExerciseSession.objects.get(patient=ana)
    assert ana.moments.get().moment_id == uuid.uuid5(session.session_id, "fall")
    open_session(app)
    app.answer(trouble="dizzy")
    eventually(lambda: [*ana.safety_answers.order_by("stamp").values_list("item", "answer")] == [("fell", "yes"), ("fell", "no")])
    eventually(lambda: ana.moments.get().kind is None)
