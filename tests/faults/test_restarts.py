"""PostgreSQL itself is stopped and started again under dispatchers, a worker and beat: no reminder is lost or doubled, and no half batch stays."""

import os
import signal
import subprocess
from collections.abc import Iterator
from functools import partial

import pytest
from django.db import connection

from backend.reminders.models import Occurrence
from tests.faults.conftest import OWN
from tests.faults.programs import Programs, address_of_the_database, all_sent, has_got, until, wait_until_healed
from tests.support import services

PEOPLE = 60
# What was said to be committed is on the disk, as in use; only the machine itself stays on.
OPTIONS = ["fsync=off", "max_connections=60", "shared_buffers=64MB", "jit=off"]
FAST, IMMEDIATE = signal.SIGINT, signal.SIGQUIT


@pytest.fixture(scope="module")
def cluster(django_db_setup: None) -> Iterator[services.Cluster]:
    """A server of this file alone, with the tables of the tests' database."""
    with services.cluster(OPTIONS) as made:
        dump = subprocess.run([made.programs / "pg_dump", "--dbname", address_of_the_database()], check=True, capture_output=True).stdout
        load = [made.programs / "psql", "--quiet", "--no-psqlrc", "-v", "ON_ERROR_STOP=1", "--dbname", made.url]
        subprocess.run(load, input=dump, check=True, stdout=subprocess.DEVNULL)
        yield made


@pytest.fixture
def there(cluster: services.Cluster) -> Iterator[services.Cluster]:
    """The tests' own connection goes to it too, until the end of the test."""
    before = dict(connection.settings_dict)
    connection.close()
    connection.settings_dict.update({"HOST": "127.0.0.1", "PORT": cluster.port, "NAME": "postgres", "USER": "stride"})
    yield cluster
    connection.close()
    connection.settings_dict.update(before)


@pytest.fixture
def programs(there, broker, transactional_db) -> Iterator[Programs]:
    made = Programs({**os.environ, **OWN, "DATABASE_URL": there.url}, broker)
    yield made
    made.end()


def restart(cluster: services.Cluster, how: int) -> None:
    cluster.stop(how)
    cluster.start()
    connection.close()


@pytest.mark.parametrize(("people", "stops"), [(PEOPLE, [FAST, IMMEDIATE]), pytest.param(2000, [FAST, IMMEDIATE] * 5, marks=pytest.mark.torture)])
def test_a_database_that_is_restarted_in_the_middle(there, burst, programs, service, people, stops):
    for verb in ("dispatch", "worker", "beat"):
        programs.start(verb)
    paths = []
    for how in stops:
        paths += burst(people // len(stops))
        until(partial(has_got, service, len(service.got) + 1))
        restart(there, how)
    wait_until_healed()
    all_sent(service, paths, crashes=2 * len(stops))
    assert Occurrence.objects.count() == 2 * len(paths)
    assert len(programs.running) == 3
