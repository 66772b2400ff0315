"""The address of a button, opened as a page."""

from typing import Any

import pytest
from django.test import Client

from backend.patients.models import Patient

pytestmark = pytest.mark.django_db


def test_the_address_of_a_button_says_that_nothing_was_changed(amina: Patient, sign_in: Any) -> None:
    answer = sign_in(amina.user).get("/share/helpers/here/")
    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    said = answer.content.decode()
    assert "Nothing was changed" in said
    assert "Get help now" in said


def test_a_stranger_is_told_the_same(client: Client) -> None:
    assert "Nothing was changed" in client.get("/learn/what-it-is/feedback/").content.decode()


def test_a_program_gets_the_one_error_shape(amina: Patient, sign_in: Any) -> None:
    answer = sign_in(amina.user).get("/api/v1/sync/")
    assert answer.status_code == 405
    assert answer["Content-Type"] == "application/json"


def test_a_page_sent_a_method_that_no_browser_sends_has_no_words(client: Client) -> None:
    answer = client.delete("/learn/")
    assert (answer.status_code, answer.content) == (405, b"")


def test_the_address_of_the_rough_day_leads_to_its_button_and_marks_nothing(amina: Patient, sign_in: Any) -> None:
    assert sign_in(amina.user).get("/rough-day/")["Location"] == "/today/"
    assert not amina.moments.exists()
