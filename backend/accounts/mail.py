"""The demo's e-mail: nothing leaves the machine; /demo/mail/ shows it."""

from collections.abc import Sequence
from typing import Any

from django.core.mail.backends.base import BaseEmailBackend

from backend.accounts.models import DemoMail


class DemoBackend(BaseEmailBackend):
    def send_messages(self, email_messages: Sequence[Any]) -> int:
        rows = [DemoMail(to=to, subject=m.subject[:200], body=m.body) for m in email_messages for to in m.to]
        DemoMail.objects.bulk_create(rows)
        return len(email_messages)
