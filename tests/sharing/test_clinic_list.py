"""The clinician's list of patients."""

import datetime as dt
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from backend.audit.models import AuditEvent
from backend.clinics.models import Clinic, Membership, Role
from backend.patients.models import Enrolment, Patient
from backend.sharing import viewing
from backend.sharing.models import Grant
from tests import factories
from tests.sharing import diary

pytestmark = pytest.mark.django_db


def _sharing(riverside: Clinic, name: str, **terms: Any) -> Grant:
    person = factories.patient(name=name, birth_date=dt.date(1949, 5, 9))
    Enrolment.objects.create(patient=person, clinic=riverside, clinic_number="STR-0144")
    return factories.grant(riverside, person, **terms)


def _row(member: Membership) -> Any:
    return viewing.list_patients(member).rows[0]


def test_an_empty_list_shows_the_code_and_how_a_patient_shares(okafor: Membership, staff_in: Any) -> None:
    page = staff_in(okafor).get("/clinic/").content.decode()
    code = okafor.clinic.code
    assert "No patient shares with you yet" in page
    assert f"{code[:3]} {code[3:]}" in page
    assert not AuditEvent.objects.filter(verb="list.viewed").exists()


def test_a_line_says_who_it_is(riverside: Clinic, okafor: Membership, staff_in: Any) -> None:
    _sharing(riverside, "Thomas Reid")
    page = staff_in(okafor).get("/clinic/").content.decode()
    for said in ("Thomas Reid", "born 9 May 1949", "STR-0144", "this is not monitoring", "Not opened by you yet"):
        assert said in page


def test_a_line_says_the_mean_with_its_n_and_the_change_in_words(riverside: Clinic, okafor: Membership) -> None:
    grant = _sharing(riverside, "Thomas Reid")
    today = grant.patient.today()
    for back in range(7):
        diary.log(grant.patient, today - dt.timedelta(days=back), pain_avg=3)
        diary.log(grant.patient, today - dt.timedelta(days=back + 14), pain_avg=6)
    row = _row(okafor)
    assert (row.mean, row.comparison.now.n) == ("3.0", 7)
    assert row.change == "down 3.0: much less"


def test_fewer_than_4_days_make_no_mean(riverside: Clinic, okafor: Membership, staff_in: Any) -> None:
    diary.log_days(_sharing(riverside, "Thomas Reid").patient, 3, pain_avg=3)
    assert "No mean, 3 of 7" in staff_in(okafor).get("/clinic/").content.decode()


def test_a_start_before_the_grant_does_not_count(riverside: Clinic, okafor: Membership) -> None:
    grant = _sharing(riverside, "Thomas Reid")
    today = grant.patient.today()
    Grant.objects.filter(pk=grant.pk).update(from_date=today - dt.timedelta(days=6))
    for back in range(21):
        diary.log(grant.patient, today - dt.timedelta(days=back), pain_avg=3 if back < 7 else 9)
    assert _row(okafor).change == "collecting the first shared week"


def test_without_the_scope_of_the_diary_pain_is_not_shared(riverside: Clinic, okafor: Membership, staff_in: Any) -> None:
    grant = _sharing(riverside, "Thomas Reid", clinician_scopes=["safety"])
    diary.log_days(grant.patient, 7, pain_avg=9)
    page = staff_in(okafor).get("/clinic/").content.decode()
    assert page.count("Not shared by the patient") == 2
    assert "9.0" not in page


def test_the_last_entry_is_said_on_the_patients_calendar(riverside: Clinic, okafor: Membership, staff_in: Any) -> None:
    grant = _sharing(riverside, "Thomas Reid")
    diary.log(grant.patient, grant.patient.today() - dt.timedelta(days=1), pain_avg=3)
    assert ">Yesterday<" in staff_in(okafor).get("/clinic/").content.decode()


def test_new_since_you_last_looked_names_what_needs_attention_first(riverside: Clinic, okafor: Membership) -> None:
    grant = _sharing(riverside, "Thomas Reid")
    viewing.view_trend(okafor.user, grant.pk, 28)
    assert _row(okafor).news == ()
    diary.log(grant.patient, grant.patient.today(), pain_avg=3, new="something")
    diary.fall(grant.patient, grant.patient.today())
    assert [kind for kind, _said in _row(okafor).news] == ["attention", "attention", "plain"]
    assert [said for _kind, said in _row(okafor).news] == ["“Something new or worse” on 1 day", "1 fall", "1 day added or changed"]


def test_opening_the_patient_makes_it_old_for_you_and_not_for_a_colleague(riverside: Clinic, okafor: Membership) -> None:
    colleague = factories.member(riverside, name="Dr Colleague")
    grant = _sharing(riverside, "Thomas Reid")
    for member in (okafor, colleague):
        viewing.view_trend(member.user, grant.pk, 28)
    diary.log(grant.patient, grant.patient.today(), pain_avg=3)
    viewing.view_days(okafor.user, grant.pk)
    assert _row(okafor).news == ()
    assert _row(colleague).news == (("plain", "1 day added or changed"),)


