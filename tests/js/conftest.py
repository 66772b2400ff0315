"""The phone's modules in a real Chromium, served by a server that can misbehave."""

import pytest

from tests.js import chaos


@pytest.fixture(scope="session")
def server():
    running = chaos.start()
    running.lasts = True
    yield running
    running.shutdown()


@pytest.fixture(scope="session")
def shelf():
    """Pages that a test gave back: to load 40 modules into a new process takes longer than most tests."""
    pages = []
    yield pages
    for page in pages:
        page.context.close()


def wiped(page, address):
    """Without what the test before left in its storage; all else goes with its document."""
    page.goto(f"{address}/nothing")
    devtools = page.context.new_cdp_session(page)
    devtools.send("Storage.clearDataForOrigin", {"origin": address, "storageTypes": "local_storage,indexeddb,cache_storage"})
    devtools.detach()
    page.evaluate("sessionStorage.clear()")
    return page


def new_page(engine):
    page = engine.new_context().new_page()
    page.add_init_script("window.answerWithinMs = 5000")  # the seeded runs give up after 200: on a busy machine that is no answer either
    return page


@pytest.fixture
def page(engine, server, shelf):
    """A fresh phone: its own storage, the modules loaded, nothing started."""
    address = f"http://localhost:{server.server_port}"
    page = shelf.pop() if shelf else new_page(engine)
    context = page.context
    page.goto(f"{address}/phone")
    page.wait_for_function("() => window.ready")
    yield page
    if context.pages == [page] and server.lasts:
        shelf.append(wiped(page, address))
    else:
        context.close()
