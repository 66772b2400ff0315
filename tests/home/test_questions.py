"""My questions as pages without JavaScript: add, tick, change, remove, bring back; free text is asked about first."""

import uuid
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client

from backend.education import library, reading
from backend.home.demo_people import load
from backend.patients.models import Patient, Question
from backend.symptoms.models import SafetyAnswer
from backend.symptoms.questions import id_from_article
from backend.symptoms.services import record_envelopes
from tests import factories

pytestmark = pytest.mark.django_db
LIST, ADD = "/questions/", "/questions/add/"
SLUG = "your-check"
OF_ARTICLE = f"{ADD}?from={SLUG}&number=0"
NOBODYS = "22222222-2222-4222-8222-222222222222"
DANGER = "Since today I cannot pee"
FIRST = 'data-role="help-first">'
WORDS = "Can I drive with this leg?"
PROMISE = "Nobody reads this before your visit. It is yours to ask."


@pytest.fixture
def me(amina: Patient, sign_in: Any) -> Client:
    return sign_in(amina.user)


def words_of_article() -> str:
    return reading.question(library.article(SLUG), 0)


def asked(patient: Patient, text: str = WORDS, **fields: Any) -> uuid.UUID:
    key = uuid.uuid4()
    record_envelopes(patient, patient.user, [factories.question({"text": text, **fields}, str(key))])
    return key


def page(client: Client, path: str = LIST, **more: Any) -> str:
    return client.get(path, **more).content.decode()


def do(client: Client, key: uuid.UUID, what: str) -> str:
    return client.post(f"{LIST}{key}/", {"do": what}, follow=True).content.decode()


def test_without_one_the_page_leads_to_questions_to_ask(me: Client):
    html = page(me)
    assert "No question yet" in html
    assert 'href="/learn/questions-to-ask/"' in html


def test_open_ones_stand_above_those_that_were_asked(me: Client, amina: Patient):
    asked(amina, "done", asked=True)
    asked(amina, "still open")
    html = page(me)
    assert html.index("still open") < html.index(">Asked</h2>") < html.index("done")


def test_her_words_are_kept_after_a_no(me: Client, amina: Patient):
    html = me.post(ADD, {"text": WORDS, "worse": "no"}, follow=True).content.decode()
    assert WORDS in html
    assert f"Kept. {PROMISE}" in html
    assert not SafetyAnswer.objects.exists()


def test_a_yes_keeps_her_words_and_opens_the_safety_page(me: Client, amina: Patient):
    response = me.post(ADD, {"text": WORDS, "worse": "yes"})
    assert response["Location"] == f"/safety/?about=new,worse&date={SafetyAnswer.objects.get().date}"
    assert amina.questions.get().text == WORDS
    assert list(SafetyAnswer.objects.values_list("item", "answer")) == [("note", "yes")]


def test_words_of_danger_that_are_worse_open_every_door_of_get_help_now(me: Client, amina: Patient):
    response = me.post(ADD, {"text": DANGER, "worse": "yes"})
    assert response["Location"] == "/learn/get-help-now/"
    assert amina.questions.get().text == DANGER
    assert SafetyAnswer.objects.get().item == "note"
    key = amina.questions.get().question_id
    assert me.post(f"{LIST}{key}/", {"text": f"{DANGER} now", "worse": "yes"})["Location"] == "/learn/get-help-now/"


@pytest.mark.parametrize("answer", [{"worse": "no"}, {}])
def test_words_of_danger_have_get_help_now_first_even_when_they_are_not_new(me: Client, answer: dict[str, str]):
    html = me.post(ADD, {"text": DANGER, **answer}, follow=True).content.decode()
    assert FIRST in html
    assert html.index(FIRST) < html.index(DANGER)


def test_no_question_of_an_article_and_no_ordinary_word_calls_for_help(me: Client, amina: Patient):
    asked(amina)
    me.post(f"{ADD}?from=questions-to-ask&number=0")
    me.post(OF_ARTICLE)
    assert FIRST not in page(me)


def test_programs_are_told_which_words_have_get_help_now_first(me: Client, amina: Patient):
    asked(amina)
    asked(amina, DANGER)
    said = {one["text"]: one["get_help_first"] for one in me.get("/api/v1/questions/").json()["questions"]}
    assert said == {WORDS: False, DANGER: True}


def test_nothing_is_chosen_and_nothing_is_kept_without_an_answer(me: Client):
    assert " checked" not in page(me, ADD)
    html = me.post(ADD, {"text": WORDS}).content.decode()
    assert "Tap Yes or No." in html
    assert WORDS in html
    assert not Question.objects.exists()


def test_a_yes_without_words_is_not_silent_either(me: Client):
    assert me.post(ADD, {"text": " ", "worse": "yes"})["Location"] == f"/safety/?about=new,worse&date={SafetyAnswer.objects.get().date}"
    assert SafetyAnswer.objects.get().item == "note"


def test_words_that_are_too_long_stay_on_the_page_beside_the_way_to_help(me: Client):
    html = me.post(ADD, {"text": "long " * 200, "worse": "yes"}).content.decode()
    assert "Use 500 characters or fewer." in html
    assert html.count("long") >= 200
    assert 'href="/safety/?about=new,worse"' in html


def test_a_form_sent_twice_is_one_question(me: Client, amina: Patient):
    data = {"text": WORDS, "worse": "yes", "envelope": uuid.uuid4()}
    me.post(ADD, data)
    me.post(ADD, data)
    assert (amina.questions.count(), amina.question_revisions.count(), SafetyAnswer.objects.count()) == (1, 1, 1)


