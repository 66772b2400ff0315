"""Whoever changes her plan or answers holds her row; whoever claims holds her reminders. Neither waits for the other in a circle."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from backend.common.exceptions import DomainError
from backend.patients.models import Patient
from backend.reminders import dispatch_sql, services
from backend.reminders.models import Occurrence
from backend.symptoms.services import hold
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
