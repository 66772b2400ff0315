"""Signed tokens of one message: what the link in it, its buttons and its receipts carry instead of a sign-in. Valid for 48 hours.

A token holds the notice's public id and, of a push, the number of the browser it went to. No name, no medicine, no time.
"""

import base64
import uuid
from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings
from django.core import signing

SALT = "notice"
VALID_S = 48 * 3600
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Token:
    notice: uuid.UUID
    subscription: int | None = None


def make(notice: uuid.UUID, subscription: int | None = None) -> str:
    value = base64.urlsafe_b64encode(notice.bytes).rstrip(b"=").decode()
    return _signer(settings.SECRET_KEY).sign(value if subscription is None else f"{value}.{subscription}")


@lru_cache(maxsize=2)
def _signer(key: str) -> signing.TimestampSigner:
    """Made once, not once for each message."""
    return signing.TimestampSigner(key=key, salt=SALT)


def read(token: str) -> Token | None:
    """What it says; None when it is forged, was changed, or is older than 48 hours."""
    if not isinstance(token, str) or len(token) > _LONGEST:
        return None
    try:
        value = signing.TimestampSigner(salt=SALT).unsign(token, max_age=VALID_S)
        notice, _dot, subscription = value.partition(".")
        return Token(uuid.UUID(bytes=base64.urlsafe_b64decode(notice + "==")), int(subscription) if subscription else None)
    except (signing.BadSignature, ValueError):
        return None
