"""The safety screens as a plain form, without JavaScript: every answer leads to its card, and is kept."""

import datetime as dt
import json
import re
from html import unescape

import pytest
import time_machine
from django.db import OperationalError
from django.template.loader import render_to_string
from django.test import Client
from django.utils.html import strip_tags

from backend.education.cards import cards
from backend.education.readability import MAX_GRADE, count, grade, words
from backend.symptoms import safety, safety_page
from tests import factories

pytestmark = pytest.mark.django_db
NOON = dt.datetime(2026, 11, 20, 12, tzinfo=dt.UTC)
DAY = "/log/2026-11-20/"
NO_JAVASCRIPT = {"envelope": "6f3c0f0e-5d2b-4f5e-9c55-57a1de000001"}
ANSWERS = [(item, answer) for item in safety.ITEMS.values() for answer in item.answers]
LEADING = [(item, answer) for item, answer in ANSWERS if answer.card]


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def her(amina, sign_in):
    return sign_in(amina.user)


def card_of(html: str, slug: str) -> str:
    return html.split(f'data-card="{slug}"')[1].split("<details")[0]


def top_of(html: str) -> list[str]:
    """The cards that stand open."""
    return re.findall(r'data-card="([a-z-]+)" data-tier="[a-z-]+" open>', html)


def folded_of(html: str) -> list[str]:
    return re.findall(r'data-card="([a-z-]+)" data-tier="[a-z-]+">', html)


def post(client, path="/safety/", **data):
    return client.post(path, NO_JAVASCRIPT | data).content.decode()


def asks(client, path="/today/") -> bool:
    banner = client.get(path).content.decode().split('data-module="got-help"')[1].split(">")[0]
    return "hidden" not in banner


def said(patient):
    return [(row.item, row.answer) for row in patient.safety_answers.order_by("stamp", "pk")]


# ---- Every answer and its card --------------------------------------------------------------------------------------


@pytest.mark.parametrize(("item", "answer"), LEADING, ids=lambda one: one.code)
def test_an_answer_that_leads_to_a_card_shows_it_first_and_is_kept(her, amina, item, answer):
    html = post(her, **{item.code: answer.code})
    assert top_of(html) == [answer.card]
    assert said(amina) == [(item.code, answer.code)]


@pytest.mark.parametrize(("item", "answer"), LEADING, ids=lambda one: one.code)
def test_a_card_begins_with_a_number_to_call(item, answer):
    card = card_of(post(Client(), **{item.code: answer.code}), answer.card)
    assert card.index('href="tel:') < card.index("<ul")


@pytest.mark.parametrize("item", [item for item in safety.ITEMS.values() if item.group == "list"], ids=lambda item: item.code)
def test_no_tick_is_silent(item):
    html = post(Client(), **{item.code: "yes"})
    asked = re.findall(r'data-question="([\w.]+)" data-group="\w+" tabindex="-1">', html)
    assert top_of(html) == [item.answers[0].card]
    assert set(asked) == set(safety.ASKS.get(item.code, ()))
    assert set(item.more) <= {*folded_of(html), *top_of(html)}


def test_what_a_tick_asks_comes_first_and_its_card_under_two_questions_at_most():
    html = post(Client(), fell="yes")
    order = [html.index(part) for part in ('data-question="fall.thinners"', 'data-role="result"', 'data-question="fall.blackout"', 'data-role="list"')]
    assert order == sorted(order)


def test_once_its_question_is_answered_the_card_stands_on_top_of_the_page():
    html = post(Client(), said="pee_poo:yes", bladder_bowel="untold")
    assert html.index('data-role="result"') < html.index('data-question="bladder_bowel"')


def test_every_line_of_every_card_can_be_reached_from_the_list():
    followed = {code: safety.ITEMS[code] for codes in safety.ASKS.values() for code in codes}
    items = [item for item in safety.ITEMS.values() if item.group == "list"] + list(followed.values())
    reached = {answer.card for item in items for answer in item.answers} | {card for item in items for card in item.more}
    assert {card.slug for card in cards()} <= reached


def test_of_two_ticks_the_more_urgent_card_stands_first_and_the_other_is_folded():
    html = post(Client(), said="more_pain:yes", breath="yes")
    assert top_of(html) == ["breathing-chest-face"]
    assert "soon-team" in folded_of(html)


