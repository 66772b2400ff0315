"""The same protection on every answer: pages, API, errors, static files, whoever asks."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.http import HttpResponse
from django.templatetags.static import static

from tests.guards.access_table import PUBLIC, ROWS, arguments
from tests.guards.routes import routes
from tests.guards.world import World, undone

pytestmark = pytest.mark.django_db

ROOT = Path(__file__).resolve().parents[2]
PATHS = {route.name: route for route in routes()}
CSP = {
    "default-src": "'self'",
    "script-src": "'self'",
    "style-src": "'self'",
    "object-src": "'none'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
    "form-action": "'self'",
}
EXACTLY = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}
STRICTER = {"Referrer-Policy": "no-referrer"}  # where the address itself is a key

INLINE = (
    r"<script(?![^>]*\bsrc=)(?![^>]*application/(?:ld.)?json)[^>]*>",
    r"<style\b",
    r"<[^>]*\sstyle\s*=",
    r"<[^>]*\son\w+\s*=",
    r"<(?:script|link(?! rel=\"canonical\")|img|iframe)[^>]*=\"https?:",  # a canonical address names the page itself and loads nothing
)


def policy_of(response: HttpResponse) -> dict[str, str]:
    parts = (part.strip().partition(" ") for part in response.headers.get("Content-Security-Policy", "").split(";"))
    return {name: sources for name, _, sources in parts}


def faults(response: HttpResponse) -> list[str]:
    """What is missing or too wide on this answer."""
    csp = policy_of(response)
    wrong = [f"CSP {name} is {csp.get(name)}" for name, sources in CSP.items() if csp.get(name) != sources]
    wrong += [f"CSP allows {found}" for found in re.findall(r"unsafe-\S+|nonce-\S+|https?:\S*|\*", " ".join(csp.values()))]
    wrong += [
        f"{name} is {value}" for name, value in ((name, response.headers.get(name)) for name in EXACTLY) if value not in (EXACTLY[name], STRICTER.get(name))
    ]
    wrong += [] if "geolocation=()" in response.headers.get("Permissions-Policy", "") else ["no Permissions-Policy"]
    wrong += [] if response.headers.get("Cache-Control") else ["no Cache-Control"]
    return wrong + [f"tells of {name}" for name in ("Server", "X-Powered-By") if name in response.headers]


def inline_code(response: HttpResponse) -> list[str]:
    """Scripts, styles and handlers inside a page, which the policy would stop."""
    if "html" not in response.headers.get("Content-Type", ""):
        return []
    return [found for pattern in INLINE for found in re.findall(pattern, response.content.decode(), re.IGNORECASE)]


@pytest.mark.parametrize("role", ["anonymous", "amina", "okafor", "root"])
def test_every_page_and_every_refusal_is_protected(world: World, role: str):
    wrong = {}
    for name, row in ROWS.items():
        for method in ("GET", "DELETE") if role == "amina" or row.policy is not PUBLIC else ("GET",):
            with undone():
                response = world.client(role).generic(method, PATHS[name].path(arguments(world, name, role)))
            if found := faults(response):
                wrong[f"{method} {name}"] = found
    assert wrong == {}


OTHERS = {
    "404 page": "/nothing/here/",
    "404 of the API": "/api/v1/nothing/",
    "without the slash": "/today",
    "static file": None,
    "no such static file": "/static/css/none.css",
    "host": "/learn/",
    "client for programs": "/_allauth/app/v1/auth/session",
    "admin sign-in": "/admin/login/",
}


@pytest.mark.parametrize("name", OTHERS)
def test_what_no_view_answers_is_protected_too(world: World, name: str):
    path = OTHERS[name] or static("css/base.css")
    response = world.client("anonymous").get(path, headers={"host": "evil.example"} if name == "host" else {})
    assert response.status_code in {"host": (400,), "static file": (200,)}.get(name, (301, 302, 401, 404))
    assert faults(response) == []


BREAKING = {"page": ("/today/", "backend.symptoms.services.days_between"), "API": ("/api/v1/trends/", "backend.symptoms.api.own_trend")}


@pytest.mark.parametrize("name", BREAKING)
def test_a_500_is_protected_too(world: World, monkeypatch: Any, name: str):
    path, verb = BREAKING[name]

    def broken(*_args: Any, **_kwargs: Any) -> None:
        raise RuntimeError

    monkeypatch.setattr(verb, broken)
    response = world.client("amina").get(path)
    assert response.status_code == 500
    assert faults(response) == []


@pytest.mark.parametrize("role", ["anonymous", "amina", "okafor", "sam", "newcomer"])
def test_no_page_needs_a_script_or_a_style_inside(world: World, role: str):
    wrong = {}
    for name in (name for name, row in ROWS.items() if "GET" in row.answers):
        with undone():
            response = world.client(role).get(PATHS[name].path(arguments(world, name, role)))
        if found := inline_code(response):
            wrong[name] = found
    assert wrong == {}


def test_no_script_reads_the_session_s_cookie(world: World):
    response = world.client("anonymous").post("/accounts/login/code/", {"email": "amina@example.org"})
    cookie = response.cookies["stride"]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"], cookie["domain"]) == (True, "Lax", "/", "")


# ---- As it runs for real --------------------------------------------------------------------------------------------

PRODUCTION = {
    "PUBLIC_URL": "https://stride.example",
    "SECRET_KEY": "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_",
    "TRUSTED_PROXY_COUNT": "1",
    "EMAIL_HOST": "mail.stride.example",
    "CONTACT_EMAIL": "privacy@stride.example",
}
PROBE = """
import django, json
django.setup()
from django.conf import settings
from django.test import Client
client = Client(headers={"host": "stride.example"}, raise_request_exception=False)
secure = {"HTTP_X_FORWARDED_PROTO": "https"}
plain = client.get("/learn/")
page = client.get("/learn/", **secure)
entrance = client.get("/accounts/login/", **secure)
print(json.dumps({
    "plain": [plain.status_code, plain.headers.get("Location")],
    "hsts": page.headers.get("Strict-Transport-Security"),
    "missing_hsts": client.get("/nothing/", **secure).headers.get("Strict-Transport-Security"),
    "health": client.get("/livez").status_code,
    "cookies": {name: {key: morsel[key] for key in ("secure", "httponly", "samesite", "path", "domain")} for name, morsel in entrance.cookies.items()},
    "session": [settings.SESSION_COOKIE_NAME, settings.SESSION_COOKIE_SECURE, settings.SESSION_COOKIE_HTTPONLY, settings.SESSION_COOKIE_SAMESITE,
                settings.SESSION_COOKIE_DOMAIN, settings.SESSION_COOKIE_PATH],
    "meta": "__Host-csrftoken" in entrance.content.decode(),
}))
"""


def production(*command: str, **more: str) -> "subprocess.CompletedProcess[str]":
    env = {**os.environ, **PRODUCTION, "DJANGO_SETTINGS_MODULE": "backend.config.settings", **more}
    for name in ("STRIDE_DEMO", "DEBUG", "ALLOWED_HOSTS", "DJANGO_ALLOW_ASYNC_UNSAFE"):
        env.pop(name, None)
    return subprocess.run([sys.executable, *command], cwd=ROOT, env=env, capture_output=True, text=True, check=False, timeout=120)


def test_check_deploy_is_clean_with_the_settings_of_production():
    done = production("manage.py", "check", "--deploy", "--fail-level", "WARNING")
    assert done.returncode == 0, done.stderr


def test_check_deploy_names_what_is_wrong():
    done = production(
        "manage.py", "check", "--deploy", "--fail-level", "WARNING", TRUSTED_PROXY_COUNT="0", EMAIL_BACKEND="django.core.mail.backends.console.EmailBackend"
    )
    assert done.returncode != 0
    assert "TRUSTED_PROXY_COUNT" in done.stderr
    assert "EMAIL_HOST" in done.stderr


def test_behind_https_nothing_is_sent_in_the_clear():
    done = production("-c", PROBE)
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout.splitlines()[-1])
    assert told["plain"] == [301, "https://stride.example/learn/"]
    assert told["hsts"] == told["missing_hsts"] == "max-age=63072000; includeSubDomains; preload"
    assert told["health"] == 200
    assert told["session"] == ["__Host-stride", True, True, "Lax", None, "/"]
    assert told["meta"]
    assert told["cookies"]["__Host-csrftoken"] == {"secure": True, "httponly": "", "samesite": "Lax", "path": "/", "domain": ""}
