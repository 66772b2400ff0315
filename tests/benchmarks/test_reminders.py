"""The parts of the benchmarks of reminders that need no push service, no broker and no time."""

import os
from pathlib import Path
from typing import Any

from benchmarks import peer_rows, report, report_reminders, steady
from benchmarks.__main__ import PAGES, options_of

CLAIMED = {"raw SQL": 30_000.0, "Stride": 10_000.0, report_reminders.BEAT: 20.0}
SENT = {"webpush() in a loop": 500.0, "libcurl alone": 6000.0, report_reminders.ENCRYPTION: 7200.0, "Stride": 2500.0}


def figures(**changed: Any) -> dict[str, Any]:
    good = {"due": 100, "reminders": 1000, "rounds": 3, "load": ["0.1", "0.2"], "claims_s": CLAIMED, "sends_s": SENT}
    return good | {"sends_cpu_ms": dict.fromkeys(SENT, 0.4), "idle_ms": {"100": 1.0, "1000": 1.3}} | changed


def late(**changed: Any) -> dict[str, Any]:
    good = {"due": 1000, "sent": 1000, "p50_s": 3.0, "p99_s": 10.0, "most_s": 10.0, "within_10_s": 0.999}
    return good | changed


def minutes(**changed: Any) -> dict[str, Any]:
    good = {"minutes": 4, "per_minute": 500, "load": ["0.1", "0.2"], "edits_s": 300.0, "twice": 0, "worker_mb": 80.0, "beat_mb": 40.0, "dispatcher_mb": 120.0}
    return good | {"late": {steady.QUIET: late(), steady.STORM: late(p99_s=12.0)}} | changed


def test_each_target_of_reminders_can_be_missed() -> None:
    assert all(met for *_, met in report_reminders.targets(figures()))
    slow = figures(
        claims_s={"raw SQL": 30_001.0, "Stride": 10_000.0, report_reminders.BEAT: 20.1},
        sends_s=SENT | {"Stride": 1499.0},
        idle_ms={"100": 2.0, "1000": 3.1},
    )
    assert [met for *_, met in report_reminders.targets(slow)] == [False] * 7


def test_each_target_of_the_steady_minutes_can_be_missed() -> None:
    assert all(met for *_, met in report_reminders.steady_targets(minutes()))
    bad = {steady.QUIET: late(sent=999, p50_s=3.1, within_10_s=0.998), steady.STORM: late(p99_s=12.1)}
    assert [met for *_, met in report_reminders.steady_targets(minutes(late=bad, dispatcher_mb=120.1, beat_mb=40.1))] == [False] * 6


def test_what_was_not_sent_is_not_within_ten_seconds() -> None:
    found = steady.lateness([1.0, 2.0, 3.0, 11.0], 5)
    assert (found["due"], found["sent"], found["p50_s"], found["most_s"], found["within_10_s"]) == (5, 4, 2.5, 11.0, 0.6)
    assert steady.lateness([], 5)["within_10_s"] == 0


def test_a_tenth_of_the_rows_of_the_peer_is_due_at_once_and_the_rest_within_two_hours() -> None:
    found = [peer_rows.minute_of(number) for number in range(10_000)]
    assert (found.count(0), max(found)) == (1000, peer_rows.SPREAD - 1)


def test_the_memory_of_a_process_is_read_where_the_machine_tells_it() -> None:
    assert (5 < steady.pss_mb(os.getpid()) < 5000) == Path("/proc/self/smaps_rollup").exists()
    assert steady.pss_mb(0) == 0


def test_the_tables_name_what_stands_beside_stride() -> None:
    said = "\n".join(report_reminders.table(figures()))
    assert "| claimed: raw SQL | 30,000 | 0.33 |  |" in said
    assert "| sent: libcurl alone | 6,000 | 0.42 | 0.40 |" in said
    assert "99.90%" in "\n".join(report_reminders.steady(minutes()))


def test_every_part_has_its_place_in_the_document_and_a_name_to_run_it_by() -> None:
    text = (Path(__file__).resolve().parents[2] / "docs" / "benchmarks.md").read_text()
    assert all(mark.format(name=name) in text for name in ("reminders", "steady minutes") for mark in (report.START, report.END))
    assert {"reminders", "steady"} <= set(PAGES)


def test_the_full_size_is_a_choice() -> None:
    assert [options_of(quick=quick, full=full) for quick, full in ((False, False), (True, False), (False, True))] == [[], ["--quick"], ["--full"]]
