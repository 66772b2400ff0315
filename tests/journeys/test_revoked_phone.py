"""A lost phone is signed out from another one: it locks at its next open, and keeps only what was not sent."""

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from backend.home import leaving
from backend.patients.models import Device
from tests.journeys.phone import eventually

pytestmark = pytest.mark.keeps_the_app

CANARY = "burns like a canary"
DUMP = """() => new Promise((resolve) => {
  const open = indexedDB.open("stride");
  const rows = (name) => new Promise((done) => {
    const asked = open.result.transaction(name).objectStore(name).getAll();
    asked.onsuccess = () => done(asked.result);
  });
  const text = (value) => (value instanceof ArrayBuffer || ArrayBuffer.isView(value) ? new TextDecoder("latin1").decode(value) : value);
  open.onsuccess = async () => {
    const all = [];
    for (const name of open.result.objectStoreNames) all.push(await rows(name));
    open.result.close();
    resolve(JSON.stringify([all, { ...localStorage }, { ...sessionStorage }], (key, value) => text(value)));
  };
})"""


def known(patient: Any) -> bool:
    return Device.objects.filter(patient=patient, revoked_at=None).exists()


@pytest.fixture
def lost(pick_up: Any, ana: Any) -> Any:
    """Ana's phone, with one day sent and one that is not; then it is signed out from another phone."""
    phone = pick_up(ana)
    phone.open("/menu/")
    eventually(lambda: known(ana))
    phone.open_log()
    phone.answer(pain_avg=6)
    phone.is_sent()
    phone.settle()
    return phone


def sign_out_from_another(pick_up: Any, ana: Any, lost: Any) -> None:
    other = pick_up(ana)
    other.open("/menu/phones/")
    other.tap(other.page.get_by_role("link", name="Sign out this phone").first)
    other.tap(other.page.get_by_role("button", name="Sign out this phone"))
    expect(other.page.get_by_text("That phone is signed out")).to_be_visible()
    other.context.close()


def type_offline(phone: Any) -> None:
    phone.offline()
    phone.answer(numbness="more")
    phone.close()


def test_it_locks_at_its_next_open_and_keeps_what_was_not_sent(pick_up: Any, ana: Any, lost: Any):
    type_offline(lost)
    sign_out_from_another(pick_up, ana, lost)
    lost.online()
    page = lost.open("/today/")
    expect(page.get_by_role("heading", name="This phone was signed out from another phone")).to_be_visible()
    expect(page.get_by_text("1 entry was not sent. It stays on this phone, locked")).to_be_visible()
    assert set(lost.states()) == {"waiting"}
    assert [lost.rows(store) for store in ("days", "drafts", "accounts")] == [[], [], []]


def test_signing_in_again_sends_what_waited_under_a_new_id(pick_up: Any, ana: Any, lost: Any):
    type_offline(lost)
    sign_out_from_another(pick_up, ana, lost)
    lost.online()
    page = lost.open("/today/")
    expect(page.get_by_role("heading", name="This phone was signed out")).to_be_visible()
    lost.sign_in(ana.user)
    lost.open("/today/")
    eventually(lambda: ana.days.filter(numbness="more").exists())
    eventually(lambda: known(ana))


def test_what_was_not_sent_can_be_discarded(pick_up: Any, ana: Any, lost: Any):
    type_offline(lost)
    sign_out_from_another(pick_up, ana, lost)
    lost.online()
    page = lost.open("/today/")
    lost.tap(page.get_by_text("I do not want them"))
    lost.tap(page.get_by_role("button", name="Discard 1 entry"))
    expect(page.get_by_text("They are deleted from this phone.")).to_be_visible()
    assert [lost.rows(store) for store in ("items", "keys", "accounts", "days")] == [[], [], [], []]


def test_a_raw_dump_after_it_holds_no_word_in_plain_text(pick_up: Any, ana: Any, lost: Any):
    lost.page.get_by_text("Add more").click()
    lost.page.get_by_label("A note, in your own words").fill(CANARY)
    eventually(lambda: len(lost.rows("drafts")) == 1)
    sign_out_from_another(pick_up, ana, lost)
    lost.close()
    page = lost.open("/today/")
    expect(page.get_by_role("heading", name="This phone was signed out")).to_be_visible()
    dump = page.evaluate(DUMP)
    email_name = str(ana.user.email).split("@")[0]
    assert [word for word in (CANARY, "canary", email_name, "pain_avg") if word in dump] == []


def test_two_people_on_one_phone_and_only_one_of_them_is_signed_out(pick_up: Any, ana: Any, ben: Any, lost: Any):
    type_offline(lost)
    lost.lose_session()  # before the network is back: the worker would send what waits
    lost.sign_in(ben.user)
    lost.online()
    lost.open("/menu/")
    eventually(lambda: known(ben))
    sign_out_from_another(pick_up, ana, lost)
    lost.open("/menu/")
    eventually(lambda: {row["account"] for row in lost.rows("accounts")} == {str(ben.user.account)})
    assert {row["account"] for row in lost.rows("items")} == {str(ana.user.account)}
    expect(lost.page.get_by_role("heading", name="Menu")).to_be_visible()


def test_a_phone_of_a_closed_account_empties_itself(pick_up: Any, ana: Any, lost: Any):
    type_offline(lost)
    leaving.begin(ana)
    assert leaving.close_due(timezone.now() + dt.timedelta(days=leaving.DAYS_TO_CHANGE_MIND)) == 1
    lost.online()
    page = lost.open("/today/")
    expect(page.get_by_role("heading", name="This account is closed")).to_be_visible()
    assert [lost.rows(store) for store in ("items", "keys", "accounts", "days", "drafts")] == [[]] * 5
