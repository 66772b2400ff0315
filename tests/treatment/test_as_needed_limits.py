"""Her own maximum and gap, row by row of the table that the phone follows too."""

from typing import Any

import pytest

from backend.treatment.as_needed import Standing, standing
from backend.treatment.models import AsNeededDose, Medicine
from tests.treatment.limits import NOON, TABLE, at


@pytest.mark.parametrize("row", TABLE, ids=lambda row: row["name"])
def test_what_one_more_would_pass(row: dict[str, Any]):
    medicine = Medicine(max_per_day=row["most"], min_gap_minutes=row["gap"])
    doses = [AsNeededDose(medicine_id=medicine.pk, taken_at=at(one)) for one in row["taken"]]
    last = at(row["last"]) if row["last"] else None
    assert standing(medicine, doses, NOON) == Standing(row["counts"], last, row["past_maximum"], row["within_gap"])
