"""The API of sharing: the same verbs and rules as the pages."""

import datetime as dt
from typing import Any

import pytest

from backend.clinics.models import Clinic, Membership
from backend.patients.models import Patient
from backend.sharing.models import Grant
from tests import factories
from tests.sharing import diary

pytestmark = pytest.mark.django_db


@pytest.fixture
def body(riverside: Clinic) -> dict[str, Any]:
    return {"clinic_code": riverside.code, "scopes": ["diary"], "name": "Amina Khan", "birth_date": "1954-02-14"}


def _errors(response: Any) -> set[tuple[str, str]]:
    return {(error["field"], error["code"]) for error in response.json()["errors"]}


def test_a_grant_is_made_read_and_withdrawn(body: dict[str, Any], amina: Patient, api_as: Any) -> None:
    client = api_as(amina.user)
    made = client.post("/api/v1/grants/", body)
    assert made.status_code == 201
    grant = made.json()
    assert (grant["clinic"], grant["scopes"], grant["from_date"]) == ("Riverside Nerve Clinic", ["diary"], amina.today().isoformat())
    assert client.get("/api/v1/grants/").json() == {"grants": [grant]}
    assert client.get(f"/api/v1/grants/{grant['id']}/").json() == grant
    assert client.delete(f"/api/v1/grants/{grant['id']}/").status_code == 204
    assert client.delete(f"/api/v1/grants/{grant['id']}/").status_code == 404
    assert client.get("/api/v1/grants/").json() == {"grants": []}


def test_null_shares_from_the_start_of_the_diary(body: dict[str, Any], amina: Patient, api_as: Any) -> None:
    made = api_as(amina.user).post("/api/v1/grants/", body | {"from_date": None})
    assert made.json()["from_date"] is None
    assert Grant.objects.get().from_start


def test_sharing_twice_is_409(body: dict[str, Any], amina: Patient, api_as: Any) -> None:
    client = api_as(amina.user)
    client.post("/api/v1/grants/", body)
    again = client.post("/api/v1/grants/", body)
    assert (again.status_code, again.json()["code"]) == (409, "already_shared")


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"scopes": []}, ("scopes", "required")),
        ({"scopes": ["medicines"]}, ("scopes.0", "invalid_choice")),
        ({"scopes": "diary"}, ("scopes", "not_a_list")),
        ({"until": "2020-01-01"}, ("until", "invalid")),
        ({"from_date": "2999-01-01"}, ("from_date", "invalid")),
        ({"birth_date": "2020-01-01"}, ("birth_date", "invalid")),
        ({"name": ""}, ("name", "required")),
        ({"name": "A\x00"}, ("name", "null_characters_not_allowed")),
        ({"clinic_code": "XXXXXX"}, ("clinic_code", "clinic_not_found")),
        ({"revoked_at": "2026-01-01"}, ("revoked_at", "unknown_field")),
        ({"patient": "someone"}, ("patient", "unknown_field")),
    ],
)
def test_what_is_wrong_is_named_in_the_one_error_shape(wrong: dict[str, Any], error: Any, body: dict[str, Any], amina: Patient, api_as: Any) -> None:
    response = api_as(amina.user).post("/api/v1/grants/", body | wrong)
    assert response.status_code == 400
    assert set(response.json()) == {"code", "message", "errors"}
    assert error in _errors(response)
    assert not Grant.objects.exists()


@pytest.mark.parametrize("given", [[], "text", 5, None])
def test_a_body_that_is_no_object_is_400(given: Any, amina: Patient, api_as: Any) -> None:
    response = api_as(amina.user).post("/api/v1/grants/", given, format="json")
    assert (response.status_code, response.json()["code"]) == (400, "invalid")


@pytest.mark.parametrize("path", ["/api/v1/grants/", "/api/v1/access-log/", "/api/v1/clinic/patients/"])
def test_signed_out_is_401(path: str, client: Any) -> None:
    response = client.get(path)
    assert (response.status_code, response.json()["code"]) == (401, "signed_out")


def test_staff_without_a_second_factor_is_403(okafor: Membership, api_as: Any) -> None:
    response = api_as(okafor.user).get("/api/v1/clinic/patients/")
    assert (response.status_code, response.json()["code"]) == (403, "factor_needed")


