"""The limit: the peers' rows written by the driver itself, on one connection, without web server, sign-in or validation."""

import os
import sqlite3
import time
from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import urlsplit

import psycopg

from benchmarks.bodies import Item, peer_row
from benchmarks.peers.views import ANSWERS

COLUMNS = ("user_id", "client_id", "date", "stamp", "tz", *ANSWERS, "created_at")
Execute = Callable[[str, Sequence[Any]], Any]


def connect() -> tuple[Any, str]:
    """A connection in autocommit with the settings that Stride uses, and its placeholder."""
    url = os.environ["DATABASE_URL"]
    if not url.startswith("sqlite"):
        return psycopg.connect(url, autocommit=True), "%s"
    connection = sqlite3.connect(urlsplit(url).path, timeout=20, isolation_level=None)
    connection.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;")
    return connection, "?"


def statement(rows: int, placeholder: str) -> str:
    one = "(" + ", ".join([placeholder] * len(COLUMNS)) + ")"
    return f"INSERT INTO peers_entry ({', '.join(COLUMNS)}) VALUES {', '.join([one] * rows)}"


def values(user_id: int, items: Sequence[Item], placeholder: str) -> list[Any]:
    found: list[Any] = []
    for item in items:
        row = {"user_id": user_id, "created_at": item["stamp"]} | peer_row(item)
        if placeholder == "?":  # Django keeps a UUID in SQLite as 32 hex digits
            row["client_id"] = row["client_id"].replace("-", "")
        found += [row.get(name) for name in COLUMNS]
    return found


def statements_per_second(user_id: int, batches: Sequence[Sequence[Item]]) -> float:
    """Inserts a second: each batch is one statement and one commit."""
    connection, placeholder = connect()
    try:
        prepared = [(statement(len(items), placeholder), values(user_id, items, placeholder)) for items in batches]
        began = time.perf_counter()
        for text, parameters in prepared:
            connection.execute(text, parameters)
        return len(batches) / (time.perf_counter() - began)
    finally:
        connection.close()
