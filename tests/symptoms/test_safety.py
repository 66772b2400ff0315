"""The safety table, and the rows of its answers."""

import datetime as dt
import logging
import uuid
from typing import Any

import pytest

from backend.education.cards import TIERS, cards
from backend.symptoms import safety
from backend.symptoms.services import record_envelopes
from tests import factories

NOW = dt.datetime(2026, 11, 20, 12, tzinfo=dt.UTC)


def answer(item: str, said: str, *, at: dt.datetime = NOW, **extra: Any) -> dict[str, Any]:
    body = {"date": "2026-11-20", "item": item, "answer": said, "version": safety.VERSION} | extra.pop("body", {})
    return factories.envelope("2026-11-20", {}, at=at, **({"kind": "safety", "body": body} | extra))


def record(patient: Any, *items: dict[str, Any]) -> list[str]:
    return [result.code for result in record_envelopes(patient, patient.user, items, now=NOW).results]


def every_answer() -> list[tuple[str, safety.Answer]]:
    return [(item.code, answer) for item in safety.ITEMS.values() for answer in item.answers]


@pytest.mark.parametrize(("item", "led"), [(item, led) for item, led in every_answer() if led.card])
def test_every_card_that_an_answer_leads_to_exists(item: str, led: safety.Answer) -> None:
    assert led.card in {card.slug for card in cards("en")}
    assert led.tier in TIERS


def reachable() -> set[str]:
    direct = {led.card for _item, led in every_answer()}
    return direct | {card for item in safety.ITEMS.values() for card in item.more}


def test_every_card_is_reached_from_the_list() -> None:
    assert {card.slug for card in cards("en")} <= reachable()


@pytest.mark.parametrize("item", [item.code for item in safety.ITEMS.values() if item.group == "list"])
def test_no_yes_on_the_list_is_silent(item: str) -> None:
    led = safety.lead(item, "yes")
    assert led is not None
    assert led.card or all(safety.ITEMS[asked].answers for asked in safety.ASKS[item])


@pytest.mark.parametrize("item", ["bladder_bowel", "saddle"])
def test_new_or_worse_between_the_legs_is_always_the_emergency(item: str) -> None:
    led = safety.lead(item, "new")
    assert led is not None
    assert (led.tier, led.card) == ("emergency", "bladder-bowel-numb")


@pytest.mark.parametrize(("tick", "question"), [("pee_poo", "bladder_bowel"), ("numb_between", "saddle")])
def test_unchanged_and_not_told_yet_says_to_call_today_and_folds_the_emergency_below(tick: str, question: str) -> None:
    top, folded = safety.cards_for({tick: "yes", question: "untold"})
    assert top == "same-day-unwell"
    assert folded == ["bladder-bowel-numb"]


@pytest.mark.parametrize(("how", "tier"), [("slowly", "soon"), ("days", "same-day"), ("suddenly", "emergency")])
def test_how_weakness_came_on_decides_how_soon(how: str, tier: str) -> None:
    led = safety.lead("onset.left", how)
    assert led is not None
    assert led.tier == tier


def test_slowly_leads_to_a_card_whose_first_line_is_the_weaker_leg() -> None:
    led = safety.lead("onset.left", "slowly")
    assert led is not None
    assert next(card for card in cards("en") if card.slug == led.card).lines[0].id == "weaker-slowly"


def test_the_most_urgent_of_several_answers_is_shown_first() -> None:
    led = safety.highest({"more_pain": "yes", "saddle": "new", "swollen_leg": "yes"})
    assert led is not None
    assert led.card == "bladder-bowel-numb"


def test_answers_that_lead_nowhere_have_no_highest() -> None:
    assert safety.highest({"saddle": "known", "note": "no"}) is None


def test_no_tick_of_the_list_counts_for_nothing() -> None:
    assert [item.code for item in safety.ITEMS.values() if item.group == "list" and not item.answers[0].tier] == []


TICKS = [("pee_poo", "emergency"), ("numb_between", "emergency"), ("weaker_left", "same-day"), ("weaker_right", "same-day"), ("fell", "same-day")]


@pytest.mark.parametrize(("item", "tier"), TICKS)
def test_a_tick_counts_until_what_it_asks_is_answered(item: str, tier: str) -> None:
    led = safety.highest({item: "yes"})
    assert led is not None
    assert (led.tier, safety.cards_for({item: "yes"})[0]) == (tier, led.card)


