"""Web push (RFC 8030, 8291, 8292): encrypted for one browser, signed with our key, posted to the service that browser chose."""

import logging
from collections.abc import Sequence
from concurrent.futures import Future
from urllib.parse import urlsplit

import orjson
from django.conf import settings

from backend.reminders import vapid
from backend.reminders.endpoints import is_allowed
from backend.reminders.transports.base import Deadline, Job, Outcome
from backend.reminders.transports.encryption import encrypted
from backend.reminders.transports.posting import begin
from backend.reminders.transports.talk import Answer, Request, Talk, outcome_of

log = logging.getLogger(__name__)


class WebPush:
    name = "push"

    def begin(self, jobs: Sequence[Job], deadline: Deadline) -> "Future[list[Outcome]]":
        keys = vapid.private_keys() if jobs else ()
        return begin(jobs, lambda job: _talk(job, keys), deadline, public_only=not settings.PUSH_LOOPBACK)


def _talk(job: Job, keys: Sequence[str]) -> Talk:
    if not may_go_to(job.address.to):
        return Outcome("gone", "not_allowed")
    try:
        first = _request(job, keys[0], job.message.payload)
    except ValueError:
        return Outcome("failed", "keys")
    outcome = _meant((yield first))
    if outcome.code == "413":
        outcome = _meant((yield _request(job, keys[0], job.message.small)))
    for key in keys[1:]:
        if outcome.code in ("401", "403"):  # subscribed while an older key was in use
            outcome = _meant((yield _request(job, key, job.message.payload)))
    if outcome.code in ("401", "403"):
        log.error("a push service refuses our key: %s from %s. Check STRIDE_VAPID_KEYS.", outcome.code, urlsplit(job.address.to).hostname)
    return outcome


def _request(job: Job, key: str, payload: dict[str, object]) -> Request:
    """ValueError: the browser's keys are none."""
    address, message = job.address, job.message
    left = int((message.late_at - message.now).total_seconds())
    headers = (
        f"Authorization: {vapid.authorization(address.to, key, message.now)}",
        "Content-Encoding: aes128gcm",
        "Content-Type: application/octet-stream",
        f"TTL: {max(left, 0)}",
        f"Topic: {message.tag}",
        f"Urgency: {'high' if message.urgent else 'normal'}",
    )
    return Request(address.to, headers, encrypted(orjson.dumps(payload), address.p256dh, address.auth))


def _meant(answer: Answer) -> Outcome:
    return outcome_of(answer, gone=(404, 410))


def may_go_to(endpoint: str) -> bool:
    """Asked again at sending: the list may have become shorter since it was saved."""
    if settings.PUSH_LOOPBACK and endpoint.startswith("http://127.0.0.1:"):
        return True
    return is_allowed(endpoint, settings.PUSH_SERVICES)
