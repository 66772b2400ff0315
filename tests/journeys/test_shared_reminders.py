"""Reminders of two people on one phone: a browser has one address, and it is of one person."""

from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.phone import eventually
from tests.journeys.test_reminders import RENEW

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.keeps_the_app]

# As a browser does: one subscription, which stays over pages; each new one has another address.
KEEPS = """(() => {
  const load = () => JSON.parse(localStorage.getItem("fake-push"));
  const wrap = (said) => said && ({ endpoint: said.endpoint, options: { applicationServerKey: Uint8Array.from(said.key).buffer },
    unsubscribe: async () => (localStorage.removeItem("fake-push"), true),
    toJSON: () => ({ endpoint: said.endpoint, keys: { p256dh: "B" + "a".repeat(86), auth: "b".repeat(22) } }) });
  PushManager.prototype.getSubscription = async () => wrap(load());
  PushManager.prototype.subscribe = async ({ applicationServerKey }) => {
    const endpoint = "https://fcm.googleapis.com/fcm/send/" + crypto.randomUUID();
    localStorage.setItem("fake-push", JSON.stringify({ endpoint, key: [...new Uint8Array(applicationServerKey)] }));
    return wrap(load());
  };
})();"""


@pytest.fixture
def kind_of_browser(chromium: Browser) -> Browser:
    return chromium


@pytest.fixture
def phone(pick_up: Any, ana: Any) -> Any:
    made = pick_up(ana, permissions=["notifications"])
    made.context.add_init_script(KEEPS)
    return made


def turn_on(phone: Any, patient: Any) -> None:
    phone.lose_session()
    phone.sign_in(patient.user)
    page = phone.open("/reminders/")
    page.get_by_role("button", name="Turn on reminders here").click()
    eventually(lambda: patient.push_subscriptions.count() == 1)
    expect(page.get_by_text("this phone", exact=True)).to_be_visible()


def visit(phone: Any, patient: Any) -> None:
    phone.lose_session()
    phone.sign_in(patient.user)
    for _ in range(2):  # the second page begins with what the first has heard
        page = phone.open("/today/")
        page.wait_for_function("(one) => sessionStorage.getItem('stride-met') === one", arg=str(patient.user.account))
        page.wait_for_load_state("networkidle")


def test_a_visit_of_the_one_before_leaves_reminders_with_the_one_who_turned_them_on_last(phone: Any, ana: Any, ben: Any) -> None:
    turn_on(phone, ana)
    turn_on(phone, ben)
    visit(phone, ana)
    assert ben.push_subscriptions.filter(gone_at=None).count() == 1


def test_an_address_that_the_browser_renews_is_not_saved_for_whoever_never_turned_reminders_on(phone: Any, ana: Any, ben: Any) -> None:
    phone.open("/today/")
    phone.settle()
    turn_on(phone, ben)
    visit(phone, ana)
    phone.context.service_workers[-1].evaluate(RENEW)
    phone.page.wait_for_timeout(1500)
    assert ana.push_subscriptions.count() == 0
