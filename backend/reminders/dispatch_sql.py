"""The only raw SQL of reminders: what the dispatcher asks and writes for a thousand rows at once, on both databases.

PostgreSQL shares work between dispatchers by FOR UPDATE SKIP LOCKED; SQLite's transactions are immediate, so one writes at a time.
"""

import datetime as dt
import json
import uuid
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

import orjson
from django.db import connection, models
from django.db.models import Q

from backend.common import bulk
from backend.reminders.models import Notice, Occurrence, Reminder

COLUMNS = ("id", "patient_id", "kind", "about", "rule", "time_zone", "next_due_at", "next_date", "next_slot", "next_sequence")

State = Notice.State
MIDDLE = uuid.UUID(int=1 << 127)
EVERYBODY = Q()
HALVES = (Q(patient__lt=MIDDLE), Q(patient__gte=MIDDLE))
"""Of all people, by their random ids."""


class Look(NamedTuple):
    """What one look at the database says: its clock, whether a reminder is due, and the notices whose minute has come."""

    now: dt.datetime
    due: bool
    ready: list[int]


def database_now() -> dt.datetime:
    """The database's clock: leases and claims of many machines agree on it."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {_clock()}")
        return _moment(cursor.fetchone()[0])


def look(most: int, fresh: dt.timedelta) -> Look:
    """One query that holds no lock: all that an idle tick costs.

    Ready, `most` at most: leases that ran out; and what waited for the end of quiet hours, for the next try or for "later",
    unless its minute came longer than `fresh` ago. What a claim just made is on its way: it is not older than its own sending.
    """
    clock, open_now = _clock(), f"'{State.WAITING}', '{State.RETRY}'"
    # By its order, not by a comparison: the first entry of the index, whatever the planner believes of how much is due.
    first = f"SELECT next_due_at FROM {_table(Reminder)} WHERE next_due_at IS NOT NULL ORDER BY next_due_at LIMIT 1"  # noqa: S608
    notices = f"SELECT id FROM {_table(Notice)} WHERE"  # noqa: S608
    ran_out = f"{notices} state = '{State.SENDING}' AND lease_until < {clock}"
    its_minute = f"send_at <= {clock} AND send_at > {_clock(-fresh)} AND (state = '{State.RETRY}' OR created_at < send_at)"
    ready = f"{ran_out} UNION ALL {notices} state IN ({open_now}) AND {its_minute} LIMIT {most:d}"
    every = "json_group_array(id)" if _is_sqlite() else "array_agg(id)"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {clock}, ({first}) <= {clock}, (SELECT {every} FROM ({ready}) AS ready)")  # noqa: S608  our own words alone
        now, due, ids = cursor.fetchone()
    return Look(_moment(now), bool(due), json.loads(ids) if isinstance(ids, str) else ids or [])


def can_share() -> bool:
    """Whether two connections may claim beside each other: not on SQLite, which lets one write, and not inside a transaction."""
    return not _is_sqlite() and not connection.in_atomic_block


def lock_due(now: dt.datetime, limit: int, among: Q = EVERYBODY) -> tuple[list[dict[str, Any]], bool]:
    """(what is due first, in the order of its instant and person; whether there may be more). Held until the end of the transaction.

    What one person has due in one instant stands together in that order, and is told together: where the limit cuts through
    it, the rest of that person comes too.
    """
    free = Reminder.objects.select_for_update(skip_locked=True, of=("self",), no_key=True)  # what points at them may be written meanwhile
    rows = _rows(free.filter(among, next_due_at__lte=now).order_by("next_due_at", "patient_id")[:limit])
    if len(rows) < limit:
        return rows, False
    last = rows[-1]["patient_id"]
    theirs = free.filter(patient=last, next_due_at__lte=now).exclude(pk__in=[row["id"] for row in rows if row["patient_id"] == last])
    return rows + _rows(theirs), True


def _rows(found: models.QuerySet[Reminder]) -> list[dict[str, Any]]:
    """As `values` gives them; from PostgreSQL as one JSON text: making each value of each row was a third of a claim's time."""
    if _is_sqlite():
        return list(found.values(*COLUMNS))
    inner, given = found.values(*COLUMNS).query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT coalesce(json_agg(due), '[]')::text FROM ({inner}) AS due", given)  # noqa: S608  the statement that Django made
        rows: list[dict[str, Any]] = orjson.loads(cursor.fetchone()[0])
    for row in rows:
        row["id"], row["patient_id"] = uuid.UUID(row["id"]), uuid.UUID(row["patient_id"])
        row["next_due_at"] = dt.datetime.fromisoformat(row["next_due_at"])
        row["next_date"] = row["next_date"] and dt.date.fromisoformat(row["next_date"])
    return rows