def test_seeing_the_list_is_not_looking_at_the_patient(riverside: Clinic, okafor: Membership) -> None:
    _sharing(riverside, "Thomas Reid")
    _row(okafor)
    assert _row(okafor).looked_at is None


def test_what_arrives_late_is_new_though_it_was_stamped_before(riverside: Clinic, okafor: Membership) -> None:
    grant = _sharing(riverside, "Thomas Reid")
    viewing.view_trend(okafor.user, grant.pk, 28)
    diary.log(grant.patient, grant.patient.today() - dt.timedelta(days=3), pain_avg=3)
    assert _row(okafor).news == (("plain", "1 day added or changed"),)


@pytest.mark.parametrize("query", ["reid", "REID thomas", "9/5/1949", "9 May 1949", "str0144"])
def test_search_finds_by_name_birth_date_and_number(query: str, riverside: Clinic, okafor: Membership, staff_in: Any) -> None:
    _sharing(riverside, "Thomas Reid")
    factories.grant(riverside, factories.patient(name="Anne Whitlock"))
    page = staff_in(okafor).post("/clinic/", {"q": query}).content.decode()
    assert "Thomas Reid" in page
    assert "Anne Whitlock" not in page


def test_a_search_that_finds_nobody_says_how_to_search(riverside: Clinic, okafor: Membership, staff_in: Any) -> None:
    _sharing(riverside, "Thomas Reid")
    page = staff_in(okafor).post("/clinic/", {"q": "<script>x"}).content.decode()
    assert "Nobody found" in page
    assert "&lt;script&gt;x" in page


def test_the_number_of_queries_does_not_grow_with_the_patients(riverside: Clinic, okafor: Membership, staff_in: Any) -> None:
    client = staff_in(okafor)

    def queries() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert client.get("/clinic/").status_code == 200
        return len(seen)

    people = [_sharing(riverside, f"Person {n}") for n in range(2)]
    for grant in people:
        diary.log_days(grant.patient, 2)
        viewing.view_trend(okafor.user, grant.pk, 28)
    queries()  # the first page of a session writes to it
    few = queries()
    for n in range(12):
        grant = _sharing(riverside, f"Another {n}")
        diary.log_days(grant.patient, 2)
        viewing.view_trend(okafor.user, grant.pk, 28)
    assert queries() == few


def test_60_patients_come_in_pages_of_50(riverside: Clinic, okafor: Membership, staff_in: Any) -> None:
    for n in range(60):
        factories.grant(riverside, factories.patient(name=f"Person {n:02}"))
    client = staff_in(okafor)
    first, second = (client.get(f"/clinic/?page={n}").content.decode() for n in (1, 2))
    assert (first.count('class="who"'), second.count('class="who"')) == (50, 10)
    assert "60 patients share with you" in first
    assert client.get("/clinic/?page=99").content.count(b'class="who"') == 10


def test_a_coordinator_lands_on_the_enrolled_names(sam: Membership, staff_in: Any) -> None:
    assert staff_in(sam).get("/clinic/")["Location"] == "/clinic/enrolled/"


def test_each_clinic_has_its_own_list_and_a_switch_between_them(riverside: Clinic, okafor: Membership, staff_in: Any) -> None:
    hillside = factories.member(factories.clinic("Hillside Clinic"), name="Dr Ngozi Okafor", who=okafor.user)
    _sharing(riverside, "Thomas Reid")
    client = staff_in(okafor)
    assert "Thomas Reid" not in client.get("/clinic/").content.decode()
    assert client.post("/clinic/switch/", {"membership": okafor.pk})["Location"] == "/clinic/"
    assert "Thomas Reid" in client.get("/clinic/").content.decode()
    assert client.post("/clinic/switch/", {"membership": hillside.pk}).status_code == 302


@pytest.mark.parametrize("membership", ["lund", "nothing", "0"])
def test_nobody_switches_into_a_role_that_is_not_theirs(membership: str, okafor: Membership, lund: Membership, staff_in: Any) -> None:
    wanted = lund.pk if membership == "lund" else membership
    assert staff_in(okafor).post("/clinic/switch/", {"membership": wanted}).status_code == 404


def test_a_clinician_who_coordinates_too_can_switch_roles(riverside: Clinic, okafor: Membership, staff_in: Any) -> None:
    both = factories.member(riverside, Role.COORDINATOR, "Dr Ngozi Okafor", who=okafor.user)
    assert staff_in(okafor).post("/clinic/switch/", {"membership": both.pk})["Location"] == "/clinic/enrolled/"


def test_a_patient_who_works_there_has_a_way_to_the_own_diary(amina: Patient, riverside: Clinic, staff_in: Any) -> None:
    member = factories.member(riverside, name="Amina Khan", who=amina.user)
    assert 'href="/today/"' in staff_in(member).get("/clinic/").content.decode()


def test_a_search_never_stands_in_an_address(riverside: Clinic, staff_in: Any, okafor: Membership) -> None:
    factories.grant(riverside, factories.patient(name="Thomas Reid"))
    html = staff_in(okafor).post("/clinic/", {"q": "Reid"}).content.decode()
    assert "q=Reid" not in html
    assert 'role="search" method="post"' in html
