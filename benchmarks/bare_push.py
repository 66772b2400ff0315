"""The floor of sending: the same number of bytes posted by aiohttp alone, as many at once, without a message, a key or a row."""

import asyncio
import os

import aiohttp

AT_ONCE = 200
BYTES = 1100
HEADERS = {
    "Authorization": "vapid t=" + "a" * 200 + ", k=" + "b" * 87,
    "Content-Encoding": "aes128gcm",
    "Content-Type": "application/octet-stream",
    "TTL": "3500",
    "Topic": "a" * 32,
    "Urgency": "high",
}


def post(url: str, count: int) -> int:
    asyncio.run(_post(url, count))
    return count


async def _post(url: str, count: int) -> None:
    places, body = asyncio.Semaphore(AT_ONCE), os.urandom(BYTES)
    connector, jar = aiohttp.TCPConnector(limit=0), aiohttp.DummyCookieJar()
    async with aiohttp.ClientSession(connector=connector, cookie_jar=jar, auto_decompress=False) as session:

        async def one(number: int) -> None:
            async with places, session.post(f"{url}/{number}", data=body, headers=HEADERS, allow_redirects=False) as answer:
                await answer.read()

        await asyncio.gather(*(one(number) for number in range(count)))
