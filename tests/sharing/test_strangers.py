"""Whoever has no open grant gets the same 404, whatever the reason, on every address of a patient."""

import datetime as dt
import uuid
from typing import Any

import pytest
from django.utils import timezone

from backend.clinics.models import Clinic, Membership
from backend.patients.models import Patient
from backend.sharing.models import Grant
from tests import factories
from tests.sharing import diary

ADDRESSES = (
    "/clinic/patients/{}/",
    "/clinic/patients/{}/days/",
    "/api/v1/clinic/patients/{}/trends/",
    "/api/v1/clinic/patients/{}/diary/",
)
pytestmark = pytest.mark.django_db


@pytest.fixture
def grant(amina: Patient, riverside: Clinic, okafor: Membership) -> Grant:
    diary.log_days(amina, 3)
    return factories.grant(riverside, amina)


def _yesterday() -> dt.date:
    return timezone.now().date() - dt.timedelta(days=1)


@pytest.mark.parametrize("address", ADDRESSES)
def test_the_chosen_clinician_reads(address: str, grant: Grant, okafor: Membership, staff_in: Any) -> None:
    assert staff_in(okafor).get(address.format(grant.pk)).status_code == 200


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_clinician_of_another_clinic_gets_404(address: str, grant: Grant, lund: Membership, staff_in: Any) -> None:
    assert staff_in(lund).get(address.format(grant.pk)).status_code == 404


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_coordinator_of_the_same_clinic_gets_404(address: str, grant: Grant, sam: Membership, staff_in: Any) -> None:
    assert staff_in(sam).get(address.format(grant.pk)).status_code == 404


@pytest.mark.parametrize("address", ADDRESSES)
def test_patients_get_404_their_own_grant_included(address: str, grant: Grant, boris: Patient, sign_in: Any) -> None:
    assert sign_in(boris.user).get(address.format(grant.pk)).status_code == 404
    assert sign_in(grant.patient.user).get(address.format(grant.pk)).status_code == 404


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_withdrawn_grant_is_404_at_the_next_click(address: str, grant: Grant, okafor: Membership, staff_in: Any, sign_in: Any) -> None:
    client = staff_in(okafor)
    assert client.get(address.format(grant.pk)).status_code == 200
    sign_in(grant.patient.user).post(f"/share/{grant.pk}/withdraw/")
    assert client.get(address.format(grant.pk)).status_code == 404


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("change", [{"until": "yesterday"}, {"revoked_at": "now"}])
def test_an_ended_grant_is_404(address: str, change: dict[str, Any], grant: Grant, okafor: Membership, staff_in: Any) -> None:
    if "until" in change:
        grant.until = _yesterday() - dt.timedelta(days=1)
    else:
        grant.revoked_at = timezone.now()
    grant.save()
    assert staff_in(okafor).get(address.format(grant.pk)).status_code == 404


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_grant_to_one_member_is_404_for_a_colleague(address: str, grant: Grant, okafor: Membership, riverside: Clinic, staff_in: Any) -> None:
    Grant.objects.filter(pk=grant.pk).update(member=okafor)
    colleague = factories.member(riverside, name="Dr Colleague")
    assert staff_in(okafor).get(address.format(grant.pk)).status_code == 200
    assert staff_in(colleague).get(address.format(grant.pk)).status_code == 404


@pytest.mark.parametrize("address", ADDRESSES)
def test_somebody_who_left_the_clinic_gets_404(address: str, grant: Grant, okafor: Membership, staff_in: Any) -> None:
    client = staff_in(okafor)
    Membership.objects.filter(pk=okafor.pk).update(ended_at=timezone.now())
    assert client.get(address.format(grant.pk)).status_code == 404


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_closed_account_is_404(address: str, grant: Grant, okafor: Membership, staff_in: Any) -> None:
    grant.patient.user.is_active = False
    grant.patient.user.save()
    assert staff_in(okafor).get(address.format(grant.pk)).status_code == 404


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_strangers_id_and_an_unknown_id_answer_alike(address: str, grant: Grant, lund: Membership, staff_in: Any) -> None:
    client = staff_in(lund)
    foreign, unknown = client.get(address.format(grant.pk)), client.get(address.format(uuid.uuid4()))
    assert (foreign.status_code, foreign.content) == (unknown.status_code, unknown.content)
    assert set(foreign.headers) == set(unknown.headers)


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_refused_read_is_not_a_view(address: str, grant: Grant, lund: Membership, staff_in: Any, sign_in: Any) -> None:
    staff_in(lund).get(address.format(grant.pk))
    assert "Nobody has looked" in sign_in(grant.patient.user).get("/share/looked/").content.decode()


@pytest.mark.parametrize("path", ["/share/{}/", "/share/{}/withdraw/", "/api/v1/grants/{}/"])
def test_a_patient_cannot_touch_another_patients_grant(path: str, grant: Grant, boris: Patient, sign_in: Any) -> None:
    client = sign_in(boris.user)
    assert client.get(path.format(grant.pk)).status_code == 404
    assert client.post(f"/share/{grant.pk}/withdraw/").status_code == 404
    assert Grant.objects.current().filter(pk=grant.pk).exists()


@pytest.mark.parametrize("path", ["/share/", "/share/code/", "/share/looked/", "/clinic/", "/clinic/invite/", "/clinic/enrolled/"])
def test_nobody_signed_in_is_led_to_sign_in(path: str, client: Any) -> None:
    response = client.get(path)
    assert response.status_code == 302
    assert response["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize("path", ["/share/", "/share/code/", "/share/looked/", "/api/v1/grants/", "/api/v1/access-log/"])
def test_staff_without_a_diary_have_nothing_to_share(path: str, okafor: Membership, staff_in: Any) -> None:
    assert staff_in(okafor).get(path).status_code == 404


@pytest.mark.parametrize("path", ["/clinic/", "/clinic/invite/", "/clinic/enrolled/", "/api/v1/clinic/patients/"])
def test_a_patient_has_no_clinic_pages(path: str, boris: Patient, sign_in: Any) -> None:
    assert sign_in(boris.user).get(path).status_code == 404
