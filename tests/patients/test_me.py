"""About me: editing it later."""

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.test import Client

from backend.audit.models import AuditEvent
from backend.patients.models import Patient
from backend.patients.services import is_adult, update_profile
from tests import factories

pytestmark = pytest.mark.django_db

ALL = {"legs": "left", "numb_at_start": "yes", "country": "GB", "time_zone": "Europe/London", "treatment_status": "", "treatment_started_on": ""}


@pytest.fixture
def own(amina: Patient, sign_in: Any) -> Client:
    return sign_in(amina.user)


def test_staff_without_a_diary_get_404() -> None:
    from tests.signing_in import staff_client

    member = factories.member(factories.clinic())
    assert staff_client(member.user).get("/me/").status_code == 404


def test_name_and_birth_date_are_stored_and_the_audit_row_has_names_of_fields_only(own: Client, amina: Patient) -> None:
    own.post("/me/", {**ALL, "name": "  Amina \u202eYusuf ", "birth_date": "1954-03-21"})
    amina.refresh_from_db()
    assert (amina.name, amina.birth_date) == ("Amina Yusuf", dt.date(1954, 3, 21))
    assert AuditEvent.objects.get(verb="profile.changed").detail == {"fields": ["birth_date", "name"]}


def test_saving_without_a_change_writes_nothing(own: Client) -> None:
    own.post("/me/", ALL)
    assert not AuditEvent.objects.exists()


def test_a_right_to_left_name_and_an_emoji_are_kept(own: Client, amina: Patient) -> None:
    own.post("/me/", {**ALL, "name": "أمينة 🌿"})
    amina.refresh_from_db()
    assert amina.name == "أمينة 🌿"


def test_a_name_that_is_too_long_is_met_with_the_length_that_fits(own: Client, amina: Patient) -> None:
    page = own.post("/me/", {**ALL, "name": "x" * 500}).content.decode()
    assert "Use 120 letters or fewer." in page
    amina.refresh_from_db()
    assert amina.name != "x" * 500


def test_markup_in_a_name_is_shown_as_text(own: Client) -> None:
    own.post("/me/", {**ALL, "name": "<script>alert(1)</script>"})
    assert b"<script>alert(1)" not in own.get("/me/").content


@time_machine.travel(dt.datetime(2026, 11, 20, 12, tzinfo=dt.UTC), tick=False)
@pytest.mark.parametrize("born", ["2026-11-21", "1800-01-01", "2008-11-21", "2015-01-01", "nonsense"])
def test_a_birth_date_that_cannot_be_is_an_instruction(own: Client, amina: Patient, born: str) -> None:
    answer = own.post("/me/", {**ALL, "birth_date": born})
    assert 'id="id_birth_date_error"' in answer.content.decode()
    amina.refresh_from_db()
    assert amina.birth_date is None


def test_treatment_before_birth_is_an_instruction(own: Client, amina: Patient) -> None:
    data = {**ALL, "birth_date": "1954-03-21", "treatment_status": "started", "treatment_started_on": "1953-01-01"}
    assert 'id="id_treatment_started_on_error"' in own.post("/me/", data).content.decode()


def test_one_wrong_field_stores_nothing(own: Client, amina: Patient) -> None:
    own.post("/me/", {**ALL, "name": "Amina", "time_zone": "Mars/Phobos"})
    amina.refresh_from_db()
    assert amina.name == ""


def test_nobody_edits_another_persons_row(own: Client, amina: Patient, boris: Patient) -> None:
    own.post("/me/", {**ALL, "name": "Amina", "user": str(boris.user.pk), "id": str(boris.pk)})
    boris.refresh_from_db()
    assert boris.name == ""


def test_fields_that_are_not_of_the_profile_are_refused(amina: Patient) -> None:
    with pytest.raises(ValueError, match="consent_version"):
        update_profile(amina, consent_version="x")


@pytest.mark.parametrize(("today", "ok"), [("2026-11-19", False), ("2026-11-20", True)])
def test_eighteen_is_the_birthday_itself(today: str, ok: bool) -> None:
    assert is_adult(dt.date(2008, 11, 20), dt.date.fromisoformat(today)) is ok


def test_somebody_born_on_29_february_is_18_on_1_march() -> None:
    assert not is_adult(dt.date(2008, 2, 29), dt.date(2026, 2, 28))
    assert is_adult(dt.date(2008, 2, 29), dt.date(2026, 3, 1))
