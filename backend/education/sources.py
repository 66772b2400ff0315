"""What the pages and cards rest on: the register in docs/content/sources.toml, so that a source is named the same way everywhere."""

import tomllib
from dataclasses import dataclass

from django.conf import settings

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


def named(keys: tuple[str, ...]) -> tuple[Source, ...]:
    return tuple(SOURCES[key] for key in keys if key in SOURCES)