def test_a_tick_taken_away_is_a_second_answer(her, amina):
    post(her, breath="yes")
    html = post(her, said="breath:yes", breath="no")
    assert top_of(html) == []
    assert said(amina) == [("breath", "yes"), ("breath", "no")]


def test_four_answers_about_bladder_and_bowel(her):
    html = her.get("/safety/").content.decode()
    question = html.split('data-question="bladder_bowel"')[1].split("</fieldset>")[0]
    assert re.findall(r'value="(\w+)"', question) == ["no", "known", "untold", "new"]


@pytest.mark.parametrize("answer", ["no", "known"])
def test_an_answer_that_leads_nowhere_says_so_and_when_to_call(her, answer):
    html = post(her, said="saddle:new", saddle=answer)
    assert top_of(html) == []
    assert 'data-role="noted" role="status">Noted. If it is new or gets worse, call.' in html
    assert html.index('data-question="saddle"') < html.index('data-role="noted"') < html.index('data-role="result"')


@pytest.mark.parametrize("answer", ["untold", "new"])
def test_an_answer_that_leads_to_a_card_is_not_only_noted(her, answer):
    html = post(her, saddle=answer)
    assert 'data-role="noted" role="status" hidden' in html
    assert html.index('data-role="result"') < html.index('data-question="saddle"')


# ---- The page ------------------------------------------------------------------------------------------------------


def test_the_list_says_why_and_that_nobody_watches():
    page = Client().get("/safety/?about=new").content.decode()
    assert "These are rare. We ask so that you know when to get help fast. Nobody is watching your answers." in page
    assert "Thoughts of ending your life?" in page
    assert "Your clinic has <strong>not</strong> been told." in page


def test_nothing_is_chosen_for_anybody():
    page = Client().get("/safety/").content.decode()
    assert 'aria-pressed="true"' not in page
    assert "checked" not in page


@pytest.mark.parametrize(
    ("about", "questions"),
    [
        ("weaker-left", ["onset.left"]),
        ("weaker-left,weaker-right", ["onset.left", "onset.right"]),
        ("fall", list(safety.ASKS["fell"])),
        ("note", ["note"]),
        ("got-help", ["got_help"]),
        ("new", []),
        ("new,worse", []),
        ("<script>", []),
    ],
)
def test_a_screen_asks_its_own_questions(about, questions):
    html = Client().get("/safety/", {"about": about}).content.decode()
    assert re.findall(r'data-question="([\w.]+)" data-group="\w+" tabindex="-1">', html) == questions
    assert ("<script>" in html.split("<main")[1].split("</main>")[0]) is False


def test_somebody_who_is_not_signed_in_gets_the_card_and_nothing_is_stored(amina):
    assert top_of(post(Client(), breath="yes")) == ["breathing-chest-face"]
    assert not amina.safety_answers.exists()


def test_a_clinician_without_a_diary_gets_the_card(sign_in):
    assert top_of(post(sign_in(factories.user()), sleepy="yes")) == ["sleepy-too-many"]


def test_a_double_tap_is_one_answer(her, amina):
    post(her, breath="yes")
    with time_machine.travel(NOON + dt.timedelta(seconds=1), tick=False):
        assert top_of(post(her, breath="yes")) == ["breathing-chest-face"]
    assert amina.safety_answers.count() == 1


def test_an_answer_that_cannot_be_stored_still_shows_its_card(her, monkeypatch):
    from backend.symptoms.envelopes import Result
    from backend.symptoms.services import Recorded

    monkeypatch.setattr("backend.symptoms.services.record_envelopes", lambda *_all, **_more: Recorded([Result("", "invalid")]))
    html = post(her, breath="yes")
    assert top_of(html) == ["breathing-chest-face"]
    assert 'data-role="not-kept" role="status">' in html


NOT_KEPT = 'data-role="not-kept" role="status">'


def test_a_page_that_was_open_for_too_long_still_shows_the_card(amina):
    client = Client(enforce_csrf_checks=True)
    client.force_login(amina.user)
    answer = client.post("/safety/?about=new", {"said": "more_pain:yes", "breath": "yes", "filled_by": "guess"})
    html = answer.content.decode()
    assert (answer.status_code, top_of(html)) == (403, ["breathing-chest-face"])
    assert NOT_KEPT in html
    assert 'value="more_pain:yes"' in html
    assert '<option value="guess" selected>' in html
    assert not amina.safety_answers.exists()


