"""Somebody else fills in on her phone: every plain form says so, and its word is not taken for hers."""

import uuid
from typing import Any

import pytest
from django.test import Client

from backend.symptoms.models import DiaryRevision, SafetyAnswer
from tests import factories

pytestmark = pytest.mark.django_db
MOMENT = str(uuid.uuid4())
FORMS = {
    "/log/": {"pain_avg": "6"},
    "/check/": {"walking_aid": "one_stick"},
    "/moments/": {"kind": "trip", "moment": MOMENT},
    "/rough-day/": {},
}


@pytest.fixture
def helped(sign_in: Any) -> tuple[Client, Any]:
    """Her phone, where somebody else fills in too, and she."""
    patient = factories.patient("helped@example.org", helped_here=True)
    return sign_in(patient.user), patient


def said(patient: Any) -> list[tuple[int, str, bool]]:
    return list(DiaryRevision.objects.filter(patient=patient).order_by("pk").values_list("rank", "provenance", "guessed"))


@pytest.mark.parametrize("address", FORMS)
@pytest.mark.parametrize("filled_by", ["told", "guess"])
def test_a_form_filled_in_by_a_helper_says_so(helped, address, filled_by):
    client, patient = helped
    assert client.post(address, FORMS[address] | {"filled_by": filled_by}).status_code == 302
    assert said(patient) == [(10, "helper", filled_by == "guess")]


@pytest.mark.parametrize("address", FORMS)
def test_a_form_filled_in_by_her_is_her_own_word(helped, address):
    client, patient = helped
    client.post(address, FORMS[address] | {"filled_by": ""})
    assert said(patient) == [(20, "live", False)]


def test_a_moment_changed_by_a_helper_says_so(helped):
    client, patient = helped
    client.post("/moments/", FORMS["/moments/"])
    client.post("/moments/", {"moment": MOMENT, "do": "save", "kind": "trip", "note": "On the stairs", "note_worse": "no", "filled_by": "told"})
    assert said(patient)[-1] == (10, "helper", False)


@pytest.mark.parametrize("address", ["/log/", "/moments/"])
def test_a_note_that_a_helper_calls_worse_is_a_helpers_answer(helped, address):
    client, patient = helped
    client.post(address, FORMS[address] | {"note": "The foot drags", "note_worse": "yes", "filled_by": "told"})
    assert SafetyAnswer.objects.get(patient=patient).by == "helper"


@pytest.mark.parametrize(
    ("address", "wrong"), [("/log/", {"pain_avg": "11"}), ("/check/", {"walking_aid": "a horse"}), ("/moments/", {"kind": "trip", "note": "On the stairs"})]
)
def test_a_page_with_errors_still_says_who_fills_in(helped, address, wrong):
    client, _patient = helped
    response = client.post(address, wrong | {"filled_by": "guess"})
    assert response.status_code == 400
    assert '<option value="guess" selected>' in response.content.decode()


@pytest.mark.parametrize("address", ["/log/", "/check/", "/moments/", "/today/"])
def test_nobody_is_asked_who_fills_in_but_those_who_are_helped(amina, sign_in, helped, address):
    client, _patient = helped
    assert 'data-role="filled-by"><span>' in client.get(address).content.decode()
    assert 'data-role="filled-by"><span>' not in sign_in(amina.user).get(address).content.decode()


def test_who_filled_in_what_happened_goes_with_the_questions_that_follow(helped):
    client, _patient = helped
    there = client.post("/moments/", FORMS["/moments/"] | {"kind": "fall", "filled_by": "guess"})["Location"]
    assert '<option value="guess" selected>' in client.get(there).content.decode()


def test_what_a_helper_chose_stands_beside_the_question_and_is_chosen_for_nobody(helped):
    client, patient = helped
    client.post("/log/", {"pain_avg": "8", "numbness": "more", "filled_by": "told"})
    page = " ".join(client.get("/log/").content.decode().split())
    assert "Entered by helper: <span>8</span>" in page
    assert "Entered by helper: <span>More</span>" in page
    assert "checked" not in page
    form = {"pain_avg": "8", "shown": client.get("/log/").context["shown"]}
    client.post("/log/", form)
    assert patient.days.get().winners["pain_avg"][::3] == [8, 20]


def test_what_a_helper_ticked_and_wrote_stands_beside_and_is_hers_only_when_she_says_it(helped):
    client, patient = helped
    theirs = {"side_effect.sleepy": "on", "feel.burning.left": "on", "place.pain.right.calf": "on", "note": "She slept badly", "note_worse": "no"}
    client.post("/log/", theirs | {"ticks": "shown", "filled_by": "told"})
    response = client.get("/log/")
    page = " ".join(response.content.decode().split())
    for words in ("Sleepy", "Burning: left", "Your right: calf", "She slept badly"):
        assert f"Entered by helper: <span>{words}</span>" in page
    assert "checked" not in page
    assert ">She slept badly</textarea>" not in page
    client.post("/log/", {"ticks": "shown", "side_effect.sleepy": "on", "note": "", "shown": response.context["shown"]})
    winners = patient.days.get().winners
    assert [winners[name][::3] for name in ("side_effect.sleepy", "feel.burning.left", "note")] == [[True, 20], [True, 10], ["She slept badly", 10]]
