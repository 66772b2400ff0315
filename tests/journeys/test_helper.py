"""Somebody else fills in on her phone: her own word wins, theirs is marked."""

from playwright.sync_api import expect

from backend.patients.models import Patient
from tests.journeys.conftest import person
from tests.journeys.phone import Made, eventually


def by(patient: Patient) -> list[tuple[int, str, bool]]:
    return list(patient.revisions.order_by("stamp").values_list("rank", "provenance", "guessed"))


def test_the_log_says_who_filled_it_in(pick_up: Made, transactional_db: None) -> None:
    from tests import factories

    patient = factories.patient("amina@example.org", helped_here=True)
    phone = pick_up(patient.user)
    page = phone.open("/log/")
    page.locator("#log:not([data-waiting])[data-ready]").wait_for()
    page.get_by_label("Filled in by").select_option("guess")
    page.locator('[data-field="pain_avg"] label').nth(8).click()
    page.get_by_text("Sent", exact=True).first.wait_for()
    page.get_by_label("Filled in by").select_option("")
    page.locator('[data-field="pain_avg"] label').nth(4).click()
    page.locator('[data-role="status"]:not([aria-busy])[data-state="sent"]').wait_for()
    assert by(patient) == [(10, "helper", True), (20, "live", False)]
    assert patient.days.get().pain_avg == 4


def test_who_fills_in_stays_from_page_to_page_until_the_sign_out(pick_up: Made, transactional_db: None) -> None:
    patient = person(helped_here=True)
    phone = pick_up(patient)
    page = phone.open_log()
    expect(page.get_by_text("Filled in by a helper")).not_to_be_visible()
    page.get_by_label("Filled in by").select_option("told")
    expect(page.get_by_text("Filled in by a helper")).to_be_visible()
    phone.open("/check/")
    expect(page.locator("form.check")).to_have_attribute("data-ready", "yes")
    phone.answer(walking_aid="one_stick")
    phone.open("/moments/")
    expect(page.locator('[data-module="moments"]')).to_have_attribute("data-ready", "yes")
    phone.say(page.get_by_role("button", name="Trip"))
    expect(page.get_by_label("Filled in by")).to_have_value("told")
    phone.open_log()
    expect(page.get_by_label("Filled in by")).to_have_value("told")
    eventually(lambda: set(phone.states()) == {"sent"})
    assert by(patient) == [(10, "helper", False)] * 2
    phone.open("/menu/")
    expect(page.locator('[data-module="sign-out"]')).to_have_attribute("data-ready", "yes")
    phone.tap(page.get_by_role("button", name="Sign out"))
    expect(page.get_by_role("heading", name="Your legs, day by day")).to_be_visible()
    assert page.evaluate("Object.keys(sessionStorage).filter((key) => key.startsWith('stride-filled-by'))") == []


def test_her_tap_on_what_a_helper_chose_is_her_own_word_and_undo_makes_none_of_theirs(pick_up: Made, transactional_db: None) -> None:
    patient = person(helped_here=True)
    phone = pick_up(patient)
    page = phone.open_log()
    theirs = page.locator('[data-role="by-helper"]:visible')
    page.get_by_label("Filled in by").select_option("told")
    phone.answer(pain_avg=8)
    expect(theirs).to_have_count(0)
    page.get_by_label("Filled in by").select_option("")
    expect(theirs).to_have_text("Entered by helper: 8")
    expect(page.locator("#log input:checked")).to_have_count(0)
    phone.answer(pain_avg=8)
    expect(theirs).to_have_count(0)
    phone.save()
    phone.say(page.get_by_role("button", name="Undo", exact=True))
    expect(page.locator("#log input:checked")).to_have_count(0)
    phone.is_sent()
    assert patient.days.get().winners["pain_avg"][::3] == [None, 20]


def test_what_a_helper_ticked_is_named_and_ticked_for_nobody(pick_up: Made, transactional_db: None) -> None:
    patient = person(helped_here=True)
    phone = pick_up(patient)
    page = phone.open_log()
    page.get_by_label("Filled in by").select_option("told")
    page.get_by_text("Add more").tap()
    boxes = [page.locator(f'input[name="{name}"]') for name in ("side_effect.sleepy", "feel.burning.left")]
    for box in boxes:
        phone.say(box.locator(".."))
    page.get_by_label("Filled in by").select_option("")
    theirs = page.locator('[data-role="by-helper-set"]:visible')
    expect(theirs).to_have_text(["Entered by helper: Burning: left", "Entered by helper: Sleepy"])
    for box in boxes:
        expect(box).not_to_be_checked()
    phone.say(boxes[0].locator(".."))
    expect(boxes[0]).to_be_checked()
    expect(theirs).to_have_text(["Entered by helper: Burning: left"])
    phone.is_sent()
    assert patient.days.get().winners["side_effect.sleepy"][::3] == [True, 20]
