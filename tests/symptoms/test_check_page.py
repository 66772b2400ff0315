"""The weekly leg check as a plain form, without JavaScript."""

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.test import Client

from backend.symptoms.instruments import response_id
from backend.symptoms.responses import check_is_due
from backend.symptoms.services import record_envelopes
from tests import factories

pytestmark = pytest.mark.django_db
NOON = dt.datetime(2026, 11, 20, 12, tzinfo=dt.UTC)  # a Friday
ALL = {f"left.{job}": "hard" for job in ("lift_foot", "climb_stairs", "rise_from_chair", "stand_on_toes")} | {"walking_aid": "one_stick"}


@pytest.fixture(autouse=True)
def _clock():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def me(amina, sign_in):
    return sign_in(amina.user)


def answers(patient: Any) -> dict[str, Any]:
    return {item: won[0] for item, won in patient.responses.get().winners.items()}


def later() -> Any:
    return time_machine.travel(NOON + dt.timedelta(seconds=1), tick=False)


def page(client: Client, path: str = "/check/") -> str:
    return client.get(path).content.decode()


def test_a_stranger_is_asked_to_sign_in():
    assert Client().get("/check/")["Location"] == "/accounts/login/?next=/check/"


def test_somebody_without_a_diary_is_led_to_the_start(sign_in):
    assert sign_in(factories.user()).get("/check/")["Location"].startswith("/start/")


def test_nothing_is_chosen_for_anybody(me):
    assert " checked" not in page(me)


def test_the_page_is_never_cached(me):
    assert "no-store" in me.get("/check/")["Cache-Control"]


def test_it_asks_about_daily_life_and_tells_nobody_to_try(me):
    assert "It is not a test to try" in page(me)


def test_one_affected_leg_is_asked_about_one_leg(me):
    html = page(me)
    assert 'data-leg="left" aria-labelledby="check-left">' in html
    assert 'data-leg="right" aria-labelledby="check-right" hidden>' in html


def test_a_saved_form_is_this_weeks_response(me, amina):
    assert me.post("/check/", ALL)["Location"] == "/check/?done"
    assert amina.responses.get().response_id == response_id(amina.user.account, "leg_jobs", dt.date(2026, 11, 20))
    assert answers(amina) == ALL


def test_the_done_screen_says_what_was_saved(me):
    me.post("/check/", ALL)
    html = page(me, "/check/?done")
    assert "Your leg check is done for this week" in html
    assert "<dt>Left leg: climb stairs</dt><dd>Hard</dd>" in html


def test_half_a_check_is_kept_and_can_be_gone_on_with(me, amina):
    me.post("/check/", {"left.lift_foot": "easy"})
    assert "You can add the rest this week" in page(me, "/check/?done")
    me.post("/check/", {"left.lift_foot": "easy", "walking_aid": "nothing", "shown": '{"left.lift_foot": "easy"}'})
    assert answers(amina) == {"left.lift_foot": "easy", "walking_aid": "nothing"}
    assert [revision.fields for revision in amina.revisions.order_by("pk")] == [{"left.lift_foot": "easy"}, {"walking_aid": "nothing"}]


def test_an_answer_can_be_changed(me, amina):
    me.post("/check/", {"walking_aid": "nothing"})
    with later():
        me.post("/check/", {"walking_aid": "wheelchair", "shown": '{"walking_aid": "nothing"}'})
    assert answers(amina) == {"walking_aid": "wheelchair"}


def test_an_answer_can_be_cleared(me, amina):
    me.post("/check/", {"walking_aid": "nothing"})
    with later():
        assert me.post("/check/", {"walking_aid": "nothing", "clear": "walking_aid"})["Location"] == "/check/"
    assert answers(amina) == {"walking_aid": None}


def test_an_answer_of_another_phone_is_not_written_over_by_an_old_page(me, amina):
    me.post("/check/", {"walking_aid": "wheelchair"})
    me.post("/check/", {"left.lift_foot": "hard", "shown": "{}"})
    assert answers(amina) == {"walking_aid": "wheelchair", "left.lift_foot": "hard"}


