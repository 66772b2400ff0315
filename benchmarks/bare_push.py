"""The floor of sending: the same number of bytes posted by libcurl alone, as many at once, without a message, a key or a row."""

import os

import pycurl

AT_ONCE = 200
BYTES = 1100
HEADERS = [
    "Authorization: vapid t=" + "a" * 200 + ", k=" + "b" * 87,
    "Content-Encoding: aes128gcm",
    "Content-Type: application/octet-stream",
    "TTL: 3500",
    "Topic: " + "a" * 32,
    "Urgency: high",
]


def post(url: str, count: int) -> int:
    body, multi, free = os.urandom(BYTES), pycurl.CurlMulti(), [pycurl.Curl() for _ in range(AT_ONCE)]
    begun = done = 0
    while done < count:
        while free and begun < count:
            curl = free.pop()
            for option, value in ((pycurl.URL, f"{url}/{begun}"), (pycurl.HTTPHEADER, HEADERS), (pycurl.POSTFIELDS, body), (pycurl.WRITEFUNCTION, len)):
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
