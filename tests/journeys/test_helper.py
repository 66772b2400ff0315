"""Somebody else fills in on her phone: her own word wins, theirs is marked."""

from backend.patients.models import Patient
from tests.journeys.phone import Made


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
