"""The database refuses to change the audit trail, whatever the code above it does."""

from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from backend.audit import services
from backend.audit.models import AuditEvent, AuditLink

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]


def test_an_event_cannot_be_updated() -> None:
    event = services.record(None, "test.done")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        AuditEvent.objects.filter(pk=event.pk).update(verb="test.undone")
    assert AuditEvent.objects.get(pk=event.pk).verb == "test.done"


def test_an_event_cannot_be_deleted() -> None:
    event = services.record(None, "test.done")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        AuditEvent.objects.filter(pk=event.pk)._raw_delete("default")
    assert AuditEvent.objects.filter(pk=event.pk).exists()


@pytest.mark.parametrize("statement", ["UPDATE audit_auditlink SET hash = 'x'", "DELETE FROM audit_auditlink"])
def test_a_link_cannot_be_changed_by_plain_sql(statement: str) -> None:
    services.record(None, "test.done")
    services.seal()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert AuditLink.objects.count() == 1


@transaction.atomic
def _change_both(patient: Any, event: AuditEvent) -> None:
    patient.name = "Changed"
    patient.save()
    AuditEvent.objects.filter(pk=event.pk).update(verb="test.undone")


def test_a_refused_change_takes_its_whole_transaction_with_it(amina: Any) -> None:
    event = services.record(None, "test.done")
    with pytest.raises(DatabaseError, match="append-only"):
        _change_both(amina, event)
    amina.refresh_from_db()
    assert amina.name == ""