@pytest.mark.parametrize(
    "where",
    ["backend.symptoms.services.record_envelopes", "django.contrib.sessions.backends.db.SessionStore.load", "backend.symptoms.safety_views.patient_or_none"],
)
def test_a_database_that_is_away_keeps_no_card_away(her, amina, monkeypatch, where):
    def away(*_all, **_more):
        raise OperationalError

    monkeypatch.setattr(where, away)
    her.raise_request_exception = False
    answer = her.post("/safety/", {"numb_between": "yes"})
    html = answer.content.decode()
    assert (answer.status_code, answer["Retry-After"], top_of(html)) == (503, "5", ["bladder-bowel-numb"])
    assert NOT_KEPT in html
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize(("filled_by", "kept"), [("", ("self", False)), ("told", ("helper", False)), ("guess", ("helper", True)), ("cat", ("self", False))])
def test_an_answer_says_who_filled_it_in(her, amina, filled_by, kept):
    post(her, breath="yes", filled_by=filled_by)
    assert amina.safety_answers.values_list("by", "guessed").get() == kept


def test_who_filled_in_the_log_goes_with_the_questions_that_follow(her, amina):
    amina.helped_here = True
    amina.save()
    there = her.post(DAY, {"tripped": "fall", "new": "nothing", "filled_by": "guess"})["Location"]
    assert '<option value="guess" selected>' in her.get(there).content.decode()


@pytest.mark.parametrize("data", [{"breath": "perhaps"}, {"said": "breath:"}, {"said": "nothing:yes"}, {"nowhere": "yes"}])
def test_an_answer_that_is_not_in_the_table_is_no_answer(her, amina, data):
    assert her.post("/safety/", data).status_code == 200
    assert not amina.safety_answers.exists()


def test_the_page_is_never_cached():
    assert "no-store" in Client().get("/safety/")["Cache-Control"]


def test_the_way_back_leads_to_the_day_of_the_log(her):
    html = her.get("/safety/?about=fall&date=2026-11-20").content.decode()
    assert len(re.findall(r'href="/log/2026-11-20/"', html)) == 2


# ---- The shell -----------------------------------------------------------------------------------------------------


def shell() -> str:
    return Client().get("/shell/safety/").content.decode()


def test_the_shell_holds_every_item_and_every_line_of_every_card():
    page = shell()
    assert [item for item in safety.ITEMS if item != "weaker_often" and f'name="{item}"' not in page] == []
    assert [line.id for card in cards() for line in card.lines if f'id="sign-{line.id}"' not in page] == []


def test_the_shell_knows_nobody():
    page = shell()
    assert "csrfmiddlewaretoken" not in page
    assert 'aria-pressed="true"' not in page


def test_the_shell_carries_the_table_that_its_script_reads():
    table = safety_page.table()
    assert all(table[item.code][answer.code] == [answer.tier, answer.card] for item, answer in LEADING)
    asks = json.loads(unescape(re.search(r'<template id="safety-table".* data-asks="([^"]*)"', shell())[1]))
    assert asks == {item: list(asked) for item, asked in safety.ASKS.items()}


# ---- Words ----------------------------------------------------------------------------------------------------------


def said_on(template: str) -> str:
    """What the page itself says: the cards have a test of their own, and the numbers are a table."""
    html = render_to_string(template, safety_page.context({}, [])).split('<main id="main"')[1].split("</main>")[0]
    html = re.sub(r'<details class="fold safety__card".*?</details>', "", html.split('id="numbers"')[0], flags=re.DOTALL)
    return strip_tags(re.sub(r"</(p|h1|h2|legend|button|li|span|dt|label)>", ".\n", html))


@pytest.mark.parametrize("template", ["pwa/safety_shell.html", "home/wallet_card.html"])
def test_the_words_are_plain(template):
    text = re.sub(r"lumbosacral plexopathy", "name", said_on(template))
    assert len(words(text)) > 80
    assert grade(count(text)) <= MAX_GRADE
    assert "!" not in text
    assert " should " not in text
