"""One patient's trend and days, as the clinician reads them."""

import datetime as dt
from typing import Any

import pytest

from backend.clinics.models import Clinic, Membership
from backend.patients.models import Enrolment, Patient
from backend.sharing.models import BEGINNING, Grant
from tests import factories
from tests.sharing import diary

pytestmark = pytest.mark.django_db
HIDDEN = "Not shared by the patient"


@pytest.fixture
def shared(amina: Patient, riverside: Clinic) -> Any:
    """scopes and terms → the grant of Amina, who has a name, a birth date and a number."""
    Patient.objects.filter(pk=amina.pk).update(name="Amina Khan", birth_date=dt.date(1954, 2, 14))
    Enrolment.objects.create(patient=amina, clinic=riverside, clinic_number="STR-0144")
    return lambda *scopes, **terms: factories.grant(riverside, amina, clinician_scopes=list(scopes), **terms)


def _page(client: Any, grant: Grant, part: str = "") -> str:
    response = client.get(f"/clinic/patients/{grant.pk}/{part}")
    assert response.status_code == 200
    return str(response.content.decode())


@pytest.mark.parametrize("part", ["", "days/", "?days=90", "days/?days=14", "?days=<b>", "days/?days=-1"])
def test_every_page_says_who_it_is_and_that_nobody_watches(part: str, shared: Any, okafor: Membership, staff_in: Any) -> None:
    page = _page(staff_in(okafor), shared("diary"), part)
    for said in ("Amina Khan", "14 February 1954", "STR-0144", "this is not monitoring", "The patient sees that you opened this page"):
        assert said in page


def test_the_trend_says_since_when_it_is_computed(shared: Any, amina: Patient, okafor: Membership, staff_in: Any) -> None:
    since = amina.today() - dt.timedelta(days=10)
    assert f"Computed from days shared since {since.day} {since:%b}" in _page(staff_in(okafor), shared("diary", from_date=since))


def test_the_trend_counts_no_day_before_the_grant(shared: Any, amina: Patient, okafor: Membership, staff_in: Any) -> None:
    diary.log_days(amina, 10, pain_avg=7)
    page = _page(staff_in(okafor), shared("diary", from_date=amina.today() - dt.timedelta(days=4)), "?days=14")
    assert "5 days with pain" in page


def test_words_chart_and_table_stand_together(shared: Any, amina: Patient, okafor: Membership, staff_in: Any) -> None:
    diary.log_days(amina, 10, pain_avg=7)
    page = _page(staff_in(okafor), shared("diary", "safety"))
    assert page.index("In words") < page.index('<svg class="plot"') < page.index("The same in numbers")


def test_the_safety_answer_needs_its_scope(shared: Any, amina: Patient, okafor: Membership, staff_in: Any) -> None:
    diary.log_days(amina, 5, pain_avg=7, new="something")
    client, told, hidden = staff_in(okafor), shared("diary", "safety"), shared("diary")
    assert "Something new or worse: asked 5 days, answered 5, yes 5." in _page(client, told)
    assert "Something new or worse: not shared by the patient." in _page(client, hidden)
    assert "yes 5" not in _page(client, hidden)
    assert "Something new or worse" in _page(client, told, "days/")
    assert "Something new or worse" not in _page(client, hidden, "days/")


def test_a_note_needs_its_scope(shared: Any, amina: Patient, okafor: Membership, staff_in: Any) -> None:
    diary.log(amina, amina.today(), pain_avg=7, note="my own words <b>")
    client = staff_in(okafor)
    assert "my own words &lt;b&gt;" in _page(client, shared("diary", "notes"), "days/")
    without = _page(client, shared("diary"), "days/")
    assert "my own words" not in without
    assert HIDDEN in without


def test_without_the_scope_of_the_diary_there_is_no_trend_of_pain(shared: Any, amina: Patient, okafor: Membership, staff_in: Any) -> None:
    diary.log_days(amina, 5, pain_avg=7, new="nothing")
    page = _page(staff_in(okafor), shared("safety"))
    assert HIDDEN in page
    assert '<svg class="plot"' not in page
    assert "answered 5" in page


def test_a_grant_without_any_scope_shows_no_figure(shared: Any, amina: Patient, okafor: Membership, staff_in: Any) -> None:
    diary.log_days(amina, 5)
    client, grant = staff_in(okafor), shared()
    assert HIDDEN in _page(client, grant)
    assert "No days in this period" in _page(client, grant, "days/")


def test_days_say_how_they_came_in(shared: Any, amina: Patient, okafor: Membership, staff_in: Any) -> None:
    envelope = factories.envelope(amina.today() - dt.timedelta(days=5), {"pain_avg": 3})
    diary.record(amina, envelope)
    copied = factories.envelope(amina.today(), {"pain_avg": 4})
    copied["body"]["copied"] = True
    diary.record(amina, copied)
    diary.record(amina, factories.envelope(amina.today() - dt.timedelta(days=1), {"pain_avg": 8}), by="helper")
    page = _page(staff_in(okafor), shared("diary"), "days/")
    for said in ("filled in later", "copied", "entered by helper"):
        assert said in page


def test_a_withdrawn_day_is_shown_as_withdrawn(shared: Any, amina: Patient, okafor: Membership, staff_in: Any) -> None:
    diary.log(amina, amina.today(), pain_avg=7)
    diary.log(amina, amina.today(), pain_avg=None)
    assert "withdrawn" in _page(staff_in(okafor), shared("diary"), "days/")


def test_a_fall_on_a_day_without_an_entry_has_its_line(shared: Any, amina: Patient, okafor: Membership, staff_in: Any) -> None:
    diary.fall(amina, amina.today())
    assert ">Fall<" in _page(staff_in(okafor), shared("diary"), "days/")


def test_zero_is_0_and_nothing_known_is_a_dash(shared: Any, amina: Patient, okafor: Membership, staff_in: Any) -> None:
    diary.log(amina, amina.today(), pain_avg=0)
    page = _page(staff_in(okafor), shared("diary"), "days/")
    assert 'data-label="Pain">0<' in page
    assert 'data-label="Worst">–<' in page


def test_a_diary_shared_from_its_start_says_so(shared: Any, okafor: Membership, staff_in: Any) -> None:
    assert "Shared: the diary from its start" in _page(staff_in(okafor), shared("diary", from_date=BEGINNING))
    assert "2000" not in _page(staff_in(okafor), shared("diary", from_date=BEGINNING), "days/")
