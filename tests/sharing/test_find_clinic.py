"""A patient types the short code of a clinic."""

from typing import Any

import pytest
from django.core.cache import cache

from backend.clinics.models import Clinic
from backend.patients.models import Patient
from backend.sharing import guesses
from backend.sharing.codes import has_unused_sign, in_threes, normalised

pytestmark = pytest.mark.django_db


@pytest.fixture
def coded(riverside: Clinic) -> Clinic:
    riverside.code = "K7M3QP"
    riverside.save()
    return riverside


@pytest.mark.parametrize("typed", ["K7M3QP", "k7m3qp", " K7M 3QP ", "k7m-3qp", "K7M–3QP", "K 7 M 3 Q P", "K7M\u00a03QP"])
def test_a_code_is_found_however_it_is_written(typed: str, coded: Clinic, amina: Patient, sign_in: Any) -> None:
    response = sign_in(amina.user).post("/share/code/", {"clinic_code": typed})
    assert (response.status_code, response["Location"]) == (302, "/share/with/K7M3QP/")


def test_a_wrong_code_says_what_to_do(coded: Clinic, amina: Patient, sign_in: Any) -> None:
    page = sign_in(amina.user).post("/share/code/", {"clinic_code": "XXXXXX"})
    assert page.status_code == 400
    assert "Check it with your clinic" in page.content.decode()


@pytest.mark.parametrize("typed", ["K7M3QO", "K7M30P", "I7M3QP", "K7M31P"])
def test_a_sign_that_no_code_has_gets_a_hint(typed: str, coded: Clinic, amina: Patient, sign_in: Any) -> None:
    page = sign_in(amina.user).post("/share/code/", {"clinic_code": typed})
    assert "no letter O or I and no 0 or 1" in page.content.decode()


def test_codes_cannot_be_tried_out(coded: Clinic, amina: Patient, sign_in: Any) -> None:
    cache.clear()
    client = sign_in(amina.user)
    for _n in range(guesses.LIMIT):
        client.post("/share/code/", {"clinic_code": "XXXXXX"})
    refused = client.post("/share/code/", {"clinic_code": coded.code})
    assert (refused.status_code, refused["Retry-After"]) == (429, "3600")
    assert client.get(f"/share/with/{coded.code}/").status_code == 429


def test_the_api_says_when_to_come_back(coded: Clinic, amina: Patient, api_as: Any) -> None:
    cache.clear()
    client = api_as(amina.user)
    for _n in range(guesses.LIMIT):
        assert client.post("/api/v1/grants/", {"clinic_code": "XXXXXX", "scopes": ["diary"]}).json()["code"] == "clinic_not_found"
    refused = client.post("/api/v1/grants/", {"clinic_code": coded.code, "scopes": ["diary"]})
    assert (refused.status_code, refused.json()["code"]) == (429, "busy")
    assert int(refused["Retry-After"]) >= 3600


def test_one_persons_wrong_codes_do_not_stop_another(coded: Clinic, amina: Patient, boris: Patient, sign_in: Any) -> None:
    for _n in range(guesses.LIMIT):
        guesses.count(amina.user)
    assert sign_in(boris.user).post("/share/code/", {"clinic_code": coded.code}).status_code == 302


def test_who_looks_and_when_stands_before_any_question(coded: Clinic, amina: Patient, sign_in: Any) -> None:
    page = sign_in(amina.user).get("/share/with/K7M3QP/").content.decode()
    assert page.index("Dr Okafor looks on working days") < page.index("<form")
    assert "Nobody watches your diary" in page


def test_codes_are_shown_in_threes_and_read_without_spaces() -> None:
    assert in_threes("K7M3QP") == "K7M 3QP"
    assert normalised("k7m 3qp") == "K7M3QP"
    assert not has_unused_sign("K7M 3QP")
