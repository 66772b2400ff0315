"""The start: strangers, consent, what is never empty, what can be skipped, what cannot be."""

import datetime as dt
import re
from typing import Any

import pytest
import time_machine
from django.test import Client

from backend.accounts.models import User
from backend.audit.models import AuditEvent
from backend.common.exceptions import DomainError
from backend.patients import services
from backend.patients.models import Patient
from tests import factories

pytestmark = pytest.mark.django_db

PLACE = {"country": "GB", "time_zone": "Europe/London", "adult": "on", "consent": "on"}


@pytest.fixture
def newcomer() -> User:
    return factories.user("new@example.org")


@pytest.fixture
def own(newcomer: User, sign_in: Any) -> Client:
    return sign_in(newcomer)


def chosen(html: str, name: str) -> str:
    """The value that the list of that name shows."""
    block = re.search(rf'<select name="{name}".*?</select>', html, re.DOTALL).group()  # type: ignore[union-attr]
    return re.search(r'<option value="([^"]*)"[^>]*\sselected', block).group(1)  # type: ignore[union-attr]


@pytest.mark.parametrize("path", ["/start/", "/today/", "/log/", "/diary/", "/trends/", "/menu/", "/me/", "/start/legs/", "/start/time/"])
def test_somebody_who_has_not_begun_is_led_to_the_first_step(own: Client, path: str) -> None:
    assert own.get(path, follow=True).redirect_chain[-1][0] == "/start/place/"


def test_it_is_four_steps_and_then_the_log(own: Client) -> None:
    steps = [own.post("/start/place/", PLACE)["Location"]]
    steps.append(own.post(steps[-1], {"legs": "left", "numb_at_start": "yes"})["Location"])
    steps.append(own.post(steps[-1], {"treatment_status": "unknown"})["Location"])
    steps.append(own.post(steps[-1], {"daily_log_time": "20:00"})["Location"])
    assert steps == ["/start/legs/", "/start/treatment/", "/start/time/", "/log/"]


def test_the_place_stores_who_where_and_consent_with_one_audit_row(own: Client, newcomer: User) -> None:
    own.post("/start/place/", PLACE)
    patient = Patient.objects.get(user=newcomer)
    assert (patient.country, patient.time_zone, patient.consent_version) == ("GB", "Europe/London", services.CONSENT_VERSION)
    assert patient.adult_confirmed_at
    assert patient.consented_at
    event = AuditEvent.objects.get(verb="consent.given")
    assert (event.actor, event.subject, event.detail) == (newcomer.account, newcomer.account, {"version": services.CONSENT_VERSION})


@pytest.mark.parametrize("missing", ["adult", "consent", "country", "time_zone"])
def test_nothing_begins_without_age_consent_country_and_zone(own: Client, missing: str) -> None:
    answer = own.post("/start/place/", {name: value for name, value in PLACE.items() if name != missing})
    assert f'id="id_{missing}_error"' in answer.content.decode()
    assert not Patient.objects.exists()
    assert not AuditEvent.objects.exists()


@pytest.mark.parametrize("zone", ["Mars/Phobos", "localtime", "../../etc/passwd", "Europe/Londonn", "Factory", "🦵", "x" * 70])
def test_a_zone_that_does_not_exist_is_an_instruction_beside_the_field(own: Client, zone: str) -> None:
    answer = own.post("/start/place/", {**PLACE, "time_zone": zone})
    assert 'id="id_time_zone_error"' in answer.content.decode()
    assert not Patient.objects.exists()


@pytest.mark.parametrize("zone", ["Asia/Calcutta", "Europe/Kiev", "America/Buenos_Aires", "Etc/UTC", "UTC"])
def test_the_name_that_an_old_phone_gives_is_taken(own: Client, zone: str) -> None:
    assert own.post("/start/place/", {**PLACE, "time_zone": zone})["Location"] == "/start/legs/"


@pytest.mark.parametrize(
    ("languages", "country", "zone"),
    [("", "GB", "Europe/London"), ("en-US,en;q=0.9", "US", "America/New_York"), ("de,en-AT;q=0.8", "AT", "Europe/Vienna"), ("tlh", "GB", "Europe/London")],
)
def test_country_and_zone_are_shown_and_never_empty_without_javascript(own: Client, languages: str, country: str, zone: str) -> None:
    html = own.get("/start/place/", headers={"Accept-Language": languages}).content.decode()
    assert (chosen(html, "country"), chosen(html, "time_zone")) == (country, zone)