def test_other_words_from_a_page_that_was_gone_back_to_are_another_question(me: Client, amina: Patient):
    for text in (WORDS, "And ride a bike?"):
        me.post(ADD, {"text": text, "worse": "no", "envelope": NOBODYS})
    assert [one.text for one in amina.questions.standing()] == [WORDS, "And ride a bike?"]


def test_two_people_may_send_the_same_page(me: Client, amina: Patient, boris: Patient, sign_in: Any):
    for client in (me, sign_in(boris.user)):
        client.post(ADD, {"text": WORDS, "worse": "no", "envelope": NOBODYS})
    assert (amina.questions.count(), boris.questions.count()) == (1, 1)


def test_a_tick_moves_it_down_and_back(me: Client, amina: Patient):
    key = asked(amina)
    assert "Ask again" in do(me, key, "asked")
    assert "Ask again" not in do(me, key, "open")


def test_what_was_removed_can_be_brought_back(me: Client, amina: Patient):
    key = asked(amina)
    html = do(me, key, "remove")
    assert "Removed." in html
    assert not amina.questions.standing()
    assert WORDS not in html.split("Undo")[1].split("</form>")[1]
    assert WORDS in do(me, key, "restore")


def test_new_words_are_asked_about_again(me: Client, amina: Patient):
    path = f"{LIST}{asked(amina)}/"
    assert WORDS in page(me, path)
    assert "Tap Yes or No." in me.post(path, {"text": "other"}).content.decode()
    me.post(path, {"text": "other", "worse": "no"})
    assert amina.questions.get().text == "other"


def test_changed_words_of_an_article_are_hers_and_the_article_can_be_added_again(me: Client, amina: Patient):
    me.post(OF_ARTICLE)
    path = f"{LIST}{amina.questions.get().question_id}/"
    me.post(path, {"text": "my own words for it", "worse": "no"})
    assert [one.text for one in amina.questions.standing()] == ["my own words for it"]
    me.post(OF_ARTICLE)
    assert {one.text for one in amina.questions.standing()} == {"my own words for it", words_of_article()}


def test_a_question_of_an_article_needs_one_button_and_no_further_answer(me: Client, amina: Patient):
    html = page(me, OF_ARTICLE)
    assert words_of_article() in html.replace("&#x27;", "'")
    assert 'name="worse"' not in html
    html = me.post(OF_ARTICLE, follow=True).content.decode()
    assert "It is in your questions" in html
    assert f'href="/learn/{SLUG}/"' in html
    (kept,) = amina.questions.standing()
    assert (kept.text, kept.article) == (words_of_article(), SLUG)
    assert kept.question_id == id_from_article(amina.user.account, SLUG, kept.text)


def test_one_that_was_asked_can_be_added_again(me: Client, amina: Patient):
    me.post(OF_ARTICLE)
    do(me, amina.questions.get().question_id, "asked")
    assert "It is in your questions" not in page(me, OF_ARTICLE)
    me.post(OF_ARTICLE)
    assert amina.questions.unasked().count() == 1


@pytest.mark.parametrize("query", ["from=nowhere&number=0", f"from={SLUG}&number=99", f"from={SLUG}&number=-1", f"from={SLUG}&number=x", f"from={SLUG}"])
def test_a_question_that_is_not_there_is_404(me: Client, query: str):
    assert me.get(f"{ADD}?{query}").status_code == 404
    assert me.post(f"{ADD}?{query}").status_code == 404


def test_nobody_signed_in_is_led_back_to_the_question_after_signing_in(client: Client):
    response = client.get(OF_ARTICLE)
    assert urlsplit(response["Location"]).path == "/accounts/login/"
    assert "next=/questions/add/%3Ffrom%3Dyour-check%26number%3D0" in response["Location"]


def test_an_article_links_each_of_its_questions(client: Client):
    html = client.get(f"/learn/{SLUG}/").content.decode()
    assert f'href="/questions/add/?from={SLUG}&amp;number=0" data-add="0"' in html
    assert 'href="/questions/"' in html


def test_markup_in_her_words_stays_text(me: Client, amina: Patient):
    asked(amina, "<script>alert(1)</script>")
    assert "<script>alert" not in page(me)


def test_a_stranger_and_a_helper_see_none_of_it(amina: Patient, boris: Patient, sign_in: Any):
    from backend.sharing.models import HelperGrant

    key = asked(amina)
    HelperGrant.objects.create(
        patient=amina, helper=boris.user, email=boris.user.email, can_read=True, accepted_at="2026-11-01T00:00Z", expires_at="2027-01-01T00:00Z"
    )
    client = sign_in(boris.user)
    assert WORDS not in page(client)
    assert client.get(f"{LIST}{key}/").status_code == 404
    assert client.post(f"{LIST}{key}/", {"do": "remove"}).status_code == 404
    assert WORDS not in page(client, f"{LIST}?removed={key}")


def test_who_filled_in_for_her_is_kept_with_the_words(me: Client, amina: Patient):
    me.post(ADD, {"text": WORDS, "worse": "no", "filled_by": "guess"})
    assert list(amina.question_revisions.values_list("rank", "guessed")) == [(10, True)]


def test_today_says_how_many_there_are_and_nothing_when_there_are_none(me: Client, amina: Patient):
    assert "for your next visit" not in page(me, "/today/")
    asked(amina)
    asked(amina, "done", asked=True)
    assert "1 question for your next visit" in page(me, "/today/")


def test_the_menu_leads_there(me: Client):
    assert f'href="{LIST}"' in page(me, "/menu/")


def test_the_demo_has_two(settings: Any):
    settings.STRIDE_DEMO = True
    load()
    assert Patient.objects.get(user__email="patient@demo.example").questions.unasked().count() == 2
