"""Today's suggestion, from a diary of real rows."""

import datetime as dt
import uuid
from typing import Any

import pytest
import time_machine

from backend.home import suggesting
from backend.home.suggestions import is_warned
from backend.patients.models import ArticleDismissed, Patient
from backend.symptoms import safety
from backend.symptoms.rough_day import start_rough_day
from backend.symptoms.services import record_envelopes
from tests import factories
from tests.factories import envelope, moment

pytestmark = pytest.mark.django_db
NOON = dt.datetime(2026, 11, 20, 12, tzinfo=dt.UTC)
TODAY = NOON.date()
CARD = "Worth reading today"
LATER = "#pain-may-ease-before-strength-returns"


def ago(days: int) -> dt.date:
    return TODAY - dt.timedelta(days=days)


@pytest.fixture(autouse=True)
def noon() -> Any:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def ana(amina: Patient) -> Patient:
    """Here since September, so that no page of the first weeks is due."""
    Patient.objects.filter(pk=amina.pk).update(created_at=NOON - dt.timedelta(days=75))
    amina.refresh_from_db()
    return amina


@pytest.fixture
def me(ana: Patient, sign_in: Any) -> Any:
    return sign_in(ana.user)


def say(patient: Patient, *items: dict[str, Any], **how: Any) -> None:
    results = record_envelopes(patient, patient.user, list(items), now=NOON, **how).results
    assert {result.code for result in results} == {"stored"}


def answer(item: str, given: str, day: dt.date = TODAY, at: dt.datetime = NOON) -> dict[str, Any]:
    return envelope(day, {}, at=at, kind="safety", body={"date": str(day), "item": item, "answer": given, "version": safety.VERSION})


def eased(patient: Patient) -> None:
    """Pain of 8 at the start, 3 now, strength the same."""
    days = [*((ago(n), 8) for n in range(54, 61)), *((ago(n), 3) for n in range(1, 8))]
    say(patient, *(envelope(day, {"pain_avg": pain, "strength_left": "same"}) for day, pain in days))


def today(client: Any) -> str:
    return client.get("/today/").content.decode()


def test_a_side_effect_of_today_is_suggested_at_once(me: Any, ana: Patient):
    say(ana, envelope(TODAY, {"side_effect.sleepy": True}))
    page = today(me)
    assert CARD in page
    assert 'href="/learn/side-effects/"' in page
    assert "Ticked in your diary for today: “Sleepy”." in page


def test_a_tick_that_was_taken_away_suggests_nothing(me: Any, ana: Patient):
    say(ana, envelope(TODAY, {"side_effect.sleepy": True}), envelope(TODAY, {"side_effect.sleepy": False}, at=NOON + dt.timedelta(seconds=1)))
    assert CARD not in today(me)


def test_a_fall_and_poor_sleep_are_read_from_the_diary(me: Any, ana: Patient):
    say(ana, *(envelope(ago(n), {"sleep": 7}) for n in range(1, 5)))
    assert 'href="/learn/sleep/"' in today(me)
    say(ana, moment(ago(2), {"kind": "fall"}))
    assert 'href="/learn/falls-and-walking-aids/"' in today(me)


def test_it_is_the_same_the_whole_day(me: Any, ana: Patient):
    eased(ana)
    first = today(me).partition(CARD)[2].partition("</details>")[0]
    say(ana, envelope(TODAY, {"pain_avg": 9, "sleep": 9}))
    assert LATER in first
    assert today(me).partition(CARD)[2].partition("</details>")[0] == first


WARNINGS = {
    "weaker": lambda: envelope(ago(13), {"strength_left": "weaker"}),
    "weaker on the other leg": lambda: envelope(ago(14), {"strength_right": "weaker"}),
    "something new": lambda: envelope(ago(3), {"new": "something"}),
    "a fall": lambda: moment(ago(12), {"kind": "fall"}),
    "an emergency": lambda: answer("saddle", "new", ago(14)),
    "the same day": lambda: answer("onset.left", "days", ago(9)),
    "soon": lambda: answer("more_pain", "yes", ago(4)),
    "a note that is getting worse": lambda: answer("note", "yes", ago(5)),
    "said now of an older day": lambda: answer("swollen_leg", "yes", ago(40)),
}


@pytest.mark.parametrize("name", WARNINGS)
def test_pain_before_strength_is_never_suggested_after(me: Any, ana: Patient, name: str):
    eased(ana)
    assert LATER in today(me)
    say(ana, WARNINGS[name]())
    page = today(me)
    assert LATER not in page
    assert "/learn/recovery/" not in page


