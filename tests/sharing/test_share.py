"""Share, change, withdraw, leave: the verbs, by page."""

import datetime as dt
from typing import Any

import pytest

from backend.audit.models import AuditEvent
from backend.clinics.models import Clinic, Membership
from backend.patients.models import Enrolment, Patient
from backend.sharing import services
from backend.sharing.forms import WORDS
from backend.sharing.models import BEGINNING, Grant
from tests import factories

pytestmark = pytest.mark.django_db

FORM = {"name": "Amina Khan", "birth_date": "1954-02-14", "clinic_number": "STR-0144", "scopes": ["diary", "safety"], "start": "weeks", "end": "never"}


def _share(client: Any, clinic: Clinic, **changes: Any) -> Any:
    return client.post(f"/share/with/{clinic.code}/", FORM | changes)


def _verbs(patient: Patient) -> list[str]:
    return list(AuditEvent.objects.filter(subject=patient.user.account).order_by("id").values_list("verb", flat=True))


def test_sharing_makes_a_grant_and_tells_the_clinic_who_it_is(amina: Patient, riverside: Clinic, sign_in: Any) -> None:
    assert _share(sign_in(amina.user), riverside).status_code == 302
    grant, enrolment = Grant.objects.get(), Enrolment.objects.get()
    amina.refresh_from_db()
    assert (amina.name, amina.birth_date) == ("Amina Khan", dt.date(1954, 2, 14))
    assert (enrolment.clinic_number, enrolment.consent_contact) == ("STR-0144", False)
    assert grant.clinician_scopes == ["diary", "safety"]
    assert grant.from_date == amina.today() - dt.timedelta(days=28)


def test_sharing_is_audited_with_names_of_fields_and_no_value(amina: Patient, riverside: Clinic, sign_in: Any) -> None:
    _share(sign_in(amina.user), riverside)
    assert _verbs(amina) == ["patient.changed", "enrolment.created", "grant.created"]
    told = " ".join(str(event.detail) for event in AuditEvent.objects.all())
    assert "birth_date" in told
    assert "1954" not in told
    assert "Khan" not in told


def test_only_the_diary_and_the_safety_answers_are_on_until_she_chooses(amina: Patient, riverside: Clinic, sign_in: Any) -> None:
    page = sign_in(amina.user).get(f"/share/with/{riverside.code}/").content.decode()
    boxes = [box.split(">")[0] for box in page.split("<input")[1:] if 'name="scopes"' in box]
    assert [("checked" in box) for box in boxes] == [True, True, False, False, False]


def test_consent_to_be_contacted_is_a_tick_of_its_own_and_off(amina: Patient, riverside: Clinic, sign_in: Any) -> None:
    client = sign_in(amina.user)
    page = client.get(f"/share/with/{riverside.code}/").content.decode()
    box = next(box.split(">")[0] for box in page.split("<input")[1:] if 'name="consent_contact"' in box)
    assert "checked" not in box
    _share(client, riverside, consent_contact="on")
    assert Enrolment.objects.get().consent_contact


@pytest.mark.parametrize(
    ("given", "from_date"),
    [
        ({"start": "start"}, lambda today: BEGINNING),
        ({"start": "today"}, lambda today: today),
        ({"start": "date", "from_date": "2025-03-04"}, lambda today: dt.date(2025, 3, 4)),
    ],
)
def test_she_chooses_from_when(given: dict[str, str], from_date: Any, amina: Patient, riverside: Clinic, sign_in: Any) -> None:
    _share(sign_in(amina.user), riverside, **given)
    assert Grant.objects.get().from_date == from_date(amina.today())


