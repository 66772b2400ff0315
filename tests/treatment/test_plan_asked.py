"""What a medicine is asked about before it is kept or changed: the words of a label, a patch that stays on, a hold, a step back."""

import datetime as dt
import re
import uuid

import pytest
import time_machine
from django.conf import settings
from django.test import Client

from backend.patients.models import Patient
from backend.treatment import services
from tests.treatment.browsing import ADD, STEPS, page, rows, typed, words
from tests.treatment.medicines import NOON, TITRATION, TODAY, keep, said

pytestmark = pytest.mark.django_db
PLAN = "/plan/"


@pytest.fixture(autouse=True)
def _at_noon():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def her(amina: Patient, sign_in) -> Client:
    return sign_in(amina.user)


def test_each_page_of_the_sheet_for_the_fridge_names_whose_it_is_and_of_which_day(her, amina):
    keep(amina, said())
    Patient.objects.update(name="Amina")
    sheet = words(her.get("/plan/print/"))
    foot = sheet.split('<div class="sheet-paper__foot">')[1].split("</div>")[0]
    assert foot == "<p>My plan · <bdi>Amina</bdi> · 2 March 2026</p>"
    css = (settings.BASE_DIR / "frontend_static/css/plan.css").read_text()
    assert "display: table-footer-group" in css  # repeated by browsers at the foot of each page
    assert "attr(data-page-before) counter(page) attr(data-page-between) counter(pages)" in css  # words come from the page, in her language
    assert re.search(r'<html lang="en[^>]* data-page-before="Page " data-page-between=" of " data-page-after="">', her.get("/plan/print/").content.decode())


@pytest.mark.parametrize(
    ("label", "times"),
    [("twice a day", "8am and 8pm"), ("at night", "10pm"), ("morning and evening", "8am and 8pm"), ("Three times a day.", "8am, 2pm and 10pm")],
)
def test_the_words_of_a_label_become_times_only_when_she_has_seen_them(her, amina, label, times):
    asked = her.post(ADD, typed(times=label))
    assert asked.status_code == 400
    assert f"Is that {times}?" in words(asked)
    assert not amina.medicines.exists()
    assert asked.context["form"]["times"].value() == times
    assert f"300 mg, {times}" in words(her.post(ADD, typed(times=times), follow=True))


def test_the_words_of_a_label_are_asked_about_in_the_steps_of_a_plan_too(her, amina):
    asked = her.post(STEPS, rows(("2026-03-02", "300 mg", "at night"), ("2026-03-09", "600 mg", ""), ("2026-03-16", "900 mg", "twice a day")))
    assert asked.status_code == 400
    assert set(asked.context["form"].errors) == {"times-0", "times-2"}
    assert [asked.context["form"][f"times-{row}"].value() for row in range(3)] == ["10pm", "", "8am and 8pm"]
    grown = her.post(STEPS, rows(("2026-03-02", "300 mg", "at night"), do="more"))
    assert grown.context["form"]["times-0"].value() == "at night"


def test_days_out_of_order_are_said_together_with_a_time_that_cannot_be_read(her):
    asked = her.post(STEPS, rows(("2026-03-09", "300 mg", "25:00"), ("2026-03-03", "600 mg", ""), ("2026-03-03", "900 mg", "")))
    assert set(asked.context["form"].errors) == {"times-0", "day-1", "day-2"}


@pytest.mark.parametrize("hours", ["0", "169"])
def test_a_gap_that_cannot_be_is_refused_in_hours_as_it_was_typed(her, hours):
    asked = her.post(ADD, typed(form="as_needed", times="", gap_hours=hours))
    assert asked.context["form"].errors["gap_hours"] == ["Type a number of hours, from 0.25 to 168."]


def test_one_time_of_a_patch_takes_words_that_mean_one(her):
    asked = her.post(ADD, typed(form="patch", times="", on_at="at bedtime", off_at="twice a day"))
    assert (asked.context["form"]["on_at"].value(), asked.context["form"]["off_at"].value()) == ("10pm", "twice a day")


def test_a_last_day_before_the_first_speaks_of_steps_only_where_there_are_some(her, amina):
    one = words(her.post(ADD, typed(ended_on="2026-03-01")))
    assert "The last day comes before the first. Choose a later one." in one
    assert "last step" not in one


