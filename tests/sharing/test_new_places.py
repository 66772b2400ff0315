"""A new place of the body map is said to the patient. The clinic sees places in their own scope only, never among the findings."""

import datetime as dt
from typing import Any

import pytest

from backend.clinics.models import Clinic, Membership
from backend.patients.models import Patient
from backend.symptoms.reading import own_trend
from tests import factories
from tests.sharing import diary

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("scopes", [["diary"], ["diary", "body_map"]])
def test_a_new_place_is_not_among_the_clinics_findings(scopes: list[str], amina: Patient, riverside: Clinic, okafor: Membership, staff_in: Any) -> None:
    today = amina.today()
    diary.log(amina, today - dt.timedelta(days=9), **{"place.pain.left.shin": True})
    diary.log(amina, today - dt.timedelta(days=2), **{"place.pain.right.calf": True})
    assert "spread" in {finding.topic for finding in own_trend(amina, 28).findings}
    grant = factories.grant(riverside, amina, clinician_scopes=scopes)
    assert "new since" not in staff_in(okafor).get(f"/clinic/patients/{grant.pk}/").content.decode()
