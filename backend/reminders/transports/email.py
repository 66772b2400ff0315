"""Reminders by e-mail: no word about health in the subject, the preview or the address of the link."""

import logging
import smtplib
from collections.abc import Sequence

from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend

from backend.reminders.transports.base import UNSENT, AtOnce, Deadline, Job, Outcome

log = logging.getLogger(__name__)


class Email(AtOnce):
    name = "email"

    def send_all(self, jobs: Sequence[Job], deadline: Deadline) -> list[Outcome]:
        """One connection for all of them."""
        if not jobs:
            return []
        connection = get_connection()
        try:
            connection.open()
        except OSError as error:
            return [Outcome("retry", type(error).__name__[:40])] * len(jobs)
        try:
            return [UNSENT if deadline.passed else _send(job, connection) for job in jobs]
        finally:
            connection.close()


def _send(job: Job, connection: BaseEmailBackend) -> Outcome:
    message = job.message
    said, headers = f"{message.body}\n\n{message.link}\n", {"Auto-Submitted": "auto-generated"}
    mail = EmailMessage(message.title, said, to=[job.address.to], connection=connection, headers=headers)
    try:
        return Outcome("sent") if mail.send() else Outcome("failed", "refused")
    except smtplib.SMTPRecipientsRefused as error:
        codes = [code for code, _words in error.recipients.values()]
        return Outcome("retry" if any(400 <= code < 500 for code in codes) else "gone", str(codes[0]) if codes else "refused")
    except smtplib.SMTPResponseException as error:
        return Outcome("retry" if 400 <= error.smtp_code < 500 else "failed", str(error.smtp_code))
    except OSError as error:  # smtplib's own errors among them
        return Outcome("retry", type(error).__name__[:40])
