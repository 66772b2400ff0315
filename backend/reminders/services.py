"""The verbs of reminders: save a rule, send a test, record answers; claim what is due, deliver it, heal what got lost."""

from backend.reminders.answering import REASONS, Planned, Reply, record_answers, refused
from backend.reminders.claiming import Carrier, Claimed, claim_all, claim_due
from backend.reminders.delivering import deliver
from backend.reminders.dispatch_sql import database_now
from backend.reminders.saving import Saved, end, pause, resume, save_reminder, travelled
from backend.reminders.sweeping import oldest_waiting, sweep, tick
from backend.reminders.testing import send_test
from backend.reminders.tokens import Token
from backend.reminders.transports.base import Deadline
from backend.reminders.vapid import public_key

__all__ = [
    "REASONS",
    "Carrier",
    "Claimed",
    "Deadline",
    "Planned",
    "Reply",
    "Saved",
    "Token",
    "claim_all",
    "claim_due",
    "database_now",
    "deliver",
    "end",
    "oldest_waiting",
    "pause",
    "public_key",
    "record_answers",
    "refused",
    "resume",
    "save_reminder",
    "send_test",
    "sweep",
    "tick",
    "travelled",
]
