"""One POST by libcurl: nothing of the environment's, no redirect, and where asked only to addresses of the open internet."""

import ipaddress
import socket
import ssl
from typing import Any

import pycurl

from backend.reminders.transports.base import Outcome
from backend.reminders.transports.talk import Request

CONNECT_SHARE = 0.5
LONGEST_ANSWER = 2048
NAT64 = ipaddress.ip_network("64:ff9b::/96")  # carries an IPv4 address in its last 32 bits
TROUBLE = {
    pycurl.E_OPERATION_TIMEDOUT: "timeout",
    pycurl.E_COULDNT_RESOLVE_HOST: "no_such_host",
    pycurl.E_COULDNT_CONNECT: "no_connection",
    pycurl.E_PEER_FAILED_VERIFICATION: "certificate",
    pycurl.E_SSL_CONNECT_ERROR: "tls",
    pycurl.E_GOT_NOTHING: "hung_up",
    pycurl.E_RECV_ERROR: "hung_up",
    pycurl.E_SEND_ERROR: "hung_up",
}
"""Passing trouble by its code in libcurl; any other is `curl_` and the number."""


def is_public(address: str) -> bool:
    """Of the open internet: not this machine, not our network, not a number of either in IPv6's clothes."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    inner = getattr(found, "ipv4_mapped", None) or getattr(found, "sixtofour", None)
    if found in NAT64:
        inner = ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)
    return all(one.is_global and not one.is_multicast for one in (inner or found, found))


def ready(*, public_only: bool) -> pycurl.Curl:
    """A handle for many POSTs, one after another."""
    curl = pycurl.Curl()
    authorities = ssl.get_default_verify_paths()  # libcurl's own are those of the machine that it was built on
    for option, value in (
        (pycurl.NOSIGNAL, 1),
        (pycurl.PROTOCOLS, pycurl.PROTO_HTTP | pycurl.PROTO_HTTPS),
        (pycurl.HTTP_VERSION, pycurl.CURL_HTTP_VERSION_1_1),
        (pycurl.SSLVERSION, pycurl.SSLVERSION_TLSv1_2),
        (pycurl.CAINFO, authorities.cafile),
        (pycurl.CAPATH, authorities.capath),
        (pycurl.USERAGENT, "Stride"),
        (pycurl.PROXY, ""),
        (pycurl.FOLLOWLOCATION, 0),
        (pycurl.PATH_AS_IS, 1),
        (pycurl.MAXFILESIZE, LONGEST_ANSWER),
        (pycurl.BUFFERSIZE, 1024),
        (pycurl.UPLOAD_BUFFERSIZE, 16 * 1024),  # a message is smaller; libcurl's own sizes took 6 MB more for 200 at once
        (pycurl.WRITEFUNCTION, len),
    ):
        if value is not None:
            curl.setopt(option, value)
    if public_only:
        curl.setopt(pycurl.OPENSOCKETFUNCTION, _open)
    return curl


def dial(curl: pycurl.Curl, request: Request, head: list[bytes], total_s: float) -> None:
    """Set the handle to post `request`; the lines of the answer's head go into `head`."""
    curl.setopt(pycurl.URL, request.url)
    curl.setopt(pycurl.HTTPHEADER, [*request.headers, "Accept:", "Expect:"])
    curl.setopt(pycurl.POSTFIELDS, request.body)
    curl.setopt(pycurl.HEADERFUNCTION, head.append)
    curl.setopt(pycurl.TIMEOUT_MS, max(int(total_s * 1000), 1))
    curl.setopt(pycurl.CONNECTTIMEOUT_MS, max(int(total_s * CONNECT_SHARE * 1000), 1))


def trouble(curl: pycurl.Curl, code: int | None) -> Outcome | None:
    """What an error of libcurl means; None: there is an answer, be it one whose end was not worth waiting for."""
    if code is None or (code == pycurl.E_FILESIZE_EXCEEDED and curl.getinfo(pycurl.RESPONSE_CODE)):
        return None
    if code == pycurl.E_URL_MALFORMAT:
        return Outcome("failed", "address")
    return Outcome("retry", TROUBLE.get(code, f"curl_{code}"))


def _open(_purpose: int, address: Any) -> socket.socket | int:
    """A socket to what the name was resolved to, so that it cannot change its mind in between."""
    family, kind, protocol, to = address
    return socket.socket(family, kind, protocol) if is_public(str(to[0])) else pycurl.SOCKET_BAD
