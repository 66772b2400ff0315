"""The figures as a table for people, with the ratios and the targets."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from benchmarks import report_pages, report_reminders

START, END = "<!-- {name}: make bench ARGS=--write -->", "<!-- end of {name} -->"
HEAD = "| | requests/s | entries/s | p50 ms | p95 ms | p99 ms | CPU ms | statements | Stride / this |"


def markdown(results: dict[str, Any]) -> dict[str, str]:
    """Name of a part of docs/benchmarks.md → its table; only what was measured."""
    found = {}
    if results.get("databases"):
        found["diary write"] = "\n".join([*measured(results), *diary_write(results["databases"])])
    if rate := results.get("page_rate"):
        found["page rate"] = "\n".join([*measured(results), *report_pages.rate(rate)])
    if reminders := results.get("reminders"):
        found["reminders"] = "\n".join([*measured(results), *report_reminders.table(reminders)])
    if steady := results.get("steady"):
        found["steady minutes"] = "\n".join([*measured(results), *report_reminders.steady(steady)])
    if load := results.get("page_load"):
        found["page load"] = "\n".join([*measured(results), *report_pages.load(load)])
    return found


def measured(results: dict[str, Any]) -> list[str]:
    machine = ", ".join(f"{name} {value}" for name, value in results["machine"].items())
    return [f"Measured {results['at']}. {machine}. Load of the machine before: {results['load_before']}.", ""]


def diary_write(databases: list[dict[str, Any]]) -> list[str]:
    lines: list[str] = []
    for found in databases:
        for name, case in found["cases"].items():
            lines += [*_table(f"{found['database']}: {name}", case, found["queries"]), ""]
        lines += [*_targets(found), ""]
    return lines


def _table(title: str, case: dict[str, Any], queries: dict[str, Any]) -> Iterator[str]:
    setting, medians = case["setting"], case["medians"]
    asked = f"{setting['lanes']} at once, {setting['lanes'] * setting['shots']} requests a round, medians of {setting['rounds']} rounds"
    yield f"### {title}"
    yield ""
    yield f"{asked}"
    yield ""
    yield HEAD
    yield "|" + " --- |" * (HEAD.count("|") - 1)
    for subject, figures in medians.items():
        ratio = medians["Stride"]["entries_s"] / figures["entries_s"]
        yield f"| {subject} | " + " | ".join([*_figures(figures), _statements(queries, subject, setting["size"]), f"{ratio:.2f}"]) + " |"


def _figures(figures: dict[str, float]) -> list[str]:
    rates = [f"{figures[key]:,.0f}" for key in ("requests_s", "entries_s")]
    return rates + [f"{figures[key]:.1f}" if key in figures else "" for key in ("p50_ms", "p95_ms", "p99_ms", "cpu_ms")]


def _statements(queries: dict[str, Any], subject: str, size: int) -> str:
    counted = queries.get(subject, {}).get(str(size))
    return f"{counted['data']} + {counted['frame']}" if counted else "1"


def _targets(found: dict[str, Any]) -> Iterator[str]:
    yield f"Targets on {found['database']}:"
    yield ""
    for text, value, met in targets(found):
        yield f"- {'met' if met else '**missed**'}: {text}: {value}"


def targets(found: dict[str, Any]) -> Iterator[tuple[str, str, bool]]:
    """(what is asked, what was measured, whether it is reached)."""
    single, batch, queries = found["cases"]["single"]["medians"], found["cases"]["batch of 30"]["medians"], found["queries"]["Stride"]
    ratio = single["Stride"]["requests_s"] / single["bare DRF"]["requests_s"]
    yield "single write at least 0.5 of bare DRF with the same sign-in", f"{ratio:.2f}", ratio >= 0.5
    yield "single write p99 at most 60 ms with 8 at once", f"{single['Stride']['p99_ms']:.0f} ms", single["Stride"]["p99_ms"] <= 60
    yield "single write at most 8 statements", str(queries["1"]["data"]), queries["1"]["data"] <= 8
    ratio = batch["Stride"]["entries_s"] / batch["bare DRF"]["entries_s"]
    yield "batch at least 0.6 of bare DRF's entries a second", f"{ratio:.2f}", ratio >= 0.6
    most = max(counted["data"] for counted in queries.values())
    yield "batch at most 12 statements, whatever its size (30 and 200)", str(most), most <= 12
    ratio = batch["Stride, the same again"]["requests_s"] / batch["Stride"]["requests_s"]
    yield "the same batch again writes no row and is not slower", f"{ratio:.2f} of the first time's rate", ratio >= 1


def put_into(path: Path, name: str, table: str) -> None:
    """Replace what stands between the two marks of this part."""
    start, end = START.format(name=name), END.format(name=name)
    before, found, rest = path.read_text().partition(start)
    if not found or end not in rest:
        raise ValueError(f"{path} has no marks for {name!r}.")
    path.write_text(f"{before}{start}\n\n{table}\n{end}{rest.partition(end)[2]}")
