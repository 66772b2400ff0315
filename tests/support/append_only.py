"""Transactional tests empty the tables when they end, and on SQLite the audit triggers refuse that. These fixtures lift them
for the emptying alone: `from tests.support.append_only import audit_restored, transactional_audit_db` in a conftest, then ask
for `transactional_audit_db` and leave the django_db mark away (the mark would empty the tables after the triggers are back)."""

from collections.abc import Iterator
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.db import connection

TRIGGERS = import_module("backend.audit.migrations.0002_append_only")


class _Plain:
    """As much of a schema editor as the migration asks for; Django's own refuses to work inside a test's transaction on SQLite."""

    connection = connection

    @staticmethod
    def execute(statement: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute(statement)


def lift() -> None:
    TRIGGERS.backwards(apps, _Plain)


def restore() -> None:
    TRIGGERS.forwards(apps, _Plain)


@pytest.fixture
def audit_restored(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    yield
    with django_db_blocker.unblock():
        restore()


@pytest.fixture
def transactional_audit_db(audit_restored: None, transactional_db: None) -> Iterator[None]:
    """A database of real commits, seen from several connections."""
    yield
    lift()
