"""The figures of reminders as tables for people."""

from collections.abc import Iterable, Iterator
from typing import Any

Target = tuple[str, str, bool]  # what is asked, what was measured, whether it is reached
ENCRYPTION = "pywebpush's encryption alone, sent nowhere"
AIM, AIM_BESIDE = 2_500, 7_200
"""Messages a second, and how many pywebpush encrypted in a second (6,900 to 7,500) on the machine where that aim was set."""
BEAT = "django-celery-beat, a row each of 10,000"


def table(found: dict[str, Any]) -> Iterator[str]:
    claims, sends, idle, cpu = found["claims_s"], found["sends_s"], found["idle_ms"], found["sends_cpu_ms"]
    rounds = f"{found['rounds']} round" + "s" * (found["rounds"] > 1)
    yield f"{found['due']:,} due in one minute of {found['reminders']:,} reminders, in 12 zones; medians of {rounds}. {_load(found)}"
    yield ""
    yield "| | a second | Stride / this | ms of CPU for each |"
    yield "| --- | --- | --- | --- |"
    for words, figures in (("claimed", claims), ("sent", sends)):
        for name, rate in figures.items():
            used = f"{cpu[name]:.2f}" if words == "sent" else ""
            yield f"| {words}: {name} | {rate:,.0f} | {figures['Stride'] / rate:.2f} | {used} |"
    yield ""
    yield "An idle tick, with so many reminders: " + ", ".join(f"{int(size):,}: {ms:.2f} ms" for size, ms in idle.items()) + "."
    yield ""
    yield from _targets(targets(found))


def steady(found: dict[str, Any]) -> Iterator[str]:
    yield f"{found['per_minute']:,} due in each of {found['minutes']} minutes; {found['edits_s']:,.0f} edits a second in the second half. {_load(found)}"
    yield ""
    yield "| | due | sent | p50 s | p99 s | latest s | within 10 s |"
    yield "| --- | --- | --- | --- | --- | --- | --- |"
    for name, one in found["late"].items():
        times = " | ".join(f"{one[key]:.1f}" for key in ("p50_s", "p99_s", "most_s"))
        yield f"| {name} | {one['due']:,} | {one['sent']:,} | {times} | {one['within_10_s']:.2%} |"
    yield ""
    dispatcher, worker, beat = (f"{found[name]:.0f} MB" for name in ("dispatcher_mb", "worker_mb", "beat_mb"))
    yield f"Memory (PSS) of what claims and sends: `manage.py dispatch --loop` {dispatcher}; or Celery's worker {worker} and beat {beat}."
    yield ""
    yield from _targets(steady_targets(found))


def _load(found: dict[str, Any]) -> str:
    return "Load of the machine before and after: " + " and ".join(found["load"]) + "."


def _targets(targets: Iterable[Target]) -> Iterator[str]:
    yield "Targets:"
    yield ""
    for text, value, met in targets:
        yield f"- {'met' if met else '**missed**'}: {text}: {value}"


def targets(found: dict[str, Any]) -> Iterator[Target]:
    ratio = found["claims_s"]["raw SQL"] / found["claims_s"]["Stride"]
    yield "claiming takes at most 3 times as long as raw SQL that writes the same columns", f"{ratio:.2f}", ratio <= 3
    ratio = found["claims_s"]["Stride"] / found["claims_s"][BEAT]
    yield "claiming and enqueuing at least 500 times the rate of django-celery-beat", f"{ratio:,.0f}", ratio >= 500
    ratio = found["sends_s"]["Stride"] / found["sends_s"]["webpush() in a loop"]
    yield "sending at least 3 times the rate of webpush() in a loop", f"{ratio:.1f}", ratio >= 3
    rate, limit = found["sends_s"]["Stride"], found["sends_s"][ENCRYPTION]
    yield f"sending at least {AIM:,} a second", f"{rate:,.0f}", rate >= AIM
    share = AIM / AIM_BESIDE
    beside = f"the same beside the limit: at least {share:.3f} of what pywebpush encrypts, as where the aim was set ({AIM:,} of {AIM_BESIDE:,})"
    yield beside, f"{rate / limit:.3f} of {limit:,.0f}", rate / limit >= share
    small, large = found["idle_ms"].values()
    yield "an idle tick at most 3 ms", f"{large:.2f} ms", large <= 3
    yield f"an idle tick as long with {found['reminders']:,} as with fewer (at most 1.3)", f"{large / small:.2f}", large / small <= 1.3


def steady_targets(found: dict[str, Any]) -> Iterator[Target]:
    quiet, storm = found["late"].values()
    yield "99.9 % sent within 10 s of due", f"{quiet['within_10_s']:.2%}", quiet["within_10_s"] >= 0.999
    yield "p50 at most 3 s, p99 at most 10 s", f"{quiet['p50_s']:.1f} s, {quiet['p99_s']:.1f} s", quiet["p50_s"] <= 3 and quiet["p99_s"] <= 10
    lost = sum(one["due"] - one["sent"] for one in (quiet, storm))
    yield "none lost, none twice", f"{lost} lost, {found['twice']} twice", lost == found["twice"] == 0
    ratio = storm["p99_s"] / quiet["p99_s"] if quiet["p99_s"] else 0.0
    yield "p99 at most 1.2 times as late while others edit", f"{ratio:.2f}", ratio <= 1.2
    for name, most in (("`dispatch --loop`", found["dispatcher_mb"]), ("worker and beat", found["worker_mb"] + found["beat_mb"])):
        yield f"what claims and sends takes at most 120 MB: {name}", f"{most:.0f} MB", most <= 120
