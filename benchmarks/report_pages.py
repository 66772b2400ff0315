"""The figures of the pages of Learn as tables, with the ratios and the targets."""

from collections.abc import Iterable, Iterator
from typing import Any

BARE = "bare HttpResponse"
Target = tuple[str, str, bool]  # what is asked, what was measured, whether it is reached
KB = 1000


def _table(columns: list[str], rows: Iterable[list[str]]) -> Iterator[str]:
    yield "| | " + " | ".join(columns) + " |"
    yield "|" + " --- |" * (len(columns) + 1)
    for row in rows:
        yield "| " + " | ".join(row) + " |"
    yield ""


def _targets(targets: Iterable[Target]) -> Iterator[str]:
    for text, value, met in targets:
        yield f"- {'met' if met else '**missed**'}: {text}: {value}"
    yield ""


# ---- Page rate ------------------------------------------------------------------------------------------------------


def rate(found: dict[str, Any]) -> Iterator[str]:
    asked = found["lanes"] * found["shots"]
    yield f"{found['lanes']} readers at once, {asked:,} requests a round, medians of {found['rounds_of']} rounds. Page: {found['article']}"
    yield ""
    medians = found["medians"]
    columns = ["requests/s", "p50 ms", "p95 ms", "p99 ms", "CPU ms", "bytes", "this / bare", "CPU bare / this"]
    yield from _table(columns, (_rate_row(name, medians, found["bytes"][name]) for name in medians))
    yield from _targets(rate_targets(medians))


def _rate_row(name: str, medians: dict[str, dict[str, float]], size: int) -> list[str]:
    one = medians[name]
    times = [f"{one[key]:.1f}" for key in ("p50_ms", "p95_ms", "p99_ms")]
    return [name, f"{one['requests_s']:,.0f}", *times, f"{one['cpu_ms']:.2f}", f"{size:,}", f"{_ratio(name, medians):.2f}", _of_cpu(name, medians)]


def _ratio(name: str, medians: dict[str, dict[str, float]]) -> float:
    return medians[name]["requests_s"] / medians[BARE]["requests_s"]


def _of_cpu(name: str, medians: dict[str, dict[str, float]]) -> str:
    """Empty where the machine does not tell what a process used."""
    used = medians[name]["cpu_ms"]
    return f"{medians[BARE]['cpu_ms'] / used:.2f}" if used else ""


def rate_targets(medians: dict[str, dict[str, float]]) -> Iterator[Target]:
    for name in ("article, gzip", "article, plain", "article, 304, gzip", "article, 304, plain"):
        ratio = _ratio(name, medians)
        yield f"{name}: at least 0.35 of a bare response", f"{ratio:.2f}", ratio >= 0.35


# ---- First load -----------------------------------------------------------------------------------------------------


def load(found: dict[str, Any]) -> Iterator[str]:
    if reason := found.get("left_out"):
        yield f"Not measured: {reason}."
        yield ""
        return
    versions = ", ".join(f"{name} {version}" for name, version in found["versions"].items())
    yield f"{versions}; mobile, simulated throttling, medians of {found['rounds_of']} loads each. Page: {found['article']}"
    yield ""
    columns = ["performance", "accessibility", "FCP ms", "LCP ms", "TBT ms", "CLS", "KB without images", "KB of scripts", "KB with heads", "requests"]
    yield from _table(columns, ([name, *_load_row(one)] for name, one in found["medians"].items()))
    for name, audits in found["failed"].items():
        if audits:
            yield f"What keeps {name} from 100 in accessibility: {', '.join(audits)}."
            yield ""
    yield from _targets(load_targets(found["medians"]))


def _load_row(one: dict[str, float]) -> list[str]:
    times = [f"{one[key]:,.0f}" for key in ("performance", "accessibility", "fcp_ms", "lcp_ms", "tbt_ms")]
    weights = [f"{one[key] / KB:.1f}" for key in ("bytes", "script_bytes", "wire")]
    return [*times, f"{one['cls']:.3f}", *weights, f"{one['requests']:.0f}"]


def load_targets(medians: dict[str, dict[str, float]]) -> Iterator[Target]:
    ours, peer = medians["Stride"], medians["nhsuk-frontend"]
    yield "performance at least 98", f"{ours['performance']:.0f}", ours["performance"] >= 98
    yield "accessibility 100", f"{ours['accessibility']:.0f}", ours["accessibility"] >= 100
    yield "layout shift at most 0.02", f"{ours['cls']:.3f}", ours["cls"] <= 0.02
    yield "LCP at most 1.5 s", f"{ours['lcp_ms'] / 1000:.2f} s", ours["lcp_ms"] <= 1500
    yield "TBT at most 50 ms", f"{ours['tbt_ms']:.0f} ms", ours["tbt_ms"] <= 50
    yield "at most 60 KB without images", f"{ours['bytes'] / KB:.1f} KB", ours["bytes"] <= 60 * KB
    yield "at most 10 KB of scripts", f"{ours['script_bytes'] / KB:.1f} KB", ours["script_bytes"] <= 10 * KB
    ratio = ours["lcp_ms"] / peer["lcp_ms"]
    yield "LCP no later than the same words on nhsuk-frontend", f"{ratio:.2f} of its time", ratio <= 1
