"""The pages of the plan, as a browser without JavaScript uses them."""

import datetime as dt
import re

import pytest
import time_machine
from django.test import Client

from backend.patients.models import Patient
from backend.reminders import reading
from backend.reminders.models import Preferences
from backend.symptoms.services import record_envelopes
from backend.treatment import services
from tests import factories
from tests.treatment.browsing import ADD, STEPS, page, rows, take, typed, words
from tests.treatment.medicines import AS_NEEDED, NOON, PATCH, STAYS_ON, TITRATION, TODAY, a_step, keep, said

pytestmark = pytest.mark.django_db
PLAN = "/plan/"


@pytest.fixture(autouse=True)
def _at_noon():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def her(amina: Patient, sign_in) -> Client:
    return sign_in(amina.user)


SIX = [("2026-03-02", "300 mg", "10pm"), ("2026-03-09", "300 mg", "8am and 10pm"), ("2026-03-16", "300 mg", "8am, 2pm, 10pm"), ("2026-03-23", "600 mg", "")]
SIX += [("2026-03-30", "600 mg", "8am and 10pm"), ("2026-04-06", "300 mg", "10pm")]


# ---- Strangers ------------------------------------------------------------------------------------------------------


def test_somebody_else_s_medicine_is_not_there(her, boris):
    medicine = keep(boris, said())
    for part in ("", "change/", "pause/", "end/", "facts/", "hold/", "back/"):
        assert her.get(page(her, medicine) + part).status_code == 404
        assert her.post(page(her, medicine) + part, {"do": "hold"}).status_code == 404


# ---- Adding ---------------------------------------------------------------------------------------------------------


