"""Real commits, seen from two connections."""

import datetime as dt
import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.http import Http404

from backend.clinics.models import Clinic, Membership
from backend.common.exceptions import DomainError
from backend.patients.models import Enrolment, Patient
from backend.sharing import services, viewing
from backend.sharing.models import Grant
from tests import factories
from tests.sharing import diary

pytestmark = [pytest.mark.both_databases, pytest.mark.usefixtures("transactional_audit_db")]


def _elsewhere(act: Callable[[], Any]) -> Any:
    """What `act` returns or raises on a connection of its own."""
    found: list[Any] = []

    def run() -> None:
        try:
            found.append(act())
        except Exception as error:  # noqa: BLE001 - handed to the test
            found.append(error)
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join(20)
    return found[0]


@pytest.fixture
def cast() -> tuple[Patient, Clinic, Membership]:
    clinic = factories.clinic()
    return factories.patient("amina@example.org", name="Amina Khan", birth_date=dt.date(1954, 2, 14)), clinic, factories.member(clinic)


def test_what_one_connection_withdraws_another_reads_no_more(cast: tuple[Patient, Clinic, Membership]) -> None:
    amina, clinic, okafor = cast
    diary.log_days(amina, 2)
    grant = factories.grant(clinic, amina)
    read = _elsewhere(lambda: viewing.view_trend(okafor.user, grant.pk, 28))
    assert len(read.reading.days) == 2
    services.revoke_grant(amina, grant.pk)
    assert isinstance(_elsewhere(lambda: viewing.view_trend(okafor.user, grant.pk, 28)), Http404)
    assert _elsewhere(lambda: viewing.list_patients(okafor)).rows == []


def test_two_taps_on_share_at_once_make_one_grant(cast: tuple[Patient, Clinic, Membership]) -> None:
    amina, clinic, _okafor = cast
    ready, results = threading.Barrier(2), []

    def share() -> None:
        ready.wait(10)
        results.append(_tried(amina, clinic))
        connection.close()

    threads = [threading.Thread(target=share) for _n in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert sorted(results) == ["already_shared", "shared"]
    assert (Grant.objects.count(), Enrolment.objects.count()) == (1, 1)


def _tried(patient: Patient, clinic: Clinic) -> str:
    try:
        services.share(patient, clinic, services.Terms(["diary"], patient.today()), services.Contact())
    except DomainError as error:
        return error.code
    return "shared"