def test_the_access_log_is_that_of_the_page(amina: Patient, riverside: Clinic, okafor: Membership, staff_api: Any, api_as: Any) -> None:
    grant = factories.grant(riverside, amina)
    staff_api(okafor).get(f"/api/v1/clinic/patients/{grant.pk}/trends/")
    log = api_as(amina.user).get("/api/v1/access-log/").json()
    assert log["total"] == 1
    assert {key: log["views"][0][key] for key in ("who", "clinic", "verb", "what")} == {
        "who": "Dr Ngozi Okafor",
        "clinic": "Riverside Nerve Clinic",
        "verb": "trend.viewed",
        "what": "trend",
    }


@pytest.mark.parametrize("query", ["limit=0", "limit=101", "offset=-1", "offset=x", "foo=1"])
def test_a_query_that_cannot_be_is_400(query: str, amina: Patient, api_as: Any) -> None:
    assert api_as(amina.user).get(f"/api/v1/access-log/?{query}").status_code == 400


def test_the_list_of_patients_names_what_is_hidden(riverside: Clinic, okafor: Membership, staff_api: Any) -> None:
    person = factories.patient(name="Thomas Reid", birth_date=dt.date(1949, 5, 9))
    grant = factories.grant(riverside, person, clinician_scopes=["safety"])
    patients = staff_api(okafor).get("/api/v1/clinic/patients/").json()
    assert (patients["total"], patients["matching"], patients["pages"]) == (1, 1, 1)
    row = patients["patients"][0]
    assert (row["id"], row["name"], row["birth_date"], row["pain"], row["hidden"]) == (str(grant.pk), "Thomas Reid", "1949-05-09", None, ["pain"])


def test_a_clinician_asks_for_one_of_several_clinics(riverside: Clinic, okafor: Membership, lund: Membership, staff_api: Any) -> None:
    factories.grant(riverside, factories.patient(name="Thomas Reid"))
    factories.member(lund.clinic, name="Dr Ngozi Okafor", who=okafor.user)
    client = staff_api(okafor)
    assert client.get(f"/api/v1/clinic/patients/?clinic={riverside.pk}").json()["total"] == 1
    assert client.get(f"/api/v1/clinic/patients/?clinic={lund.clinic.pk}").json()["total"] == 0
    assert client.get(f"/api/v1/clinic/patients/?clinic={factories.clinic('Third').pk}").status_code == 404


@pytest.mark.parametrize("query", ["days=13", "days=x", "days="])
def test_a_trend_of_another_length_is_400(query: str, amina: Patient, riverside: Clinic, okafor: Membership, staff_api: Any) -> None:
    grant = factories.grant(riverside, amina)
    assert staff_api(okafor).get(f"/api/v1/clinic/patients/{grant.pk}/trends/?{query}").status_code == 400


@pytest.mark.parametrize("query", ["from=2026-11-01", "from=x&to=y", "from=2026-11-02&to=2026-11-01", "from=1999-01-01&to=2026-11-01"])
def test_a_period_that_cannot_be_is_400(query: str, amina: Patient, riverside: Clinic, okafor: Membership, staff_api: Any) -> None:
    grant = factories.grant(riverside, amina)
    assert staff_api(okafor).get(f"/api/v1/clinic/patients/{grant.pk}/diary/?{query}").status_code == 400


def test_the_diary_of_a_patient_holds_the_days_asked_for(amina: Patient, riverside: Clinic, okafor: Membership, staff_api: Any) -> None:
    diary.log_days(amina, 5, pain_avg=4)
    grant, today = factories.grant(riverside, amina), amina.today()
    asked = {"from": today - dt.timedelta(days=3), "to": today - dt.timedelta(days=1)}
    days = staff_api(okafor).get(f"/api/v1/clinic/patients/{grant.pk}/diary/", asked).json()["days"]
    assert [day["date"] for day in days] == [(today - dt.timedelta(days=back)).isoformat() for back in (3, 2, 1)]
    assert days[0]["fields"]["pain_avg"] == 4


def test_nothing_of_it_is_cached(amina: Patient, riverside: Clinic, okafor: Membership, staff_api: Any) -> None:
    grant = factories.grant(riverside, amina)
    for path in ("", f"{grant.pk}/trends/", f"{grant.pk}/diary/"):
        assert staff_api(okafor).get(f"/api/v1/clinic/patients/{path}")["Cache-Control"] == "no-store"
