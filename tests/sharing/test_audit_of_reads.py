"""Every read by a clinic is one row per patient in the transaction of the query; without the row there is no read."""

import datetime as dt
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from backend.audit.models import AuditEvent
from backend.clinics.models import Clinic, Membership
from backend.common.localtime import clock_words
from backend.patients.models import Enrolment, Patient
from backend.sharing.looked import Look, by_day
from backend.sharing.models import Grant
from tests import factories
from tests.sharing import diary

pytestmark = pytest.mark.django_db

READS = (
    ("/clinic/", "list.viewed"),
    ("/clinic/patients/{}/", "trend.viewed"),
    ("/clinic/patients/{}/days/", "days.viewed"),
    ("/api/v1/clinic/patients/", "list.viewed"),
    ("/api/v1/clinic/patients/{}/trends/", "trend.viewed"),
    ("/api/v1/clinic/patients/{}/diary/", "days.viewed"),
)


@pytest.fixture
def grant(amina: Patient, riverside: Clinic) -> Grant:
    amina.name = "Amina Canary"
    amina.save()
    diary.log_days(amina, 3)
    return factories.grant(riverside, amina, clinician_scopes=["diary", "safety", "notes"])


@pytest.mark.parametrize(("address", "verb"), READS)
def test_a_read_writes_exactly_one_row(address: str, verb: str, grant: Grant, okafor: Membership, staff_in: Any) -> None:
    client, before = staff_in(okafor), AuditEvent.objects.count()
    assert client.get(address.format(grant.pk)).status_code == 200
    assert AuditEvent.objects.count() == before + 1
    event = AuditEvent.objects.latest("id")
    assert (event.verb, event.actor, event.subject) == (verb, okafor.user.account, grant.patient.user.account)
    assert (event.object_type, event.object_id, event.clinic_id) == ("sharing.grant", str(grant.pk), grant.clinic_id)


@pytest.mark.parametrize(("address", "verb"), READS)
def test_a_row_that_cannot_be_written_fails_the_read(
    address: str, verb: str, grant: Grant, okafor: Membership, staff_in: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*args: Any, **kwargs: Any) -> None:
        raise RuntimeError("no audit")

    client = staff_in(okafor)
    client.raise_request_exception = False
    monkeypatch.setattr("backend.audit.services.AuditEvent.objects.bulk_create", refuse)
    response = client.get(address.format(grant.pk))
    assert response.status_code == 500
    assert b"Canary" not in response.content
    assert b"canary" not in response.content


@pytest.mark.parametrize(("address", "verb"), READS)
def test_query_and_row_are_one_transaction(address: str, verb: str, grant: Grant, okafor: Membership, staff_in: Any) -> None:
    client = staff_in(okafor)
    with CaptureQueriesContext(
        connection,
    ) as seen:
        client.get(address.format(grant.pk))
    statements = [query["sql"] for query in seen]
    begins = [n for n, sql in enumerate(statements) if sql.startswith("SAVEPOINT")]
    ends = [n for n, sql in enumerate(statements) if sql.startswith("RELEASE")]
    row = next(n for n, sql in enumerate(statements) if 'INSERT INTO "audit_auditevent"' in sql)
    days = next(n for n, sql in enumerate(statements) if 'FROM "symptoms_diaryday"' in sql)
    assert any(begin < days < row < end for begin, end in zip(begins, ends, strict=False))


def test_a_list_writes_one_row_for_each_patient_shown_in_one_insert(riverside: Clinic, okafor: Membership, staff_in: Any) -> None:
    for n in range(4):
        factories.grant(riverside, factories.patient(name=f"Person {n}"))
    client = staff_in(okafor)
    with CaptureQueriesContext(connection) as seen:
        client.get("/clinic/")
    assert AuditEvent.objects.filter(verb="list.viewed").count() == 4
    assert sum('INSERT INTO "audit_auditevent"' in query["sql"] for query in seen) == 1


def test_only_the_patients_shown_are_audited(riverside: Clinic, okafor: Membership, staff_in: Any) -> None:
    people = [factories.patient(name=name) for name in ("Amina Khan", "Boris Lind")]
    for person in people:
        factories.grant(riverside, person)
    staff_in(okafor).post("/clinic/", {"q": "khan"})
    assert [event.subject for event in AuditEvent.objects.filter(verb="list.viewed")] == [people[0].user.account]


def test_the_coordinators_list_is_audited_by_name(amina: Patient, riverside: Clinic, sam: Membership, staff_in: Any) -> None:
    Enrolment.objects.create(patient=amina, clinic=riverside)
    staff_in(sam).get("/clinic/enrolled/")
    event = AuditEvent.objects.latest("id")
    assert (event.verb, event.subject, event.detail) == ("enrolled.viewed", amina.user.account, {})


