"""What the reminders hold about a person, for "download everything" and "close the account" (common/hooks.py)."""

from collections.abc import Iterable
from typing import Any

from backend.common.hooks import Held
from backend.common.owned import Rows, Table, delete_rows, export_rows
from backend.patients.access import patient_or_none
from backend.reminders.models import Answer, CalendarFeed, Delivery, Notice, Occurrence, Preferences, PushSubscription, Reminder

HELD = {
    "reminders.Reminder": Held("reminders"),
    "reminders.Occurrence": Held("reminder_events"),
    "reminders.Answer": Held("reminder_answers"),
    "reminders.Notice": Held("reminder_messages"),
    "reminders.Delivery": Held("reminder_deliveries"),
    "reminders.PushSubscription": Held("push_subscriptions"),
    "reminders.Preferences": Held("reminder_preferences"),
    "reminders.CalendarFeed": Held("calendar_feed"),
}
TABLES: tuple[Table, ...] = (
    ("reminders", Reminder, "patient", "created_at"),
    ("reminder_events", Occurrence, "patient", "due_at"),
    ("reminder_answers", Answer, "patient", "stamp"),
    ("reminder_messages", Notice, "patient", "due_at"),
    ("reminder_deliveries", Delivery, "notice__patient", "sent_at"),
    ("push_subscriptions", PushSubscription, "patient", "created_at"),
    ("reminder_preferences", Preferences, "patient", "pk"),
    ("calendar_feed", CalendarFeed, "patient", "created_at"),
)
INNER = {"id", "patient_id", "body_hash", "lease", "lease_until", "auth", "p256dh", "endpoint_hash", "token_hash"}


def export(user: Any) -> Iterable[tuple[str, Rows]]:
    """(table name, rows), each table read in one query. Keys with which a message could be sent stay here."""
    patient = patient_or_none(user)
    return export_rows(patient, TABLES, INNER) if patient else ()


def close(user: Any) -> None:
    """All of it: what is under way is cancelled by being gone."""
    delete_rows(user, TABLES)
