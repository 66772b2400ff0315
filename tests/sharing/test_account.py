"""What sharing gives out and deletes with an account."""

from typing import Any

import pytest

from backend.audit.models import AuditEvent
from backend.clinics.models import Clinic, Membership
from backend.common import hooks
from backend.patients.models import Patient
from backend.sharing import account, services, viewing
from backend.sharing.models import ClinicInvitation, Grant
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def seen(amina: Patient, boris: Patient, riverside: Clinic, okafor: Membership) -> Grant:
    """Amina shares, was invited and was looked at; Boris too."""
    for person in (boris, amina):
        grant = factories.grant(riverside, person)
        services.invite_patient(okafor, str(person.user.email))
        viewing.view_trend(okafor.user, grant.pk, 28)
    return grant


def test_everything_held_about_a_person_comes_out_and_nothing_of_another(seen: Grant, amina: Patient) -> None:
    tables = {name: list(rows) for name, rows in account.export(amina.user)}
    assert {name: len(rows) for name, rows in tables.items()} == {"grants": 1, "invitations": 1, "helpers": 0, "who_looked": 1}
    assert tables["grants"][0]["id"] == seen.pk


def test_closing_deletes_grants_and_the_address_and_keeps_the_trail(seen: Grant, amina: Patient) -> None:
    account.close(amina.user)
    assert not Grant.objects.filter(patient=amina).exists()
    assert list(ClinicInvitation.objects.values_list("email", flat=True)) == ["boris@example.org"]
    assert AuditEvent.objects.filter(subject=amina.user.account, verb="trend.viewed").exists()


def test_both_are_registered(db: Any) -> None:
    assert "sharing" in hooks.exporters.entries
    assert "sharing" in hooks.closers.entries