def test_a_helpers_weaker_counts_and_so_does_one_that_was_changed(me: Any, ana: Patient):
    eased(ana)
    say(ana, envelope(ago(3), {"strength_left": "weaker"}), by="helper")  # her own "same" stands
    assert "/learn/recovery/" not in today(me)
    ana.revisions.filter(rank=10).update(fields={})
    assert LATER in today(me)
    say(ana, envelope(ago(3), {"strength_left": "weaker"}, at=NOON - dt.timedelta(minutes=1)), envelope(ago(3), {"strength_left": "same"}))
    assert "/learn/recovery/" not in today(me)


def test_every_answer_with_a_tier_is_a_warning():
    led = {given.code for item in safety.ITEMS.values() for given in item.answers if given.tier}
    assert not led & set(suggesting.NO_WARNING)


def test_what_is_older_warns_no_more(me: Any, ana: Patient):
    eased(ana)
    long_ago = NOON - dt.timedelta(days=16)
    say(ana, envelope(ago(15), {"strength_left": "weaker", "new": "something"}), answer("saddle", "new", ago(16), long_ago))
    assert LATER in today(me)


QUIET = {
    "an emergency": lambda: answer("saddle", "new"),
    "the same day": lambda: answer("swollen_leg", "yes"),
    "one that was taken away again": lambda: answer("breath", "yes", at=NOON - dt.timedelta(hours=3)),
    "a flare": lambda: moment(TODAY, {"kind": "flare"}),
}


@pytest.mark.parametrize("name", QUIET)
def test_on_a_day_with_this_nothing_is_suggested(me: Any, ana: Patient, name: str):
    say(ana, envelope(TODAY, {"side_effect.sleepy": True}))
    assert CARD in today(me)
    say(ana, QUIET[name]())
    assert CARD not in today(me)


def test_a_rough_day_has_no_suggestion_until_6_the_next_morning(me: Any, ana: Patient):
    say(ana, envelope(TODAY, {"side_effect.sleepy": True}))
    start_rough_day(ana, NOON)
    assert CARD not in today(me)
    with time_machine.travel(NOON.replace(day=21, hour=5), tick=False):
        assert CARD not in today(me)
    with time_machine.travel(NOON.replace(day=21, hour=7), tick=False):
        assert CARD in today(me)


def test_an_urgent_answer_of_last_night_keeps_it_quiet_until_help_came(me: Any, ana: Patient):
    say(ana, envelope(TODAY, {"side_effect.sleepy": True}), answer("swollen_leg", "yes", ago(1), NOON - dt.timedelta(hours=20)))
    assert CARD not in today(me)
    say(ana, answer("got_help", "yes"))
    assert CARD in today(me)


def test_not_now_takes_it_away_for_the_day(me: Any, ana: Patient):
    say(ana, envelope(TODAY, {"side_effect.sleepy": True}))
    assert me.post("/today/not-now/", {"slug": "side-effects"})["Location"] == "/today/"
    assert CARD not in today(me)
    assert list(ana.dismissed.values_list("slug", "day", "times")) == [("side-effects", TODAY, 1)]


def test_not_now_twice_on_one_day_counts_once_and_on_another_day_again(me: Any, ana: Patient):
    for _again in range(2):
        me.post("/today/not-now/", {"slug": "sleep"})
    assert ana.dismissed.get().times == 1
    suggesting.dismiss(ana, "sleep", ago(-31))
    row = ana.dismissed.get()
    assert (row.day, row.times) == (ago(-31), 2)


@pytest.mark.parametrize("slug", ["", "no-such-article", "x" * 5000, "\x00"])
def test_a_name_that_is_no_article_changes_nothing(me: Any, slug: str):
    assert me.post("/today/not-now/", {"slug": slug}).status_code == 302
    assert not ArticleDismissed.objects.exists()


def test_looking_at_today_keeps_nothing_of_what_was_suggested(me: Any, ana: Patient):
    say(ana, envelope(TODAY, {"side_effect.sleepy": True}))
    before = {row.pk for row in ana.revisions.all()}
    assert CARD in today(me)
    me.get("/learn/side-effects/")
    assert not ArticleDismissed.objects.exists()
    assert {row.pk for row in ana.revisions.all()} == before


def test_somebody_new_is_shown_what_it_is(amina: Patient, sign_in: Any):
    Patient.objects.filter(pk=amina.pk).update(created_at=NOON)
    card = today(sign_in(amina.user)).partition(CARD)[2]
    assert card.index('href="/learn/what-it-is/"') < card.index("Not now")


def test_a_stranger_s_diary_suggests_nothing_here(me: Any, ana: Patient):
    other = factories.patient()
    say(other, envelope(TODAY, {"side_effect.sleepy": True}), moment(TODAY, {"kind": "fall"}, str(uuid.uuid4())))
    suggesting.dismiss(other, "sleep", TODAY)
    assert CARD not in today(me)
    assert not is_warned(suggesting.facts_of(ana, NOON, [], waits=False))
