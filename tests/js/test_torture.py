"""Phones against a server that drops, delays, repeats, redirects, refuses, truncates, restores and dies."""

import os
from collections import Counter

import pytest

LANES = 4  # origins of their own, so that one run's slow answers do not hold another's connections
ABREAST = 8  # runs at a time in each
START = "([seeds, abreast]) => { window.report = null; playRuns(seeds, abreast).then((told) => { window.report = told; }); }"


def play(engine, server, seeds):
    """The runs' reports. Each lane is a tab on its own *.localhost origin."""
    context = engine.new_context()
    lanes = [context.new_page() for _ in range(LANES)]
    for number, lane in enumerate(lanes):
        lane.goto(f"http://lane{number}.localhost:{server.server_port}/")
        lane.wait_for_function("() => window.ready")
        lane.evaluate(START, [seeds[number::LANES], ABREAST])
    for lane in lanes:
        lane.wait_for_function("() => window.report", polling=250, timeout=0)
    reports = [report for lane in lanes for report in lane.evaluate("window.report")]
    context.close()
    return reports


def check(reports, server, seeds):
    assert "\n".join(f"{report['seed']}: {fault}" for report in reports for fault in report["faults"]) == ""
    assert sorted(report["seed"] for report in reports) == list(seeds)
    met = Counter()
    for seed in seeds:
        met.update(server.run(str(seed)).answered)
    return met


def test_500_runs_lose_nothing_and_double_nothing(engine, server):
    first = int(os.environ.get("STRIDE_SEED", "1"))
    seeds = range(first, first + int(os.environ.get("STRIDE_RUNS", "500")))
    reports = play(engine, server, list(seeds))
    met = check(reports, server, seeds)
    print(f"{sum(r['said'] for r in reports)} words, {sum(r['kills'] for r in reports)} kills, {sum(met.values())} requests: {dict(met)}")
    assert sum(report["said"] for report in reports) > 3 * len(seeds)


@pytest.mark.torture
@pytest.mark.parametrize("first", range(100_000, 110_000, 500))  # a fresh context for each keeps the browser small
def test_10000_runs_lose_nothing_and_double_nothing(engine, server, first):
    seeds = range(first, first + 500)
    check(play(engine, server, list(seeds)), server, seeds)
    server.runs.clear()
