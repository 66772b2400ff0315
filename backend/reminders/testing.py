""" "Lock your phone. A test comes in 2 minutes.": one message that says so, and whether it was shown."""

import datetime as dt

from django.conf import settings
from django.db import transaction

from backend.patients.models import Patient
from backend.reminders.models import Notice
from backend.reminders.snoozing import whole_minute

IN = dt.timedelta(minutes=2)
LATE = dt.timedelta(minutes=10)


@transaction.atomic
def send_test(patient: Patient, now: dt.datetime) -> Notice:
    """The test that comes in 2 minutes. One that has not been sent yet gives way to it."""
    list(Patient.objects.select_for_update(no_key=True).filter(pk=patient.pk).values_list("pk"))
    waiting = patient.notices.filter(channel=Notice.Channel.TEST, state__in=(Notice.State.WAITING, Notice.State.RETRY))
    waiting.update(state=Notice.State.CANCELLED, reason="another test")
    due = now + IN / settings.REMINDERS_FASTER
    minute = whole_minute(due)
    notice, _new = Notice.objects.update_or_create(
        patient=patient,
        due_at=minute,
        channel=Notice.Channel.TEST,
        defaults={"state": Notice.State.WAITING, "reason": "", "send_at": due, "late_at": due + LATE, "tries": 0, "sent_at": None, "shown_at": None},
    )
    return notice
