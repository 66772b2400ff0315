"""What lies in the broker and is no message: the worker leaves it out and takes the next one."""

from collections.abc import Iterator
from typing import Any

import pytest
from kombu import Connection, Consumer, Queue

from backend.config import broker
from backend.config.celery import app

NAME = "unreadable"
GARBAGE = [b"not json at all", b"\xff\xfe\x00", b"", b"5", b"null", b"[]", b"{}", b'{"properties": {}}', b'{"properties": null, "body": "x"}', b"[" * 100_000]


@pytest.fixture
def line() -> Iterator[Connection]:
    """A queue of its own, which no worker takes from."""
    with app.connection_for_read() as connection:
        connection.default_channel.client.delete(NAME)
        yield connection
        connection.default_channel.client.delete(NAME)


def taken(line: Connection, most: int) -> list[Any]:
    """What a consumer gets, until there was as much as it was given."""
    got: list[Any] = []

    def keep(body: Any, message: Any) -> None:
        got.append(body)
        message.ack()

    with Consumer(line, [Queue(NAME)], callbacks=[keep], accept=["json"]):
        for _turn in range(most):
            line.drain_events(timeout=10)
    return got


@pytest.mark.parametrize("garbage", GARBAGE, ids=range(len(GARBAGE)))
def test_bytes_that_are_no_message_are_left_out_and_the_next_message_comes(line: Connection, garbage: bytes, caplog: pytest.LogCaptureFixture) -> None:
    assert isinstance(line.default_channel, broker.Channel)
    line.default_channel.client.lpush(NAME, garbage)
    line.SimpleQueue(NAME).put({"ids": [1]})
    assert taken(line, 2) == [{"ids": [1]}]
    assert "cannot be read and is left out" in caplog.text
    assert garbage.decode(errors="replace")[:5] not in caplog.text or len(garbage) < 5  # nothing of it stands in the log


@pytest.mark.parametrize("address", ["redis://localhost:6379/0", "rediss://localhost:6379/0", "redis+socket:///tmp/redis.sock"])
def test_every_address_of_a_broker_is_read_so(address: str) -> None:
    assert Connection(address).get_transport_cls() is broker.Transport
