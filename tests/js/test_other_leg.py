"""A leg that was added waits like any other answer: counted, and kept by a phone that is locked."""

import uuid

import pytest

A = str(uuid.uuid4())
ADD_LEG = "(account) => import('/js/other-leg.js').then(({ keepOtherLeg }) => keepOtherLeg(api.phone.store, account, 'right'))"
KNOWN = "(account) => import('/js/other-leg.js').then(({ withOtherLeg }) => withOtherLeg(api.phone.store, account, {}))"
WAITING = "(account) => modules.outbox.unsent(api.phone.store, account).then(({ count }) => count)"
LOCK = "(account) => modules.profile.lock(api.phone.store, account)"
LOCKED = "(account) => modules.store.getMeta(api.phone.store, `locked/${account}`)"


@pytest.fixture
def phone(page, server):
    """A started phone of A."""
    run = server.run(uuid.uuid4().hex)
    run.calm, run.who = True, A
    page.evaluate("([seed, account]) => start(seed, 'stride').then((api) => api.remember(account))", [run.seed, A])
    return page


def test_a_leg_that_the_server_has_not_heard_of_counts_as_not_sent(phone):
    phone.evaluate(ADD_LEG, A)
    assert phone.evaluate(WAITING, A) == 1


def test_a_locked_phone_keeps_a_leg_that_the_server_has_not_heard_of(phone):
    phone.evaluate(ADD_LEG, A)
    phone.evaluate(LOCK, A)
    assert phone.evaluate(LOCKED, A) is True
    phone.evaluate("(account) => api.remember(account)", A)
    assert phone.evaluate(KNOWN, A) == {"right_affected": True}


def test_a_locked_phone_with_nothing_waiting_keeps_nothing(phone):
    phone.evaluate(LOCK, A)
    assert phone.evaluate(LOCKED, A) is None
