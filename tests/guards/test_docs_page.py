"""/api/docs/ in a real Chromium: it draws the whole API, and the policy stops nothing of it."""

import re

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from playwright.sync_api import Browser, Route

from tests.guards.access_table import ROWS
from tests.guards.test_openapi import API

pytestmark = pytest.mark.django_db

HOME = "http://localhost"


def answer(route: Route) -> None:
    path = route.request.url.removeprefix(HOME)
    if path.startswith("/static/"):
        file = finders.find(re.sub(r"\.[0-9a-f]{12}(?=\.)", "", path.removeprefix("/static/")))
        route.fulfill(path=str(file)) if file else route.fulfill(status=404)
        return
    response = Client().get(path, headers={"accept": route.request.headers.get("accept", "*/*")})
    route.fulfill(status=response.status_code, body=response.content, headers=dict(response.headers))


def test_the_api_docs_open_and_the_policy_stops_nothing(engine: Browser):
    page = engine.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    page.route("**/*", answer)
    page.goto(f"{HOME}/api/docs/")
    page.wait_for_selector("#operations-sync-sync")
    described = page.locator(".opblock").count()
    page.close()
    assert described == sum(len(ROWS[name].answers) for name in API)
    assert said == []
