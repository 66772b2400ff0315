"""The phone's own lock: a passkey made at sign-up opens the account again; staff unlock the clinic with one."""

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from tests import factories
from tests.journeys.phone import Made, Phone
from tests.signing_in import last_code

FINGER = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def with_a_lock(phone: Phone) -> Any:
    """A phone whose lock is a finger that is always there."""
    cdp = phone.context.new_cdp_session(phone.page)
    cdp.send("WebAuthn.enable")
    cdp.send("WebAuthn.addVirtualAuthenticator", {"options": FINGER})
    return phone.page


def test_a_passkey_made_at_sign_up_opens_the_account_again(pick_up: Made) -> None:
    page = with_a_lock(pick_up())
    page.goto("/accounts/signup/")
    page.get_by_role("link", name="Sign up with a passkey").click()
    page.get_by_label("Your e-mail address").fill("cleo@example.org")
    page.get_by_role("button", name="Send me a code").click()
    page.get_by_label("The 6 numbers").fill(last_code("cleo@example.org"))
    page.get_by_role("button", name="Go on").click()
    page.get_by_role("button", name="Make a passkey").click()
    expect(page.get_by_role("heading", name="Before you start")).to_be_visible()
    page.goto("/accounts/logout/")
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url(lambda url: "logout" not in url)
    page.goto("/accounts/login/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.get_by_role("heading", name="Before you start")).to_be_visible()


def test_staff_without_a_factor_make_a_passkey_and_reach_the_clinic(pick_up: Made, transactional_db: None) -> None:
    member = factories.member(factories.clinic())
    page = with_a_lock(pick_up(member.user))
    page.goto("/clinic/")
    page.get_by_role("link", name="Make a passkey").click()
    page.get_by_role("button", name="Make a passkey").click()
    page.get_by_role("link", name="I have kept them. Go on").click()
    expect(page).to_have_url(re.compile("/clinic/$"))


@pytest.mark.parametrize("zone", ["Asia/Calcutta", "Europe/Madrid"])
def test_the_phone_tells_country_and_zone(pick_up: Made, transactional_db: None, zone: str) -> None:
    page = pick_up(factories.user(), timezone_id=zone).open("/start/place/")
    country, name = {"Asia/Calcutta": ("IN", "Asia/Kolkata"), "Europe/Madrid": ("ES", "Europe/Madrid")}[zone]
    expect(page.get_by_label("Country you live in")).to_have_value(country)
    expect(page.get_by_label("Time zone")).to_have_value(name)
