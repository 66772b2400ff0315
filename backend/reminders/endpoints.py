"""Where a push message may go. Pure: an address that a browser gave is a stranger's word until it is known.

Only the push services that browsers use, over https, at their own port, written plainly. A name of numbers in any form (decimal,
octal, IPv6) is in no list, so no address inside our own network can be meant; the sender asks again, and pins the address it dials.
"""

import hashlib
import re
from collections.abc import Iterable

SERVICES = ("fcm.googleapis.com", "updates.push.services.mozilla.com", "*.push.apple.com", "*.notify.windows.com")
LONGEST = 1000
# Small letters, figures, hyphens; labels of 1 to 63; the last one begins with a letter, so that no number is a name.
_HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?", re.ASCII)
_ENDPOINT = re.compile(r"https://(?P<host>[A-Za-z0-9.-]{1,253})(?::443)?/(?P<path>[\x21-\x22\x24-\x5b\x5d-\x7e]*)", re.ASCII)
_KEY = {"p256dh": (87, 88), "auth": (22, 24)}  # 65 and 16 bytes in base64url, with and without padding
_BASE64URL = re.compile(r"[A-Za-z0-9_-]+={0,2}", re.ASCII)


def host_of(endpoint: str) -> str:
    """The host of an endpoint that is written plainly; empty for any other."""
    found = _ENDPOINT.fullmatch(endpoint) if len(endpoint) <= LONGEST else None
    host = found["host"].lower() if found else ""
    return host if _HOST.fullmatch(host) else ""


def is_allowed(endpoint: str, more: Iterable[str] = ()) -> bool:
    """Whether a push may be sent there. `more`: services that the operator added, `push.example` or `*.push.example`."""
    host = host_of(endpoint)
    return bool(host) and any(_is(host, service.lower()) for service in (*SERVICES, *more))


def _is(host: str, service: str) -> bool:
    if service.startswith("*."):
        return host.endswith(service[1:]) and len(host) > len(service) - 1
    return host == service


def is_key(name: str, value: str) -> bool:
    """`p256dh` and `auth` as browsers give them: base64url of the right length."""
    least, most = _KEY[name]
    return least <= len(value) <= most and bool(_BASE64URL.fullmatch(value))


def hash_of(endpoint: str) -> str:
    return hashlib.sha256(endpoint.encode()).hexdigest()
