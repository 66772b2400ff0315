"""How many statements one request takes, counted in this process."""

from dataclasses import asdict, dataclass

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from benchmarks.load import Shot

FRAME = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "ROLLBACK")


@dataclass(frozen=True)
class Statements:
    """`data`: what reads or writes rows; `frame`: BEGIN, COMMIT and the like."""

    data: int
    frame: int


def count(shot: Shot) -> dict[str, int]:
    path, headers, body = shot
    client = Client(enforce_csrf_checks=True)
    with CaptureQueriesContext(connection) as captured:
        reply = client.post(path, body, content_type="application/json", headers=headers)
    if reply.status_code not in (200, 201):
        raise RuntimeError(f"{path} answered {reply.status_code}")
    frame = sum(query["sql"].startswith(FRAME) for query in captured)
    return asdict(Statements(len(captured) - frame, frame))
