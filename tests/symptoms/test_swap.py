""" "I mixed up left and right": a swap is new revisions, and swapping twice gives the same day."""

import datetime as dt
import uuid
from typing import Any

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from backend.audit.models import AuditEvent
from backend.common.exceptions import DomainError
from backend.symptoms import merge, swapping
from backend.symptoms.folding import refold
from backend.symptoms.services import record_envelopes
from backend.symptoms.sets import SETS
from backend.symptoms.swapping import plan, swap_sides, swapped
from tests.factories import envelope

NOON = dt.datetime(2026, 11, 20, 12, tzinfo=dt.UTC)
DAY = dt.date(2026, 11, 19)
strength = st.sampled_from([None, "stronger", "same", "weaker"])
ticks = st.dictionaries(st.sampled_from(sorted(SETS)), st.sampled_from([True, False, None]), max_size=12)
sides = st.sampled_from([None, "left", "right", "both"])
days = st.fixed_dictionaries({}, optional={"strength_left": strength, "strength_right": strength, "numbness_side": sides})


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(NOON, tick=False):
        yield


def log(patient: Any, date: dt.date = DAY, hours_ago: float = 5, **fields: Any) -> None:
    named = {name.replace("__", "."): value for name, value in fields.items()}
    codes = [result.code for result in record_envelopes(patient, patient.user, [envelope(date, named, at=NOON - dt.timedelta(hours=hours_ago))]).results]
    assert codes == ["stored"]


def swap(patient: Any, first: dt.date = DAY, last: dt.date = DAY, **how: Any) -> int | None:
    return swap_sides(patient, patient.user, first, last, NOON, **({"key": uuid.uuid4()} | how))


def stands(patient: Any, date: dt.date = DAY) -> dict[str, Any]:
    values = merge.values(merge.winners_from_row(patient.days.get(date=date).winners))
    return {name: value for name, value in values.items() if value is not None}


@given(days, ticks)
def test_swapping_twice_gives_the_same_day(answers: dict[str, Any], ticked: dict[str, Any]) -> None:
    day = answers | ticked
    once = day | swapped(day)
    twice = once | swapped(once)
    assert {name: value for name, value in twice.items() if value} == {name: value for name, value in day.items() if value}


@given(days, ticks)
def test_a_swap_says_on_the_other_side_just_what_was_said_on_this(answers: dict[str, Any], ticked: dict[str, Any]) -> None:
    day = answers | ticked
    once = day | swapped(day)
    assert all(bool(once.get(other)) == bool(day.get(name)) for name, other in swapping.SIDED.items())


@pytest.mark.django_db
@pytest.mark.both_databases
def test_strength_side_places_and_feelings_change_places(amina):
    log(amina, strength_left="weaker", numbness_side="left", place__pain__left__calf=True, feel__burning__left=True, pain_avg=6, note="left")
    assert swap(amina) == 1
    assert stands(amina) == {
        **{"strength_right": "weaker", "numbness_side": "right", "place.pain.right.calf": True, "feel.burning.right": True},
        **{"pain_avg": 6, "note": "left"},
    }


@pytest.mark.django_db
def test_both_legs_change_places_and_both_sides_stay_both(amina):
    log(amina, strength_left="weaker", strength_right="same", numbness_side="both")
    swap(amina)
    assert stands(amina) == {"strength_left": "same", "strength_right": "weaker", "numbness_side": "both"}


@pytest.mark.django_db
@pytest.mark.both_databases
def test_the_stored_day_is_the_fold_of_its_revisions(amina):
    log(amina, strength_left="weaker", place__numb__right__sole=True)
    swap(amina)
    assert amina.days.get().winners == refold(amina, DAY)
    assert amina.revisions.count() == 2


@pytest.mark.django_db
def test_only_the_days_of_the_range_change(amina):
    for back in range(4):
        log(amina, DAY - dt.timedelta(days=back), strength_left="weaker")
    assert swap(amina, DAY - dt.timedelta(days=2), DAY - dt.timedelta(days=1)) == 2
    assert [*stands(amina, DAY), *stands(amina, DAY - dt.timedelta(days=3))] == ["strength_left", "strength_left"]


