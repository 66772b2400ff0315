"""`make run` comes up, stops, and leaves nothing behind."""

import http.client
import os
import signal
import socket
import time
from collections.abc import Callable

import pytest

from tests.run.conftest import Runner
from tests.support.services import free_port

Start = Callable[..., Runner]


def test_it_comes_up_and_prints_the_address_and_a_sign_in_for_each_role(start: Start) -> None:
    runner = start().up()
    runner.wait_for("/demo/mail/")
    assert runner.get("/healthz") == 200
    assert f"http://localhost:{runner.port}" in runner.output
    for role in ("patient", "both", "new", "clinician", "coordinator"):
        assert f"{role}@demo.example" in runner.output


def test_a_second_start_on_the_same_data_is_up_within_seconds(start: Start, record_property: Callable[[str, object], None]) -> None:
    start().up().interrupt()
    runner = start()
    seconds = runner.wait_for("Stride is running at")
    record_property("second_start_seconds", round(seconds, 2))
    assert "bringing the database up to date" not in runner.output
    assert seconds < 30, "5 seconds on a machine that is idle; this one is busy with the other tests"


def test_ctrl_c_stops_all_of_it(start: Start) -> None:
    runner = start().up()
    runner.interrupt()
    assert runner.left_after(1) == []


def test_a_stop_beside_a_browser_with_open_connections_kills_nothing(start: Start) -> None:
    runner = start().up()
    kept = [http.client.HTTPConnection("127.0.0.1", runner.port, timeout=10) for _ in range(6)]
    for connection in kept:
        connection.request("GET", "/livez", headers={"Host": f"localhost:{runner.port}"})
        connection.getresponse().read()
    assert runner.interrupt() in (0, -signal.SIGINT)
    assert "SIGKILL" not in runner.output


def test_a_runner_killed_with_9_leaves_no_orphan(start: Start) -> None:
    runner = start().up()
    until = time.monotonic() + 15
    while len(runner.processes("gunicorn")) < 3:  # the master and its workers, which it makes one after the other
        assert time.monotonic() < until
        time.sleep(0.05)
    [pid] = [pid for pid in runner.processes("-m backend.config.runner") if os.getsid(pid) == runner.process.pid and os.getpgid(pid) == runner.process.pid][:1]
    os.kill(pid, signal.SIGKILL)
    assert runner.left_after(5) == []


def test_a_make_killed_with_9_leaves_no_orphan(start: Start) -> None:
    runner = start().up()
    os.kill(runner.process.pid, signal.SIGKILL)
    assert runner.left_after(15) == []


def test_a_killed_start_can_be_started_again_at_once(start: Start) -> None:
    first = start().up()
    os.killpg(first.process.pid, signal.SIGKILL)
    assert start(PORT=str(first.port)).up().get("/healthz") == 200


def test_a_start_waits_for_the_port_of_one_that_was_just_killed(start: Start) -> None:
    port = free_port()
    with socket.create_server(("127.0.0.1", port)) as lingering:
        runner = start(PORT=str(port))
        runner.wait_for("waiting a moment for port")
        lingering.close()
        assert runner.up().get("/healthz") == 200


@pytest.mark.parametrize("part", ["backend.config.worker", "broker.sock"])
def test_when_a_part_dies_everything_stops(start: Start, part: str) -> None:
    runner = start().up()
    os.kill(runner.processes(part)[0], signal.SIGKILL)
    runner.ended()
    assert runner.left_after(5) == []
