"""HTTP to the outside, for web push and SMS: many at once, no redirects, no proxy, and only to public addresses, dialled as they were resolved."""

import asyncio
import atexit
import contextlib
import datetime as dt
import ipaddress
import os
import socket
import threading
from collections.abc import Awaitable, Callable, Sequence
from concurrent.futures import Future
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
KEPT_OPEN_S = 10.0
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


def begin(jobs: Sequence[Job], post: Post, deadline: Deadline, *, public_only: bool = True) -> Future[list[Outcome]]:
    """Start posting, at once; the outcomes come later, in the order of the jobs. Whoever calls may have a loop running already."""
    line = the_line()
    return asyncio.run_coroutine_threadsafe(line.post_all(jobs, post, deadline, public_only), line.loop)


class Line:
    """The line to the outside of this process: one event loop in a thread of its own, and connections that stay open between batches."""

    def __init__(self) -> None:
        self.process = os.getpid()
        self.loop = asyncio.new_event_loop()
        self.places, self.sockets = asyncio.Semaphore(IN_FLIGHT), asyncio.Semaphore(MOST_SOCKETS)
        self.sessions: dict[tuple[bool, float], aiohttp.ClientSession] = {}
        threading.Thread(target=self.loop.run_forever, name="posting", daemon=True).start()
        atexit.register(self.close)

    async def post_all(self, jobs: Sequence[Job], post: Post, deadline: Deadline, public_only: bool) -> list[Outcome]:
        faster = settings.REMINDERS_FASTER
        session = self.session(public_only, TOTAL_S / faster)

        async def one(job: Job) -> Outcome:
            async with self.sockets, Place(self.places, PATIENCE_S / faster):
                return UNSENT if deadline.passed else await _guarded(post, session, job)

        return list(await asyncio.gather(*(one(job) for job in jobs)))

    def session(self, public_only: bool, total: float) -> aiohttp.ClientSession:
        if (public_only, total) not in self.sessions:
            connector = aiohttp.TCPConnector(limit=0, ttl_dns_cache=60, keepalive_timeout=KEPT_OPEN_S, resolver=PublicOnly() if public_only else None)
            times, jar = aiohttp.ClientTimeout(total=total, sock_connect=total * CONNECT_S / TOTAL_S), aiohttp.DummyCookieJar()
            made = aiohttp.ClientSession(connector=connector, timeout=times, trust_env=False, auto_decompress=False, cookie_jar=jar)
            self.sessions[public_only, total] = made
        return self.sessions[public_only, total]

    async def hang_up(self) -> None:
        await asyncio.gather(*(session.close() for session in self.sessions.values()))

    def close(self) -> None:
        """At the end of the process; in a fork the line is that of another process."""
        if self.process == os.getpid() and self.loop.is_running():
            with contextlib.suppress(TimeoutError):
                asyncio.run_coroutine_threadsafe(self.hang_up(), self.loop).result(2)
            self.loop.call_soon_threadsafe(self.loop.stop)


_making = threading.Lock()
_lines: list[Line] = []


def the_line() -> Line:
    """Of this process: a fork has the memory of its parent and none of its threads."""
    with _making:
        if not _lines or _lines[0].process != os.getpid():
            _lines[:] = [Line()]
        return _lines[0]


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
    """Retry-After in seconds, from a number or from a date beside the answer's own; a quarter of an hour at most."""
    said = answer.headers.get("Retry-After", "").strip()
    if said.isdigit():
        return min(float(said[:9]), LONGEST_WAIT_S)
    until = _moment(said)
    now = _moment(answer.headers.get("Date", "")) or dt.datetime.now(dt.UTC)
    return min(max((until - now).total_seconds(), 0.0), LONGEST_WAIT_S) if until else None


def _moment(said: str) -> dt.datetime | None:
    try:
        found = parsedate_to_datetime(said)
    except (ValueError, TypeError):
        return None
    return found if found.tzinfo else found.replace(tzinfo=dt.UTC)
