"""Rows of a person in tables that say whose they are: given to the download, and deleted with the account. Names no model."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.db import models

Table = tuple[str, type[models.Model], str, str]
"""Name in the download, model, the way from a row to its patient (`medicine__patient`), the order."""
Rows = Iterable[dict[str, Any]]
AT_ONCE = 2000


def export_rows(patient: models.Model, tables: Sequence[Table], inner: set[str]) -> Iterator[tuple[str, Rows]]:
    """(table name, rows), each table read in one query; the columns of `inner` stay here."""
    for name, model, owner, order in tables:
        yield name, _rows(model._default_manager.filter(**{owner: patient}).order_by(order, "pk"), inner)


def _rows(found: models.QuerySet[Any], inner: set[str]) -> Iterator[dict[str, Any]]:
    for row in found.values().iterator(chunk_size=AT_ONCE):
        yield {name: value for name, value in row.items() if name not in inner}


def delete_rows(user: models.Model, tables: Sequence[Table]) -> None:
    """The last table first, so that what hangs on another goes before it."""
    for _name, model, owner, _order in reversed(tables):
        model._default_manager.filter(**{f"{owner}__user": user}).delete()
