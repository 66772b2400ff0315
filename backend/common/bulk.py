"""Many rows in one statement with one parameter: a JSON array that the database itself takes apart.

Django's bulk_create asks each value of each row for its form, which was two fifths of the time of a diary write, and
splits what has too many parameters for SQLite. See docs/decisions/2026-11-21-rows-as-json.md.
"""

import datetime as dt
import json
import uuid
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import orjson
from django.db import connection, models


def insert(model: type[models.Model], rows: Sequence[Mapping[str, Any]], *, unique: tuple[str, ...] = (), update: tuple[str, ...] = ()) -> None:
    """Insert `rows` as one statement; a row that is there by `unique` gets the columns of `update` instead.

    Keys are column names (`patient_id`), the same in every row; values are None, bool, int, str, UUID, aware datetime,
    date, or a dict for a JSON column. No defaults, signals or validation. Raises IntegrityError like any insert.
    """
    if not rows:
        return
    statement = _statement(connection.vendor, model, tuple(rows[0]), unique, update)
    with connection.cursor() as cursor:
        cursor.execute(statement, [as_json(rows)])


def as_json(rows: Sequence[Mapping[str, Any]]) -> str:
    """The array that the database takes apart. UUIDs and moments in its own form."""
    if connection.vendor == "sqlite":
        return json.dumps(list(rows), default=for_sqlite, ensure_ascii=False, separators=(",", ":"))
    return orjson.dumps(rows, default=str).decode()


@cache
def _statement(vendor: str, model: type[models.Model], columns: tuple[str, ...], unique: tuple[str, ...], update: tuple[str, ...]) -> str:
    quote = connection.ops.quote_name
    table, names = quote(model._meta.db_table), ", ".join(map(quote, columns))
    if vendor == "sqlite":
        values = ", ".join(f"""json_extract(value, '$."{column}"')""" for column in columns)
        source = f"SELECT {values} FROM json_each(%s) WHERE true"  # noqa: S608  names of our own models; WHERE keeps ON CONFLICT from being read as a join
    else:
        source = f"SELECT {names} FROM jsonb_populate_recordset(NULL::{table}, %s::jsonb)"  # noqa: S608
    conflict = f" ON CONFLICT ({', '.join(map(quote, unique))}) DO UPDATE SET " if unique else ""
    changes = ", ".join(f"{quote(column)} = EXCLUDED.{quote(column)}" for column in update) if unique else ""
    return f"INSERT INTO {table} ({names}) {source}{conflict}{changes}"


def for_sqlite(value: Any) -> str:
    """As Django writes them there: a UUID without hyphens, a moment in UTC without its zone."""
    if isinstance(value, uuid.UUID):
        return value.hex
    if isinstance(value, dt.datetime):
        return str(value.astimezone(dt.UTC).replace(tzinfo=None))
    return str(value)
