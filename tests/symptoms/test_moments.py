"""What happened, as a plain form; the rough day; the restart of the treatment."""

import datetime as dt
import uuid
from itertools import permutations

import pytest
import time_machine

from backend.symptoms.folding import day_tick_id
from backend.symptoms.moments import next_morning
from backend.symptoms.rough_day import end_rough_day, start_rough_day
from backend.symptoms.services import record_envelopes
from tests.factories import envelope, moment

pytestmark = pytest.mark.django_db
NOON = dt.datetime(2026, 11, 20, 12, tzinfo=dt.UTC)
KEY = "6f3c0f0e-5d2b-4f5e-9c55-57a1de000001"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def me(amina, sign_in):
    return sign_in(amina.user)


def standing(patient):
    return list(patient.moments.exclude(kind=None).order_by("date", "pk").values_list("kind", "date", "note"))


def today():
    return NOON.date()


def test_one_tap_keeps_what_happened_today(me, amina):
    assert me.post("/moments/", {"kind": "procedure"})["Location"] == "/moments/?saved"
    assert standing(amina) == [("procedure", today(), None)]


def test_a_double_tap_keeps_it_once(me, amina):
    form = {"kind": "therapy", "moment": KEY, "envelope": str(uuid.uuid4())}
    me.post("/moments/", form)
    assert me.post("/moments/", form).status_code == 302
    assert standing(amina) == [("therapy", today(), None)]
    assert amina.revisions.count() == 1


def test_a_note_is_kept_only_after_the_question(me, amina):
    form = {"kind": "flare", "date": "2026-11-19", "note": "Bad night"}
    response = me.post("/moments/", form)
    assert response.status_code == 400
    assert "is this new or getting worse?" in response.content.decode()
    assert "Bad night" in response.content.decode()
    assert standing(amina) == []
    me.post("/moments/", form | {"note_worse": "no"})
    assert standing(amina) == [("flare", dt.date(2026, 11, 19), "Bad night")]


def test_a_note_that_says_worse_is_a_safety_answer_and_opens_the_cards(me, amina):
    response = me.post("/moments/", {"kind": "flare", "note": "Leg drags", "note_worse": "yes"})
    assert response["Location"] == "/safety/?about=new,worse&date=2026-11-20"
    assert list(amina.safety_answers.values_list("item", "answer")) == [("note", "yes")]


def test_a_fall_opens_its_card(me, amina):
    assert me.post("/moments/", {"kind": "fall"})["Location"] == "/safety/?about=fall&date=2026-11-20"
    assert standing(amina) == [("fall", today(), None)]


def ticks(patient):
    return list(patient.safety_answers.order_by("stamp", "pk").values_list("item", "answer"))


def test_a_fall_ticks_what_the_fall_of_the_log_ticks(me, amina, clock):
    me.post("/moments/", {"kind": "trip"})
    form = {"kind": "fall", "moment": KEY, "envelope": str(uuid.uuid4())}
    me.post("/moments/", form)
    clock.shift(1)
    me.post("/moments/", form)  # a double tap
    me.post("/moments/", {"do": "save", "moment": KEY, "kind": "fall", "date": "2026-11-20", "note": "On the stairs", "note_worse": "yes"})
    assert ticks(amina) == [("fell", "yes"), ("note", "yes")]
    me.post("/moments/", {"kind": "fall", "envelope": str(uuid.uuid4()), "filled_by": "guess"})
    assert [*amina.safety_answers.filter(item="fell").order_by("stamp").values_list("by", "guessed")] == [("self", False), ("helper", True)]


@pytest.mark.parametrize("back", [{"do": "withdraw"}, {"do": "save", "kind": "trip", "date": "2026-11-20"}])
def test_a_fall_that_is_taken_back_takes_its_tick_along(me, amina, clock, back):
    me.post("/moments/", {"kind": "fall", "moment": KEY})
    clock.shift(1)
    me.post("/moments/", {"moment": KEY, "filled_by": "guess"} | back)
    assert ticks(amina) == [("fell", "yes")]
    clock.shift(1)
    me.post("/moments/", {"kind": "fall", "moment": KEY, "do": "save", "date": "2026-11-20"})
    clock.shift(1)
    me.post("/moments/", {"moment": KEY} | back)
    assert ticks(amina)[-1] == ("fell", "no")


def test_a_fall_that_is_moved_to_another_day_keeps_its_tick(me, amina, clock):
    me.post("/moments/", {"kind": "fall", "moment": KEY})
    clock.shift(1)
    me.post("/moments/", {"do": "save", "kind": "fall", "moment": KEY, "date": "2026-11-19"})
    assert ticks(amina) == [("fell", "yes")]


