"""Addresses are written out in templates, scripts and the worker: each must lead somewhere."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.urls import Resolver404, resolve

ROOT = Path(__file__).resolve().parents[2]
# "/today/" in quotes: an attribute of a page, a string of a script. Without {{ }} or ${ }, which are tried in other ways.
QUOTED = re.compile(r"""["'`](/[a-z0-9_./-]*)(?:[?#][^"'`]*)?["'`]""")
STARTS = re.compile(r"""["'`](/[a-z0-9_/-]+/)\$\{|["'`](/[a-z0-9_/-]+/)["'`]\s*\+|["'`](/[a-z0-9_/-]+/)\{\{""")
BESIDE = {"/", "/api/v1"}  # a path of a cookie, a scope; what http.js begins with
ARGUMENT = ("2026-11-20/", "3f0c5b8e-0000-4000-8000-000000000000/", "get-help-now/", "")


def written() -> Iterator[tuple[str, str, bool]]:
    """(file, path, whether something follows it) of every address in templates and scripts, tests and Python left aside."""
    files = [*ROOT.glob("backend/**/templates/**/*.html"), *ROOT.glob("frontend_static/js/*.js"), ROOT / "frontend_static" / "service-worker.js"]
    for file in (file for file in files if file.exists()):
        name = str(file.relative_to(ROOT))
        text = file.read_text(encoding="utf-8").replace("`${base}/", "`/api/v1/")  # http.js
        yield from ((name, path, False) for path in QUOTED.findall(text) if path not in BESIDE)
        yield from ((name, "".join(groups), True) for groups in STARTS.findall(text))


def leads_somewhere(path: str) -> bool:
    if path.startswith("/static/"):
        return path == "/static/" or finders.find(path.removeprefix("/static/")) is not None
    try:
        return bool(resolve(path))
    except Resolver404:
        return False


def python_paths() -> Iterator[tuple[str, str]]:
    """Addresses in our own Python that are compared with or sent to: `redirect("/clinic/")`, HELP, the lists of the factor."""
    for file in ROOT.glob("backend/**/*.py"):
        if "migrations" not in file.parts and file.name not in {"urls.py", "api_urls.py"}:
            for path in re.findall(r"""["'](/[a-z_-]+/(?:[a-z0-9_-]+/)*)["']""", file.read_text(encoding="utf-8")):
                yield str(file.relative_to(ROOT)), path


PREFIXES = {
    "/accounts/",
    "/r/",
    "/calendar/",
    "/api/v1/notices/",
    "/_allauth/",
    "/static/",
    "/api/",
    "/api/v1/",
    "/invitations/",
    "/shell/",
    "/demo/",
    "/dev/",
    "/admin/",
}
"""Beginnings of addresses: none of their own, but others below them."""


def test_the_search_finds_what_is_written():
    found = {path for _file, path, _more in written()}
    assert {"/today/", "/learn/get-help-now/", "/manifest.webmanifest", "/api/v1/sync/"} <= found


@pytest.mark.parametrize(("file", "path"), sorted({(file, path) for file, path, more in written() if not more}))
def test_an_address_in_a_page_or_a_script_leads_somewhere(file: str, path: str):
    assert leads_somewhere(path), f"{file} names {path}, which no URLconf has."


@pytest.mark.parametrize(("file", "path"), sorted({(file, path) for file, path, more in written() if more}))
def test_an_address_that_is_put_together_leads_somewhere(file: str, path: str):
    assert any(leads_somewhere(path + argument) for argument in ARGUMENT), f"{file} puts something behind {path}, and no URLconf takes it."


@pytest.mark.parametrize(("file", "path"), sorted(set(python_paths())))
def test_an_address_in_python_leads_somewhere(file: str, path: str):
    assert path in PREFIXES or leads_somewhere(path), f"{file} names {path}, which no URLconf has. Use reverse()."