def known_occurrences(ids: Sequence[uuid.UUID]) -> dict[uuid.UUID, bool]:
    """occurrence_id → whether it is still to be told (no message, no answer), of those that are there."""
    source = "IN (SELECT value FROM json_each(%s))" if _is_sqlite() else "= ANY(%s)"
    with connection.cursor() as cursor:
        asked = json.dumps([one.hex for one in ids]) if _is_sqlite() else list(ids)
        columns = "occurrence_id, notice_id IS NULL AND answer = ''"
        cursor.execute(f"SELECT {columns} FROM {_table(Occurrence)} WHERE occurrence_id {source}", [asked])  # noqa: S608
        return {_uuid(public): bool(untold) for public, untold in cursor.fetchall()}


def insert_notices(rows: Sequence[Mapping[str, Any]], same: Mapping[str, Any]) -> dict[uuid.UUID, int]:
    """notice_id → id of those that were made; one that is there for its person, minute and channel stays as it is."""
    return {_uuid(public): pk for pk, public in _insert(Notice, rows, same, "id, notice_id")}


def insert_occurrences(rows: Sequence[Mapping[str, Any]], same: Mapping[str, Any]) -> None:
    """Those whose key is there already stay as they are. `same`: the columns that are alike in all of them."""
    _insert(Occurrence, rows, same)


def move_next(rows: Sequence[Mapping[str, Any]]) -> None:
    """The new `next_*` of reminders: id, next_due_at, next_date, next_slot, next_sequence."""
    if not rows:
        return
    table, names = _table(Reminder), ("next_due_at", "next_date", "next_slot", "next_sequence")
    if _is_sqlite():
        changes = ", ".join(f"{name} = {_extract(name, 'moved')}" for name in names)
        source, same = "json_each(%s) AS moved", f"{table}.id = {_extract('id', 'moved')}"
    else:
        changes = ", ".join(f"{name} = moved.{name}" for name in names)
        source, same = f"jsonb_populate_recordset(NULL::{table}, %s::jsonb) AS moved", f"{table}.id = moved.id"
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table} SET {changes} FROM {source} WHERE {same}", [bulk.as_json(rows)])  # noqa: S608  names of our own columns


def _insert(model: type[models.Model], rows: Sequence[Mapping[str, Any]], same: Mapping[str, Any], returning: str = "") -> list[tuple[Any, ...]]:
    if not rows:
        return []
    with connection.cursor() as cursor:
        alike = [bulk.for_sqlite(value) if _is_sqlite() and isinstance(value, dt.datetime) else value for value in same.values()]
        cursor.execute(_statement(connection.vendor, model, tuple(rows[0]), tuple(same), returning), [*alike, bulk.as_json(rows)])
        return list(cursor.fetchall()) if returning else []


@cache
def _statement(vendor: str, model: type[models.Model], columns: tuple[str, ...], same: tuple[str, ...], returning: str) -> str:
    table, names = _table(model), ", ".join((*same, *columns))
    alike = "%s, " * len(same)
    if vendor == "sqlite":
        source = f"SELECT {alike}{', '.join(_extract(column, 'rows') for column in columns)} FROM json_each(%s) AS rows WHERE true"  # noqa: S608
    else:
        source = f"SELECT {alike}{', '.join(columns)} FROM jsonb_populate_recordset(NULL::{table}, %s::jsonb)"  # noqa: S608
    return f"INSERT INTO {table} ({names}) {source} ON CONFLICT DO NOTHING" + (f" RETURNING {returning}" if returning else "")


def _extract(column: str, source: str) -> str:
    return f"""json_extract({source}.value, '$."{column}"')"""


def _uuid(value: Any) -> uuid.UUID:
    return value if isinstance(value, uuid.UUID) else uuid.UUID(value)


def _clock(span: dt.timedelta = dt.timedelta()) -> str:
    """The database's clock as an expression, so long from now."""
    seconds = f"{span.total_seconds():+f} seconds"
    return f"strftime('%Y-%m-%d %H:%M:%f', 'now', '{seconds}')" if _is_sqlite() else f"now() + interval '{seconds}'"


def _moment(told: dt.datetime | str) -> dt.datetime:
    return dt.datetime.fromisoformat(told).replace(tzinfo=dt.UTC) if isinstance(told, str) else told


def _is_sqlite() -> bool:
    return connection.vendor == "sqlite"


def _table(model: type[models.Model]) -> str:
    return connection.ops.quote_name(model._meta.db_table)
