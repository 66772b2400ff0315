"""A dose when needed, on the pages of the plan: one tap, warned of, recorded as it was, taken back."""

import html
import json
import re
import uuid

import pytest
import time_machine
from django.test import Client

from backend.patients.models import Patient
from tests.treatment.browsing import page, take, words
from tests.treatment.medicines import AS_NEEDED, NOON, keep, london

pytestmark = pytest.mark.django_db
PLAN = "/plan/"


@pytest.fixture(autouse=True)
def _at_noon():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def her(amina: Patient, sign_in) -> Client:
    return sign_in(amina.user)


def test_one_tap_records_a_dose_and_a_double_tap_records_one(her, amina):
    medicine = keep(amina, AS_NEEDED)
    once = {"dose": str(uuid.uuid4()), "envelope": str(uuid.uuid4())}
    for _time in range(2):
        assert "Recorded." in words(take(her, medicine, **once))
    assert amina.as_needed_doses.count() == 1


def test_too_soon_is_warned_of_and_recorded_all_the_same(her, amina):
    medicine = keep(amina, AS_NEEDED)
    take(her, medicine)
    with time_machine.travel(london(2026, 3, 2, 13), tick=False):
        assert "You took the last one at noon. You typed at least 4 hours between two." in words(her.get(PLAN))
        after = words(take(her, medicine))
    assert "Ask a pharmacist or your poison line" in after
    assert amina.as_needed_doses.filter(within_gap=True, past_maximum=False).count() == 1


def test_the_script_of_the_page_is_told_whose_it_is_and_where_to_go_on_from(her, amina):
    medicine = keep(amina, AS_NEEDED)
    take(her, medicine)
    dose = str(amina.as_needed_doses.get().dose_id)
    for path in (PLAN, page(her, medicine)):
        root = re.search(r'data-module="as-needed" data-account="([^"]+)" data-days="[17]" data-told="([^"]+)"', words(her.get(path)))
        assert root is not None
        told = json.loads(html.unescape(root[2]))
        assert (root[1], told["medicine"], told["max_per_day"]) == (str(amina.user.account), str(medicine.pk), 4)
        assert [one["dose"] for one in told["doses"]] == [dose]


def test_past_her_own_maximum_is_recorded_as_it_was(her, amina):
    medicine = keep(amina, AS_NEEDED)
    for at in ("1pm", "5pm", "9pm", "2am", "11am"):
        take(her, medicine, at=at)
    assert amina.as_needed_doses.count() == 5
    assert amina.as_needed_doses.filter(past_maximum=True).count() == 1


def test_a_dose_is_taken_back_and_stays_in_the_history(her, amina):
    medicine = keep(amina, AS_NEEDED)
    take(her, medicine)
    dose = amina.as_needed_doses.get()
    shown = f'data-dose="{dose.dose_id}"'
    assert shown in words(her.get(page(her, medicine)))
    her.post(page(her, medicine), {"do": "undo", "dose": str(dose.dose_id)})
    assert shown not in words(her.get(page(her, medicine)))
    assert amina.as_needed_doses.count() == 2


def test_a_time_that_is_no_time_is_asked_again_in_its_open_fold_and_stays(her, amina):
    shown = words(take(her, keep(amina, AS_NEEDED), at="25:00"))
    fold = re.search(r'<details class="fold" open><summary>I took it earlier</summary>.*?</details>', shown)
    assert fold is not None
    assert "Type the time like 8am or 20:00." in fold[0]
    assert 'value="25:00"' in fold[0]
    assert not amina.as_needed_doses.exists()


ASK = "Ask a pharmacist or your poison line before you take more."


@pytest.mark.parametrize("limits", [{"max_per_day": 1, "min_gap_minutes": None}, {"max_per_day": 4, "min_gap_minutes": 240}])
def test_whom_to_ask_is_said_only_once_a_dose_has_passed_her_limits(her, amina, limits):
    medicine = keep(amina, AS_NEEDED | limits)
    is_asked = re.compile(rf'<p data-role="ask">{ASK}|<p>{ASK}')
    take(her, medicine)
    for path in (PLAN, page(her, medicine)):
        shown = words(her.get(path))
        assert re.search("The most that you typed is 1|You typed at least 4 hours", shown)  # what one more would pass is said
        assert not is_asked.search(shown)
    assert len(is_asked.findall(words(take(her, medicine)))) == 1
    assert is_asked.search(words(her.get(PLAN)))
