"""What the pages and cards rest on: the register in docs/content/sources.toml, so that a source is named the same way everywhere.

Another language may say `title` and `note` of a source in its own words, in content/<language>/sources.toml.
"""

import tomllib
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

from django.conf import settings

CONTENT = Path(__file__).parent / "content"
REGISTER = settings.BASE_DIR / "docs" / "content" / "sources.toml"


@dataclass(frozen=True)
class Source:
    key: str
    title: str
    note: str = ""
    address: str = ""


def _read() -> dict[str, Source]:
    rows = tomllib.loads(REGISTER.read_text(encoding="utf-8"))
    return {key: Source(key, row["title"], row.get("note", ""), row.get("address", "")) for key, row in rows.items()}


SOURCES = _read()


@cache
def _in_words_of(language: str) -> dict[str, Source]:
    path = CONTENT / language / "sources.toml"
    rows = tomllib.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    said = {key: {name: row[name] for name in ("title", "note") if name in row} for key, row in rows.items()}
    return {key: replace(source, **said.get(key, {})) for key, source in SOURCES.items()}


def named(keys: tuple[str, ...], language: str) -> tuple[Source, ...]:
    known = _in_words_of(language)
    return tuple(known[key] for key in keys if key in known)
