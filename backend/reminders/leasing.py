"""A notice is sent by whoever holds its lease: one conditional update to take it, one to say what became of it."""

import datetime as dt
import random
import uuid
from collections.abc import Collection

from django.conf import settings
from django.db.models import Case, F, QuerySet, Value, When

from backend.reminders.models import Notice
from backend.reminders.rows import AnyNotice, Leased

LEASE = dt.timedelta(seconds=60)
DEADLINE_S = 35.0
"""A batch stops sending here; what it did not begin is released. Below the lease, which is below the broker's visibility timeout."""
MOST_TRIES = 5
FIRST_WAIT_S = 10.0
State = Notice.State
# Of what is being sent: when whoever has it must have been killed. As one expression, so that a lease is found by its ids:
# with plain conditions the planner reads all that waits, for each of the hundred batches of a burst.
FREE_AT = Case(When(state__in=(State.WAITING, State.RETRY), then=F("send_at")), When(state=State.SENDING, then=F("lease_until")))


def take(ids: Collection[int], now: dt.datetime) -> tuple[uuid.UUID, list[int]]:
    """Those of `ids` that may be sent at `now`, leased. Twice at once, each goes to one caller."""
    lease = uuid.uuid4()
    found = Notice.objects.alias(free_at=FREE_AT).filter(free_at__lte=now, pk__among=frozenset(ids))
    taken = found.update(state=State.SENDING, lease=lease, lease_until=now + LEASE / settings.REMINDERS_FASTER, tries=F("tries") + 1)
    mine = _held(lease, ids).order_by("due_at", "pk").values_list("pk", flat=True)
    return lease, list(mine) if taken else []


def reread(lease: uuid.UUID, ids: Collection[int]) -> list[Leased]:
    """Those of them that are still ours, as they are now."""
    return list(map(Leased._make, _held(lease, ids).order_by("due_at", "pk").values_list(*Leased._fields)))


def close(lease: uuid.UUID, ids: Collection[int], state: str, reason: str = "") -> None:
    """What became of them, unless somebody else has taken them since."""
    _held(lease, ids).update(state=state, reason=reason, lease=None, lease_until=None)


def close_sent(lease: uuid.UUID, ids: Collection[int], now: dt.datetime) -> None:
    """Sent; or shown, when the phone said so before we noted that it was sent."""
    state = Case(When(shown_at=None, then=Value(State.SENT)), default=Value(State.SHOWN))
    _held(lease, ids).update(state=state, sent_at=now, reason="", lease=None, lease_until=None)


def put_back(lease: uuid.UUID, ids: Collection[int], at: dt.datetime) -> None:
    """Not begun: it waits again, and this was no try."""
    _held(lease, ids).update(state=State.WAITING, send_at=at, tries=F("tries") - 1, lease=None, lease_until=None)


def try_again(lease: uuid.UUID, notice: AnyNotice, wait_s: float | None, reason: str, now: dt.datetime) -> None:
    wait = max(wait_s or 0.0, backoff(notice.tries)) / settings.REMINDERS_FASTER
    _held(lease, [notice.pk]).update(state=State.RETRY, send_at=now + dt.timedelta(seconds=wait), reason=reason, lease=None, lease_until=None)


def backoff(tries: int) -> float:
    """10, 20, 40, 80 seconds, each up to a half longer, so that those who failed together do not come back together."""
    return FIRST_WAIT_S * 2 ** max(tries - 1, 0) * random.uniform(1.0, 1.5)  # noqa: S311 - no secret


def _held(lease: uuid.UUID, ids: Collection[int]) -> QuerySet[Notice]:
    return Notice.objects.filter(pk__among=frozenset(ids), lease=lease, state=State.SENDING)
