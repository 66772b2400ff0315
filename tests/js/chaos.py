"""A server for the phone's modules that keeps a true reference store and misbehaves by a seeded plan.

Everything under /run/<seed>/ is one run: its own people, session, epoch and faults. Static files: /js/ is the
product's, /page/ the harness's.
"""

import json
import random
import re
import socket
import threading
import time
import uuid
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from backend.pwa import worker

HERE = Path(__file__).parent
PRODUCT = HERE.parents[1] / "frontend_static" / "js"
TYPES = {".js": "text/javascript", ".html": "text/html; charset=utf-8"}
SHELL = b"<!doctype html><meta charset=utf-8><title>Phone</title><body><script type=module src=/page/%s></script>"
BESIDE = ("responses", "fold", "ask-day", "sender")  # what a life uses beside the worker's own modules
IMPORT = re.compile(r"^import .*\n", re.MULTILINE)


@cache
def life() -> bytes:
    """A page with all of a life in one script, put together as the service worker's: 20 modules for each of thousands of lives would be half the work."""
    rest = "\n".join(worker.as_classic(worker.read_script(f"js/{name}.js")) for name in BESIDE)
    steered = IMPORT.sub("", (HERE / "page" / "life.js").read_text())
    return f"<!doctype html><meta charset=utf-8><title>Phone</title><body><script>(() => {{{worker.core()}\n{rest}\n{steered}}})();</script>".encode()


LATE = ["slow", "late", "lost_request", "lost_reply", "half_then_500", "repeat", "restore"]
NOT_OURS = ["redirect", "html", "html_ok", "truncated", "partial", "stranger", "no_results"]
CODES = ["401", "expired", "403", "409", "413", "422", "429", "500", "503"]
FAULTS = [*LATE, *NOT_OURS, *CODES]
SESSION_FAULTS = ["lost_request", "redirect", "html", "500", "slow"]