@pytest.mark.parametrize("bad", [{"kind": "dance"}, {"kind": "flare", "date": "2026-11-21"}, {"kind": "flare", "date": "1950-01-01"}, {}])
def test_what_cannot_be_kept_is_said_and_stores_nothing(me, amina, bad):
    assert me.post("/moments/", bad).status_code == 400
    assert standing(amina) == []


def test_a_moment_can_be_changed_and_taken_back(me, amina, clock):
    me.post("/moments/", {"kind": "trip", "moment": KEY})
    clock.shift(1)
    me.post("/moments/", {"do": "save", "moment": KEY, "kind": "hospital", "date": "2026-11-18", "note": "2 nights", "note_worse": "no"})
    assert standing(amina) == [("hospital", dt.date(2026, 11, 18), "2 nights")]
    clock.shift(1)
    me.post("/moments/", {"do": "withdraw", "moment": KEY})
    assert standing(amina) == []
    assert amina.revisions.count() == 3


def test_saving_what_stands_already_says_nothing(me, amina):
    me.post("/moments/", {"kind": "trip", "moment": KEY})
    me.post("/moments/", {"do": "save", "moment": KEY, "kind": "trip", "date": "2026-11-20", "note": ""})
    assert amina.revisions.count() == 1


def test_anothers_moment_is_out_of_reach(me, amina, boris):
    record_envelopes(boris, boris.user, [moment(today(), {"kind": "flare"}, KEY)])
    me.post("/moments/", {"do": "withdraw", "moment": KEY})
    assert standing(boris) == [("flare", today(), None)]


# ---- A second bout -------------------------------------------------------------------------------------------------


def second_bout(me):
    me.post("/moments/", {"kind": "second_bout", "moment": KEY, "date": "2026-11-19"})


def test_a_second_bout_asks_whether_the_treatment_counts_from_it(me, amina, clock):
    second_bout(me)
    assert "Start counting your treatment from this day?" in me.get("/moments/").content.decode().split("<template")[0]
    clock.shift(1)
    me.post("/moments/", {"do": "keep", "moment": KEY})
    assert 'data-role="restart" hidden' in me.get("/moments/").content.decode().split("<template")[0]
    amina.refresh_from_db()
    assert amina.treatment_started_on is None


def test_yes_restarts_the_treatment_and_the_start_before_becomes_a_moment(me, amina, clock):
    amina.treatment_started_on = dt.date(2026, 5, 3)
    amina.save()
    second_bout(me)
    for _twice in range(2):
        clock.shift(1)
        me.post("/moments/", {"do": "restart", "moment": KEY})
    amina.refresh_from_db()
    assert amina.treatment_started_on == dt.date(2026, 11, 19)
    assert standing(amina) == [("treatment_started", dt.date(2026, 5, 3), None), ("second_bout", dt.date(2026, 11, 19), None)]


def test_a_helper_does_not_restart_the_treatment(amina):
    item = moment(today(), {"kind": "second_bout", "restart": True}, KEY)
    item["body"]["helper"] = "told"
    record_envelopes(amina, amina.user, [item])
    amina.refresh_from_db()
    assert amina.treatment_started_on is None


SECOND_BOUT = {"kind": "second_bout", "restart": True}


def restart(patient, fields, *, second=0, date="2026-11-19", helper=""):
    item = moment(date, fields, KEY, stamp=f"2026-11-20T12:00:0{second}.000Z")
    item["body"] |= {"helper": helper} if helper else {}
    record_envelopes(patient, patient.user, [item])
    patient.refresh_from_db()


@pytest.mark.parametrize(
    "newer", [{"kind": "second_bout", "restart": False}, {"kind": None}, {"kind": "flare"}], ids=["she said no", "taken back", "it was something else"]
)
def test_an_older_word_that_arrives_late_restarts_nothing(amina, newer):
    restart(amina, newer, second=2)
    restart(amina, SECOND_BOUT, second=1)
    assert amina.treatment_started_on is None


def test_a_late_word_restarts_from_the_day_on_which_the_second_bout_stands(amina):
    restart(amina, {"kind": "second_bout"}, second=2, date="2026-11-17")
    restart(amina, SECOND_BOUT, second=1, date="2026-11-19")
    assert amina.treatment_started_on == dt.date(2026, 11, 17)


def test_a_helpers_word_restarts_nothing_and_hides_no_later_one_of_hers(amina):
    restart(amina, SECOND_BOUT, second=3, helper="told")
    assert amina.treatment_started_on is None
    restart(amina, SECOND_BOUT, second=1)
    assert amina.treatment_started_on == dt.date(2026, 11, 19)


