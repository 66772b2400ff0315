"""The beat table, the queues and what the broker is asked to do."""

import pytest

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


def test_every_message_of_beat_expires() -> None:
    assert all(row["options"]["expires"] for row in BEAT.values())


def test_a_task_is_acknowledged_late_and_leaves_no_result() -> None:
    assert heartbeat.acks_late
    assert heartbeat.ignore_result


def test_an_abandoned_message_comes_back_after_two_minutes() -> None:
    options = app.conf.broker_transport_options
    assert (options["visibility_timeout"], options["unacked_restore_interval"], options["unacked_restore_throttle"]) == (120, 5, 1)


def test_the_worker_serves_every_queue() -> None:
    assert list(app.amqp.queues) == QUEUES
