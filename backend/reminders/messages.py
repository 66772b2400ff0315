"""What a message says. It names its slot and never "now", so that a late, repeated or second one cannot cause a second dose.

By default no word about health: the names of medicines stand on the lock screen only when the person chose that.
"""

import datetime as dt
from collections.abc import Sequence
from functools import lru_cache
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from backend.common.bidi import apart
from backend.reminders import tokens
from backend.reminders.models import Notice
from backend.reminders.rows import AnyNotice, AnyOccurrence
from backend.reminders.schedule import clock_words
from backend.reminders.transports.base import Message

MOST_SLOTS = 3
MOST_WORDS = 300
DECLARATIVE = 8030


def message_of(
    notice: AnyNotice,
    rows: Sequence[AnyOccurrence],
    *,
    zone: str,
    tag: str,
    show_words: bool,
    urgent: bool,
    now: dt.datetime,
    subscription: int | None = None,
) -> Message:
    """For one address: a push carries the number of its browser, so that a receipt says which one showed it. `now`: the database's."""
    language = get_language()
    neutral = _neutral(notice, rows, zone, language)
    title, body = neutral[0], _body(neutral[1], notice, rows) if show_words else neutral[1]
    path = f"/r/{tokens.make(notice.notice_id, subscription)}/" if notice.channel != Notice.Channel.DIGEST else "/today/"
    link = settings.PUBLIC_URL + path
    answers = notice.channel not in (Notice.Channel.DIGEST, Notice.Channel.TEST)
    actions = [{"action": name, "title": words} for name, words in _buttons(language)] if answers else []
    token = path.split("/")[2] if notice.channel != Notice.Channel.DIGEST else tokens.make(notice.notice_id, subscription)
    small = {"title": title, "body": body, "tag": tag, "url": path, "token": token, "actions": actions}
    shown = {"title": title, "body": body, "tag": tag, "navigate": link, "lang": settings.LANGUAGE_CODE, "mutable": True}
    shown["actions"] = [{**action, "navigate": link} for action in actions]
    # Safari reads `web_push` and `notification` by itself; other browsers hand all of it to the service worker.
    payload = {**small, "web_push": DECLARATIVE, "mutable": True, "notification": shown}
    return Message(tag, title, body, link, payload, {**small, "title": neutral[0], "body": neutral[1]}, now, notice.late_at, urgent)


def _body(neutral: str, notice: AnyNotice, rows: Sequence[AnyOccurrence]) -> str:
    return neutral if notice.channel in (Notice.Channel.DIGEST, Notice.Channel.TEST) else f"{_named(rows)} {neutral}".lstrip()


def _named(rows: Sequence[AnyOccurrence]) -> str:
    """As many medicines as there is room for, each of them whole: half of a dose would be another dose."""
    wanted = list(dict.fromkeys((whole, _words(row, short=True)) for row in rows if (whole := _words(row))))
    told: list[str] = []
    for whole, short in wanted:
        room = MOST_WORDS - sum(len(one) + 1 for one in told)
        fits = next((words for words in (whole, short) if len(words) <= room), None)
        if fits is None:
            break
        told.append(fits)
    left = len(wanted) - len(told)
    return " ".join([*told, _("And %d more.") % left] if told and left else told)


def _words(row: AnyOccurrence, *, short: bool = False) -> str:
    """Gabapentin: 300 mg. With food. On the first day of a step also what it was until yesterday. `short`: without the rest of the label."""
    told = row.words
    dose = apart(told.get("dose", ""))
    if before := told.get("until_yesterday"):
        dose += " " + _("(until yesterday: %s)") % apart(before)
    said = ": ".join(filter(None, (apart(told.get("name", "")), dose)))
    return " ".join(one if one.endswith(".") else one + "." for one in (said, "" if short else told.get("instructions", "")) if one)


def _neutral(notice: AnyNotice, rows: Sequence[AnyOccurrence], zone: str, language: str | None) -> tuple[str, str]:
    if notice.channel == Notice.Channel.TEST:
        at = clock_words(notice.due_at.astimezone(ZoneInfo(zone)).time().replace(tzinfo=None))
        return _("This is your test"), _("Your test for %s is here. Reminders can reach you this way.") % at
    if notice.channel == Notice.Channel.DIGEST:
        count, slots = len({row.slot_words for row in rows}), slots_in_words([row.slot_words for row in rows])
        said = ngettext("Your %s reminder was not sent in time.", "Your %s reminders were not sent in time.", count) % slots
        return _("A reminder was not sent"), said + " " + _("Open Stride to see what is recorded.")
    return _reminder(language, tuple(row.slot_words for row in rows))


# Thousands of messages of one minute say the same: a word is looked up once for all of them, not once for each.


@lru_cache(maxsize=500)
def _reminder(_language: str | None, slots: tuple[str, ...]) -> tuple[str, str]:
    return _("You have a reminder"), _("Your %s reminder. Already done? Do nothing.") % slots_in_words(slots)


@lru_cache
def _buttons(_language: str | None) -> tuple[tuple[str, str], ...]:
    return ("taken", _("Done")), ("later", _("Later"))


def slots_in_words(slots: Sequence[str]) -> str:
    """8am; 8am and noon; 8am, noon, 2pm and 3 more."""
    named = list(dict.fromkeys(slots))
    if len(named) > MOST_SLOTS:
        return _("%(slots)s and %(count)d more") % {"slots": ", ".join(named[:MOST_SLOTS]), "count": len(named) - MOST_SLOTS}
    return _(" and ").join(filter(None, (", ".join(named[:-1]), named[-1]))) if named else ""
