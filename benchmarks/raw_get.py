"""GET as cheap as Python can: bytes made before, a socket that stays open. http.client takes longer for a request than a bare view does,
and what both subjects pay brings their ratio nearer to 1."""

import socket
import time
from collections.abc import Sequence
from typing import Any

from benchmarks.load import DEADLINE_SECONDS, Shot

HEAD_ENDS = b"\r\n\r\n"
NO_BODY = 304


def request(path: str, headers: dict[str, str]) -> bytes:
    lines = [f"GET {path} HTTP/1.1", *(f"{name}: {value}" for name, value in headers.items())]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")


def read_answer(connection: socket.socket) -> tuple[int, int]:
    """(status, bytes of head and body). ValueError for an answer without a length, ConnectionError when the other side hangs up."""
    received = b""
    while HEAD_ENDS not in received:
        received += _more(connection)
    head, _, body = received.partition(HEAD_ENDS)
    status = int(head.split(b" ", 2)[1])
    missing = (0 if status == NO_BODY else _length(head)) - len(body)
    size = len(received)
    while missing > 0:
        part = _more(connection)
        missing -= len(part)
        size += len(part)
    return status, size


def _more(connection: socket.socket) -> bytes:
    part = connection.recv(65536)
    if not part:
        raise ConnectionError("The server hung up.")
    return part


def _length(head: bytes) -> int:
    for line in head.split(b"\r\n")[1:]:
        name, _, value = line.partition(b":")
        if name.strip().lower() == b"content-length":
            return int(value)
    raise ValueError("An answer without Content-Length.")


def get_all(port: int, shots: Sequence[Shot], start: Any) -> tuple[float, float, list[float]]:
    """A lane of benchmarks.load. A shot's third part names the status that is expected."""
    prepared = [(request(path, headers), int(status)) for path, headers, status in shots]
    connection = socket.create_connection(("127.0.0.1", port), timeout=30)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    start.wait(DEADLINE_SECONDS)
    latencies = []
    began = time.monotonic()
    for text, expected in prepared:
        sent = time.perf_counter()
        connection.sendall(text)
        status, _size = read_answer(connection)
        latencies.append(time.perf_counter() - sent)
        if status != expected:
            raise RuntimeError(f"{text.splitlines()[0]!r} answered {status}, expected {expected}.")
    ended = time.monotonic()
    connection.close()
    return began, ended, latencies