@pytest.mark.django_db
def test_only_her_own_days_change(amina, boris):
    log(boris, strength_left="weaker")
    assert swap(amina) == 0
    assert stands(boris) == {"strength_left": "weaker"}


@pytest.mark.django_db
def test_safety_answers_and_leg_checks_stay_as_they_were_given(amina):
    log(amina, strength_left="weaker")
    said = {"date": str(DAY), "item": "onset.left", "answer": "days", "version": 1}
    check = {"response": str(uuid.uuid4()), "instrument": "leg_jobs", "date": str(DAY), "fields": {"left.lift_foot": "hard"}}
    items = [envelope(DAY, {}, kind="safety", body=said), envelope(DAY, {}, kind="questionnaire", body=check)]
    record_envelopes(amina, amina.user, items)
    swap(amina)
    assert [(answer.item, answer.answer) for answer in amina.safety_answers.all()] == [("onset.left", "days")]
    assert list(amina.responses.get().winners) == ["left.lift_foot"]


@pytest.mark.django_db
def test_a_later_word_of_a_phone_still_wins(amina):
    log(amina, strength_left="weaker")
    swap(amina)
    log(amina, hours_ago=-1, strength_left="stronger")
    assert stands(amina)["strength_left"] == "stronger"


@pytest.mark.django_db
def test_a_phone_whose_clock_was_ahead_leaves_no_half_swap(amina):
    record_envelopes(amina, amina.user, [envelope(DAY, {"strength_left": "weaker"}, at=NOON + dt.timedelta(hours=23))], now=NOON)
    log(amina, strength_right="same")
    assert swap(amina) == 1
    assert stands(amina) == {"strength_left": "same", "strength_right": "weaker"}


@pytest.mark.django_db
def test_the_same_form_sent_twice_swaps_once(amina):
    log(amina, strength_left="weaker")
    key = uuid.uuid4()
    assert [swap(amina, key=key), swap(amina, key=key)] == [1, 1]
    assert stands(amina) == {"strength_right": "weaker"}


@pytest.mark.django_db
def test_a_day_that_changed_since_the_page_is_not_swapped(amina):
    log(amina, strength_left="weaker")
    shown = swapping.digest(plan(amina, DAY, DAY))
    log(amina, hours_ago=1, strength_left="same")
    assert swap(amina, shown=shown) is None
    assert stands(amina) == {"strength_left": "same"}


@pytest.mark.django_db
def helper_log(patient: Any, **fields: Any) -> None:
    item = envelope(DAY, fields, at=NOON - dt.timedelta(hours=4))
    item["body"]["helper"] = "guess"
    record_envelopes(patient, patient.user, [item])


def ranks(patient: Any) -> dict[str, tuple[Any, int]]:
    return {name: (won[0], won[3]) for name, won in patient.days.get(date=DAY).winners.items() if won[0] is not None}


def test_what_a_helper_entered_stays_theirs_on_the_other_side_and_back(amina):
    helper_log(amina, strength_left="weaker", numbness_side="left")
    assert swap(amina) == 1
    assert ranks(amina) == {"strength_right": ("weaker", merge.RANK_OTHER), "numbness_side": ("right", merge.RANK_OTHER)}
    assert set(amina.revisions.values_list("guessed", "provenance")) == {(True, "helper")}
    swap_sides(amina, amina.user, DAY, DAY, NOON + dt.timedelta(minutes=1), key=uuid.uuid4())
    assert ranks(amina) == {"strength_left": ("weaker", merge.RANK_OTHER), "numbness_side": ("left", merge.RANK_OTHER)}


def test_a_helpers_value_never_takes_the_place_of_her_own(amina):
    log(amina, strength_right="same")
    helper_log(amina, strength_left="weaker")
    assert swap(amina) == 1
    assert ranks(amina) == {"strength_left": ("same", merge.RANK_PATIENT)}


