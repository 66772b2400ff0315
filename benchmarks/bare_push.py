"""The limits of sending: messages encrypted by pywebpush and posted nowhere; as many bytes posted by libcurl alone, 200 at once; both.

With no row read or written, and one message for all.
"""

import os
from collections.abc import Callable

import pycurl
from pywebpush import WebPusher

from backend.reminders.transports.encryption import OVERHEAD, encrypted
from benchmarks import due

AT_ONCE = 200
A_TURN = 4
"""So many are written before the others are looked after: writing 200 at once would keep their answers waiting."""
BYTES = 1100
WORDS = BYTES - 86 - OVERHEAD  # salt, size and our key stand before what is encrypted
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
    keys, words = due.browser(), os.urandom(WORDS)
    return _post(url, count, lambda: encrypted(words, keys["p256dh"], keys["auth"]))


def encrypt(count: int) -> int:
    """By pywebpush and not by Stride: a slower encoder of ours would look like a slower machine."""
    pusher, words = WebPusher({"endpoint": "http://127.0.0.1:9/", "keys": due.browser()}), os.urandom(WORDS)
    for _ in range(count):
        pusher.encode(words)
    return count


def _post(url: str, count: int, write: Callable[[], bytes]) -> int:
    multi, free = pycurl.CurlMulti(), [pycurl.Curl() for _ in range(AT_ONCE)]
    begun = done = 0
    while done < count:
        for _ in range(min(A_TURN, len(free), count - begun)):
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
        if not free or begun == count:
            multi.select(1.0)
    return count


def answered(multi: pycurl.CurlMulti) -> list[pycurl.Curl]:
    left, found = 1, []
    while left:
        left, good, failed = multi.info_read()
        assert not failed
        found += good
    return found