def test_a_slip_of_the_thumb_holds_nothing_and_steps_nowhere(her, amina):
    medicine = keep(amina, TITRATION)
    with time_machine.travel(NOON + dt.timedelta(days=8), tick=False):
        here = her.get(page(her, medicine)).content.decode()
        for part, says in (("hold/", "300 mg, 8am and 10pm"), ("back/", "300 mg, 10pm")):
            assert f'href="{page(her, medicine)}{part}"' in here
            asked = words(her.get(page(her, medicine) + part))
            assert "Nothing has changed yet." in asked
            assert f'href="{page(her, medicine)}">No, change nothing</a>' in asked
            assert says in asked
        assert her.post(page(her, medicine), {"do": "hold"}).status_code == 400
        assert her.post(page(her, medicine), {"do": "step_back"}).status_code == 400
    assert not amina.treatment_changes.filter(what__in=("held", "stepped_back")).exists()
    medicine.refresh_from_db()
    assert medicine.held_from is None


def test_a_step_back_from_a_plan_that_changed_meanwhile_is_refused(her, amina):
    medicine = keep(amina, TITRATION)
    with time_machine.travel(NOON + dt.timedelta(days=8), tick=False):
        for sent in ({}, {"step": "x"}, {"step": str(uuid.uuid4())}):
            assert "Your plan has changed. Look at it again." in words(her.post(page(her, medicine) + "back/", sent, follow=True))
        assert "No step is planned after this one." in words(her.post(page(her, keep(amina, said())) + "hold/", follow=True))
    assert not amina.treatment_changes.filter(what__in=("held", "stepped_back")).exists()


@pytest.mark.parametrize("part", ["hold/", "back/"])
def test_where_there_is_nothing_to_hold_or_step_back_to_the_page_leads_back(her, amina, part):
    assert her.get(page(her, medicine := keep(amina, said())) + part).url == page(her, medicine)
    medicine = keep(amina, TITRATION)
    services.pause(medicine, "hospital", amina.user, now=NOON)
    assert her.get(page(her, medicine) + part).url == page(her, medicine)


def test_a_patch_that_is_changed_every_3_days_is_entered_and_changed_in_the_form(her, amina):
    patch = typed(name="Fentanyl", dose_text="1 patch of 25", form="patch", times="", on_at="9pm", off_at="", every_days="3")
    assert "1 patch of 25, a new one every 3 days at 9pm" in words(her.post(ADD, patch, follow=True))
    medicine = amina.medicines.get()
    assert "the old one off first" in words(her.get("/plan/print/"))
    assert "Take the old patch off first." in words(her.get("/today/"))
    with time_machine.travel(NOON + dt.timedelta(days=4), tick=False):
        shown = words(her.get(page(her, medicine) + "change/"))
        assert 'value="2026-03-08"' in shown  # the next day on which a new one goes on
        new = {"dose_text": "1 patch of 25", "starts_on": "2026-03-08", "on_at": "8am", "every_days": "3"}
        assert her.post(page(her, medicine) + "change/", new).status_code == 302
        assert "Next: Sun 8 March, 8am" in words(her.get(PLAN))
    assert "a new one every 3 days at 8am" in words(her.get(page(her, medicine)))


def test_times_of_different_days_are_never_flattened_by_the_form_of_a_change(her, amina):
    """The form has one set of days. It shows what stands, and asks anew."""
    times = [{"at": "08:00", "weekdays": [0, 2]}, {"at": "10:00", "weekdays": [5]}]
    medicine = keep(amina, said(steps=[{"starts_on": TODAY.isoformat(), "dose_text": "1 tablet", "times": times}]))
    asked = her.get(page(her, medicine) + "change/")
    assert "1 tablet, 8am, on Mon and Wed; 10am, on Sat" in words(asked)
    form = asked.context["form"]
    assert (form["dose_text"].value(), form["times"].value(), form["weekdays"].value()) == ("1 tablet", None, None)
    same = {"dose_text": "1 tablet", "starts_on": TODAY.isoformat()}
    assert "Type at least one time, like 8am." in words(her.post(page(her, medicine) + "change/", same))
    assert medicine.steps.count() == 1


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"off_at": "8am"}, "comes off when the next one goes on"),
        ({"every_days": "0"}, "Type a number from 1 to 31."),
        ({"every_days": "99"}, "Type a number from 1 to 31."),
        ({"weekdays": ["1"]}, "not both"),
        ({"every_days": ""}, "or after how many days it is changed"),
    ],
)
def test_a_patch_that_cannot_be_is_refused_in_the_form(her, amina, wrong, says):
    response = her.post(ADD, typed(form="patch", times="", on_at="9pm", off_at="", every_days="3") | wrong)
    assert response.status_code == 400
    assert says in words(response)
    assert not amina.medicines.exists()
