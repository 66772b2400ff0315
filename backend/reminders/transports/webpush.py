"""Web push (RFC 8030, 8291, 8292): encrypted for one browser, signed with our key, posted to the service that browser chose."""

import json
import logging
from collections.abc import Sequence
from concurrent.futures import Future
from urllib.parse import urlsplit

import aiohttp
from django.conf import settings
from yarl import URL

from backend.reminders import vapid
from backend.reminders.endpoints import is_allowed
from backend.reminders.transports.base import Deadline, Job, Outcome
from backend.reminders.transports.encryption import encrypted
from backend.reminders.transports.posting import begin, finish, wait_of

log = logging.getLogger(__name__)
as_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode  # json.dumps would make it anew for each message


class WebPush:
    name = "push"

    def begin(self, jobs: Sequence[Job], deadline: Deadline) -> Future[list[Outcome]]:
        keys = vapid.private_keys() if jobs else ()
        return begin(jobs, lambda session, job: _post(session, job, keys), deadline, public_only=not settings.PUSH_LOOPBACK)


async def _post(session: aiohttp.ClientSession, job: Job, keys: tuple[str, ...]) -> Outcome:
    if not may_go_to(job.address.to):
        return Outcome("gone", "not_allowed")
    outcome = await _once(session, job, keys[0], job.message.payload)
    if outcome.code == "413":
        outcome = await _once(session, job, keys[0], job.message.small)
    for key in keys[1:]:
        if outcome.code in ("401", "403"):  # subscribed while an older key was in use
            outcome = await _once(session, job, key, job.message.payload)
    if outcome.code in ("401", "403"):
        log.error("a push service refuses our key: %s from %s. Check STRIDE_VAPID_KEYS.", outcome.code, urlsplit(job.address.to).hostname)
    return outcome


async def _once(session: aiohttp.ClientSession, job: Job, key: str, payload: dict[str, object]) -> Outcome:
    address, message = job.address, job.message
    try:
        body = encrypted(as_json(payload).encode(), address.p256dh, address.auth)
    except ValueError:
        return Outcome("failed", "keys")
    left = int((message.late_at - message.now).total_seconds())
    headers = {
        "Authorization": vapid.authorization(address.to, key, message.now),
        "Content-Encoding": "aes128gcm",
        "Content-Type": "application/octet-stream",
        "TTL": str(max(left, 0)),
        "Topic": message.tag,
        "Urgency": "high" if message.urgent else "normal",
    }
    async with session.post(URL(address.to, encoded=True), data=body, headers=headers, allow_redirects=False) as answer:
        await finish(answer)
        return outcome_of(answer.status, None if answer.ok else wait_of(answer))


def outcome_of(status: int, wait: float | None) -> Outcome:
    """What a push service meant."""
    code = str(status)
    if 200 <= status < 300:
        return Outcome("sent", code)
    if status in (404, 410):
        return Outcome("gone", code)
    if status in (408, 425, 429) or status >= 500:
        return Outcome("retry", code, wait)
    return Outcome("failed", code)


def may_go_to(endpoint: str) -> bool:
    """Asked again at sending: the list may have become shorter since it was saved."""
    if settings.PUSH_LOOPBACK and urlsplit(endpoint).hostname == "127.0.0.1":
        return True
    return is_allowed(endpoint, settings.PUSH_SERVICES)
