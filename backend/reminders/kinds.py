"""What is known of each kind of reminder (hooks.reminder_kinds), and when a message of it is too late."""

import datetime as dt

from backend.common import hooks
from backend.common.hooks import ReminderKind
from backend.reminders import channels
from backend.reminders.models import Occurrence


def known(kind: str) -> bool:
    return kind in hooks.reminder_kinds.entries


def of(kind: str) -> ReminderKind:
    """One whose app went away is told as a habit would be: quiet, and for an hour."""
    return hooks.reminder_kinds.entries.get(kind, _GONE)


def is_medicine(kind: str) -> bool:
    """Scheduled medicines, patches included, know neither quiet hours nor a budget."""
    return not of(kind).obeys_quiet_hours


def late_at(kind: str, due_at: dt.datetime, tz: str) -> dt.datetime:
    return channels.late_at(of(kind).late_limit, due_at, tz)


_GONE = ReminderKind(dt.timedelta(hours=1), obeys_quiet_hours=True, still_wanted=set)
ANSWERED = (Occurrence.Answer.TAKEN, Occurrence.Answer.SKIPPED)
