"""The history of a day: who said what, when, newest first, and nothing folded."""

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils.html import strip_tags

from backend.symptoms import history
from backend.symptoms.services import record_envelopes
from tests import factories
from tests.factories import envelope, moment

pytestmark = pytest.mark.django_db
NOON = dt.datetime(2026, 11, 20, 12, tzinfo=dt.UTC)
DAY = dt.date(2026, 11, 19)
PAGE = "/diary/2026-11-19/history/"


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def me(amina, sign_in):
    return sign_in(amina.user)


def at(clock: str, day: int = 19) -> dt.datetime:
    hours, minutes = map(int, clock.split(":"))
    return dt.datetime(2026, 11, day, hours, minutes, tzinfo=dt.UTC)


def record(patient: Any, *items: dict[str, Any], **how: Any) -> None:
    results = record_envelopes(patient, how.pop("author", patient.user), items, **how).results
    assert {result.code for result in results} == {"stored"}


def diary(clock: str, fields: dict[str, Any], **body: Any) -> dict[str, Any]:
    item = envelope(DAY, fields, at=at(clock))
    item["body"] |= body
    return item


def safety(clock: str, answer: str, item: str = "onset.left") -> dict[str, Any]:
    return envelope(DAY, {}, at=at(clock), kind="safety", body={"date": str(DAY), "item": item, "answer": answer, "version": 1})


def text(client: Client) -> str:
    return " ".join(strip_tags(client.get(PAGE).content.decode()).split())


def lines(patient: Any) -> list[Any]:
    return [line for said in history.of_day(patient, DAY) for line in said.lines]


def test_a_stranger_is_asked_to_sign_in():
    assert Client().get(PAGE)["Location"] == f"/accounts/login/?next={PAGE}"


def test_nobody_sees_anothers_history(me, boris):
    record(boris, diary("8:00", {"note": "borisnote"}))
    assert "borisnote" not in text(me)


@pytest.mark.parametrize("date", ["2026-11-21", "2026-02-30", "never"])
def test_a_day_that_cannot_be_is_404(me, date):
    assert me.get(f"/diary/{date}/history/").status_code == 404


def test_the_page_is_never_cached(me):
    assert "no-store" in me.get(PAGE)["Cache-Control"]


def test_every_word_is_there_newest_first_with_its_time(amina, me):
    record(amina, diary("8:04", {"pain_avg": 6}), diary("21:30", {"pain_avg": 4}), diary("9:00", {"strength_left": "weaker"}))
    assert lines(amina) == [("Pain on average", "4 of 10"), ("Left leg strength", "Weaker"), ("Pain on average", "6 of 10")]
    assert "Thu 19 November, 8:04am" in text(me)


def test_a_yes_that_became_a_no_is_two_lines(amina, me):
    record(amina, safety("2:04", "new", "saddle"), safety("2:05", "no", "saddle"))
    assert [answer for _item, answer in lines(amina)] == ["No", "New or worse"]
    assert text(me).index("2:05") < text(me).index("2:04")


def test_a_helpers_number_stands_beside_hers(amina, me):
    record(amina, diary("8:00", {"pain_avg": 4}), diary("9:00", {"pain_avg": 8}, helper="guess"))
    assert [(one.label, one.theirs, one.yours) for one in history.beaten(amina, DAY)] == [("Pain on average", "8 of 10", "4 of 10")]
    assert "A helper. It is their guess: 8 of 10; you: 4 of 10" in text(me)


@pytest.mark.parametrize(("helper", "who"), [("told", "A helper. You told them"), ("guess", "A helper. It is their guess")])
def test_a_safety_answer_says_who_filled_it_in(amina, helper, who):
    body = {"date": str(DAY), "item": "breath", "answer": "yes", "version": 3, "helper": helper}
    record(amina, factories.envelope(DAY, {}, kind="safety", body=body))
    assert [str(said.who) for said in history.of_day(amina, DAY)] == [who]


def test_what_was_told_to_a_helper_is_no_guess(amina):
    record(amina, diary("9:00", {"pain_avg": 8}, helper="told"))
    assert [str(said.who) for said in history.of_day(amina, DAY)] == ["A helper. You told them"]


def test_a_call_from_the_clinic_is_named_as_one(amina):
    record(amina, diary("9:00", {"pain_avg": 8}), author=factories.user(), by="coordinator")
    assert [str(said.who) for said in history.of_day(amina, DAY)] == ["Your clinic, on a phone call"]


def test_ticks_and_moments_are_in_words(amina):
    record(amina, diary("8:00", {"place.pain.left.calf": True, "feel.burning.right": False, "side_effect.sleepy": None}), moment(DAY, {"kind": "fall"}))
    assert set(lines(amina)) == {
        ("Pain, Left: Calf", "Ticked"),
        ("Burning, Right", "Tick removed"),
        ("Side effect: Sleepy", "Taken back"),
        ("What happened", "Fall"),
    }


def test_a_moment_that_moved_here_brings_its_past(amina):
    key = "11111111-1111-4111-8111-111111111111"
    record(amina, moment("2026-11-18", {"kind": "fall"}, key, stamp="2026-11-18T08:00:00.000Z"), moment(DAY, {"note": "stairs"}, key))
    assert set(lines(amina)) == {("What happened", "Fall"), ("Note", "stairs")}


def test_what_was_taken_back_stays_in_the_history(amina):
    record(amina, diary("8:00", {"note": "it hurts"}), diary("9:00", {"note": None}))
    assert lines(amina) == [("Note", "Taken back"), ("Note", "it hurts")]


def test_what_came_later_says_when_it_reached_us(amina, me):
    record(amina, diary("8:00", {"pain_avg": 6}))
    assert "reached us on Fri 20 November" in text(me)


def test_words_are_shown_as_words(amina, me):
    record(amina, diary("8:00", {"note": "<b>bold</b>"}))
    assert b"&lt;b&gt;bold" in me.get(PAGE).content


def test_the_day_leads_to_its_history(me):
    assert PAGE in me.get("/diary/2026-11-19/").content.decode()


@pytest.mark.parametrize("page", [PAGE, "/diary/2026-11-19/"])
def test_a_helpers_word_stands_beside_hers_on_the_page_of_the_day_too(amina, me, page):
    record(amina, diary("8:00", {"pain_avg": 4}), diary("9:00", {"pain_avg": 8}, helper="guess"))
    words = " ".join(strip_tags(me.get(page).content.decode()).split())
    assert "A helper. It is their guess: 8 of 10; you: 4 of 10" in words


def test_every_field_and_tick_has_a_label():
    names = [*history.DIARY, *history.SETS, *history.ITEMS]
    assert all(history.label_of(name) != name for name in names)