def test_a_medicine_is_added_as_its_label_says(her, amina):
    response = her.post(ADD, typed(why="nerve pain", instructions="with food"), follow=True)
    assert "300 mg, 8am and 8pm" in words(response)
    assert "Next: 8pm" in words(her.get(PLAN))
    assert amina.medicines.get().why == "nerve pain"


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"times": "25:00"}, "Type times like 8am"),
        ({"times": "8"}, "Morning or night?"),
        ({"times": ""}, "Type at least one time"),
        ({"times": "8am 8am"}, "same time stands there twice"),
        ({"name": " "}, "Type it as it is on the label"),
        ({"dose_text": ""}, "Type it as it is on the label"),
        ({"form": ""}, "Choose when you take it"),
        ({"form": "patch", "on_at": "8am"}, "when the patch goes on and the time when it comes off"),
        ({"form": "patch", "on_at": "8am", "off_at": "8am"}, "comes off at another time"),
        ({"form": "as_needed", "max_per_day": "0"}, "Type a number from 1 to 48"),
        ({"form": "as_needed", "gap_hours": "-1"}, "Type a number of hours, from 0.25 to 168."),
        ({"form": "interval", "every_hours": ""}, "how many hours lie between two"),
        ({"form": "interval", "every_hours": "6", "window_from": "7am"}, "both ends of your day"),
        ({"ended_on": "2026-03-01"}, "The last day comes before"),
        ({"starts_on": "yesterday"}, "Choose a day"),
        ({"starts_on": "0001-01-01"}, "Choose a day"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(her, amina, wrong, says):
    response = her.post(ADD, typed(why="my leg") | wrong)
    assert response.status_code == 400
    assert says in words(response)
    assert 'value="my leg"' in words(response)
    assert not amina.medicines.exists()


def test_a_form_sent_twice_adds_one_medicine(her, amina):
    once = typed()
    for _time in range(2):
        assert her.post(ADD, once).status_code == 302
    assert amina.medicines.count() == 1


# ---- A titration on one screen --------------------------------------------------------------------------------------


def test_a_plan_of_six_steps_is_shown_in_words_before_it_is_saved(her, amina):
    typed_once = rows(*SIX)
    shown = her.post(STEPS, typed_once)
    assert "From Mon 23 March" in words(shown)
    assert "600 mg, 8am, 2pm and 10pm" in words(shown), "no times: those of the line above"
    assert not amina.medicines.exists()
    seen = shown.context["seen"]
    assert her.post(STEPS, typed_once | {"do": "save", "seen": seen}).status_code == 302
    assert amina.medicines.get().steps.count() == 6


def test_what_was_changed_after_it_was_shown_is_shown_again(her, amina):
    seen = her.post(STEPS, rows(*SIX)).context["seen"]
    response = her.post(STEPS, rows(*SIX[:5], ("2026-04-06", "900 mg", "10pm"), do="save", seen=seen))
    assert "900 mg, 10pm" in words(response)
    assert not amina.medicines.exists()


def test_no_step_at_all_is_asked_for_in_her_words(her, amina):
    medicine = keep(amina, said())
    for where, lines in ((STEPS, rows(("", "", ""))), (page(her, medicine) + "change/", rows(("", "", ""), do="save"))):
        asked = her.post(where, lines)
        assert (asked.status_code, "Type the first step: from which day, how much, at what times." in words(asked)) == (400, True)
    assert amina.medicines.count() == 1


@pytest.mark.parametrize(
    ("second", "says"),
    [
        (("2026-03-01", "1", "8am"), "starts before the one above"),
        (("2026-03-02", "1", "8am"), "Two steps start on this day"),
        (("", "1", "8am"), "Choose a day"),
    ],
)
def test_steps_out_of_order_are_refused_beside_their_line(her, amina, second, says):
    response = her.post(STEPS, rows(SIX[0], second))
    assert says in str(response.context["form"].errors["day-1"])
    assert response.status_code == 400
    assert not amina.medicines.exists()


def test_more_lines_keep_what_was_typed(her):
    response = her.post(STEPS, rows(("2026-03-02", "half a ta", "8"), do="more"))
    assert response.status_code == 200
    assert 'value="half a ta"' in words(response)
    assert 'name="day-3"' in words(response)


# ---- The page of one medicine ---------------------------------------------------------------------------------------


def test_the_question_comes_on_the_evening_before_a_step(her, amina):
    medicine = keep(amina, TITRATION)
    sunday = NOON + dt.timedelta(days=6)
    for hour, asked in ((12, False), (17, True)):
        with time_machine.travel(sunday.replace(hour=hour), tick=False):
            for path in ("/today/", PLAN, page(her, medicine)):
                assert ("from tomorrow your plan says" in words(her.get(path)).lower()) is asked


def test_unanswered_it_stays_planned_and_not_confirmed_until_it_is_answered(her, amina):
    medicine = keep(amina, TITRATION)
    step = medicine.steps.all()[1]
    with time_machine.travel(NOON + dt.timedelta(days=9), tick=False):
        before = words(her.get(PLAN))
        assert "Planned, not confirmed" in before
        assert "300 mg, 8am and 10pm" in before
        her.post(page(her, medicine), {"do": "confirm", "step": str(step.pk), "confirmed": "same"})
        assert "Planned, not confirmed" not in words(her.get(PLAN))


def test_an_answer_on_today_leads_back_there(her, amina):
    medicine = keep(amina, TITRATION)
    step = medicine.steps.all()[1]
    with time_machine.travel(NOON + dt.timedelta(days=7), tick=False):
        asked = {"do": "confirm", "step": str(step.pk), "confirmed": "same", "back": "today"}
        assert "your plan says" not in words(her.post(page(her, medicine), asked, follow=True))


def test_not_sure_says_whom_to_ask(her, amina):
    medicine = keep(amina, TITRATION)
    step = medicine.steps.all()[1]
    response = her.post(page(her, medicine), {"do": "confirm", "step": str(step.pk), "confirmed": "unsure", "back": "plan"}, follow=True)
    assert "Ask your prescriber or pharmacist before your next dose." in words(response)


def test_a_prescriber_s_change_leads_to_the_lines_of_the_plan(her, amina):
    medicine = keep(amina, TITRATION)
    response = her.post(page(her, medicine), {"do": "confirm", "step": str(medicine.steps.all()[1].pk), "confirmed": "changed"})
    assert response.url == page(her, medicine) + "change/"


def test_a_change_shows_the_step_of_today_and_what_comes(her, amina):
    medicine = keep(amina, TITRATION)
    with time_machine.travel(NOON + dt.timedelta(days=8), tick=False):
        shown = words(her.get(page(her, medicine) + "change/"))
        assert 'value="2026-03-10"' in shown
        assert 'value="2026-03-16"' in shown
        new = rows(("2026-03-10", "100 mg", "9am"))
        seen = her.post(page(her, medicine) + "change/", new).context["seen"]
        assert her.post(page(her, medicine) + "change/", new | {"do": "save", "seen": seen}).status_code == 302
        assert "100 mg, 9am" in words(her.get(page(her, medicine)))
    assert medicine.steps.filter(starts_on=TODAY, dose_text="300 mg").exists()


def test_hold_go_on_and_step_back(her, amina):
    medicine = keep(amina, TITRATION)
    with time_machine.travel(NOON + dt.timedelta(days=8), tick=False):
        assert "Held." in words(her.post(page(her, medicine) + "hold/", follow=True))
        assert "One step back, from today" in words(her.get(page(her, medicine)))
        assert her.post(page(her, medicine), {"do": "go_on", "next_on": "2026-03-01"}).status_code == 400
        assert her.post(page(her, medicine), {"do": "go_on", "next_on": "2026-03-20"}).status_code == 302
        seen = {"step": her.get(page(her, medicine) + "back/").context["step"]}
        assert [her.post(page(her, medicine) + "back/", seen).status_code for _tap in range(2)] == [302, 302]
        assert amina.treatment_changes.filter(what="stepped_back").count() == 1
        assert "Your plan is held" in words(her.get(page(her, medicine)))


def test_where_no_message_can_reach_her_the_medicine_promises_none(her, amina):
    medicine = keep(amina, said())
    assert "On, but no way to reach you is on yet. No message comes." in words(her.get(page(her, medicine)))


def test_messages_of_one_medicine_are_turned_off_and_on(her, amina):
    medicine = keep(amina, said())
    Preferences.objects.create(patient=amina, email=True)
    assert "On. You get a message at each time." in words(her.get(page(her, medicine)))
    her.post(page(her, medicine), {"do": "remind", "remind": "off"})
    assert "Off. No message is sent." in words(her.get(page(her, medicine)))
    assert "no messages" in words(her.get("/plan/"))
    her.post(page(her, medicine), {"do": "remind", "remind": "on"})
    assert "no messages" not in words(her.get("/plan/"))


def test_a_change_of_a_held_plan_begins_no_step_that_waits(her, amina):
    medicine = keep(amina, TITRATION)
    services.hold_plan(medicine, amina.user, now=NOON)
    shown = words(her.get(page(her, medicine) + "change/"))
    assert 'value="2026-03-09"' not in shown
    assert "300 mg, 8am and 10pm" in shown
    sheet = words(her.get("/plan/print/"))
    assert "The other steps wait." in sheet
    assert "8am, 2pm and 10pm" not in sheet


def test_every_kind_of_medicine_can_be_changed(her, amina):
    for given in (said(), PATCH, STAYS_ON, AS_NEEDED, said("interval", steps=[a_step(0, "1", "06:00") | {"every_hours": 8}])):
        medicine = keep(amina, given)
        assert her.get(page(her, medicine) + "change/").status_code == 200
    response = her.post(page(her, medicine) + "change/", {"dose_text": "2", "starts_on": TODAY.isoformat(), "every_hours": "6", "first_at": "noon"})
    assert response.status_code == 302
    assert "2, every 6 hours day and night, first at noon" in words(her.get(page(her, medicine)))


def test_pause_all_and_go_on(her, amina):
    keep(amina, TITRATION)
    keep(amina, said(name="Duloxetine"))
    assert her.post("/plan/pause/", {}).status_code == 400
    assert "Paused" in words(her.post("/plan/pause/", {"reason": "hospital"}, follow=True))
    assert amina.medicines.exclude(paused_at=None).count() == 2
    shown = {"do": "go_on", "shown": re.findall(r'name="shown" value="([^"]+)"', her.get("/plan/pause/").content.decode())}
    her.post("/plan/pause/", shown)
    assert not amina.medicines.exclude(paused_at=None).exists()


def test_a_double_tap_on_go_on_leaves_paused_what_was_paused_before(her, amina):
    before = keep(amina, said(name="Ibuprofen"))
    services.pause(before, "told", amina.user, now=NOON)
    keep(amina, said(name="Duloxetine"))
    her.post("/plan/pause/", {"reason": "hospital"})
    shown = {"do": "go_on", "shown": re.findall(r'name="shown" value="([^"]+)"', her.get("/plan/pause/").content.decode())}
    for _tap in range(2):
        her.post("/plan/pause/", shown)
    assert [one.name for one in amina.medicines.exclude(paused_at=None)] == ["Ibuprofen"]


def test_one_is_paused_and_one_is_ended(her, amina):
    medicine = keep(amina, said())
    assert her.post(page(her, medicine) + "pause/", {}).status_code == 400
    her.post(page(her, medicine) + "pause/", {"reason": "told"})
    her.post(page(her, medicine), {"do": "unpause"})
    assert her.post(page(her, medicine) + "end/", {"ended_on": "2026-02-01"}).status_code == 400
    her.post(page(her, medicine) + "end/", {"ended_on": "2026-03-02"})
    with time_machine.travel(NOON + dt.timedelta(days=1), tick=False):
        assert "The last day was 2 March 2026" in words(her.get(page(her, medicine)))
        assert "Ended medicines" in words(her.get(PLAN))


def test_stock_is_counted_down_by_what_she_took(her, amina):
    medicine = keep(amina, said())
    her.post(page(her, medicine), {"do": "stock", "stock": "10", "refill_on": "2026-03-20"})
    assert "About 10 doses left, for about 5 days" in words(her.get(page(her, medicine)))
    assert her.post(page(her, medicine), {"do": "stock", "stock": "-1"}).status_code == 400


# ---- Paper ----------------------------------------------------------------------------------------------------------


def test_the_sheet_holds_the_whole_plan(her, amina):
    keep(amina, TITRATION)
    keep(amina, AS_NEEDED)
    sheet = words(her.get("/plan/print/"))
    assert all(
        part in sheet for part in ("From Mon 16 March", "300 mg, 8am, 2pm and 10pm", "planned, not confirmed", "At most 4 times in 24 hours", "2 March 2026")
    )


def test_what_is_typed_stays_text(her, amina):
    keep(amina, said(name="<b>Gaba</b>"))
    for path in (PLAN, "/plan/print/", page(her, amina.medicines.get())):
        assert "<b>Gaba" not in words(her.get(path))


def test_nothing_is_kept_by_a_cache(her, amina):
    keep(amina, said())
    assert "no-store" in her.get(PLAN)["Cache-Control"]


def test_a_newcomer_is_led_to_the_start(sign_in):
    assert sign_in(factories.user()).get(PLAN).status_code == 302


# ---- How it went ----------------------------------------------------------------------------------------------------


def answer(amina, item, said):
    now = item.due_at + dt.timedelta(minutes=4)
    body = {"date": str(item.date), "occurrence": str(item.occurrence_id), "answer": said, "reason": "", "done_at": None}
    body |= {"reminder": str(item.reminder_id), "slot": item.slot, "snooze": 0, "on": str(item.date)}
    sent = factories.envelope(item.date, {}, at=now, kind="answer", body=body)
    assert record_envelopes(amina, amina.user, [sent], now=now).results[0].code == "stored"


def test_the_week_says_taken_of_due_and_leaves_out_what_was_never_told(her, amina):
    medicine = keep(amina, said())
    items = [item for number in range(3) for item in reading.on_day(amina, TODAY + dt.timedelta(days=number), NOON)]
    for item, word in zip(items[1:], ("taken", "skipped", "taken", "taken"), strict=False):
        answer(amina, item, word)
    services.pause(medicine, "hospital", amina.user, now=NOON + dt.timedelta(days=3))
    with time_machine.travel(NOON + dt.timedelta(days=5), tick=False):
        assert "Taken 3 of 4 due (75%) in the last 7 days; 1 skipped on purpose" in words(her.get("/plan/week/"))


def test_what_is_used_when_needed_stands_apart(her, amina):
    take(her, keep(amina, AS_NEEDED))
    assert "Used 1 time in the last 7 days" in words(her.get("/plan/week/"))


def test_hours_of_the_label_are_shown_as_they_were_typed(her, amina):
    medicine = keep(amina, AS_NEEDED)
    assert 'value="4"' in her.get(page(her, medicine) + "facts/").content.decode().split('name="gap_hours"')[1].split(">")[0]


def test_the_history_says_what_a_name_was_before(her, amina):
    medicine = keep(amina, said())
    her.post(page(her, medicine) + "facts/", {"name": "Gabapentin Teva"})
    assert "Before: Name on the label: Gabapentin" in words(her.get(page(her, medicine)))
