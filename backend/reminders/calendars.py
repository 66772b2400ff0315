"""What is coming as an iCalendar feed (RFC 5545), at a secret address. Neutral words: a calendar is often shared with a family.

Only a hash of the secret is kept, so the address is shown once; a new one ends the old. No alarms: a calendar reads the feed when
it likes, often a day late, and an alarm of yesterday's plan could ask for a dose that was changed.
"""

import datetime as dt
import hashlib
import secrets
import uuid
from collections.abc import Iterable

from django.conf import settings
from django.utils.translation import gettext as _
from icalendar import Calendar, Event, vDuration, vText

from backend.patients.models import Patient
from backend.reminders import schedule
from backend.reminders.models import CalendarFeed
from backend.reminders.schedule import Due, Rule

AHEAD = dt.timedelta(days=60)
BEHIND = dt.timedelta(days=1)
LASTS = dt.timedelta(minutes=5)
NOTED_EVERY = dt.timedelta(hours=1)
MOST_EVENTS = 4000
LONGEST = 100


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()


def new_feed(patient: Patient, now: dt.datetime) -> str:
    """The address of a new feed. Shown once; the old one ends."""
    secret = secrets.token_urlsafe(32)
    said = {"token_hash": _digest(secret), "created_at": now, "last_read_at": None}
    CalendarFeed.objects.update_or_create(patient=patient, defaults=said)
    return f"{settings.PUBLIC_URL}/calendar/{secret}.ics"


def end_feed(patient: Patient) -> None:
    CalendarFeed.objects.filter(patient=patient).delete()


def feed_of(secret: str) -> CalendarFeed | None:
    """The feed behind an address; None for one that is no more, or never was. An account that closes tells nothing."""
    if len(secret) > LONGEST:
        return None
    found = CalendarFeed.objects.select_related("patient").filter(token_hash=_digest(secret)).first()
    return found if found and found.patient.closing_since is None else None


def note_read(feed: CalendarFeed, now: dt.datetime) -> None:
    """So that she sees whether a calendar still reads it."""
    if feed.last_read_at is None or now - feed.last_read_at >= NOTED_EVERY:
        CalendarFeed.objects.filter(pk=feed.pk).update(last_read_at=now)


def as_ics(patient: Patient, now: dt.datetime) -> bytes:
    """The next 60 days. What is due in one minute is one event."""
    calendar = Calendar()
    calendar.add("prodid", "-//Stride//Reminders//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar["X-WR-CALNAME"] = vText("Stride")
    calendar["X-PUBLISHED-TTL"] = vText("PT1H")
    refresh = vDuration(dt.timedelta(hours=1))
    refresh.params["VALUE"] = "DURATION"
    calendar["REFRESH-INTERVAL"] = refresh
    for at, due in sorted(_minutes(patient, now).items())[:MOST_EVENTS]:
        calendar.add_component(_event(patient, at, due, now))
    return bytes(calendar.to_ical())


def _minutes(patient: Patient, now: dt.datetime) -> dict[dt.datetime, Due]:
    """Each minute at which something is due, with one of what is due then."""
    found: dict[dt.datetime, Due] = {}
    for reminder in patient.reminders.filter(paused_at=None, ended_at=None):
        rule = Rule.stored(reminder.rule)
        for due in _ahead(rule, now, reminder.time_zone):
            found.setdefault(due.at, due)
    return found


def _ahead(rule: Rule, now: dt.datetime, tz: str) -> Iterable[Due]:
    return schedule.due_between(rule, now - BEHIND, now + AHEAD, tz)


def _event(patient: Patient, at: dt.datetime, due: Due, now: dt.datetime) -> Event:
    event = Event()
    event.add("uid", f"{uuid.uuid5(patient.pk, at.isoformat())}@stride")
    event.add("dtstamp", now)
    event.add("dtstart", at)
    event.add("duration", LASTS)
    event.add("summary", _("Your %(at)s reminder") % {"at": due.at_words})
    event.add("url", f"{settings.PUBLIC_URL}/today/")
    event.add("transp", "TRANSPARENT")
    event.add("class", "PRIVATE")
    return event
