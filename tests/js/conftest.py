"""The phone's modules in a real Chromium, served by a server that can misbehave."""

import pytest
from playwright.sync_api import sync_playwright

from tests.js import chaos
from tests.support import machine

FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync "
    "--disable-background-timer-throttling --disable-renderer-backgrounding --disable-backgrounding-occluded-windows"
).split()


@pytest.fixture(scope="session")
def chromium():
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=machine.chromium(), args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def server():
    running = chaos.start()
    yield running
    running.shutdown()


@pytest.fixture
def page(chromium, server):
    """A fresh phone: its own storage, the modules loaded, nothing started."""
    context = chromium.new_context()
    page = context.new_page()
    page.goto(f"http://localhost:{server.server_port}/phone")
    page.wait_for_function("window.ready")
    yield page
    context.close()