def test_a_double_tap_stores_once(me, amina):
    data = ALL | {"envelope": "6f3c0f0e-5d2b-4f5e-9c55-57a1de000001"}
    assert {me.post("/check/", data)["Location"], me.post("/check/", data)["Location"]} == {"/check/?done"}
    assert amina.revisions.count() == 1


@pytest.mark.parametrize("data", [{"left.lift_foot": "fine"}, {"clear": "left.fly"}])
def test_what_is_not_asked_is_refused_in_words(me, amina, data):
    response = me.post("/check/", data)
    assert response.status_code == 400
    assert b"This was not saved" in response.content
    assert not amina.responses.exists()


def test_a_form_sent_after_midnight_on_sunday_belongs_to_the_week_it_showed(me, amina):
    with time_machine.travel(dt.datetime(2026, 11, 23, 0, 5, tzinfo=dt.UTC), tick=False):
        me.post("/check/", {"walking_aid": "nothing", "date": "2026-11-22"})
    assert amina.responses.get().date == dt.date(2026, 11, 22)


@pytest.mark.parametrize("date", ["2027-01-01", "2020-01-01", "never"])
def test_a_day_that_cannot_be_is_today(me, amina, date):
    me.post("/check/", {"walking_aid": "nothing", "date": date})
    assert amina.responses.get().date == dt.date(2026, 11, 20)


@pytest.mark.parametrize(
    ("falls", "words"), [(0, "We have no fall this week. Right?"), (1, "We have 1 fall this week. Right?"), (2, "We have 2 falls this week. Right?")]
)
def test_it_asks_whether_the_falls_are_right(me, amina, falls, words):
    dates = ["2026-11-16", "2026-11-19"][:falls]
    record_envelopes(amina, amina.user, [factories.moment(date, {"kind": "fall"}) for date in [*dates, "2026-11-15"]])
    assert words in page(me)


def test_a_fall_that_the_log_and_the_list_tell_is_one_fall(me, amina):
    items = [factories.moment("2026-11-19", {"kind": "fall"}), factories.envelope("2026-11-19", {"tripped": "fall"})]
    record_envelopes(amina, amina.user, items)
    assert amina.moments.filter(kind="fall").count() == 2
    assert "We have 1 fall this week. Right?" in page(me)


def test_today_has_its_card_until_it_is_done_and_says_nothing_more(me, amina):
    card = "Your weekly leg check: half a minute"
    assert card in page(me, "/today/")
    me.post("/check/", ALL)
    assert card not in page(me, "/today/")


def test_a_leg_that_was_added_since_makes_it_due_again(amina, me):
    me.post("/check/", ALL)
    assert not check_is_due(amina, dt.date(2026, 11, 20))
    amina.right_affected = True
    assert check_is_due(amina, dt.date(2026, 11, 20))


def test_a_new_week_asks_anew(amina, me):
    me.post("/check/", ALL)
    assert check_is_due(amina, dt.date(2026, 11, 23))
    assert not check_is_due(amina, dt.date(2026, 11, 22))


def test_nobody_sees_anothers_check(me, boris):
    record_envelopes(boris, boris.user, [factories.envelope("2026-11-20", {}, kind="questionnaire", body=said(boris, {"walking_aid": "wheelchair"}))])
    assert "Wheelchair</dd>" not in page(me, "/check/?done")


def said(patient: Any, fields: dict[str, Any]) -> dict[str, Any]:
    about = str(response_id(patient.user.account, "leg_jobs", dt.date(2026, 11, 20)))
    return {"response": about, "instrument": "leg_jobs", "date": "2026-11-20", "fields": fields}


def test_the_shell_knows_nobody():
    response = Client().get("/shell/check/")
    assert response.status_code == 200
    assert b"csrfmiddlewaretoken" not in response.content
    assert not response.cookies


def test_the_check_calls_today_over_days_and_at_once_when_sudden(me):
    assert "If a leg gets weaker over days, tell your team today. If it happens suddenly, get help now." in page(me)
