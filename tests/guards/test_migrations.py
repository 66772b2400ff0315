"""Each app's migrations are one line with names that say something, they match the models, and every one of them goes back."""

import re

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader

OURS = sorted(config.label for config in apps.get_app_configs() if config.name.startswith("backend."))
TRIGGERED = "audit_auditevent"
"""SQLite makes a table anew to change it, and would lose the triggers that keep this one append-only."""
DOUBLED = """
SELECT short.relname || ' begins ' || long.relname FROM pg_index i
JOIN pg_index j ON i.indrelid = j.indrelid AND i.indexrelid <> j.indexrelid
JOIN pg_class short ON short.oid = i.indexrelid JOIN pg_class long ON long.oid = j.indexrelid
WHERE i.indrelid = ANY(%s::regclass[]) AND NOT i.indisunique AND j.indpred IS NULL AND i.indexprs IS NULL
AND i.indclass[0] = j.indclass[0] AND (string_to_array(j.indkey::text, ' '))[1:i.indnatts] = string_to_array(i.indkey::text, ' ')"""
NUMBERED = re.compile(r"(\d{4})_([a-z0-9_]+)")
MADE_UP = re.compile(r"_auto_|_\d{8}|_alter_.*_and_more$|_and_more$")


def names() -> dict[str, list[str]]:
    loader = MigrationLoader(None, ignore_no_migrations=True)
    return {label: sorted(name for app, name in loader.disk_migrations if app == label) for label in OURS}


def test_every_app_has_one_last_migration():
    loader = MigrationLoader(None, ignore_no_migrations=True)
    leaves = {label: loader.graph.leaf_nodes(label) for label in OURS}
    assert {label: found for label, found in leaves.items() if len(found) > 1} == {}, "Two branches met: rename the later one and mend its dependency."


@pytest.mark.parametrize("label", OURS)
def test_the_numbers_are_consecutive(label):
    numbers = [int(name[:4]) for name in names()[label]]
    assert numbers == list(range(1, len(numbers) + 1)), "Renumber the newest so that the numbers are 1, 2, 3 …"


def test_the_names_say_what_changes():
    poor = [f"{label}.{name}" for label, found in names().items() for name in found if MADE_UP.search(name) or not NUMBERED.fullmatch(name)]
    assert poor == [], "Name it after its one idea: makemigrations --name last_view."


@pytest.mark.django_db
def test_the_models_are_migrated():
    try:
        call_command("makemigrations", check=True, dry_run=True, verbosity=1)
    except SystemExit:
        pytest.fail("A model differs from its migrations: run manage.py makemigrations --name what_changes.")


@pytest.mark.django_db
def test_no_index_only_repeats_the_beginning_of_another():
    """Each costs a write for every row, and for every change of it. A foreign key has one of its own unless it says `db_index=False`."""
    tables = [model._meta.db_table for label in OURS for model in apps.get_app_config(label).get_models()]
    with connection.cursor() as cursor:
        cursor.execute(DOUBLED, [[table for table in tables if table != TRIGGERED]])
        assert [found for (found,) in cursor.fetchall()] == []


@pytest.mark.both_databases
@pytest.mark.django_db(transaction=True)
def test_every_migration_goes_back_and_forth():
    try:
        for label in (label for label, found in names().items() if found):
            call_command("migrate", label, "zero", verbosity=0, interactive=False)
        left = [table for table in connection.introspection.table_names() if table.split("_")[0] in OURS]
        assert left == [], "Give the migration a way back: reverse_sql, a reverse function, or migrations.RunPython.noop."
    finally:
        call_command("migrate", verbosity=0, interactive=False)
    assert "symptoms_diaryrevision" in connection.introspection.table_names()
