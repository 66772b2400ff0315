"""A browser that can read what was sent to it, and a push service on this machine that answers as a test says."""

import base64
import json
import os
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import http_ece
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from backend.patients.models import Patient
from backend.reminders.models import PushSubscription


def text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


class Browser:
    """Its keys, and what it can read."""

    def __init__(self) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.secret = os.urandom(16)
        self.public = self.key.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)

    def subscribe(self, patient: Patient, endpoint: str, **extra: Any) -> PushSubscription:
        keys = {"p256dh": text(self.public), "auth": text(self.secret)}
        return PushSubscription.objects.create(patient=patient, endpoint=endpoint, endpoint_hash=endpoint[-64:], **keys, **extra)

    def read(self, body: bytes) -> dict[str, Any]:
        return json.loads(http_ece.decrypt(body, private_key=self.key, auth_secret=self.secret, version="aes128gcm"))


class Many(ThreadingHTTPServer):
    request_queue_size = 300
    daemon_threads = True
    block_on_close = False


class PushService:
    """Each path answers by its name: /201/…, /410/…, /429/…, /hang/…, /redirect/…, /lies/…; `said` turns one into another."""

    def __init__(self) -> None:
        self.got: list[tuple[str, dict[str, str], bytes]] = []
        self.said: dict[str, list[str]] = {}
        self.wait = "120"
        self.date = ""  # what its clock says, where it is not the test's
        self.stop = threading.Event()
        self.server = Many(("127.0.0.1", 0), self._handler())
        threading.Thread(target=self.server.serve_forever, args=(0.02,), daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_address[1]}"

    def close(self) -> None:
        self.stop.set()
        self.server.shutdown()
        self.server.server_close()

    def paths(self) -> list[str]:
        return [path for path, _headers, _body in self.got]

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        service = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *args: Any) -> None:
                pass

            def date_time_string(self, timestamp: float | None = None) -> str:
                return service.date or super().date_time_string(timestamp)

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                service.got.append((self.path, dict(self.headers), body))
                script = service.said.get(self.path, [])
                word = script.pop(0) if script else self.path.split("/")[1]
                if word == "hang":
                    service.stop.wait(60)
                    self.close_connection = True
                    return
                if word == "lies":
                    self.wfile.write(b"HTTP/9.9 two hundred\r\n\x00\xff")
                    self.close_connection = True
                    return
                self.answer(307 if word == "redirect" else int(word))

            def answer(self, status: int) -> None:
                self.send_response(status)
                if status == 307:
                    self.send_header("Location", service.url + "/201/elsewhere")
                if status in (429, 503):
                    self.send_header("Retry-After", service.wait)
                self.send_header("Content-Length", "0")
                self.end_headers()

        return Handler
