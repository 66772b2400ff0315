"""The other leg is affected too: said on a page or by a phone, added and never taken away."""

import pytest
import time_machine
from django.test import Client

from backend.audit.models import AuditEvent
from tests import factories

pytestmark = pytest.mark.django_db
URL = "/api/v1/me/legs/"


@pytest.fixture
def one_leg():
    return factories.patient()


@pytest.fixture
def me(one_leg, sign_in):
    return sign_in(one_leg.user)


def add(client: Client, leg: object, **headers: str):
    return client.post(URL, {"leg": leg}, content_type="application/json", headers=headers)


def test_the_other_leg_is_added(me, one_leg):
    assert add(me, "right").json() == {"left_affected": True, "right_affected": True}
    one_leg.refresh_from_db()
    assert one_leg.legs == ["left", "right"]


def test_said_twice_it_changes_once(me):
    add(me, "right")
    assert add(me, "right").status_code == 200
    assert AuditEvent.objects.filter(verb="profile.changed").count() == 1


def test_while_nothing_is_known_both_are_asked_about_and_stay_so(sign_in):
    unknown = factories.patient(left_affected=None, right_affected=None)
    add(sign_in(unknown.user), "right")
    unknown.refresh_from_db()
    assert unknown.legs == ["left", "right"]


@pytest.mark.parametrize("leg", ["both", "", None, 1, ["left"]])
def test_what_is_no_leg_is_refused(me, one_leg, leg):
    assert add(me, leg).json()["errors"][0]["field"] == "leg"
    one_leg.refresh_from_db()
    assert one_leg.legs == ["left"]


def test_another_persons_phone_is_told_so(me, one_leg):
    stranger = factories.patient()
    assert add(me, "right", **{"X-Stride-Account": str(stranger.user.account)}).json()["code"] == "wrong_account"
    one_leg.refresh_from_db()
    assert one_leg.legs == ["left"]


def test_nobody_signed_in_is_401():
    assert add(Client(), "right").status_code == 401


def test_the_log_of_somebody_with_one_leg_asks(me):
    assert 'href="/other-leg/" data-role="add-leg">' in me.get("/log/").content.decode()


def test_the_page_adds_the_leg_and_asks_how_it_came_on(me, one_leg):
    with time_machine.travel("2026-11-20T12:00:00Z", tick=False):
        assert me.post("/other-leg/")["Location"] == "/safety/?about=weaker-right&date=2026-11-20"
    one_leg.refresh_from_db()
    assert one_leg.legs == ["left", "right"]


def test_opening_the_page_adds_nothing(me, one_leg):
    assert b"Is your right leg affected too?" in me.get("/other-leg/").content
    one_leg.refresh_from_db()
    assert one_leg.legs == ["left"]


def test_somebody_with_both_legs_has_nothing_to_add(sign_in):
    both = sign_in(factories.patient(right_affected=True).user)
    assert both.get("/other-leg/")["Location"] == "/log/"
    assert 'data-role="add-leg" hidden' in both.get("/log/").content.decode()
