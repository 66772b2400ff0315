"""Sealing and verifying the audit trail."""

import datetime as dt
import threading
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.utils import timezone

from backend.audit import services
from backend.audit.models import AuditEvent, AuditLink
from tests.support.append_only import lift, restore

pytestmark = pytest.mark.both_databases
LATER = dt.timedelta(hours=2)


def _sealed(count: int) -> list[AuditEvent]:
    events = [services.record(None, "test.done", detail={"fields": [str(n)]}) for n in range(count)]
    services.seal()
    return events


def _behind_the_triggers(statement: str, *values: Any) -> None:
    lift()
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
    restore()


@pytest.mark.django_db
def test_a_sealed_trail_has_no_fault() -> None:
    _sealed(3)
    assert services.verify() == []
    assert list(AuditLink.objects.values_list("position", flat=True)) == [1, 2, 3]


@pytest.mark.django_db
def test_sealing_again_adds_nothing() -> None:
    _sealed(3)
    assert services.seal() == 0
    assert AuditLink.objects.count() == 3


@pytest.mark.django_db
def test_an_altered_event_breaks_the_chain_at_its_place() -> None:
    events = _sealed(3)
    _behind_the_triggers("UPDATE audit_auditevent SET verb = 'test.undone' WHERE id = %s", events[1].pk)
    assert services.verify() == [f"Event {events[1].pk} is not as it was sealed."]


@pytest.mark.django_db
@pytest.mark.parametrize("column", ["actor", "subject", "clinic_id"])
def test_another_person_in_an_event_breaks_the_chain(column: str) -> None:
    event = _sealed(1)[0]
    _behind_the_triggers(f"UPDATE audit_auditevent SET {column} = %s WHERE id = %s", "0" * 31 + "1", event.pk)
    assert services.verify() == [f"Event {event.pk} is not as it was sealed."]


@pytest.mark.django_db
def test_a_deleted_event_is_a_gap_in_the_chain() -> None:
    events = _sealed(3)
    _behind_the_triggers("DELETE FROM audit_auditlink WHERE event_id = %s", events[1].pk)
    _behind_the_triggers("DELETE FROM audit_auditevent WHERE id = %s", events[1].pk)
    assert services.verify()[0] == "Links 2 to 2 are missing."


@pytest.mark.django_db
def test_a_tail_that_was_cut_off_shows_beside_a_noted_head() -> None:
    events = _sealed(3)
    head = services.head()
    _behind_the_triggers("DELETE FROM audit_auditlink WHERE event_id = %s", events[2].pk)
    _behind_the_triggers("DELETE FROM audit_auditevent WHERE id = %s", events[2].pk)
    assert services.verify() == []
    assert services.verify(head) == ["The link that was noted as the head of the chain is no longer in it."]


@pytest.mark.django_db
def test_a_noted_head_stays_good_as_the_chain_grows() -> None:
    _sealed(2)
    head = services.head()
    _sealed(2)
    assert services.verify(head) == []


@pytest.mark.django_db
def test_events_that_nobody_seals_are_a_fault_after_an_hour() -> None:
    services.record(None, "test.done")
    assert services.verify() == []
    assert "not sealed" in services.verify(now=timezone.now() + LATER)[0]


@pytest.mark.django_db
def test_sealing_goes_on_in_batches() -> None:
    for _n in range(5):
        services.record(None, "test.done")
    assert [services.seal(limit=2) for _n in range(4)] == [2, 2, 1, 0]
    assert services.verify() == []


@pytest.mark.django_db
def test_the_command_is_silent_about_nothing_and_prints_the_head(capsys: Any) -> None:
    _sealed(2)
    call_command("verify_audit")
    assert f"Head: {services.head()}" in capsys.readouterr().out


@pytest.mark.django_db
def test_the_command_ends_with_1_and_names_the_event() -> None:
    event = _sealed(1)[0]
    _behind_the_triggers("UPDATE audit_auditevent SET verb = 'test.undone' WHERE id = %s", event.pk)
    with pytest.raises(CommandError, match=f"Event {event.pk} is not as it was sealed") as failed:
        call_command("verify_audit")
    assert failed.value.returncode == 1


@pytest.mark.usefixtures("transactional_audit_db")
def test_an_event_that_commits_late_is_sealed_with_the_next_batch() -> None:
    if connection.vendor == "sqlite":
        _insert_in_the_past()  # one writer at a time: there is no late commit, only a smaller id
    else:
        _commit_late()
    services.seal()
    assert AuditEvent.objects.filter(link=None).count() == 0
    assert services.verify() == []
    assert list(AuditLink.objects.values_list("event__verb", flat=True)) == ["test.second", "test.first"]


def _insert_in_the_past() -> None:
    second = AuditEvent.objects.create(pk=1000, verb="test.second")
    services.seal()
    AuditEvent.objects.create(pk=second.pk - 1, verb="test.first")


def _commit_late() -> None:
    written, sealed = threading.Event(), threading.Event()

    def slow() -> None:
        with transaction.atomic():
            services.record(None, "test.first")
            written.set()
            sealed.wait(10)
        connection.close()

    thread = threading.Thread(target=slow)
    thread.start()
    written.wait(10)
    services.record(None, "test.second")
    assert services.seal() == 1
    sealed.set()
    thread.join(10)


@pytest.mark.usefixtures("transactional_audit_db")
def test_two_sealers_at_once_make_one_chain() -> None:
    for _n in range(40):
        services.record(None, "test.done")
    ready = threading.Barrier(2)
    sealed: list[int] = []

    def seal() -> None:
        ready.wait(10)
        sealed.append(services.seal())
        connection.close()

    threads = [threading.Thread(target=seal) for _n in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert sorted(sealed) == [0, 40]
    assert services.verify() == []
