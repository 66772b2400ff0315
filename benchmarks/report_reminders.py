"""The figures of reminders as a table for people."""

from collections.abc import Iterator
from typing import Any


def table(found: dict[str, Any]) -> Iterator[str]:
    claims, sends, idle = found["claims_s"], found["sends_s"], found["idle_ms"]
    yield f"{found['due']:,} due in one minute of {found['reminders']:,} reminders, in 12 zones; medians of {found['rounds']} rounds."
    yield ""
    yield "| | a second | Stride / this |"
    yield "| --- | --- | --- |"
    for words, figures in (("claimed", claims), ("sent", sends)):
        for name, rate in figures.items():
            yield f"| {words}: {name} | {rate:,.0f} | {figures['Stride'] / rate:.2f} |"
    yield ""
    yield "An idle tick, with so many reminders: " + ", ".join(f"{int(size):,}: {ms:.2f} ms" for size, ms in idle.items()) + "."
    yield ""
    yield "Targets:"
    yield ""
    for text, value, met in targets(found):
        yield f"- {'met' if met else '**missed**'}: {text}: {value}"


def targets(found: dict[str, Any]) -> Iterator[tuple[str, str, bool]]:
    """(what is asked, what was measured, whether it is reached)."""
    ratio = found["claims_s"]["raw SQL"] / found["claims_s"]["Stride"]
    yield "claiming takes at most 3 times as long as raw SQL that writes the same columns", f"{ratio:.2f}", ratio <= 3
    ratio = found["sends_s"]["Stride"] / found["sends_s"]["webpush() in a loop"]
    yield "sending at least 3 times the rate of webpush() in a loop", f"{ratio:.1f}", ratio >= 3
    yield "sending at least 2,500 a second", f"{found['sends_s']['Stride']:,.0f}", found["sends_s"]["Stride"] >= 2500
    small, large = found["idle_ms"].values()
    yield "an idle tick at most 3 ms", f"{large:.2f} ms", large <= 3
    yield "an idle tick as long with ten times as many (at most 1.3)", f"{large / small:.2f}", large / small <= 1.3
