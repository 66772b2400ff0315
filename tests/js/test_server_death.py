"""The server's process goes away, sockets and all, and comes back on the same address."""

import uuid

import pytest

from tests.js import chaos

A = str(uuid.uuid4())


@pytest.fixture
def server():
    """One that this test may kill."""
    running = chaos.start()
    yield running
    chaos.stop(running)


def test_a_server_that_dies_and_comes_back_gets_everything_once(page, server):
    run = server.run("death")
    run.calm, run.who = True, A
    page.evaluate("(account) => start('death', 'stride').then((api) => api.remember(account))", A)
    page.evaluate("(account) => api.put(account, { date: '2026-11-20', fields: { pain_avg: 6 } })", A)
    drain = "(account) => api.drain(account).then((result) => result.state)"
    chaos.stop(server)
    assert page.evaluate(drain, A) == "again"
    again = chaos.start(server.server_port)
    again.runs = server.runs
    assert page.evaluate(drain, A) == "done"
    assert len(run.stored[A]) == 1
    chaos.stop(again)
