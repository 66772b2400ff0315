"""Which article Today suggests, and when it suggests none: the rules alone."""

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backend.education import library
from backend.home.suggestions import INTRO, PHASE_DAYS, PHASES, RECOVERY, SHELF, STRENGTH_LATER, Facts, suggest

TODAY = dt.date(2026, 11, 20)  # a Friday
LONG_AGO = dt.date(2026, 1, 1)


def ago(days: int) -> dt.date:
    return TODAY - dt.timedelta(days=days)


def facts(**known: Any) -> Facts:
    return Facts(**({"today": TODAY, "joined": LONG_AGO} | known))


def slug(known: Facts) -> str:
    found = suggest(known)
    return found.slug if found else ""


def week(value: int, first: int = 1, days: int = 7) -> dict[dt.date, int]:
    return {ago(first + n): value for n in range(days)}


EASED = {**{ago(60 - n): 8 for n in range(7)}, **week(3)}
SAME = [(ago(n), "same") for n in range(6)]
CALM = {"pains": EASED, "strengths": SAME}

# ---- Each rule ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("days", "found"), [(0, "falls-and-walking-aids"), (6, "falls-and-walking-aids"), (7, "")])
def test_a_fall_suggests_falls_for_7_days(days: int, found: str):
    assert slug(facts(falls=[ago(days)])) == found


@pytest.mark.parametrize(("days", "found"), [(0, "side-effects"), (2, "side-effects"), (3, "")])
def test_a_side_effect_suggests_its_article_for_3_days(days: int, found: str):
    assert slug(facts(ticks=[(ago(days), "Sleepy")])) == found


@pytest.mark.parametrize(("value", "days", "found"), [(6, 4, "sleep"), (10, 3, ""), (5, 7, "")])
def test_poor_sleep_on_4_of_7_days_suggests_sleep(value: int, days: int, found: str):
    assert slug(facts(sleeps=week(value, days=days))) == found


def test_pain_that_eases_beside_strength_that_stays_suggests_that_part_of_recovery():
    found = suggest(facts(**CALM))
    assert found
    assert (found.slug, found.anchor) == (RECOVERY, STRENGTH_LATER)
    assert found.why == "Pain on average: 8.0 of 10 at your start, 3.0 now. Your answers on strength all say “Same”."


@pytest.mark.parametrize("pains", [{}, {**EASED, **week(8)}, {**EASED, **week(10)}, {day: value for day, value in EASED.items() if day < ago(30)}])
def test_pain_that_does_not_clearly_ease_suggests_nothing_of_the_kind(pains: dict[dt.date, int]):
    assert slug(facts(pains=pains, strengths=SAME)) == ""


@pytest.mark.parametrize("strengths", [[], SAME[:3], [*SAME, (ago(2), "stronger")], [*SAME, (ago(2), "weaker")]])
def test_strength_must_be_known_and_the_same(strengths: list[tuple[dt.date, str]]):
    assert slug(facts(pains=EASED, strengths=strengths)) == ""


def test_the_weightier_rule_decides():
    known = facts(**CALM, sleeps=week(8), ticks=[(TODAY, "Dizzy")], falls=[ago(1)])
    assert slug(known) == "falls-and-walking-aids"
    assert slug(replace(known, falls=())) == "side-effects"
    assert slug(replace(known, falls=(), ticks=())) == "sleep"
    assert slug(replace(known, falls=(), ticks=(), sleeps={})) == RECOVERY


@pytest.mark.parametrize(("days", "words"), [(0, "today"), (1, "yesterday"), (3, "Tuesday"), (6, "Saturday")])
def test_why_names_the_day(days: int, words: str):
    found = suggest(facts(falls=[ago(days), ago(9)]))
    assert found
    assert found.why == f"There is a fall in your diary for {words}."


def test_why_names_what_was_ticked_on_the_last_day():
    found = suggest(facts(ticks=[(ago(2), "Swelling"), (ago(1), "Sleepy"), (ago(1), "Dizzy")]))
    assert found
    assert found.why == "Ticked in your diary for yesterday: “Sleepy”, “Dizzy”."


# ---- Never after a warning ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("days", range(-1, 15))
def test_pain_before_strength_is_never_suggested_within_14_days_of_a_warning(days: int):
    assert suggest(facts(**CALM, warned=[ago(days)])) is None
    assert slug(facts(**CALM, falls=[ago(days)])) != RECOVERY


def test_after_15_days_it_may_be_suggested_again():
    assert slug(facts(**CALM, warned=[ago(15)])) == RECOVERY