def test_the_last_day_ends_at_midnight_of_her_own_clock(riverside: Clinic, sign_in: Any) -> None:
    tui = factories.patient(time_zone="Pacific/Auckland")
    until = tui.today() + dt.timedelta(days=7)
    _share(sign_in(tui.user), riverside, end="date", until=until.isoformat())
    end = Grant.objects.get().ends_at
    assert end
    assert end.astimezone(tui.zone) == dt.datetime.combine(until + dt.timedelta(days=1), dt.time(), tzinfo=tui.zone)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"name": " \u202e "}, "Enter your full name"),
        ({"birth_date": ""}, "Enter your birth date"),
        ({"birth_date": "2020-01-01"}, "18 and over"),
        ({"birth_date": "1054-02-14"}, "Check the year"),
        ({"birth_date": "14.2."}, "Enter a date with day, month and year"),
        ({"scopes": []}, "Choose at least one thing"),
        ({"scopes": ["medicines"]}, "Select a valid choice"),
        ({"start": "date", "from_date": ""}, "Enter the first day"),
        ({"start": "date", "from_date": "2999-01-01"}, "Choose today or a day before"),
        ({"end": "date", "until": ""}, "Enter the last day"),
        ({"end": "date", "until": "2020-01-01"}, "Choose today or a later day"),
        ({"start": ""}, "This field is required"),
        ({"clinic_number": "1" * 41}, "Use 40 characters or fewer"),
        ({"name": "A" * 121}, "Use 120 characters or fewer"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field_and_nothing_is_stored(
    wrong: dict[str, Any], said: str, amina: Patient, riverside: Clinic, sign_in: Any
) -> None:
    page = _share(sign_in(amina.user), riverside, **wrong)
    assert page.status_code == 400
    assert said in page.content.decode()
    assert not Grant.objects.exists()
    assert not Enrolment.objects.exists()
    assert _verbs(amina) == []


def test_name_and_birth_date_are_asked_once(riverside: Clinic, sign_in: Any) -> None:
    known = factories.patient(name="Known Name", birth_date=dt.date(1950, 5, 5))
    client = sign_in(known.user)
    page = client.get(f"/share/with/{riverside.code}/").content.decode()
    assert 'name="birth_date"' not in page
    assert "Known Name" in page
    _share(client, riverside, name="Another Name", birth_date="1960-01-01")
    known.refresh_from_db()
    assert (known.name, known.birth_date) == ("Known Name", dt.date(1950, 5, 5))


def test_a_name_is_kept_as_text_and_shown_as_text(amina: Patient, riverside: Clinic, sign_in: Any) -> None:
    client = sign_in(amina.user)
    _share(client, riverside, name="<script>alert(1)</script> مريم 😀")
    grant = Grant.objects.get()
    page = client.get(f"/share/{grant.pk}/").content.decode()
    assert "&lt;script&gt;" in page
    assert "مريم 😀" in page


def test_sharing_twice_leads_to_the_grant_that_is_there(amina: Patient, riverside: Clinic, sign_in: Any) -> None:
    client = sign_in(amina.user)
    _share(client, riverside)
    again = client.get(f"/share/with/{riverside.code}/")
    assert again["Location"] == f"/share/{Grant.objects.get().pk}/"
    _share(client, riverside)
    assert Grant.objects.count() == 1


def test_changing_a_grant_names_the_changed_fields(amina: Patient, riverside: Clinic, sign_in: Any) -> None:
    client = sign_in(amina.user)
    _share(client, riverside)
    grant = Grant.objects.get()
    client.post(f"/share/{grant.pk}/", FORM | {"scopes": ["diary", "notes"], "start": "today"})
    grant.refresh_from_db()
    assert grant.clinician_scopes == ["diary", "notes"]
    event = AuditEvent.objects.get(verb="grant.changed")
    assert event.detail == {"fields": ["clinician_scopes", "from_date"], "scopes": ["diary", "notes"]}


def test_saving_without_a_change_writes_no_event(amina: Patient, riverside: Clinic, sign_in: Any) -> None:
    client = sign_in(amina.user)
    _share(client, riverside, start="today")
    client.post(f"/share/{Grant.objects.get().pk}/", FORM | {"start": "today"})
    assert "grant.changed" not in _verbs(amina)


def test_the_form_of_a_grant_shows_what_is_shared(amina: Patient, riverside: Clinic, sign_in: Any) -> None:
    grant = factories.grant(riverside, amina, clinician_scopes=["notes"], from_date=dt.date(2026, 1, 2))
    page = sign_in(amina.user).get(f"/share/{grant.pk}/").content.decode()
    assert 'value="2026-01-02"' in page
    assert page.count("checked") == 3  # notes, a date, until withdrawn


def test_with_several_clinicians_she_can_choose_one(amina: Patient, riverside: Clinic, okafor: Membership, sign_in: Any) -> None:
    factories.member(riverside, name="Dr Colleague")
    _share(sign_in(amina.user), riverside, member=okafor.pk)
    assert Grant.objects.get().member == okafor


def test_a_clinician_of_another_clinic_cannot_be_chosen(amina: Patient, riverside: Clinic, okafor: Membership, lund: Membership, sign_in: Any) -> None:
    factories.member(riverside, name="Dr Colleague")
    assert _share(sign_in(amina.user), riverside, member=lund.pk).status_code == 400


def test_withdrawing_asks_first_and_keeps_the_name_on_the_list(amina: Patient, riverside: Clinic, sign_in: Any) -> None:
    client = sign_in(amina.user)
    _share(client, riverside)
    grant = Grant.objects.get()
    assert client.get(f"/share/{grant.pk}/withdraw/").status_code == 200
    assert Grant.objects.current().exists()
    client.post(f"/share/{grant.pk}/withdraw/")
    assert not Grant.objects.current().exists()
    assert Enrolment.objects.active().exists()
    assert "grant.revoked" in _verbs(amina)


def test_withdrawing_can_take_the_name_off_the_list_too(amina: Patient, riverside: Clinic, sign_in: Any) -> None:
    client = sign_in(amina.user)
    _share(client, riverside)
    client.post(f"/share/{Grant.objects.get().pk}/withdraw/", {"leave": "1"})
    assert not Enrolment.objects.active().exists()
    assert _verbs(amina)[-2:] == ["grant.revoked", "enrolment.ended"]


def test_leaving_the_list_withdraws_what_is_shared(amina: Patient, riverside: Clinic, sign_in: Any) -> None:
    client = sign_in(amina.user)
    _share(client, riverside)
    path = f"/share/known/{Enrolment.objects.get().pk}/leave/"
    assert "withdrawn too" in client.get(path).content.decode()
    client.post(path)
    assert not Enrolment.objects.active().exists()
    assert not Grant.objects.current().exists()


def test_withdrawing_twice_is_404_and_changes_nothing(amina: Patient, riverside: Clinic, sign_in: Any) -> None:
    client = sign_in(amina.user)
    _share(client, riverside)
    path = f"/share/{Grant.objects.get().pk}/withdraw/"
    assert client.post(path).status_code == 302
    assert client.post(path).status_code == 404
    assert _verbs(amina).count("grant.revoked") == 1


def test_after_withdrawing_she_can_share_anew(amina: Patient, riverside: Clinic, sign_in: Any) -> None:
    client = sign_in(amina.user)
    _share(client, riverside)
    client.post(f"/share/{Grant.objects.get().pk}/withdraw/", {"leave": "1"})
    _share(client, riverside)
    assert Grant.objects.current().count() == 1
    assert Enrolment.objects.active().count() == 1


def test_nobody_sees_the_diary_at_first(amina: Patient, sign_in: Any) -> None:
    assert "Nobody can see your diary" in sign_in(amina.user).get("/share/").content.decode()


def test_the_list_says_who_what_and_until_when(amina: Patient, riverside: Clinic, okafor: Membership, sign_in: Any) -> None:
    until = amina.today() + dt.timedelta(days=10)
    factories.grant(riverside, amina, member=okafor, until=until, from_date=BEGINNING)
    page = sign_in(amina.user).get("/share/").content.decode()
    for said in ("Riverside Nerve Clinic", "Dr Ngozi Okafor", "Diary, Safety answers", "the start of your diary", f"{until:%B %Y}"):
        assert said in page


def test_a_failed_audit_leaves_nothing_shared(amina: Patient, riverside: Clinic, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: Any, **kwargs: Any) -> None:
        raise RuntimeError("no audit")

    monkeypatch.setattr("backend.sharing.grants.audit.record", refuse)
    who = services.Identity("Amina Khan", dt.date(1954, 2, 14))
    with pytest.raises(RuntimeError):
        services.share(amina, riverside, services.Terms(["diary"], amina.today()), services.Contact(identity=who))
    assert not Grant.objects.exists()
    amina.refresh_from_db()
    assert amina.name == ""


def test_a_scope_has_one_name_for_the_patient_and_for_the_clinic() -> None:
    named = {scope: str(words).removeprefix("My ").lower() for scope, words in WORDS.items()}
    assert {scope: words for scope, words in named.items() if not words.startswith(str(scope.label).lower())} == {}
