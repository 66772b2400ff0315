"""Today without a network: the same words about the log as the server's page, and the card after 2 falls."""

import pytest
from playwright.sync_api import expect

from backend.patients.models import Patient
from backend.symptoms.services import record_envelopes
from tests.factories import envelope
from tests.journeys.phone import ZONE, Phone, today

pytestmark = pytest.mark.keeps_the_app


@pytest.fixture
def app(phone: Phone, ana: Patient) -> Phone:
    """Two falls this week and one tick today, all known to the phone; then no network."""
    falls = [envelope(today(back), {"tripped": "fall"}, tz=ZONE) for back in (2, 0)]
    record_envelopes(ana, ana.user, [*falls, envelope(today(), {"place.pain.left.calf": True}, tz=ZONE)])
    phone.open_log()
    phone.settle()
    phone.offline()
    return phone


def test_today_says_without_a_network_what_the_server_says(app: Phone):
    page = app.open("/today/")
    expect(page.get_by_role("heading", name="You have started today")).to_be_visible()
    expect(page.get_by_text("Go on when you like.")).to_be_visible()
    expect(page.get_by_role("link", name="Go on with today")).to_be_visible()
    expect(page.get_by_text("you fell 2 times or more this week")).to_be_visible()
