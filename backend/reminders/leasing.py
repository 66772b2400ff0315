"""A notice is sent by whoever holds its lease: one conditional update to take it, one to say what became of it."""

import datetime as dt
import random
import uuid
from collections.abc import Collection, Iterable

from django.conf import settings
from django.db.models import Case, F, Q, QuerySet, Value, When

from backend.reminders.models import Notice

LEASE = dt.timedelta(seconds=60)
DEADLINE_S = 35.0
"""A batch stops sending here; what it did not begin is released. Below the lease, which is below the broker's visibility timeout."""
MOST_TRIES = 5
FIRST_WAIT_S = 10.0
State = Notice.State
NEEDED = (
    *("notice_id", "patient", "due_at", "channel", "state", "late_at", "tries", "reason"),
    *("patient__user__email", "patient__user__is_active", "patient__time_zone", "patient__quiet_until", "patient__closing_since"),
)


def take(ids: Collection[int], now: dt.datetime) -> tuple[uuid.UUID, list[Notice]]:
    """Those of `ids` that may be sent at `now`, leased. Twice at once, each goes to one caller."""
    lease = uuid.uuid4()
    waits = Q(state__in=(State.WAITING, State.RETRY), send_at__lte=now)
    left_behind = Q(state=State.SENDING, lease_until__lt=now)  # whoever had it was killed
    found = Notice.objects.filter(waits | left_behind, pk__among=ids)
    taken = found.update(state=State.SENDING, lease=lease, lease_until=now + LEASE / settings.REMINDERS_FASTER, tries=F("tries") + 1)
    mine = Notice.objects.filter(pk__among=ids, lease=lease, state=State.SENDING).only("pk").order_by("due_at", "pk")
    return lease, list(mine) if taken else []


def reread(lease: uuid.UUID, notices: Iterable[Notice]) -> list[Notice]:
    """Those of them that are still ours, as they and their people are now, with what sending needs of them and no more."""
    return list(_held(lease, notices).select_related("patient__user").only(*NEEDED).order_by("due_at", "pk"))


def close(lease: uuid.UUID, notices: Iterable[Notice], state: str, reason: str = "") -> None:
    """What became of them, unless somebody else has taken them since."""
    _held(lease, notices).update(state=state, reason=reason, lease=None, lease_until=None)


def close_sent(lease: uuid.UUID, notices: Iterable[Notice], now: dt.datetime) -> None:
    """Sent; or shown, when the phone said so before we noted that it was sent."""
    state = Case(When(shown_at=None, then=Value(State.SENT)), default=Value(State.SHOWN))
    _held(lease, notices).update(state=state, sent_at=now, reason="", lease=None, lease_until=None)


def put_back(lease: uuid.UUID, notices: Iterable[Notice], at: dt.datetime) -> None:
    """Not begun: it waits again, and this was no try."""
    _held(lease, notices).update(state=State.WAITING, send_at=at, tries=F("tries") - 1, lease=None, lease_until=None)


def try_again(lease: uuid.UUID, notice: Notice, wait_s: float | None, reason: str, now: dt.datetime) -> None:
    wait = max(wait_s or 0.0, backoff(notice.tries)) / settings.REMINDERS_FASTER
    _held(lease, [notice]).update(state=State.RETRY, send_at=now + dt.timedelta(seconds=wait), reason=reason, lease=None, lease_until=None)


def backoff(tries: int) -> float:
    """10, 20, 40, 80 seconds, each up to a half longer, so that those who failed together do not come back together."""
    return FIRST_WAIT_S * 2 ** max(tries - 1, 0) * random.uniform(1.0, 1.5)  # noqa: S311 - no secret


def _held(lease: uuid.UUID, notices: Iterable[Notice]) -> QuerySet[Notice]:
    return Notice.objects.filter(pk__among=[notice.pk for notice in notices], lease=lease, state=State.SENDING)
