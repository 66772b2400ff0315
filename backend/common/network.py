"""Where a request comes from, for counting alone: never stored, never logged."""

import ipaddress
from urllib.parse import urlsplit

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

IPV6_PREFIX = 64  # one household has as many addresses as it likes below this


def is_cross_site(request: HttpRequest) -> bool:
    """Whether the browser says that another site sent this. Programs that say nothing are let through: they carry nobody's cookies.

    Headers.Referrer-Policy lets our own forms name their origin, so that "null" is never ours.
    """
    site = request.headers.get("Sec-Fetch-Site", "same-origin")
    origin = request.headers.get("Origin")
    ours = {urlsplit(request.build_absolute_uri("/")).netloc, urlsplit(settings.PUBLIC_URL).netloc}
    return site not in ("same-origin", "none") or (origin is not None and urlsplit(origin).netloc not in ours)


def network_of(request: HttpRequest) -> str:
    """The address of the sender behind TRUSTED_PROXY_COUNT proxies; of IPv6 its network."""
    hops = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",") if hop.strip()]
    count = settings.TRUSTED_PROXY_COUNT
    address = hops[-count] if 0 < count <= len(hops) else request.META.get("REMOTE_ADDR", "")
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return "unknown"
    if isinstance(found, ipaddress.IPv6Address) and not found.ipv4_mapped:
        return str(ipaddress.ip_network((found, IPV6_PREFIX), strict=False))
    return str(getattr(found, "ipv4_mapped", None) or found)


def is_too_often(request: HttpRequest, what: str, most: int, window_s: int) -> bool:
    """Counts this request. In the cache stands a keyed hash, no address. A cache that is away is an error: nobody is let in uncounted."""
    key = f"{what}:{salted_hmac('stride.network', network_of(request), algorithm='sha256').hexdigest()[:32]}"
    cache.add(key, 0, window_s)
    try:
        return bool(cache.incr(key) > most)
    except ValueError:  # the window ended between the two lines
        return False
