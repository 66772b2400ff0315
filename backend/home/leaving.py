"""Close the account: sharing ends at once, seven days to change one's mind, then everything goes in one transaction.

What stays is the audit trail, which names accounts by a UUID and cannot be changed (docs/decisions).
"""

import datetime as dt
import logging
from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone

from backend.audit import services as audit
from backend.common import hooks
from backend.home import exports
from backend.patients.models import Patient
from backend.sharing.services import end_all

log = logging.getLogger(__name__)

DAYS_TO_CHANGE_MIND = 7
AT_ONCE = 100


def ends_at(patient: Patient) -> dt.datetime | None:
    return patient.closing_since and patient.closing_since + dt.timedelta(days=DAYS_TO_CHANGE_MIND)


@transaction.atomic
def begin(patient: Patient, now: dt.datetime | None = None) -> None:
    """Sharing ends, a copy that is being made stops and one that is ready goes. Asked twice, the first day counts."""
    now = now or timezone.now()
    changed = Patient.objects.filter(pk=patient.pk, closing_since=None).update(closing_since=now)
    patient.refresh_from_db(fields=["closing_since"])
    if not changed:
        return
    end_all(patient)
    exports.cancel_all(patient)
    audit.record(patient.user, "account.closing", patient, subject=patient.user)
    _mail_later(patient.user.email, "begun", {"patient": patient, "ends_at": now.astimezone(patient.zone) + dt.timedelta(days=DAYS_TO_CHANGE_MIND)})


@transaction.atomic
def keep(patient: Patient) -> None:
    """She changed her mind: the diary is as it was. What was shared stays ended, and she shares anew."""
    if Patient.objects.filter(pk=patient.pk).exclude(closing_since=None).update(closing_since=None):
        audit.record(patient.user, "account.kept", patient, subject=patient.user)
        patient.closing_since = None


def close_due(now: dt.datetime | None = None) -> int:
    """Every account whose days are over, each in a transaction of its own. One that fails is tried again an hour later. How many went."""
    over = (now or timezone.now()) - dt.timedelta(days=DAYS_TO_CHANGE_MIND)
    due = Patient.objects.filter(closing_since__lte=over).order_by("closing_since").values_list("pk", flat=True)[:AT_ONCE]
    return sum(_try_to_close(pk, over) for pk in list(due))


def _try_to_close(pk: Any, over: dt.datetime) -> bool:
    try:
        return _close(pk, over)
    except Exception as error:
        log.error("closing %s: %s", pk, type(error).__name__, exc_info=error)  # type and place alone are written (config/logs.py)
        return False


@transaction.atomic
def _close(pk: Any, over: dt.datetime) -> bool:
    """The row is locked and asked again: whoever kept the account a moment ago keeps it."""
    patient = Patient.objects.select_for_update(of=("self",)).select_related("user").filter(pk=pk, closing_since__lte=over).first()
    if patient is None:
        return False
    user, email = patient.user, patient.user.email
    audit.record(None, "account.closed", patient, subject=user)
    for _app, close in hooks.closers:
        close(user)
    _mail_later(email, "done", {})
    return True


def _mail_later(email: str | None, which: str, context: dict[str, Any]) -> None:
    """After the commit. Neither subject nor text says what Stride is for: a lock screen shows both. A mail server that is away undoes nothing."""
    if not email:
        return
    subject = render_to_string(f"home/mail/closing_{which}_subject.txt", context).strip()
    text = render_to_string(f"home/mail/closing_{which}.txt", {**context, "url": settings.PUBLIC_URL})
    transaction.on_commit(lambda: send_mail(subject, text, None, [email]), robust=True)
