"""A message that went out, as the dispatcher leaves it."""

import datetime as dt
from typing import Any

from django.utils import timezone

from backend.patients.models import Patient
from backend.reminders import schedule, tokens
from backend.reminders.answering import build
from backend.reminders.models import Delivery, Notice, Occurrence, PushSubscription, Reminder
from backend.reminders.schedule import Rule


def subscription(patient: Patient, name: str = "one", **extra: Any) -> PushSubscription:
    said = {"endpoint": f"https://fcm.googleapis.com/fcm/send/{name}", "p256dh": "B" + "a" * 86, "auth": "b" * 22, "label": "Chrome on Android"}
    return PushSubscription.objects.create(patient=patient, endpoint_hash=f"{name:0>64}", **(said | extra))


def message(*reminders: Reminder, to: PushSubscription | None = None, ago: dt.timedelta = dt.timedelta(minutes=5)) -> tuple[Notice, str]:
    """(notice, token) of what these reminders had due last. All are told in one message."""
    now = timezone.now()
    made: list[Occurrence] = []
    for reminder in reminders:
        due = schedule.due_between(Rule.stored(reminder.rule), now - dt.timedelta(days=1), now, reminder.time_zone)[-1]
        made.append(build(reminder, due))
    patient = reminders[0].patient
    sent = {"state": Notice.State.SENT, "sent_at": now - ago, "send_at": now - ago, "late_at": now + dt.timedelta(hours=1)}
    notice = Notice.objects.create(patient=patient, due_at=made[0].due_at, **sent)
    for one in made:
        one.notice = notice
        one.save()
    if to:
        Delivery.objects.create(notice=notice, subscription=to, transport="push", outcome="sent", sent_at=now - ago)
    return notice, tokens.make(notice.notice_id, to.pk if to else None)