def test_the_same_form_swaps_a_helpers_day_once(amina):
    helper_log(amina, strength_left="weaker")
    key = uuid.uuid4()
    assert [swap(amina, key=key) for _twice in range(2)] == [1, 1]
    assert ranks(amina) == {"strength_right": ("weaker", merge.RANK_OTHER)}


def test_the_audit_names_days_and_fields_and_no_value(amina):
    log(amina, strength_left="weaker", place__pain__left__calf=True)
    swap(amina)
    assert AuditEvent.objects.get(verb="diary.sides_swapped").detail == {"days": 1, "fields": ["place", "strength"]}


@pytest.mark.django_db
@pytest.mark.parametrize(("first", "last"), [("2026-11-19", "2026-11-18"), ("2026-09-20", "2026-11-19"), ("2026-11-20", "2026-11-21")])
def test_a_range_that_cannot_be_is_refused(amina, first, last):
    with pytest.raises(DomainError):
        plan(amina, dt.date.fromisoformat(first), dt.date.fromisoformat(last))


@pytest.mark.django_db
def test_sixty_days_are_the_most(amina):
    assert plan(amina, DAY - dt.timedelta(days=59), DAY) == []


# ---- the page

PAGE = "/diary/mix-up/"
RANGE = {"first": "2026-11-18", "last": "2026-11-19"}


@pytest.fixture
def me(amina, sign_in):
    return sign_in(amina.user)


def hidden(html: str, name: str) -> str:
    return html.split(f'name="{name}" value="')[1].split('"')[0]


def confirm(me: Any, **extra: str) -> Any:
    html = me.get(PAGE, RANGE).content.decode()
    return me.post(PAGE, RANGE | {"key": hidden(html, "key"), "shown": hidden(html, "shown")} | extra)


@pytest.mark.django_db
def test_the_page_begins_with_one_day(me):
    html = me.get(PAGE, {"day": "2026-11-18"}).content.decode()
    assert html.count('value="2026-11-18"') == 2


@pytest.mark.django_db
def test_it_shows_what_will_change_before_it_changes(me, amina):
    log(amina, strength_left="weaker", place__pain__left__calf=True)
    html = me.get(PAGE, RANGE).content.decode()
    assert "Strength of the left and the right leg" in html
    assert "Safety answers" in html
    assert stands(amina) == {"strength_left": "weaker", "place.pain.left.calf": True}


@pytest.mark.django_db
def test_it_swaps_and_offers_to_swap_back(me, amina):
    log(amina, strength_left="weaker")
    response = confirm(me)
    assert stands(amina) == {"strength_right": "weaker"}
    html = me.get(response["Location"]).content.decode()
    assert "Swap back" in html
    me.post(PAGE, RANGE | {"key": hidden(html, "key"), "shown": hidden(html, "shown")})
    assert stands(amina) == {"strength_left": "weaker"}


@pytest.mark.django_db
def test_days_that_changed_meanwhile_are_shown_again(me, amina):
    log(amina, strength_left="weaker")
    response = confirm(me, shown="0123456789abcdef")
    assert response.status_code == 409
    assert b"changed since" in response.content
    assert stands(amina) == {"strength_left": "weaker"}


@pytest.mark.django_db
@pytest.mark.parametrize(("first", "last"), [("x", "2026-11-19"), ("2026-11-19", "2026-11-01"), ("2026-11-19", "2027-01-01")])
def test_days_that_cannot_be_are_said_in_words(me, first, last):
    response = me.get(PAGE, {"first": first, "last": last})
    assert response.status_code == 400
    assert b"Choose" in response.content


@pytest.mark.django_db
def test_nothing_to_swap_is_said(me):
    assert b"Nothing to swap" in me.get(PAGE, RANGE).content


@pytest.mark.django_db
def test_a_post_without_its_key_changes_nothing(me, amina):
    log(amina, strength_left="weaker")
    assert me.post(PAGE, RANGE).status_code == 400
    assert stands(amina) == {"strength_left": "weaker"}
