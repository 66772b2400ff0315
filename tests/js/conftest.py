"""The phone's modules in a real Chromium, served by a server that can misbehave."""

import pytest

from tests.js import chaos


@pytest.fixture(scope="session")
def server():
    running = chaos.start()
    yield running
    running.shutdown()


@pytest.fixture
def page(engine, server):
    """A fresh phone: its own storage, the modules loaded, nothing started."""
    context = engine.new_context()
    page = context.new_page()
    page.add_init_script("window.answerWithinMs = 5000")  # the seeded runs give up after 200: on a busy machine that is no answer either
    page.goto(f"http://localhost:{server.server_port}/phone")
    page.wait_for_function("() => window.ready")
    yield page
    context.close()
