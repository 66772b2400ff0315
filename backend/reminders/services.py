"""The verbs of reminders: save a rule, send a test, record answers; claim what is due, deliver it, heal what got lost."""

from backend.reminders.answering import REASONS, Planned, Reply, record_answers, refused
from backend.reminders.saving import Saved, end, pause, resume, save_reminder, travelled
from backend.reminders.testing import send_test
from backend.reminders.tokens import Token
from backend.reminders.vapid import public_key

__all__ = [
    "REASONS",
    "Planned",
    "Reply",
    "Saved",
    "Token",
    "end",
    "pause",
    "public_key",
    "record_answers",
    "refused",
    "resume",
    "save_reminder",
    "send_test",
    "travelled",
]
