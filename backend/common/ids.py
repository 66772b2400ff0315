"""Ids from outside, strictly read: a UUID is 36 characters with hyphens, as every phone makes it. Pure."""

import uuid
from typing import Any

from django.utils.translation import gettext as _

from backend.common.exceptions import FieldError

LENGTH = 36


def uuid_of(value: Any) -> uuid.UUID | None:
    """None: this is no UUID, or one in a spelling that nobody sends."""
    try:
        return uuid.UUID(value) if isinstance(value, str) and len(value) == LENGTH else None
    except ValueError:
        return None


def read_uuid(value: Any, name: str, errors: list[FieldError]) -> uuid.UUID | None:
    """The id, or one more error that names the field."""
    found = uuid_of(value)
    if found is None:
        errors.append(FieldError(name, "invalid", _("Send a UUID with hyphens.")))
    return found
