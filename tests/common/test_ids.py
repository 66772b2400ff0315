"""Ids as phones write them, and nothing else."""

import uuid
from typing import Any

import pytest

from backend.common.ids import read_uuid, uuid_of

KNOWN = uuid.UUID("0b7d3f9e-3f3a-4f0a-9a55-2a8c1b2f6e10")


def test_an_id_with_hyphens_is_read():
    assert uuid_of(str(KNOWN)) == KNOWN


@pytest.mark.parametrize("given", [None, 7, "", KNOWN.hex, f"{{{KNOWN}}}", KNOWN.urn, "x" * 36, "\ud800" * 36, [str(KNOWN)]])
def test_any_other_spelling_is_refused_and_the_field_named(given: Any):
    errors: list[Any] = []
    assert read_uuid(given, "body.dose", errors) is None
    assert [(one.field, one.code) for one in errors] == [("body.dose", "invalid")]
