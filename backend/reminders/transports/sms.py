"""Reminders by SMS through a gateway that takes JSON over https: `{"to", "from", "text", "id"}`, with a bearer token (docs/operations.md)."""

from collections.abc import Sequence
from concurrent.futures import Future

import aiohttp
from django.conf import settings

from backend.reminders.transports.base import Deadline, Job, Outcome
from backend.reminders.transports.posting import begin, finish, wait_of


class Sms:
    name = "sms"

    def begin(self, jobs: Sequence[Job], deadline: Deadline) -> Future[list[Outcome]]:
        # The operator named this address, so it may be one of our own network.
        return begin(jobs, _post, deadline, public_only=False)


async def _post(session: aiohttp.ClientSession, job: Job) -> Outcome:
    message = job.message
    said = {"to": job.address.to, "from": settings.SMS_FROM, "text": f"{message.body} {message.link}", "id": message.tag}
    headers = {"Authorization": f"Bearer {settings.SMS_TOKEN}", "Idempotency-Key": message.tag}
    async with session.post(settings.SMS_URL, json=said, headers=headers, allow_redirects=False) as answer:
        await finish(answer)
        return outcome_of(answer.status, wait_of(answer))


def outcome_of(status: int, wait: float | None) -> Outcome:
    if 200 <= status < 300:
        return Outcome("sent", str(status))
    if status in (408, 425, 429) or status >= 500:
        return Outcome("retry", str(status), wait)
    return Outcome("failed", str(status))
