"""Stride on a real port, with what can stand between a phone and a server: a portal, silence, a new release."""

import re
import socketserver
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from typing import Any

from django.core.handlers.wsgi import WSGIHandler
from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler
from django.db import connection
from django.template.loader import render_to_string

HASH = re.compile(r"(?<=\.)[0-9a-f]{12}(?=\.)")
VERSION = re.compile(r'(?<="version": ")[0-9a-f]{16}')
WORDS = ("text/", "application/json", "application/manifest")
LOGIN_PAGE = b"<!doctype html><title>Hotel</title><h1>Welcome, sign in to our network</h1>"


def backwards(found: re.Match[str]) -> str:
    return found.group()[::-1]


class QuietHandler(WSGIRequestHandler):
    def log_message(self, *args: object) -> None:
        """Nobody reads it."""


class Site:
    """The application, and what the tests put before it."""

    def __init__(self) -> None:
        self.stride = WSGIHandler()
        self.portal = ""  # "page" answers 200 with its own HTML, "redirect" sends to it, "json" says 200 to anything
        self.silent: set[str] = set()  # paths that get no answer until let go
        self.down: set[str] = set()  # paths that answer 503
        self.released_anew = False
        self.closed = False  # between two modules: nobody is let in while the database is emptied
        self.asked: list[tuple[str, str]] = []
        self.answering: dict[int, tuple[str, float]] = {}  # thread → what it is asked, since when
        self._go = threading.Event()

    def reset(self) -> None:
        self.portal, self.released_anew, self.down, self.asked = "", False, set(), []
        self.speak()

    def speak(self) -> None:
        self.silent = set()
        self._go.set()
        self._go = threading.Event()

    def __call__(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        with self._counted(f"{environ['REQUEST_METHOD']} {environ['PATH_INFO']}"):
            self.asked.append((environ["REQUEST_METHOD"], environ["PATH_INFO"]))
            if self.closed:
                return self._refused(start)
            if environ["PATH_INFO"] in self.silent:
                self._go.wait(600)
            if environ["PATH_INFO"] in self.down:
                return self._refused(start)
            if environ["PATH_INFO"].startswith("/error/"):
                return self._error_page(environ["PATH_INFO"].split("/")[2], start)
            if self.portal:
                return self._portal(start)
            return self._released(environ, start) if self.released_anew else [self._answer(environ, start)]

    def _refused(self, start: Callable[..., Any]) -> list[bytes]:
        start("503 Service Unavailable", [("Content-Type", "text/plain")])
        return [b"down"]

    def _answer(self, environ: dict[str, Any], start: Callable[..., Any]) -> bytes:
        """Closed here: a response that is left to the garbage collector closes the database connection of whoever it meets."""
        with closing(self.stride(environ, start)) as response:
            return b"".join(response)

    @contextmanager
    def _counted(self, asked: str) -> Iterator[None]:
        thread = threading.get_ident()
        self.answering[thread] = (asked, time.monotonic())
        try:
            yield
        finally:
            del self.answering[thread]

    def tells(self) -> str:
        """What it was still at work on when a test failed."""
        return "\n".join(f"{asked} for {time.monotonic() - since:.1f} s" for asked, since in list(self.answering.values()))

    def _error_page(self, name: str, start: Callable[..., Any]) -> list[bytes]:
        """What people see when something goes wrong, without making it go wrong."""
        start(f"{name[:3]} Error", [("Content-Type", "text/html")])
        return [render_to_string(f"{name}.html").encode()]

    def _portal(self, start: Callable[..., Any]) -> list[bytes]:
        if self.portal == "redirect":
            start("302 Found", [("Location", "/portal"), ("Content-Length", "0")])
            return [b""]
        start("200 OK", [("Content-Type", "application/json" if self.portal == "json" else "text/html")])
        return [b'{"welcome": true}' if self.portal == "json" else LOGIN_PAGE]

    def _released(self, environ: dict[str, Any], start: Callable[..., Any]) -> list[bytes]:
        """The same application after a deploy: every file has a new name, the old names are gone, the worker is another."""
        kept: list[Any] = []
        asked = {**environ, "PATH_INFO": HASH.sub(backwards, environ["PATH_INFO"]), "HTTP_ACCEPT_ENCODING": "identity"}
        for name in ("HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE"):
            asked.pop(name, None)
        body = self._answer(asked, lambda status, headers, *more: kept.extend([status, headers]))
        status, headers = kept
        if dict(headers).get("Content-Type", "").startswith(WORDS):
            body = VERSION.sub(backwards, HASH.sub(backwards, body.decode())).encode()
        start(status, [(name, value) for name, value in headers if name not in {"Content-Length", "ETag"}] + [("Content-Length", str(len(body)))])
        return [body]

    def count(self, method: str, path: str) -> int:
        return self.asked.count((method, path))

    @contextmanager
    def nobody_let_in(self, seconds: float = 60) -> Iterator[None]:
        """Requests of a phone that was closed may still be at work, and one more may be on its way."""
        self.closed = True
        until = time.monotonic() + seconds
        while self.answering and time.monotonic() < until:
            time.sleep(0.01)
        yield
        self.closed = False


class Server(ThreadedWSGIServer):
    daemon_threads = True
    request_queue_size = 64

    def handle_error(self, *args: object) -> None:
        """A phone that goes away in the middle of an answer is no news."""


def serve(site: Site) -> tuple[Server, str]:
    """The running server and its address: localhost, because service workers and passkeys ask for it."""
    connection.settings_dict["CONN_MAX_AGE"] = 0  # no connection outlives its request, so the database can be emptied and dropped
    server = Server(("localhost", 0), QuietHandler, connections_override={})
    server.set_app(site)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True).start()
    return server, f"http://localhost:{server.server_port}"


def stop(server: socketserver.BaseServer) -> None:
    server.shutdown()
    server.server_close()
