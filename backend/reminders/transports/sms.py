"""Reminders by SMS through a gateway that takes JSON over https: `{"to", "from", "text", "id"}`, with a bearer token (docs/operations.md)."""

import json
from collections.abc import Sequence
from concurrent.futures import Future

from django.conf import settings

from backend.reminders.transports.base import Deadline, Job, Outcome
from backend.reminders.transports.posting import begin
from backend.reminders.transports.talk import Request, Talk, outcome_of


class Sms:
    name = "sms"

    def begin(self, jobs: Sequence[Job], deadline: Deadline) -> "Future[list[Outcome]]":
        # The operator named this address, so it may be one of our own network.
        return begin(jobs, _talk, deadline, public_only=False)


def _talk(job: Job) -> Talk:
    message = job.message
    said = {"to": job.address.to, "from": settings.SMS_FROM, "text": f"{message.body} {message.link}", "id": message.tag}
    headers = (f"Authorization: Bearer {settings.SMS_TOKEN}", f"Idempotency-Key: {message.tag}", "Content-Type: application/json")
    return outcome_of((yield Request(settings.SMS_URL, headers, json.dumps(said).encode())))