DAYS = st.integers(-2, 100).map(ago)
ANSWERS = st.sampled_from(["same", "same", "same", "stronger", "weaker"])
HISTORIES = st.builds(
    Facts,
    today=st.just(TODAY),
    joined=DAYS,
    falls=st.lists(DAYS, max_size=2),
    ticks=st.lists(st.tuples(DAYS, st.just("Sleepy")), max_size=2),
    sleeps=st.dictionaries(DAYS, st.integers(0, 10), max_size=10),
    pains=st.just(EASED) | st.dictionaries(DAYS, st.integers(0, 10), max_size=40),
    strengths=st.just(SAME) | st.lists(st.tuples(DAYS, ANSWERS), max_size=20),
    warned=st.lists(DAYS, max_size=2),
    is_quiet=st.booleans(),
    treatment_started=st.none() | DAYS,
    dismissed=st.dictionaries(st.sampled_from([RECOVERY, "sleep", *SHELF]), st.tuples(DAYS, st.integers(1, 3)), max_size=3),
)
MANY = settings(max_examples=400, deadline=None, database=None, derandomize=True, suppress_health_check=list(HealthCheck))


@MANY
@given(HISTORIES)
def test_of_no_history_with_a_warning_in_14_days_is_it_suggested(history: Facts):
    weaker = [day for day, answer in history.strengths if answer == "weaker" and day <= TODAY]
    if any(day >= ago(13) for day in [*history.warned, *history.falls, *weaker]):
        assert slug(history) != RECOVERY


@MANY
@given(HISTORIES)
def test_what_is_suggested_can_be_read_and_was_not_put_away(history: Facts):
    found = suggest(history)
    if found:
        assert library.article(found.slug).title
        assert found.why
        assert not history.is_quiet
        day, times = history.dismissed.get(found.slug, (ago(1000), 0))
        assert times < 2
        assert (TODAY - day).days >= 30


# ---- Quiet days, and "Not now" --------------------------------------------------------------------------------------


def test_a_rough_or_dangerous_day_has_no_suggestion():
    assert suggest(facts(**CALM, falls=[TODAY], is_quiet=True)) is None


def test_not_now_is_heard_for_the_whole_day_whatever_comes_next():
    assert suggest(facts(falls=[TODAY], dismissed={"sleep": (TODAY, 1)})) is None


@pytest.mark.parametrize(("days", "times", "found"), [(1, 1, ""), (29, 1, ""), (30, 1, "sleep"), (30, 2, ""), (900, 2, "")])
def test_not_now_holds_for_30_days_and_for_good_after_the_second(days: int, times: int, found: str):
    assert slug(facts(sleeps=week(8), dismissed={"sleep": (ago(days), times)})) == found


def test_an_article_that_was_put_away_leaves_its_place_to_the_next_rule():
    assert slug(facts(falls=[ago(1)], sleeps=week(8), dismissed={"falls-and-walking-aids": (ago(2), 1)})) == "sleep"


# ---- By the calendar ------------------------------------------------------------------------------------------------


def run(days: int, **known: Any) -> list[str]:
    """What is suggested on each of the first days."""
    joined = dt.date(2026, 6, 1)
    return [slug(Facts(today=joined + dt.timedelta(days=n), joined=joined, **known)) for n in range(days)]


def test_somebody_new_reads_what_it_is_first():
    assert run(4) == [*INTRO, SHELF[0]]


def test_each_page_is_suggested_once_and_then_it_is_quiet():
    said = run(len(INTRO) + len(SHELF) + 30)
    assert said == [*INTRO, *SHELF, *[""] * 30]


def test_each_phase_of_the_treatment_begins_with_its_article():
    said = run(120, treatment_started=dt.date(2026, 6, 1))
    first, later, last = (slug for _day, slug in PHASES)
    assert said[len(INTRO) : len(INTRO) + PHASE_DAYS] == [first] * PHASE_DAYS
    assert said[28 : 28 + PHASE_DAYS] == [later] * PHASE_DAYS
    assert said[84 : 84 + PHASE_DAYS] == [last] * PHASE_DAYS
    assert [one for one in said if one in SHELF] == list(SHELF)


def test_of_a_treatment_that_began_long_before_the_last_phase_is_named():
    assert run(4, treatment_started=dt.date(2025, 1, 1))[3] == "after-12-weeks"


def test_a_treatment_to_come_is_in_no_phase():
    assert run(4, treatment_started=dt.date(2027, 1, 1)) == [*INTRO, SHELF[0]]


@pytest.mark.parametrize("name", [*INTRO, *SHELF, *(slug for _day, slug in PHASES), "falls-and-walking-aids", "side-effects", "sleep", RECOVERY])
def test_every_article_of_the_rules_is_there_for_patients(name: str):
    assert "patient" in library.article(name).audience
    assert "any" in library.article(name).phases or name in {slug: day for day, slug in PHASES}


def test_the_part_about_strength_is_where_the_link_leads():
    assert STRENGTH_LATER in library.article(RECOVERY).anchors


def test_recovery_is_suggested_by_its_own_rule_alone():
    assert RECOVERY not in (*INTRO, *SHELF)
    assert len(set(SHELF)) == len(SHELF)
