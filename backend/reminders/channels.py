"""Which way a message goes, and when it may not. Pure: values and `now` are arguments.

Scheduled medicines know neither quiet hours nor a budget. Everything else waits for the end of the quiet hours, unless it
would then be too late: a time that a person chose inside her own quiet hours stays as she chose it.
"""

import datetime as dt
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from backend.reminders import schedule

PUSH, EMAIL, SMS = "push", "email", "sms"


@dataclass(frozen=True, slots=True)
class Wishes:
    """How one person wants to be reminded, and what there is to reach her by."""

    push: bool = True
    email: bool = False
    sms: bool = False
    phones: int = 0
    """Browsers that may be pushed to."""
    address: str = ""
    number: str = ""
    sms_medicines_at_night: bool = False
    quiet_from: dt.time = dt.time(21)
    quiet_to: dt.time = dt.time(8)


def ways(wishes: Wishes, *, medicine: bool, quiet: bool, gateway: bool) -> list[str]:
    """The ways that are open, in the order in which they are tried. An SMS never comes at night, unless she asked for medicines."""
    found = []
    if wishes.push and wishes.phones:
        found.append(PUSH)
    if wishes.email and wishes.address:
        found.append(EMAIL)
    if wishes.sms and wishes.number and gateway and (not quiet or (medicine and wishes.sms_medicines_at_night)):
        found.append(SMS)
    return found


def quiet_end(at: dt.datetime, quiet_from: dt.time, quiet_to: dt.time, tz: str) -> dt.datetime | None:
    """When the quiet hours around `at` end; None outside them. They may pass midnight; from and to the same: none."""
    local = at.astimezone(ZoneInfo(tz))
    clock = local.time().replace(tzinfo=None)
    if quiet_from < quiet_to:
        inside, day = quiet_from <= clock < quiet_to, local.date()
    elif quiet_from > quiet_to:
        inside = clock >= quiet_from or clock < quiet_to
        day = local.date() + dt.timedelta(days=clock >= quiet_from)
    else:
        return None
    return schedule.instant(day, quiet_to, tz) if inside else None


def late_at(limit: dt.timedelta | None, due: dt.datetime, tz: str) -> dt.datetime:
    """Past this it is too late to send. No limit: the local midnight after it was due."""
    if limit is not None:
        return due + limit
    return schedule.instant(due.astimezone(ZoneInfo(tz)).date() + dt.timedelta(days=1), dt.time(0), tz)


def send_at(due: dt.datetime, late: dt.datetime, ends: list[dt.datetime | None]) -> dt.datetime:
    """After the last end of what asks for quiet, when it is still in time then; else as it was chosen."""
    waits = max((end for end in ends if end is not None and end > due), default=due)
    return waits if waits < late else due


def over_budget(sent_today: int, budget: int) -> bool:
    return sent_today >= budget
