"""Words of danger beside "What happened": every door of "Get help now" stands open."""

from backend.patients.models import Patient


def test_words_of_danger_that_are_worse_open_every_door(amina: Patient, sign_in) -> None:
    response = sign_in(amina.user).post("/moments/", {"kind": "flare", "note": "I cannot pee", "note_worse": "yes"})
    assert response["Location"] == "/learn/get-help-now/"
    assert list(amina.safety_answers.values_list("item", "answer")) == [("note", "yes")]


def test_words_of_danger_that_are_not_new_are_kept_and_open_nothing(amina: Patient, sign_in) -> None:
    response = sign_in(amina.user).post("/moments/", {"kind": "flare", "note": "I could not pee in May", "note_worse": "no"})
    assert response["Location"] == "/moments/?saved"
    assert amina.moments.get().note == "I could not pee in May"