def test_a_later_word_on_the_same_second_bout_does_not_restart_again(amina):
    restart(amina, SECOND_BOUT, second=1)
    amina.treatment_started_on = dt.date(2026, 1, 2)
    amina.save()
    restart(amina, {"note": "Worse on the stairs"}, second=2)
    assert amina.treatment_started_on == dt.date(2026, 1, 2)


@pytest.fixture
def restarted(amina):
    amina.treatment_status, amina.treatment_started_on = "started", dt.date(2026, 5, 3)
    amina.save()
    restart(amina, SECOND_BOUT, second=1)
    return amina


def test_a_second_bout_that_is_moved_moves_the_start_of_the_treatment(restarted):
    restart(restarted, {"kind": "second_bout"}, second=2, date="2026-11-17")
    assert restarted.treatment_started_on == dt.date(2026, 11, 17)


@pytest.mark.parametrize("kind", [None, "flare"])
def test_a_second_bout_that_is_taken_back_gives_back_the_start_before(restarted, kind):
    restart(restarted, {"kind": kind}, second=2)
    assert (restarted.treatment_status, restarted.treatment_started_on) == ("started", dt.date(2026, 5, 3))
    restart(restarted, {"kind": "second_bout", "restart": True}, second=3)
    assert restarted.treatment_started_on == dt.date(2026, 11, 19)


def test_a_second_bout_that_is_taken_back_leaves_no_start_where_there_was_none(amina):
    restart(amina, SECOND_BOUT, second=1)
    restart(amina, {"kind": None}, second=2)
    assert (amina.treatment_status, amina.treatment_started_on) == ("unknown", None)


def test_a_start_that_was_changed_since_stays_when_the_second_bout_is_taken_back(restarted):
    restarted.treatment_started_on = dt.date(2026, 11, 2)
    restarted.save()
    restart(restarted, {"kind": None}, second=2)
    assert restarted.treatment_started_on == dt.date(2026, 11, 2)


def test_a_helper_takes_no_restart_back(restarted):
    restart(restarted, {"kind": None}, second=2, helper="told")
    assert restarted.treatment_started_on == dt.date(2026, 11, 19)


# ---- A rough day ---------------------------------------------------------------------------------------------------


def test_a_rough_day_marks_a_flare_and_is_quiet_until_six(me, amina):
    assert me.post("/rough-day/")["Location"] == "/today/"
    amina.refresh_from_db()
    assert amina.quiet_until == dt.datetime(2026, 11, 21, 6, tzinfo=dt.UTC)
    assert standing(amina) == [("flare", today(), None)]
    assert "Stride keeps quiet until 6am." in me.get("/today/").content.decode()


def test_asked_twice_it_is_one_flare(amina):
    assert start_rough_day(amina, NOON) == start_rough_day(amina, NOON)
    assert len(standing(amina)) == 1


def test_undo_takes_back_flare_and_quiet(me, amina, clock):
    me.post("/rough-day/")
    clock.shift(1)
    me.post("/rough-day/", {"undo": "yes"})
    amina.refresh_from_db()
    assert (amina.quiet_until, standing(amina)) == (None, [])


def test_a_rough_day_that_arrives_after_its_morning_keeps_nobody_quiet(amina, clock):
    item = moment("2026-11-18", {"kind": "flare", "rough": True}, KEY, stamp="2026-11-18T21:00:00.000Z")
    record_envelopes(amina, amina.user, [item])
    amina.refresh_from_db()
    assert (amina.quiet_until, standing(amina)) == (None, [("flare", dt.date(2026, 11, 18), None)])


def test_undo_that_arrives_before_the_flare_ends_the_same(amina):
    flare = moment(today(), {"kind": "flare", "rough": True}, KEY)
    undo = moment(today(), {"kind": None, "rough": False}, KEY, stamp="2026-11-20T12:00:01.000Z")
    for item in (undo, flare):
        record_envelopes(amina, amina.user, [item])
    amina.refresh_from_db()
    assert (amina.quiet_until, standing(amina)) == (None, [])


def test_the_quiet_ends_with_a_flare_that_is_taken_back_in_the_list(amina, clock):
    start_rough_day(amina, NOON)
    clock.shift(1)
    key = amina.moments.get().moment_id
    record_envelopes(amina, amina.user, [moment(today(), {"kind": None}, str(key))])
    amina.refresh_from_db()
    assert amina.quiet_until is None


def test_nothing_to_take_back_is_no_fault(amina):
    end_rough_day(amina, NOON)
    assert amina.revisions.count() == 0


@pytest.mark.parametrize(("hour", "day"), [(1, 20), (5, 20), (6, 21), (12, 21), (23, 21)])
def test_the_next_morning_is_the_next_six_on_her_clock(amina, hour, day):
    at = dt.datetime(2026, 11, 20, hour, tzinfo=amina.zone)
    assert next_morning(at, amina.zone) == dt.datetime(2026, 11, day, 6, tzinfo=amina.zone)


