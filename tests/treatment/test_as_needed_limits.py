"""Her own maximum and gap, row by row of the table that the phone follows too."""

import uuid
from typing import Any

import pytest

from backend.patients.models import Patient
from backend.treatment.as_needed import Standing, standing, take
from backend.treatment.models import AsNeededDose, Medicine
from tests.treatment.limits import NOON, RECORDED, TABLE, at
from tests.treatment.medicines import AS_NEEDED, keep


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row["name"])
def test_what_one_more_would_pass(row: dict[str, Any]):
    medicine = Medicine(max_per_day=row["most"], min_gap_minutes=row["gap"])
    doses = [AsNeededDose(medicine_id=medicine.pk, taken_at=at(one)) for one in row["taken"]]
    last = at(row["last"]) if row["last"] else None
    assert standing(medicine, doses, NOON) == Standing(row["counts"], last, row["past_maximum"], row["within_gap"])


@pytest.mark.django_db
@pytest.mark.parametrize("row", RECORDED, ids=lambda row: row["name"])
def test_what_each_dose_passed_when_it_was_said(row: dict[str, Any], amina: Patient):
    medicine = keep(amina, AS_NEEDED | {"max_per_day": row["most"], "min_gap_minutes": row["gap"]})
    kept = [take(medicine, uuid.uuid4(), at(one), amina.user, at(one)) for one in row["taken"]]
    assert [(one.past_maximum, one.within_gap) for one in kept] == [("maximum" in past, "gap" in past) for past in row["past"]]
