"""The coordinator's list: who is enrolled, and nothing of anybody's diary."""

import datetime as dt
from typing import Any

import pytest
from django.utils import timezone

from backend.clinics.models import Clinic, Membership
from backend.patients.models import Enrolment, Patient
from tests import factories
from tests.sharing import diary

pytestmark = pytest.mark.django_db


@pytest.fixture
def enrolled(amina: Patient, riverside: Clinic) -> Enrolment:
    Patient.objects.filter(pk=amina.pk).update(name="Amina Khan", birth_date=dt.date(1954, 2, 14))
    diary.log_days(amina, 3)
    factories.grant(riverside, amina, clinician_scopes=["diary", "safety", "notes"])
    return Enrolment.objects.create(patient=amina, clinic=riverside, clinic_number="STR-0144", consent_contact=True)


def test_a_line_is_name_birth_date_number_and_consent(enrolled: Enrolment, sam: Membership, staff_in: Any) -> None:
    page = staff_in(sam).get("/clinic/enrolled/").content.decode()
    for said in ("Amina Khan", "14 February 1954", "STR-0144", ">Yes<"):
        assert said in page


def test_nothing_of_the_diary_is_there_whatever_clinicians_may_read(enrolled: Enrolment, sam: Membership, staff_in: Any) -> None:
    page = staff_in(sam).get("/clinic/enrolled/").content.decode()
    for hidden in ("canary", "6.0", "Weaker", "spark", "/clinic/patients/"):
        assert hidden not in page


def test_a_clinician_gets_404_here(enrolled: Enrolment, okafor: Membership, staff_in: Any) -> None:
    assert staff_in(okafor).get("/clinic/enrolled/").status_code == 404


@pytest.mark.parametrize("path", ["/clinic/invite/", "/api/v1/clinic/patients/"])
def test_a_coordinator_gets_404_on_a_clinicians_page(path: str, sam: Membership, staff_in: Any) -> None:
    assert staff_in(sam).get(path).status_code == 404


def test_whoever_left_the_list_is_gone(enrolled: Enrolment, sam: Membership, staff_in: Any) -> None:
    enrolled.ended_at = timezone.now()
    enrolled.save()
    assert "Nobody is enrolled yet" in staff_in(sam).get("/clinic/enrolled/").content.decode()


def test_names_of_another_clinic_are_not_there(enrolled: Enrolment, boris: Patient, sam: Membership, staff_in: Any) -> None:
    Patient.objects.filter(pk=boris.pk).update(name="Boris Lind")
    Enrolment.objects.create(patient=boris, clinic=factories.clinic("Hillside"))
    assert "Boris Lind" not in staff_in(sam).get("/clinic/enrolled/").content.decode()


def test_the_list_can_be_searched(enrolled: Enrolment, sam: Membership, staff_in: Any) -> None:
    client = staff_in(sam)
    assert "Amina Khan" in client.post("/clinic/enrolled/", {"q": "14/2/1954"}).content.decode()
    assert "Nobody found" in client.post("/clinic/enrolled/", {"q": "zzz"}).content.decode()
