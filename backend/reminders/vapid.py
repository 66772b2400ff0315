"""The keys that say to a push service who is sending (VAPID, RFC 8292). The environment's first; else made once, in the database.

To change the key, write `new,old` into STRIDE_VAPID_KEYS: browsers subscribe to the first one at their next open, and until
then the old one still sends to those that subscribed to it.
"""

import datetime as dt
from functools import lru_cache
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings
from py_vapid import Vapid02
from py_vapid.utils import b64urlencode

from backend.accounts.models import InstanceValue

ROW = "vapid_key"
VALID_S = 12 * 3600
_RENEW_S = 3600


def private_keys() -> tuple[str, ...]:
    """The raw private keys in base64url, the one in use first."""
    return tuple(settings.VAPID_KEYS) or (_own_key(settings.DATABASES["default"]["NAME"]),)


@lru_cache(maxsize=4)
def _own_key(_database: object) -> str:
    row, _created = InstanceValue.objects.get_or_create(key=ROW, defaults={"value": new_key()})
    return row.value


def new_key() -> str:
    vapid = Vapid02()
    vapid.generate_keys()
    return str(b64urlencode(vapid.private_key.private_numbers().private_value.to_bytes(32, "big")))


def public_key() -> str:
    """The `applicationServerKey` that browsers subscribe with."""
    key = _vapid(private_keys()[0]).public_key
    return str(b64urlencode(key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)))


@lru_cache(maxsize=8)
def _vapid(key: str) -> Vapid02:
    return Vapid02.from_raw(key.encode())


def authorization(endpoint: str, key: str, now: dt.datetime) -> str:
    """The header for one push service. One signature serves an hour of messages to it."""
    origin = "/".join(endpoint.split("/", 3)[:3])
    return _signed(origin, key, int(now.timestamp() // _RENEW_S))


@lru_cache(maxsize=64)
def _signed(audience: str, key: str, hour: int) -> str:
    claims = {"aud": audience, "sub": _contact(), "exp": (hour + 1) * _RENEW_S + VALID_S}
    return str(_vapid(key).sign(claims)["Authorization"])


def _contact() -> str:
    return f"mailto:{settings.CONTACT_EMAIL}" if "@" in settings.CONTACT_EMAIL else f"https://{urlsplit(settings.PUBLIC_URL).hostname or 'localhost'}"