def test_the_page_says_that_nobody_watches(own: Client) -> None:
    html = own.get("/start/place/").content.decode()
    assert "Nobody watches this app." in html
    assert '<a href="/privacy/">privacy notice</a>' in html


def test_the_time_page_says_that_a_reminder_waits_to_be_turned_on(own: Client) -> None:
    own.post("/start/place/", PLACE)
    assert "once you turn reminders on" in own.get("/start/time/").content.decode()


@pytest.mark.parametrize("step", ["legs", "treatment", "time"])
def test_a_step_can_be_skipped_by_link_or_left_empty(own: Client, step: str) -> None:
    own.post("/start/place/", PLACE)
    assert "Skip this" in own.get(f"/start/{step}/").content.decode()
    assert own.post(f"/start/{step}/", {}).status_code == 302
    patient = Patient.objects.get()
    assert (patient.left_affected, patient.treatment_started_on, patient.daily_log_time) == (None, None, None)


@pytest.mark.parametrize(("legs", "left", "right"), [("left", True, False), ("right", False, True), ("both", True, True)])
def test_the_legs_are_stored(own: Client, legs: str, left: bool, right: bool) -> None:
    own.post("/start/place/", PLACE)
    own.post("/start/legs/", {"legs": legs, "numb_at_start": "no"})
    patient = Patient.objects.get()
    assert (patient.left_affected, patient.right_affected, patient.numb_at_start) == (left, right, "no")


@pytest.mark.parametrize("data", [{"treatment_status": "not_started"}, {"treatment_status": "unknown"}])
def test_not_started_and_not_known_are_answers(own: Client, data: dict[str, str]) -> None:
    own.post("/start/place/", PLACE)
    own.post("/start/treatment/", data)
    assert Patient.objects.get().treatment_status == data["treatment_status"]


@time_machine.travel(dt.datetime(2026, 11, 20, 12, tzinfo=dt.UTC), tick=False)
@pytest.mark.parametrize("day", ["2026-11-21", "1800-01-01", "not a day", "2026-02-30"])
def test_a_start_of_treatment_that_cannot_be_is_an_instruction(own: Client, day: str) -> None:
    own.post("/start/place/", PLACE)
    answer = own.post("/start/treatment/", {"treatment_status": "started", "treatment_started_on": day})
    assert 'id="id_treatment_started_on_error"' in answer.content.decode()
    assert Patient.objects.get().treatment_started_on is None


def test_a_day_contradicts_not_started(own: Client) -> None:
    own.post("/start/place/", PLACE)
    answer = own.post("/start/treatment/", {"treatment_status": "not_started", "treatment_started_on": "2026-01-01"})
    assert b"Choose \xe2\x80\x9cYes\xe2\x80\x9d above" in answer.content


def test_today_is_the_patients_own_date(own: Client) -> None:
    own.post("/start/place/", {**PLACE, "country": "NZ", "time_zone": "Pacific/Auckland"})
    with time_machine.travel(dt.datetime(2026, 11, 20, 12, tzinfo=dt.UTC), tick=False):  # already the 21st there
        answer = own.post("/start/treatment/", {"treatment_status": "started", "treatment_started_on": "2026-11-21"})
    assert answer.status_code == 302


def test_the_start_leads_back_to_where_it_came_from(own: Client) -> None:
    own.get("/start/?next=/share/")
    own.post("/start/place/", PLACE)
    assert own.post("/start/time/", {})["Location"] == "/share/"


def test_the_start_never_leads_to_another_site(own: Client) -> None:
    own.get("/start/?next=https://evil.example/")
    own.post("/start/place/", PLACE)
    assert own.post("/start/time/", {})["Location"] == "/log/"


def test_the_pages_of_the_start_tell_the_phone_the_country(own: Client) -> None:
    own.post("/start/place/", {**PLACE, "country": "XX"})
    assert 'data-country="XX"' in own.get("/start/legs/").content.decode()


def test_beginning_twice_keeps_the_first_diary(newcomer: User) -> None:
    first = services.start(newcomer, country="GB", time_zone="Europe/London", adult=True, consent_version="1")
    again = services.start(newcomer, country="ES", time_zone="Europe/Madrid", adult=True, consent_version="2")
    assert (again.pk, again.country) == (first.pk, "GB")
    assert AuditEvent.objects.filter(verb="consent.given").count() == 1


def test_the_service_names_everything_that_is_missing(newcomer: User) -> None:
    with pytest.raises(DomainError) as raised:
        services.start(newcomer, country="ZZ", time_zone="Mars", adult=False, consent_version="")
    assert [error.field for error in raised.value.errors] == ["country", "time_zone", "adult", "consent"]