@dataclass
class Run:
    seed: str
    calm: bool = False
    who: str | None = None
    epoch: str = "epoch-0"
    requests: int = 0
    stored: dict[str, dict[str, dict[str, Any]]] = field(default_factory=dict)  # account → id → item
    answered: Counter[str] = field(default_factory=Counter)  # fault → how often, to see that each was met
    lock: threading.RLock = field(default_factory=threading.RLock)

    def draw(self, faults: list[str]) -> str:
        """The fault of the next request; 4 of 10 go well."""
        self.requests += 1
        dice = random.Random(f"{self.seed}/{self.requests}")
        fault = "fine" if self.calm or dice.random() < 0.4 else dice.choice(faults)
        self.answered[fault] += 1
        return fault

    def store(self, account: str, items: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """What the real endpoint promises: once per id; another body under a known id is a conflict."""
        return [self._store_one(account, item) for item in items]

    def _store_one(self, account: str, item: dict[str, Any]) -> dict[str, Any]:
        kept = self.stored.setdefault(account, {})
        known = kept.get(item["id"])
        if known is not None:
            return {"id": item["id"], "code": "duplicate" if known["body"] == item["body"] else "conflict", "errors": []}
        if stamp_ms(item) > time.time() * 1000 + 24 * 3600 * 1000:
            return {"id": item["id"], "code": "clock_ahead", "errors": []}
        kept[item["id"]] = item
        return {"id": item["id"], "code": "stored", "errors": []}

    def restore_backup(self) -> None:
        """The database goes back in time: the last items of everyone are gone, and the epoch tells."""
        self.epoch = f"epoch-{self.requests}"
        for items in self.stored.values():
            for envelope_id in list(items)[-2:]:
                del items[envelope_id]

    def days(self, account: str, dates: set[str]) -> dict[str, Any]:
        return {date: fold_day(date, self.stored.get(account, {}).values()) for date in dates}

    def envelope(self) -> dict[str, Any]:
        return {"server_time": datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"), "server_epoch": self.epoch}


def stamp_ms(item: dict[str, Any]) -> int:
    return round(datetime.fromisoformat(item["stamp"].replace("Z", "+00:00")).timestamp() * 1000)


def fold_day(date: str, items: Any) -> dict[str, Any]:
    winners: dict[str, dict[str, Any]] = {}
    for item in items:
        if item["body"].get("date") != date:
            continue
        for name, value in item["body"]["fields"].items():
            mine = {"value": value, "stamp": item["stamp"], "id": item["id"], "rank": 20}
            held = winners.get(name)
            if held is None or (stamp_ms(mine), mine["id"]) > (stamp_ms(held), held["id"]):
                winners[name] = mine
    fields = {name: won["value"] for name, won in winners.items()}
    return {"date": date, "fields": fields, "winners": winners, "provenance": "live", "complete": False, "withdrawn": False, "moments": []}


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: "Chaos"

    def log_message(self, *_: Any) -> None:
        pass

    # ---- answers ----------------------------------------------------------------------------------------------------
    def answer(self, status: int, body: bytes, kind: str = "application/json", **headers: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        headers.setdefault("Cache_Control", "no-store")
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def json(self, status: int, value: Any, **headers: str) -> None:
        self.answer(status, json.dumps(value).encode(), **headers)

    def error(self, status: int, code: str, **headers: str) -> None:
        self.json(status, {"code": code, "message": code, "errors": []}, **headers)

    def setup(self) -> None:
        super().setup()
        self.server.connections.add(self.connection)

    def finish(self) -> None:
        self.server.connections.discard(self.connection)
        super().finish()

    def hang_up(self) -> None:
        self.close_connection = True
        self.connection.close()

    # ---- routes -----------------------------------------------------------------------------------------------------
    def do_GET(self) -> None:
        path = self.path.split("?")[0]
        if path.startswith("/run/"):
            self.run_request(path, b"")
        elif path == "/":
            self.answer(200, SHELL % b"torture.js", TYPES[".html"])
        elif path == "/phone":
            self.answer(200, SHELL % b"phone.js", TYPES[".html"], Cache_Control="max-age=3600")
        elif path == "/life":
            self.answer(200, life(), TYPES[".html"], Cache_Control="max-age=3600")
        else:
            self.static(path)

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.run_request(self.path, body)

    def static(self, path: str) -> None:
        folder, name = {"js": PRODUCT, "page": HERE / "page"}.get(path.split("/")[1]), path.split("/")[-1]
        if folder is None or not (folder / name).is_file():
            return self.answer(404, b"", "text/plain")
        return self.answer(200, (folder / name).read_bytes(), TYPES[Path(name).suffix], Cache_Control="max-age=3600")

    def run_request(self, path: str, body: bytes) -> None:
        _, seed, *rest = path.strip("/").split("/")
        run = self.server.run(seed)
        route = "/".join(rest)
        if route == "control":
            return self.control(run, json.loads(body))
        if route == "state":
            return self.json(200, {"stored": run.stored, "answered": run.answered, "epoch": run.epoch})
        if route == "api/v1/session":
            return self.session(run)
        if route == "api/v1/sync":
            return self.sync(run, json.loads(body)["items"])
        return self.error(404, "not_found")

    def control(self, run: Run, wish: dict[str, Any]) -> None:
        with run.lock:
            for name, value in wish.items():
                setattr(run, name, value)
        self.json(200, {})

    def session(self, run: Run) -> None:
        with run.lock:
            fault = run.draw(SESSION_FAULTS)
            value = {"account": run.who, "profile": {"display_name": "Canary"} if run.who else None, **run.envelope()}
        if not self.spoil(fault):
            self.json(200, value)

    def spoil(self, fault: str) -> bool:
        """Answer wrongly, without having done anything. False: nothing is wrong with this fault."""
        if fault == "lost_request":
            self.hang_up()
        elif fault == "redirect":
            self.answer(302, b"", "text/html", Location="/captive")
        elif fault in {"html", "html_ok"}:
            self.answer(200 if fault == "html_ok" else 511, b"<h1>Free Wi-Fi: sign in</h1>", "text/html")
        elif fault == "429":
            self.error(429, "busy", Retry_After="1")
        elif fault == "503":
            self.error(503, "busy", Retry_After="1")
        elif fault == "500":
            self.error(500, "server_error")
        elif fault in REFUSALS:
            self.error(int(fault), REFUSALS[fault])
        elif fault == "slow":
            time.sleep(0.02)
            return False
        else:
            return False
        return True

    def sync(self, run: Run, items: list[dict[str, Any]]) -> None:
        account = self.headers.get("X-Stride-Account", "")
        with run.lock:
            fault = run.draw(FAULTS)
            if fault == "expired":
                run.who = None
        if self.spoil(fault):
            return None
        with run.lock:
            if run.who is None:
                return self.error(401, "signed_out")
            if run.who != account:
                return self.error(409, "wrong_account")
            if len(items) > 5:
                return self.error(413, "too_large")
            return self.store(run, account, items, fault)

    def store(self, run: Run, account: str, items: list[dict[str, Any]], fault: str) -> None:
        if fault == "restore":
            run.restore_backup()
        if fault == "half_then_500":
            run.store(account, items[: len(items) // 2])
            return self.error(500, "server_error")
        results = [] if fault == "stranger" else run.store(account, items)
        if fault == "repeat":
            results = run.store(account, items)
        days = run.days(account, {item["body"]["date"] for item in items})
        return self.reply(fault, {**run.envelope(), "results": results, "days": days})

    def reply(self, fault: str, value: dict[str, Any]) -> None:
        if fault == "lost_reply":
            return self.hang_up()
        if fault == "late":
            time.sleep(0.25)  # past the phone's patience
        if fault == "truncated":
            return self.truncated(json.dumps(value).encode())
        if fault == "partial":
            value["results"] = value["results"][::2]
        if fault == "stranger":
            value["results"] = [{"id": str(uuid.uuid4()), "code": "stored", "errors": []}]
        if fault == "no_results":
            value = {"ok": True}
        return self.json(200, value)

    def truncated(self, body: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body[: len(body) // 2])
        self.hang_up()


REFUSALS = {"401": "signed_out", "403": "csrf_failed", "409": "wrong_account", "413": "too_large", "422": "invalid"}


class Chaos(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128
    lasts = False  # until the last test

    def __init__(self, port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), Handler)
        self.runs: dict[str, Run] = {}
        self.connections: set[socket.socket] = set()

    def run(self, seed: str) -> Run:
        return self.runs.setdefault(seed, Run(seed))

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A phone that was killed hangs up in the middle; that is what is being tested."""


def start(port: int = 0) -> Chaos:
    server = Chaos(port)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    return server


def stop(server: Chaos) -> None:
    """As a process that dies: the open connections go with it."""
    server.shutdown()
    server.server_close()
    for connection in list(server.connections):
        with suppress(OSError):
            connection.shutdown(socket.SHUT_RDWR)
