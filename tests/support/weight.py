"""What the first load of a page brings over the wire, for somebody of whom the phone knows nothing: counted, not timed."""

import re
from dataclasses import dataclass
from functools import cache
from urllib.parse import urljoin

from django.test import Client
from django.test.client import ClientHandler

PACKED = {"Accept-Encoding": "gzip"}
STYLE = re.compile(r'<link[^>]*\brel="stylesheet"[^>]*\bhref="([^"]+)"')
MANIFEST = re.compile(r'<link[^>]*\brel="manifest"[^>]*\bhref="([^"]+)"')
SCRIPT = re.compile(r'<script[^>]*\bsrc="([^"]+)"')
TEMPLATE = re.compile(r"<template\b.*?</template>", re.DOTALL)
IMPORT = re.compile(r'^(?:import|export)\b[^;"]*"(\./[^"]+)";', re.MULTILINE)
WHERE_NAMED = re.compile(r'^  "?([^"\n]+?)"?: \(\) => import\("(\./[^"]+)"\),$', re.MULTILINE)  # app.js and learn.js: what an element asks for
HELP = "/learn/get-help-now/"
NUMBERS = re.compile(r'class="[^"]*\bnumbers\b')  # emergency-country.js takes the list from the help page where a page has none
ATTRIBUTE = re.compile(r"\[([\w-]+)\]")


@dataclass(frozen=True)
class Weight:
    """Bytes of the bodies as they are sent, packed; each address once."""

    files: dict[str, int]

    @property
    def total(self) -> int:
        return sum(self.files.values())

    @property
    def scripts(self) -> int:
        return sum(size for path, size in self.files.items() if path.endswith(".js"))


@cache
def _middleware() -> ClientHandler:
    """One chain for all requests: reading the list of static files anew costs more than a request."""
    return Client().handler


def fetch(path: str, **headers: str) -> bytes:
    client = Client(headers=headers)
    client.handler = _middleware()
    response = client.get(path)
    assert response.status_code == 200, (path, response.status_code)
    return response.getvalue()


@cache
def packed_size(path: str) -> int:
    return len(fetch(path, **PACKED))


@cache
def _script(path: str) -> str:
    return fetch(path).decode()


def asks_for(page: str, key: str) -> bool:
    """Whether an element of the page has an attribute of the selector `key`, or names the module `key`."""
    shown = TEMPLATE.sub("", page)
    attributes = ATTRIBUTE.findall(key)
    if attributes:
        return any(re.search(rf"\s{name}(?=[\s=>])", shown) for name in attributes)
    return f'data-module="{key}"' in shown


def modules(page: str, first: list[str]) -> set[str]:
    """The scripts of the page, what they import, and what they load where an element asks for it."""
    found: set[str] = set()
    waiting = list(first)
    while waiting:
        path = waiting.pop()
        if path in found:
            continue
        found.add(path)
        text = _script(path)
        named = [name for key, name in WHERE_NAMED.findall(text) if asks_for(page, key)]
        waiting += [urljoin(path, name) for name in [*IMPORT.findall(text), *named]]
    return found


def first_load(path: str) -> Weight:
    """The page, its styles, its manifest and its scripts. Images are left out; the service worker comes after the load."""
    page = fetch(path).decode()
    files = {*STYLE.findall(page), *MANIFEST.findall(page), *modules(page, SCRIPT.findall(page))}
    if asks_for(page, "[data-words], [data-link]") and not NUMBERS.search(page):
        files.add(HELP)
    return Weight({name: packed_size(name) for name in (path, *sorted(files))})