def test_no_row_holds_a_value_of_the_diary(grant: Grant, okafor: Membership, staff_in: Any) -> None:
    client = staff_in(okafor)
    for address, _verb in READS:
        client.get(address.format(grant.pk))
    told = " ".join(f"{event.detail}{event.verb}{event.object_id}" for event in AuditEvent.objects.all())
    assert "canary" not in told.lower()
    assert "weaker" not in told


def test_the_patient_sees_who_looked_when_and_at_what(grant: Grant, okafor: Membership, staff_in: Any, sign_in: Any) -> None:
    staff_in(okafor).get(f"/clinic/patients/{grant.pk}/")
    page = _words(sign_in(grant.patient.user).get("/share/looked/").content.decode())
    at = AuditEvent.objects.latest("id").at.astimezone(grant.patient.zone)
    assert f"Viewed by Dr Ngozi Okafor, Riverside Nerve Clinic, on {at:%a} {at.day} {at:%B} at {clock_words(at.time())}: trend" in page


def test_the_time_of_a_view_is_on_the_patients_clock(riverside: Clinic, okafor: Membership, staff_in: Any, sign_in: Any) -> None:
    tui = factories.patient(time_zone="Pacific/Auckland")
    grant = factories.grant(riverside, tui)
    staff_in(okafor).get(f"/clinic/patients/{grant.pk}/")
    at = AuditEvent.objects.latest("id").at.astimezone(tui.zone)
    assert f"{at:%a} {at.day} {at:%B} at {clock_words(at.time())}:" in _words(sign_in(tui.user).get("/share/looked/").content.decode())


def test_one_patient_never_sees_views_of_another(grant: Grant, boris: Patient, okafor: Membership, staff_in: Any, sign_in: Any) -> None:
    staff_in(okafor).get(f"/clinic/patients/{grant.pk}/")
    assert "Nobody has looked" in sign_in(boris.user).get("/share/looked/").content.decode()


def test_a_viewer_keeps_the_name_after_leaving_the_clinic(grant: Grant, okafor: Membership, staff_in: Any, sign_in: Any) -> None:
    staff_in(okafor).get(f"/clinic/patients/{grant.pk}/")
    okafor.user.delete()
    page = sign_in(grant.patient.user).get("/share/looked/").content.decode()
    assert "Somebody who no longer has an account" in page
    assert "Riverside Nerve Clinic" in page


def test_the_same_view_again_and_again_on_one_day_stands_there_once(grant: Grant, okafor: Membership, staff_in: Any, sign_in: Any) -> None:
    noon = dt.datetime.now(grant.patient.zone).replace(hour=12, minute=0) + dt.timedelta(days=1)
    with time_machine.travel(noon, tick=False) as clock:
        for minutes in (0, 5, 10):
            clock.move_to(noon + dt.timedelta(minutes=minutes))
            staff_in(okafor).get(f"/clinic/patients/{grant.pk}/")
        page = _words(sign_in(grant.patient.user).get("/share/looked/").content.decode())
    assert page.count("Viewed by") == 1
    assert "at 12:10pm: trend" in page
    assert "3 times that day, first at noon" in page


def test_views_of_two_days_or_of_two_kinds_stand_apart() -> None:
    first = dt.datetime(2026, 11, 20, 22, 30, tzinfo=dt.UTC)
    seen = [Look(first + dt.timedelta(hours=n), "Dr Okafor", "Riverside", verb) for n, verb in ((2, "trend.viewed"), (1, "trend.viewed"), (0, "days.viewed"))]
    assert [one.times for one in by_day(seen, dt.UTC)] == [1, 1, 1]
    assert [one.times for one in by_day(seen, dt.timezone(dt.timedelta(hours=3)))] == [2, 1]


def test_many_views_come_in_pages_newest_first(grant: Grant, okafor: Membership, staff_in: Any, sign_in: Any) -> None:
    client: Client = staff_in(okafor)
    for n in range(31):
        client.get(f"/clinic/patients/{grant.pk}/" + ("" if n % 2 else "days/"))
    client.get(f"/clinic/patients/{grant.pk}/")
    reader = sign_in(grant.patient.user)
    first, second = (reader.get(f"/share/looked/?page={n}").content.decode() for n in (1, 2))
    assert (first.count("Viewed by"), second.count("Viewed by")) == (30, 2)
    assert first.index(": trend") < first.index(": diary days")


@pytest.mark.parametrize("page", ["0", "-1", "999", "x", ""])
def test_a_page_that_is_not_there_shows_one_that_is(page: str, amina: Patient, sign_in: Any) -> None:
    assert sign_in(amina.user).get(f"/share/looked/?page={page}").status_code == 200


def _words(page: str) -> str:
    return " ".join(page.replace("<b>", "").replace("</b>", "").split())
