"""The world of the guards, once for each file that asks for it."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.guards.world import World, lasting_world


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    with lasting_world(django_db_blocker) as made:
        yield made
