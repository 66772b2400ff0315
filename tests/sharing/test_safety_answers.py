"""A safety answer is never folded away: a yes that was changed or taken back stays visible to the clinician."""

import datetime as dt
from typing import Any

import pytest

from backend.clinics.models import Clinic, Membership
from backend.patients.models import Patient
from backend.sharing import reading, viewing
from backend.sharing.models import Grant
from tests import factories
from tests.sharing import diary

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]
YES = "Something new or worse"
AT = dt.time(2, 4)


def _yesterday(patient: Patient) -> dt.date:
    return patient.today() - dt.timedelta(days=1)


def _said(patient: Patient, *answers: str | None, **more: Any) -> dt.date:
    """Yesterday at 2:04 in UTC, and a minute later for each further answer."""
    date = _yesterday(patient)
    start = dt.datetime.combine(date, AT, tzinfo=dt.UTC)
    for n, answer in enumerate(answers):
        diary.record(patient, factories.envelope(date, {"new": answer}, at=start + dt.timedelta(minutes=n), **({"tz": "Etc/UTC"} | more)))
    return date


@pytest.fixture
def shared(amina: Patient, riverside: Clinic) -> Any:
    """scopes and terms → the grant of Amina."""
    return lambda *scopes, **terms: factories.grant(riverside, amina, clinician_scopes=list(scopes), **terms)


def _page(client: Any, grant: Grant, part: str = "days/") -> str:
    response = client.get(f"/clinic/patients/{grant.pk}/{part}")
    assert response.status_code == 200
    return str(response.content.decode())


def _api(client: Any, grant: Grant, part: str = "diary") -> Any:
    response = client.get(f"/api/v1/clinic/patients/{grant.pk}/{part}/")
    assert response.status_code == 200
    return response.json()


def test_a_yes_changed_to_no_stays_visible_on_the_days_page(shared: Any, amina: Patient, okafor: Membership, staff_in: Any) -> None:
    _said(amina, "something", "nothing")
    assert f"{YES} 2:04, changed to: Nothing new" in _page(staff_in(okafor), shared("safety"))


def test_a_yes_changed_to_no_stays_visible_in_the_api(shared: Any, amina: Patient, okafor: Membership, staff_api: Any) -> None:
    date = _said(amina, "something", "nothing")
    (day,) = _api(staff_api(okafor), shared("safety"))["days"]
    assert day["fields"]["new"] == "nothing"
    assert day["new_said"] == [f"{date}T02:04:00+00:00"]


def test_a_yes_that_was_taken_back_stays_visible(shared: Any, amina: Patient, okafor: Membership, staff_in: Any, staff_api: Any) -> None:
    date = _said(amina, "something", None)
    grant = shared("diary", "safety")
    assert f"{YES} 2:04, changed to: taken back" in _page(staff_in(okafor), grant)
    (day,) = _api(staff_api(okafor), grant)["days"]
    assert (day["fields"]["new"], day["new_said"], day["withdrawn"]) == (None, [f"{date}T02:04:00+00:00"], True)


def test_every_yes_is_named_with_its_time(shared: Any, amina: Patient, okafor: Membership, staff_in: Any) -> None:
    _said(amina, "something", "nothing", "something", "nothing")
    assert f"{YES} 2:04, 2:06, changed to: Nothing new" in _page(staff_in(okafor), shared("safety"))


def test_a_yes_said_on_a_later_day_is_named_with_that_day(shared: Any, amina: Patient, okafor: Membership, staff_in: Any) -> None:
    said_on, date = _yesterday(amina), amina.today() - dt.timedelta(days=3)
    at = dt.datetime.combine(said_on, AT, tzinfo=dt.UTC)
    for n, answer in enumerate(("something", "nothing")):
        diary.record(amina, factories.envelope(date, {"new": answer}, at=at + dt.timedelta(minutes=n), tz="Etc/UTC"))
    assert f"{said_on.day} {said_on:%b} 2:04, changed to: Nothing new" in _page(staff_in(okafor), shared("safety"))


def test_the_time_is_that_of_the_zone_in_which_it_was_said(shared: Any, amina: Patient) -> None:
    _said(amina, "something", "nothing", tz="Asia/Tokyo")
    (day,) = reading.read(shared("safety")).days
    assert [f"{at:%H:%M}" for at in day.said_something] == ["11:04"]


def test_a_yes_that_stands_is_shown_as_before(shared: Any, amina: Patient, okafor: Membership, staff_in: Any) -> None:
    _said(amina, "something")
    page = _page(staff_in(okafor), shared("safety"))
    assert f">{YES}<" in page
    assert "changed to" not in page


def test_without_the_scope_of_safety_nothing_of_it_shows(shared: Any, amina: Patient, okafor: Membership, staff_in: Any, staff_api: Any) -> None:
    date = _said(amina, "something", "nothing")
    grant = shared("diary", "notes")
    assert _api(staff_api(okafor), grant)["days"] == []
    diary.log(amina, date, pain_avg=4)
    page = _page(staff_in(okafor), grant)
    assert YES not in page
    assert "changed to" not in page
    (day,) = _api(staff_api(okafor), grant)["days"]
    assert "new_said" not in day
    assert "new" not in day["fields"]
    assert _api(staff_api(okafor), grant, "trends")["new"] is None


def test_outside_the_dates_of_the_grant_nothing_of_it_shows(shared: Any, amina: Patient) -> None:
    _said(amina, "something", "nothing")
    assert reading.read(shared("safety", from_date=amina.today())).days == ()


def test_one_clinics_scopes_do_not_open_the_answer_for_another(shared: Any, amina: Patient) -> None:
    date = _said(amina, "something", "nothing")
    diary.log(amina, date, pain_avg=4)
    here, there = shared("diary", "safety"), factories.grant(factories.clinic("Hillside"), amina, clinician_scopes=["diary"])
    read = reading.read_many([here, there])
    assert [bool(read[grant.pk].days[0].said_something) for grant in (here, there)] == [True, False]


@pytest.mark.parametrize("after", ["nothing", "skipped", None])
def test_the_trend_counts_the_day_as_a_yes(after: str | None, shared: Any, amina: Patient, okafor: Membership, staff_in: Any, staff_api: Any) -> None:
    _said(amina, "something", after)
    grant = shared("diary", "safety")
    assert "Something new or worse: asked 1 day, answered 1, yes 1." in _page(staff_in(okafor), grant, "")
    assert _api(staff_api(okafor), grant, "trends")["new"]["yes"] == 1


def test_a_day_taken_back_whole_asks_nothing_but_the_safety_answer(shared: Any, amina: Patient, okafor: Membership) -> None:
    _said(amina, "something", None)
    made = viewing.view_trend(okafor.user, shared("diary", "safety").pk, 14).trend
    assert made is not None
    assert (made.new.asked, made.new.yes, made.record.withdrawn) == (1, 1, 1)
    assert made.weeks[0].numbness.asked == 0


@pytest.mark.parametrize("after", ["nothing", None])
def test_the_list_names_a_yes_that_was_changed_since_the_last_look(after: str | None, shared: Any, amina: Patient, okafor: Membership, staff_in: Any) -> None:
    viewing.view_trend(okafor.user, shared("diary", "safety").pk, 28)
    _said(amina, "something", after)
    assert "“Something new or worse” on 1 day" in staff_in(okafor).get("/clinic/").content.decode()
