"""The demo's people: made up, the same at every load, and only in the demo."""

import datetime as dt

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from backend.home import demo_people
from backend.home.demo_data import PEOPLE, days_of
from backend.patients.models import Patient
from backend.symptoms.models import DiaryDay
from backend.symptoms.reading import own_trend
from tests import factories

TODAY = dt.date(2026, 11, 20)


def test_the_same_people_have_the_same_days_at_every_load():
    assert [list(days_of(p, TODAY)) for p in PEOPLE] == [list(days_of(p, TODAY)) for p in PEOPLE]


def test_every_person_and_clinic_is_labelled_as_made_up():
    assert all("made up" in person.name for person in PEOPLE)
    assert all("made up" in name for _email, _role, name in demo_people.STAFF)


@pytest.mark.django_db
def test_outside_the_demo_nothing_is_loaded():
    with pytest.raises(CommandError, match="STRIDE_DEMO=1"):
        call_command("load_demo")
    assert not Patient.objects.exists()


@pytest.mark.django_db
def test_the_case_eases_under_treatment(settings):
    settings.STRIDE_DEMO = True
    demo_people.load()
    patient = Patient.objects.get(user__email="patient@demo.example")
    trend = own_trend(patient, 90)
    assert trend.pain.base.mean > 6 > 4 > trend.pain.now.mean
    assert trend.weeks[-2].left.yes > trend.weeks[1].left.yes


@pytest.mark.django_db
def test_one_person_has_both_legs_and_a_fall_and_one_is_new(settings):
    settings.STRIDE_DEMO = True
    demo_people.load()
    both = Patient.objects.get(user__email="both@demo.example")
    assert both.legs == ["left", "right"]
    assert both.moments.filter(kind="fall").count() == 1
    assert not DiaryDay.objects.filter(patient__user__email="new@demo.example").exists()


@pytest.mark.django_db
def test_a_second_load_changes_nothing(settings):
    settings.STRIDE_DEMO = True
    demo_people.load()
    days = DiaryDay.objects.count()
    call_command("load_demo", "--if-empty")
    assert DiaryDay.objects.count() == days


@pytest.mark.django_db
def test_a_database_with_people_is_left_alone(settings):
    settings.STRIDE_DEMO = True
    factories.user()
    with pytest.raises(CommandError, match="already"):
        call_command("load_demo")


@pytest.mark.django_db
def test_the_demo_has_places_checks_moments_and_safety_answers(settings):
    settings.STRIDE_DEMO = True
    demo_people.load()
    both = Patient.objects.get(user__email="both@demo.example")
    assert both.responses.filter(complete=True).count() == both.responses.count() == 6
    assert list(both.safety_answers.values_list("item", "tier")) == [("numb_area", "same-day"), ("got_help", "")]
    assert "place.pain.right.calf" in {name for day in both.days.all() for name in day.winners}
    assert both.moments.filter(kind="flare").exists()


@pytest.mark.django_db
def test_a_page_that_asks_for_a_code_leads_to_the_demos_e_mails_and_they_lead_back(settings, client):
    settings.STRIDE_DEMO = True
    client.post("/accounts/login/code/", {"email": factories.user("thomas@demo.example").email})
    asked = client.get("/accounts/login/code/confirm/").content.decode()
    there = "/demo/mail/?next=/accounts/login/code/confirm/"
    assert f'href="{there}"' in asked
    assert 'href="/accounts/login/code/confirm/"' in client.get(there).content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("asked", ["", "https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_the_demos_e_mails_lead_back_within_stride_alone(asked, settings, client):
    settings.STRIDE_DEMO = True
    page = client.get("/demo/mail/", {"next": asked}).content.decode()
    assert "evil.example" not in page
    assert "alert(1)" not in page
    assert 'class="button button--small button--quiet" href="/"' in page


@pytest.mark.django_db
def test_outside_the_demo_no_page_leads_to_its_e_mails(client):
    client.post("/accounts/login/code/", {"email": factories.user("thomas@demo.example").email})
    assert "/demo/mail/" not in client.get("/accounts/login/code/confirm/").content.decode()


@pytest.mark.django_db
def test_the_demo_has_a_titration_with_answers_and_sends_nothing_that_is_past(settings):
    settings.STRIDE_DEMO = True
    demo_people.load()
    patient = Patient.objects.get(user__email="patient@demo.example")
    assert patient.medicines.get(name="Gabapentin").steps.count() == 4
    assert patient.occurrences.filter(answer="taken").count() > 20
    assert patient.exercise_sessions.count() > 4
    assert not patient.reminders.filter(next_due_at__lt=timezone.now()).exists()
