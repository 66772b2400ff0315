"""Whoever changes her plan or answers holds her row; whoever claims holds her reminders. Neither waits for the other in a circle."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.models import Count

from backend.common.exceptions import DomainError
from backend.patients.models import Patient
from backend.reminders import dispatch_sql, services
from backend.reminders.models import Notice, Occurrence
from backend.symptoms.services import hold
from tests import factories
from tests.reminders.making import at, planned, reply

MORNING, EIGHT = at("2026-11-20 07:00"), at("2026-11-20 08:00")
pytestmark = pytest.mark.django_db(transaction=True)


def beside(do: Callable[[], Any]) -> list[str]:
    """On a connection of its own, which waits for no lock: what went wrong."""
    wrong: list[str] = []

    def work() -> None:
        try:
            if connection.vendor == "postgresql":  # SQLite lets one write at a time, and waits
                connection.cursor().execute("SET lock_timeout = '1s'")
            do()
        except (DatabaseError, DomainError) as error:  # told in the test's own thread
            wrong.append(f"{type(error).__name__}: {error}")
        finally:
            connection.close()

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    return wrong


def test_a_plan_that_is_being_changed_holds_up_no_claim(amina: Patient, remind: Any):
    remind("08:00", now=MORNING)
    with transaction.atomic():
        hold(amina)
        assert beside(lambda: services.claim_all(EIGHT, lambda ids: None)) == []
    assert Occurrence.objects.count() == 1


def test_a_claim_holds_up_no_answer(amina: Patient, remind: Any):
    plan = planned(remind("08:00", now=MORNING), "2026-11-20")
    with transaction.atomic():
        dispatch_sql.lock_due(EIGHT, 10)
        assert beside(lambda: services.record_answers(amina, [reply(plan.occurrence(), "later", EIGHT, planned=plan)], now=EIGHT)) == []


def test_a_burst_claimed_by_two_tells_everybody_once_and_together(remind: Any):
    """With so small batches each of the two has many turns."""
    people = [factories.patient() for _ in range(24)]
    for patient in people:
        for name in ("Gabapentin", "Amitriptyline"):
            remind("08:00", now=MORNING, name=name, patient=patient)
    threads, carried = set(), list[int]()

    def carry(ids: list[int]) -> None:
        threads.add(threading.get_ident())
        carried.extend(ids)

    found = services.claim_all(EIGHT, carry, limit=3)
    notices = Notice.objects.annotate(doses=Count("occurrences"))
    assert sorted(notices.values_list("patient", "doses")) == sorted((patient.pk, 2) for patient in people)
    assert sorted(carried) == sorted(notices.values_list("pk", flat=True))
    assert found == len(carried) == 24
    assert len(threads) == 2


def test_what_stops_one_of_the_two_is_told(remind: Any):
    for _ in range(8):
        remind("08:00", now=MORNING, patient=factories.patient())
    here = threading.get_ident()

    def carry(ids: list[int]) -> None:
        if threading.get_ident() != here:
            raise DatabaseError("gone")

    with pytest.raises(DatabaseError, match="gone"):
        services.claim_all(EIGHT, carry, limit=1)
    assert Occurrence.objects.count() > 1  # the other one goes on
