"""Errors of the domain: raised by services, turned into the one error shape by pages and API alike."""

from dataclasses import dataclass, field

from django.db import OperationalError
from redis import RedisError

AWAY = (OperationalError, RedisError)
"""The database or the cache cannot be reached, or is locked: 503 with Retry-After, and phones keep what they have."""


@dataclass(frozen=True)
class FieldError:
    """What is wrong with one field: a stable code and an instruction for the person."""

    field: str
    code: str
    message: str

    def as_json(self) -> dict[str, str]:
        return {"field": self.field, "code": self.code, "message": self.message}


@dataclass
class DomainError(Exception):
    """A rule of the domain was broken. `code` is stable, `message` is for people, `status` is the HTTP status."""

    code: str
    message: str
    errors: list[FieldError] = field(default_factory=list)
    status: int = 400

    def __str__(self) -> str:
        return self.code
