"""The floors of sending: as many bytes posted by libcurl alone, as many at once, with no message, key or row; and with a key for each."""

import os
from collections.abc import Callable

import pycurl

from backend.reminders.transports.encryption import OVERHEAD, encrypted
from benchmarks import due

AT_ONCE = 200
BYTES = 1100
HEAD = 86  # salt, size and our key, before what is encrypted
HEADERS = [
    "Authorization: vapid t=" + "a" * 200 + ", k=" + "b" * 87,
    "Content-Encoding: aes128gcm",
    "Content-Type: application/octet-stream",
    "TTL: 3500",
    "Topic: " + "a" * 32,
    "Urgency: high",
]


def post(url: str, count: int) -> int:
    body = os.urandom(BYTES)
    return _post(url, count, lambda: body)


def post_encrypted(url: str, count: int) -> int:
    """Each encrypted for its browser, from words that are there."""
    keys, words = due.browser(), os.urandom(BYTES - HEAD - OVERHEAD)
    return _post(url, count, lambda: encrypted(words, keys["p256dh"], keys["auth"]))


def _post(url: str, count: int, write: Callable[[], bytes]) -> int:
    multi, free = pycurl.CurlMulti(), [pycurl.Curl() for _ in range(AT_ONCE)]
    begun = done = 0
    while done < count:
        while free and begun < count:
            curl = free.pop()
            for option, value in ((pycurl.URL, f"{url}/{begun}"), (pycurl.HTTPHEADER, HEADERS), (pycurl.POSTFIELDS, write()), (pycurl.WRITEFUNCTION, len)):
                curl.setopt(option, value)
            multi.add_handle(curl)
            begun += 1
        multi.perform()
        for curl in answered(multi):
            assert curl.getinfo(pycurl.RESPONSE_CODE) == 201
            multi.remove_handle(curl)
            free.append(curl)
            done += 1
        multi.select(1.0)
    return count


def answered(multi: pycurl.CurlMulti) -> list[pycurl.Curl]:
    left, found = 1, []
    while left:
        left, good, failed = multi.info_read()
        assert not failed
        found += good
    return found