def test_the_audit_never_names_a_rough_day(amina):
    from backend.audit.models import AuditEvent

    start_rough_day(amina, NOON)
    assert AuditEvent.objects.get(verb="diary.recorded").detail["fields"] == ["kind"]


def test_a_yes_without_a_new_word_is_a_safety_answer_too(me, amina):
    me.post("/moments/", {"kind": "flare", "moment": KEY})
    response = me.post("/moments/", {"do": "save", "moment": KEY, "kind": "flare", "date": "2026-11-20", "note": "", "note_worse": "yes"})
    assert response["Location"] == "/safety/?about=new,worse&date=2026-11-20"
    assert list(amina.safety_answers.values_list("item", "answer")) == [("note", "yes")]


def test_a_day_that_cannot_be_read_is_not_taken_for_today(me, amina):
    assert me.post("/moments/", {"kind": "fall", "date": "2026-02-31"}).status_code == 400
    assert not amina.moments.exists()


# ---- The moment of the log's tick, moved or taken back ----------------------------------------------------------------

EIGHTEENTH, SEVENTEENTH = "2026-11-18", "2026-11-17"


def at(minute):
    return f"2026-11-20T12:{minute:02d}:00.000Z"


def ticked(value, minute):
    return envelope(EIGHTEENTH, {"tripped": value}, stamp=at(minute))


def moved(patient, minute, fields=None, date=SEVENTEENTH, **body):
    item = moment(date, fields or {"kind": "fall"}, str(day_tick_id(patient.user.account, dt.date(2026, 11, 18))), stamp=at(minute))
    item["body"] |= body
    return item


def tripped(patient):
    return {day.date.isoformat(): day.tripped for day in patient.days.all()}


@pytest.mark.parametrize("order", list(permutations(range(3))), ids=lambda order: "".join(map(str, order)))
def test_a_fall_that_was_moved_stays_when_its_old_day_says_no(amina, order):
    items = [ticked("fall", 1), moved(amina, 2), ticked("no", 3)]
    for number in order:
        record_envelopes(amina, amina.user, [items[number]])
    assert standing(amina) == [("fall", dt.date(2026, 11, 17), None)]


def test_the_old_day_of_a_fall_that_was_moved_says_it_no_more(amina):
    recorded = record_envelopes(amina, amina.user, [ticked("fall", 1), moved(amina, 2)])
    assert tripped(amina) == {EIGHTEENTH: None}
    assert recorded.days[dt.date(2026, 11, 18)].tripped is None
    assert standing(amina) == [("fall", dt.date(2026, 11, 17), None)]


def test_another_fall_ticked_on_the_old_day_is_a_moment_of_its_own(amina):
    record_envelopes(amina, amina.user, [ticked("fall", 1), moved(amina, 2), ticked("fall", 3)])
    assert standing(amina) == [("fall", dt.date(2026, 11, 17), None), ("fall", dt.date(2026, 11, 18), None)]
    record_envelopes(amina, amina.user, [moved(amina, 4, date="2026-11-16")])
    assert [day.day for _kind, day, _note in standing(amina)] == [16, 18]
    record_envelopes(amina, amina.user, [ticked("no", 5)])
    assert standing(amina) == [("fall", dt.date(2026, 11, 16), None)]


def test_a_ticked_fall_that_is_taken_back_in_the_list_leaves_its_day_too(amina):
    record_envelopes(amina, amina.user, [ticked("fall", 1)])
    record_envelopes(amina, amina.user, [moved(amina, 2, {"kind": None}, date=EIGHTEENTH)])
    assert (standing(amina), tripped(amina)) == ([], {EIGHTEENTH: None})


def test_a_ticked_fall_that_was_a_trip_is_a_trip_on_its_day_too(amina):
    record_envelopes(amina, amina.user, [ticked("fall", 1)])
    record_envelopes(amina, amina.user, [moved(amina, 2, {"kind": "trip"}, date=EIGHTEENTH)])
    assert (standing(amina), tripped(amina)) == ([("trip", dt.date(2026, 11, 18), None)], {EIGHTEENTH: "trip"})


def test_a_helper_does_not_move_the_fall_that_she_ticked(amina):
    record_envelopes(amina, amina.user, [ticked("fall", 1)])
    record_envelopes(amina, amina.user, [moved(amina, 2, helper="told")])
    assert standing(amina) == [("fall", dt.date(2026, 11, 18), None)]
    assert tripped(amina) == {EIGHTEENTH: "fall"}
