"""What a phone installs: public, the same for everybody, asked again each time."""

import json
import re

import pytest
from django.urls import reverse

NEUTRAL = [f"pwa:{name}" for name in ("service_worker", "manifest", "offline", "install")]
NEUTRAL += [f"pwa:{name}_shell" for name in ("log", "safety", "today", "plan", "questions")]


@pytest.mark.parametrize("name", NEUTRAL)
def test_a_neutral_page_touches_neither_session_nor_csrf(client, name):
    response = client.get(reverse(name))
    assert response.status_code == 200
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")


@pytest.mark.parametrize("name", NEUTRAL)
def test_a_neutral_page_is_304_when_nothing_changed(client, name):
    first = client.get(reverse(name))
    again = client.get(reverse(name), headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304
    assert "no-cache" in first["Cache-Control"]


@pytest.mark.django_db
def test_the_shell_is_the_same_for_a_signed_in_person(client, sign_in, amina):
    theirs = sign_in(amina.user).get(reverse("pwa:log_shell"))
    assert theirs.content == client.get(reverse("pwa:log_shell")).content


def test_the_shell_asks_everything_and_answers_nothing(client):
    page = client.get(reverse("pwa:log_shell")).content.decode()
    for name in ("pain_avg", "strength_left", "strength_right", "numbness", "any_numbness", "note"):
        assert f'data-field="{name}"' in page
    assert "checked" not in page
    assert "csrfmiddlewaretoken" not in page
    assert "data-date" not in page


def test_the_worker_rules_the_whole_site_and_names_hashed_files(client):
    response = client.get(reverse("pwa:service_worker"))
    assert response["Content-Type"].startswith("text/javascript")
    assert response["Service-Worker-Allowed"] == "/"
    told = json.loads(re.search(r"const CONFIG = (\{.*?\});\n", response.content.decode()).group(1))
    assert any(re.search(r"/static/js/log(\.\w+)?\.js$", asset) for asset in told["assets"])
    assert "/learn/get-help-now/" in told["pages"]


def test_the_manifest_offers_log_today_and_get_help_now(client):
    told = json.loads(client.get(reverse("pwa:manifest")).content)
    assert [(one["name"], one["url"]) for one in told["shortcuts"]] == [("Log today", "/log/"), ("Get help now", "/learn/get-help-now/")]
    assert {icon["purpose"] for icon in told["icons"]} == {"any", "maskable"}
    assert told["display"] == "standalone"


def test_the_offline_page_leads_to_what_works_without_a_network(client):
    page = client.get(reverse("pwa:offline")).content.decode()
    for href in ("/log/", "/learn/get-help-now/", "/learn/"):
        assert f'href="{href}"' in page
