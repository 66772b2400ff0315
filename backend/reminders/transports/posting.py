"""HTTP to the outside, for web push and SMS: many at once, no redirects, no proxy, and only to public addresses, dialled as they were resolved."""

import asyncio
import datetime as dt
import ipaddress
import socket
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from email.utils import parsedate_to_datetime

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import ThreadedResolver
from django.conf import settings

from backend.reminders.transports.base import UNSENT, Deadline, Job, Outcome

IN_FLIGHT = 200
MOST_SOCKETS = 700  # below the 1,024 files that a process may open
PATIENCE_S = 2.0
TOTAL_S, CONNECT_S = 10.0, 5.0
LONGEST_ANSWER = 2048
LONGEST_WAIT_S = 15 * 60.0
NAT64 = ipaddress.ip_network("64:ff9b::/96")  # carries an IPv4 address in its last 32 bits
Post = Callable[[aiohttp.ClientSession, Job], Awaitable[Outcome]]


class PublicOnly(AbstractResolver):
    """Names to addresses of the open internet. The connection is made to what is found here, so a name cannot change its mind in between."""

    def __init__(self) -> None:
        self._asked = ThreadedResolver()

    async def resolve(self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC) -> list[ResolveResult]:
        found = [one for one in await self._asked.resolve(host, port, family) if is_public(one["host"])]
        if not found:
            raise OSError(f"no public address: {len(host)} letters")
        return found

    async def close(self) -> None:
        await self._asked.close()


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


def post_all(jobs: Sequence[Job], post: Post, deadline: Deadline, *, public_only: bool = True) -> list[Outcome]:
    """Run in a thread of its own: whoever calls may have a loop running already."""
    if not jobs:
        return []
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, _all(jobs, post, deadline, public_only)).result()


async def _all(jobs: Sequence[Job], post: Post, deadline: Deadline, public_only: bool) -> list[Outcome]:
    places, sockets = asyncio.Semaphore(IN_FLIGHT), asyncio.Semaphore(MOST_SOCKETS)
    connector = aiohttp.TCPConnector(limit=0, ttl_dns_cache=60, resolver=PublicOnly() if public_only else None)
    jar, faster = aiohttp.DummyCookieJar(), settings.REMINDERS_FASTER
    times = aiohttp.ClientTimeout(total=TOTAL_S / faster, sock_connect=CONNECT_S / faster)
    async with aiohttp.ClientSession(connector=connector, timeout=times, trust_env=False, auto_decompress=False, cookie_jar=jar) as session:

        async def one(job: Job) -> Outcome:
            async with sockets, Place(places, PATIENCE_S / faster):
                return UNSENT if deadline.passed else await _guarded(post, session, job)

        return list(await asyncio.gather(*(one(job) for job in jobs)))


class Place:
    """A turn among those in flight. One that hangs gives its turn away after a while, and keeps its socket alone."""

    def __init__(self, places: asyncio.Semaphore, patience: float) -> None:
        self.places = places
        self.patience = patience
        self.held = False

    async def __aenter__(self) -> None:
        await self.places.acquire()
        self.held = True
        self.timer = asyncio.get_running_loop().call_later(self.patience, self.leave)

    async def __aexit__(self, *error: object) -> None:
        self.timer.cancel()
        self.leave()

    def leave(self) -> None:
        if self.held:
            self.held = False
            self.places.release()


async def _guarded(post: Post, session: aiohttp.ClientSession, job: Job) -> Outcome:
    """Trouble on the way is passing trouble; what a stranger's address or key makes of our code is not."""
    try:
        return await post(session, job)
    except TimeoutError:
        return Outcome("retry", "timeout")
    except aiohttp.InvalidURL:
        return Outcome("failed", "address")
    except (aiohttp.ClientError, OSError) as error:
        return Outcome("retry", type(error).__name__[:40])
    except (ValueError, TypeError, IndexError) as error:
        return Outcome("failed", type(error).__name__[:40])


async def finish(answer: aiohttp.ClientResponse) -> None:
    """Read a little of the body, so that the connection serves the next message; a long one is cut off."""
    await answer.content.read(LONGEST_ANSWER)
    if not answer.content.at_eof():
        answer.close()


def wait_of(answer: aiohttp.ClientResponse) -> float | None:
    """Retry-After in seconds, from a number or a date; a quarter of an hour at most."""
    said = answer.headers.get("Retry-After", "").strip()
    if said.isdigit():
        return min(float(said[:9]), LONGEST_WAIT_S)
    try:
        at = parsedate_to_datetime(said)
        return min(max((at - dt.datetime.now(at.tzinfo or dt.UTC)).total_seconds(), 0.0), LONGEST_WAIT_S)
    except (ValueError, TypeError):
        return None
