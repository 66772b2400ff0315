"""Reading changes nothing: a link that is fetched ahead, a crawler or a reload never does anything to a diary."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection

from backend.accounts.services import new_epoch
from backend.reminders.services import public_key
from tests.guards.access_table import ROWS, arguments
from tests.guards.routes import routes
from tests.guards.world import World, undone

pytestmark = pytest.mark.django_db

PATHS = {route.name: route for route in routes()}
READS = [name for name, row in ROWS.items() if "GET" in row.answers]
MAY_BE_WRITTEN = {
    "audit_auditevent",  # who looked
    "django_session",  # a session is used, a factor was shown
    "usersessions_usersession",  # when this phone was last used
}
COLUMNS = {"clinics_membership": {"last_looked_at"}, "accounts_user": {"last_login"}, "reminders_calendarfeed": {"last_read_at"}}
WRITE = re.compile(r'^\s*(INSERT\s+INTO|UPDATE|DELETE\s+FROM|TRUNCATE|MERGE\s+INTO|COPY|ALTER|CREATE|DROP)\s+"?(\w+)"?(.*)', re.IGNORECASE | re.DOTALL)
PUBLIC_PAGES = ("education:index", "education:article", "home:privacy", "pwa:log_shell", "pwa:offline", "pwa:manifest", "pwa:service_worker", "livez", "docs")


@contextmanager
def statements() -> Iterator[list[str]]:
    """All SQL that runs inside, but for the savepoints of the test itself."""
    seen: list[str] = []

    def note(execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        if "SAVEPOINT" not in sql:
            seen.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield seen


def forbidden(sql: str) -> bool:
    found = WRITE.match(sql)
    if not found or found[2] in MAY_BE_WRITTEN:
        return False
    columns = set(re.findall(r'"(\w+)" = ', found[3].partition(" WHERE ")[0]))
    return not (found[1].upper() == "UPDATE" and columns and columns <= COLUMNS.get(found[2], set()))


def test_the_guard_sees_a_write():
    assert forbidden('UPDATE "symptoms_diaryday" SET "pain_avg" = 3 WHERE "id" = 1')
    assert forbidden('INSERT INTO "sharing_grant" ("id") VALUES (1)')
    assert forbidden('UPDATE "clinics_membership" SET "role" = 1, "last_looked_at" = 2')
    assert not forbidden('UPDATE "clinics_membership" SET "last_looked_at" = 2 WHERE "id" = 1')
    assert not forbidden('SELECT "id" FROM "sharing_grant" FOR UPDATE')


@pytest.mark.parametrize("role", ["anonymous", "newcomer", "amina", "okafor", "sam", "both", "unproved"])
def test_get_writes_nothing_but_who_looked_and_the_session(world: World, role: str):
    new_epoch()  # made once for an installation, whenever it is first asked for
    public_key()  # so is the key of push messages
    wrong = {}
    for name in READS:
        with undone(), statements() as seen:
            world.client(role).get(PATHS[name].path(arguments(world, name, role)))
        if written := [sql[:120] for sql in seen if forbidden(sql)]:
            wrong[name] = written
    assert wrong == {}, "Write on POST. Who looked goes to the audit trail; what else a GET may write stands at the top of this file."


@pytest.mark.parametrize("name", PUBLIC_PAGES)
def test_a_public_page_asks_the_database_nothing(world: World, name: str):
    """So it is the same for everybody, and stays up when the database does not."""
    with statements() as seen:
        response = world.client("amina").get(PATHS[name].path(arguments(world, name, "amina")))
    assert response.status_code == 200
    assert seen == []
