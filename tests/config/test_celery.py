"""The beat table, the queues and what the broker is asked to do."""

from collections.abc import Iterator

import pytest
import redis

from backend.config import beat
from backend.config.beat import Ticker
from backend.config.celery import BEAT, QUEUES, app
from backend.config.tasks import heartbeat


@pytest.fixture(scope="module", autouse=True)
def _loaded() -> None:
    app.loader.import_default_modules()


def test_every_row_of_the_beat_table_names_a_task_that_exists() -> None:
    assert {row["task"] for row in BEAT.values()} <= set(app.tasks)


def test_every_own_task_is_in_the_beat_table_or_handed_over_by_one_that_is() -> None:
    own = {name for name in app.tasks if not name.startswith("celery.")}
    assert own - {row["task"] for row in BEAT.values()} == {"reminders.deliver"}


def test_every_message_of_beat_expires_but_those_that_reminders_wait_for() -> None:
    """Those must not hang on two clocks that agree."""
    assert {name for name, row in BEAT.items() if not row.get("options", {}).get("expires")} == {"reminders.tick", "reminders.sweep"}


@pytest.fixture
def ticker() -> Iterator[Ticker]:
    """Beat with a queue of its own, which no worker takes from."""
    with app.connection_for_write() as line:
        made = Ticker(app, lazy=True)
        made.producer = line.Producer()
        line.default_channel.client.delete("default")
        yield made
        line.default_channel.client.delete("default")


def sent_in_rounds(ticker: Ticker, rounds: int, **options: object) -> int:
    for _ in range(rounds):
        ticker.apply_entry(ticker.Entry("tick", "reminders.tick", schedule=5, options=options, app=app), ticker.producer)
    return ticker.waiting()


def test_beat_puts_no_tick_on_top_of_what_nobody_takes(ticker: Ticker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(beat, "MOST_WAITING", 3)
    assert sent_in_rounds(ticker, 5) == 3
    assert sent_in_rounds(ticker, 2, expires=60) == 5  # what expires makes room by itself


def test_beat_ticks_though_it_cannot_count(ticker: Ticker, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(_queue: str) -> int:
        raise redis.ConnectionError

    monkeypatch.setattr(ticker.producer.channel.client, "llen", away)
    assert ticker.waiting() == 0


def test_a_task_is_acknowledged_late_and_leaves_no_result() -> None:
    assert heartbeat.acks_late
    assert heartbeat.ignore_result


def test_an_abandoned_message_comes_back_after_two_minutes() -> None:
    options = app.conf.broker_transport_options
    assert (options["visibility_timeout"], options["unacked_restore_interval"], options["unacked_restore_throttle"]) == (120, 5, 1)


def test_the_worker_serves_every_queue() -> None:
    assert list(app.amqp.queues) == QUEUES
