"""Who has looked: the audit trail as its subject reads it."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from backend.audit.models import AuditEvent
from backend.clinics.models import Clinic, Membership
from backend.sharing.models import HelperGrant
from backend.sharing.words import VIEWS, Text

PAGE = 30
HELPER = "helper.viewed"


@dataclass(frozen=True, slots=True)
class Look:
    """One view, in words for the person whom it was about."""

    at: dt.datetime
    who: str
    clinic: str
    verb: str

    @property
    def what(self) -> Text:
        return VIEWS[self.verb]


@dataclass(frozen=True, slots=True)
class Looks:
    """The same view by the same person, one after the other on one day. `at` and `first`: the newest and the oldest, where the reader lives."""

    look: Look
    at: dt.datetime
    first: dt.datetime
    times: int


def by_day(looks: Iterable[Look], zone: dt.tzinfo) -> list[Looks]:
    """`looks`: newest first. Who opened a page again and again stands there once, with how often."""
    found = []
    for _key, group in groupby(looks, lambda one: (one.who, one.clinic, one.verb, one.at.astimezone(zone).date())):
        same = list(group)
        found.append(Looks(same[0], same[0].at.astimezone(zone), same[-1].at.astimezone(zone), len(same)))
    return found


def views_of(user: Any) -> QuerySet[AuditEvent]:
    """What others have seen of `user`, newest first."""
    return AuditEvent.objects.filter(subject=user.account, verb__in=VIEWS).exclude(actor=user.account)


def access_log(user: Any, offset: int = 0, limit: int = PAGE) -> list[Look]:
    """Views of `user` from `offset` on. Three queries."""
    return _named(list(views_of(user)[offset : offset + limit]))


def _named(events: Sequence[AuditEvent]) -> list[Look]:
    people = _people(events)
    clinics: dict[Any, str] = dict(Clinic.objects.filter(pk__in={event.clinic_id for event in events}).values_list("pk", "name"))
    helpers = _helpers(events)
    unknown = _("Somebody who no longer has an account"), _("a clinic that is no longer here")
    return [
        Look(e.at, helpers.get(e.object_id, unknown[0]), "", e.verb)
        if e.verb == HELPER
        else Look(e.at, people.get((e.actor, e.clinic_id), unknown[0]), clinics.get(e.clinic_id, unknown[1]), e.verb)
        for e in events
    ]


def _helpers(events: Sequence[AuditEvent]) -> dict[str, str]:
    """Grant → what the patient calls this helper. No query without one."""
    ids = {e.object_id for e in events if e.verb == HELPER}
    return {str(pk): name for pk, name in HelperGrant.objects.filter(pk__in=ids).values_list("pk", "name")} if ids else {}


def _people(events: Sequence[AuditEvent]) -> dict[tuple[Any, Any], str]:
    """(account, clinic) → the name by which the clinic introduces this person; kept when they have left."""
    rows = Membership.objects.filter(user__account__in={e.actor for e in events}, clinic__in={e.clinic_id for e in events})
    return {(account, clinic): name for account, clinic, name in rows.values_list("user__account", "clinic_id", "display_name")}
