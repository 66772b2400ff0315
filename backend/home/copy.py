"""The copy of everything as one zip: JSON for programs, CSV for a spreadsheet, a page to read and to print.

Each table is asked for once, in one query, and written as it comes. The page has no scripts and needs no network.
"""

import csv
import datetime as dt
import io
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.template.loader import render_to_string
from django.utils import timezone

from backend.common import hooks
from backend.symptoms import readable
from backend.treatment import readable as treatment

READ_BY_PEOPLE = {
    "diary_days",
    "moments",
    "questionnaires",
    "safety_answers",
    "questions",
    "plan_items",
    "plan_steps",
    "reminder_events",
    "as_needed_doses",
    "exercise_plans",
    "exercise_sessions",
    "exercise_session_revisions",
    "routines",
    "account",
    "profile",
    "known_to_clinics",
    "grants",
    "who_looked",
    "phones",
}
"""Tables of the page; all tables are in the JSON."""
FORMULA = ("=", "+", "-", "@", "\t", "\r")
_encode = DjangoJSONEncoder(ensure_ascii=False).encode

Row = Mapping[str, Any]


def tables_of(user: Any) -> Iterator[tuple[str, Iterable[Row]]]:
    for _app, export in hooks.exporters:
        yield from export(user)


def parts() -> int:
    """About how many tables there are, for the progress."""
    return sum(1 for _app, held in hooks.personal_data for entry in held.values() if entry.table) + 1


def make(user: Any, wrote: Callable[[int], None] = lambda done: None) -> bytes:
    """The zip. `wrote` is told how many tables are done, after each."""
    out = io.BytesIO()
    kept: dict[str, list[Row]] = {}
    counts: dict[str, int] = {}
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as zipped:
        for done, (name, rows) in enumerate(tables_of(user), start=1):
            counts[name] = _write_json(zipped, name, rows, kept)
            wrote(done)
        _write_json(zipped, "tables", [{"table": name, "rows": count} for name, count in counts.items()], {})
        _write_for_people(zipped, kept, counts)
    return out.getvalue()


def _write_json(zipped: zipfile.ZipFile, name: str, rows: Iterable[Row], kept: dict[str, list[Row]]) -> int:
    """One table as a list of objects, row by row; those for people are kept in memory too. How many rows."""
    keep = kept.setdefault(name, []) if name in READ_BY_PEOPLE else None
    count = 0
    with zipped.open(f"json/{name}.json", "w") as file:
        file.write(b"[")
        for row in rows:
            file.write(b",\n" if count else b"\n")
            file.write(_encode(row).encode())
            count += 1
            if keep is not None:
                keep.append(row)
        file.write(b"\n]\n")
    return count


def _write_for_people(zipped: zipfile.ZipFile, kept: Mapping[str, list[Row]], counts: Mapping[str, int]) -> None:
    made_at = timezone.now()
    sheets = [*readable.sheets(kept), *treatment.sheets(kept, made_at)]
    for sheet in sheets:
        zipped.writestr(f"csv/{sheet.name}.csv", as_csv(sheet))
    context = {
        "sheets": [readable.without_empty_columns(sheet) for sheet in sheets],
        "made_at": made_at,
        "account": next(iter(kept.get("account", ())), {}),
        "profile": next(iter(kept.get("profile", ())), {}),
        "lists": {name: kept.get(name, []) for name in ("known_to_clinics", "grants", "who_looked", "phones")},
        "counts": counts,
    }
    zipped.writestr("index.html", render_to_string("home/copy/index.html", context))
    zipped.writestr("style.css", render_to_string("home/copy/style.css"))


def as_csv(sheet: readable.Sheet) -> str:
    """With a mark in front by which spreadsheets know UTF-8."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(sheet.columns)
    writer.writerows([_cell(value) for value in row] for row in sheet.rows)
    return "\ufeff" + out.getvalue()


def _cell(value: Any) -> Any:
    """Text that a spreadsheet would take for a formula stays text. The JSON has it as it was typed."""
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) else value


def file_name(day: dt.date) -> str:
    """It says nothing about health: a list of downloads is read by others too."""
    return f"stride-{day.isoformat()}.zip"