@pytest.mark.parametrize(
    ("said", "tier"),
    [
        ({"pee_poo": "yes", "bladder_bowel": "known"}, None),
        ({"pee_poo": "yes", "bladder_bowel": "untold"}, "same-day"),
        ({"weaker_right": "yes", "onset.right": "slowly"}, "soon"),
        ({"weaker_left": "yes", "onset.left": "no"}, None),
        ({"weaker_left": "yes", "weaker_right": "yes", "onset.left": "slowly"}, "same-day"),
        ({"weaker_left": "yes", "weaker_right": "yes", "onset.left": "no"}, "same-day"),
        ({"weaker_left": "yes", "weaker_right": "yes", "onset.left": "slowly", "onset.right": "no"}, "soon"),
        ({"weaker_left": "yes", "onset.right": "slowly"}, "same-day"),
        ({"weaker_leg": "yes", "onset.right": "slowly"}, "same-day"),  # a tick of before names no leg
        ({"weaker_leg": "yes", "onset.right": "slowly", "onset.left": "no"}, "soon"),
        ({"fell": "yes", "fall.head": "no"}, "same-day"),
        ({"fell": "yes", "fall.head": "no", "fall.thinners": "yes"}, "emergency"),
        ({"fell": "yes"} | dict.fromkeys(safety.ASKS["fell"], "no"), None),
        ({"pee_poo": "yes", "saddle": "known"}, "emergency"),
    ],
)
def test_the_answers_to_its_questions_decide_instead_of_the_tick(said: dict[str, str], tier: str | None) -> None:
    led = safety.highest(said)
    assert (led and led.tier) == tier


def test_of_two_equally_urgent_answers_the_newer_stands_first() -> None:
    assert safety.cards_for({"sleepy": "yes", "breath": "yes"})[0] == "breathing-chest-face"


@pytest.mark.django_db
@pytest.mark.both_databases
def test_an_answer_changed_within_a_minute_leaves_both() -> None:
    patient = factories.patient()
    first = answer("saddle", "new", at=NOW - dt.timedelta(minutes=2))
    assert record(patient, first, answer("saddle", "no", at=NOW - dt.timedelta(minutes=1))) == ["stored", "stored"]
    assert list(patient.safety_answers.order_by("stamp").values_list("answer", "tier", "card")) == [
        ("new", "emergency", "bladder-bowel-numb"),
        ("no", "", ""),
    ]


@pytest.mark.django_db
@pytest.mark.both_databases
def test_a_safety_answer_sent_twice_is_one_row() -> None:
    patient, said = factories.patient(), answer("saddle", "new")
    assert record(patient, said) + record(patient, said) == ["stored", "duplicate"]
    assert patient.safety_answers.count() == 1


@pytest.mark.django_db
def test_an_id_with_another_answer_is_a_conflict() -> None:
    patient, same = factories.patient(), str(uuid.uuid4())
    assert record(patient, answer("saddle", "new", id=same)) == ["stored"]
    assert record(patient, answer("saddle", "no", id=same)) == ["conflict"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    "body", [{"item": "nonsense"}, {"answer": "maybe"}, {"item": 3}, {"answer": None}, {"version": "1"}, {"version": 0}, {"extra": 1}, {"helper": "cat"}]
)
def test_a_bad_safety_answer_is_refused_and_blocks_no_other(body: dict[str, Any]) -> None:
    patient = factories.patient()
    assert record(patient, answer("saddle", "new", body=body), answer("breath", "yes")) == ["invalid", "stored"]


@pytest.mark.django_db
def test_a_safety_answer_makes_no_diary_day() -> None:
    patient = factories.patient()
    record(patient, answer("breath", "yes"))
    assert not patient.days.exists()
    assert not patient.revisions.exists()


@pytest.mark.django_db
def test_the_server_notes_a_phone_that_shows_an_old_table(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        record(factories.patient(), answer("breath", "yes", body={"version": 99}))
    assert "an old safety table: 99" in caplog.text


@pytest.mark.django_db
def test_the_audit_trail_names_neither_question_nor_answer() -> None:
    from backend.audit.models import AuditEvent

    record(factories.patient(), answer("saddle", "new"))
    assert AuditEvent.objects.get(verb="diary.recorded").detail == {"revisions": 1, "fields": ["safety"]}
