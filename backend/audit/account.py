"""What the trail holds about a person (common/hooks.py): to be read by them, and never deleted."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.db.models import Q

from backend.audit.models import AuditEvent
from backend.common.hooks import Held

HELD = {
    "audit.AuditEvent": Held("audit_trail"),
    "audit.AuditLink": Held(why_not="The seal of a row of the trail: a number and a hash."),
}
COLUMNS = ("at", "verb", "actor", "subject", "object_type", "object_id", "clinic_id", "detail")
AT_ONCE = 2000

Rows = Iterable[dict[str, Any]]


def export(user: Any) -> Iterable[tuple[str, Rows]]:
    """Every act of this person, and every act about them."""
    yield "audit_trail", _rows(user)


def _rows(user: Any) -> Iterator[dict[str, Any]]:
    found = AuditEvent.objects.filter(Q(subject=user.account) | Q(actor=user.account)).order_by("pk")
    for row in found.values(*COLUMNS).iterator(chunk_size=AT_ONCE):
        actor = row.pop("actor")
        yield row | {"by": "you" if actor == user.account else "somebody else" if actor else "Stride"}


def close(user: Any) -> None:
    """Nothing goes: the trail holds account ids, and nobody can change it afterwards. Without the account they name nobody."""
