"""Invitations to work at a clinic: strangers first; once; in time; only by the proved address."""

import datetime as dt
from typing import Any

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from backend.accounts.models import User
from backend.accounts.services import create_confirmed
from backend.audit.models import AuditEvent
from backend.clinics import services
from backend.clinics.models import Clinic, Membership, Role, StaffInvitation
from tests import factories
from tests.signing_in import sign_up

pytestmark = pytest.mark.django_db


@pytest.fixture
def riverside() -> Clinic:
    return factories.clinic()


@pytest.fixture
def invitation(riverside: Clinic) -> StaffInvitation:
    return services.invite_staff(riverside, "Okafor@example.org", role=Role.CLINICIAN, display_name="Dr Ngozi Okafor")


@pytest.fixture
def okafor() -> User:
    return create_confirmed("okafor@example.org")


def path(invitation: StaffInvitation) -> str:
    return f"/invitations/{invitation.pk}/"


def test_a_stranger_is_sent_to_sign_in(client: Client, invitation: StaffInvitation) -> None:
    assert client.get(path(invitation))["Location"].startswith("/accounts/login/?next=/invitations/")


def test_somebody_else_sees_what_an_unknown_id_gives(invitation: StaffInvitation, sign_in: Any) -> None:
    client = sign_in(create_confirmed("other@example.org"))
    unknown = client.get("/invitations/00000000-0000-4000-8000-000000000000/")
    other = client.get(path(invitation))
    assert (other.status_code, other.content) == (unknown.status_code, unknown.content)
    assert client.post(path(invitation)).status_code == 404
    assert not Membership.objects.exists()


def test_an_address_that_was_typed_and_not_proved_does_not_count(invitation: StaffInvitation, sign_in: Any) -> None:
    client = sign_in(factories.user("okafor@example.org"))
    assert client.post(path(invitation)).status_code == 404
    assert not Membership.objects.exists()


def test_the_invited_person_accepts_and_is_led_to_the_second_factor(invitation: StaffInvitation, okafor: User, sign_in: Any) -> None:
    client = sign_in(okafor)
    assert "Riverside Nerve Clinic invites you" in client.get(path(invitation)).content.decode()
    answer = client.post(path(invitation), follow=True)
    assert [where for where, _status in answer.redirect_chain] == ["/clinic/", "/accounts/factor/?next=/clinic/"]
    membership = Membership.objects.get()
    assert (membership.user, membership.role, membership.display_name) == (okafor, "clinician", "Dr Ngozi Okafor")


def test_accepting_is_audited(invitation: StaffInvitation, okafor: User) -> None:
    services.accept_invitation(okafor, invitation.pk)
    event = AuditEvent.objects.get(verb="staff.accepted")
    assert (event.actor, event.clinic_id, event.detail) == (okafor.account, invitation.clinic_id, {"role": "clinician"})


def test_it_is_taken_once(invitation: StaffInvitation, okafor: User) -> None:
    assert services.accept_invitation(okafor, invitation.pk)
    assert services.accept_invitation(okafor, invitation.pk) is None
    assert Membership.objects.count() == 1


def test_the_link_leads_to_the_clinic_once_it_is_taken(invitation: StaffInvitation, okafor: User, sign_in: Any) -> None:
    client = sign_in(okafor)
    client.post(path(invitation))
    assert client.get(path(invitation))["Location"] == "/clinic/"
    assert client.post(path(invitation))["Location"] == "/clinic/"


def test_the_link_of_somebody_who_left_is_over(invitation: StaffInvitation, okafor: User, sign_in: Any) -> None:
    services.accept_invitation(okafor, invitation.pk)
    Membership.objects.update(ended_at=timezone.now())
    assert sign_in(okafor).get(path(invitation)).status_code == 404


def test_an_invitation_that_is_over_says_what_to_do(invitation: StaffInvitation, okafor: User, sign_in: Any) -> None:
    StaffInvitation.objects.update(expires_at=timezone.now())
    answer = sign_in(okafor).get(path(invitation))
    assert answer.status_code == 404
    said = answer.content.decode()
    assert "This invitation is not open" in said
    assert "good for 7 days" in said
    assert "You are signed in as <b>okafor@example.org</b>" in said


def test_it_is_good_for_7_days(invitation: StaffInvitation, okafor: User) -> None:
    late = invitation.created_at + dt.timedelta(days=7, seconds=1)
    assert services.accept_invitation(okafor, invitation.pk, now=late) is None
    assert services.accept_invitation(okafor, invitation.pk, now=late - dt.timedelta(minutes=1))


def test_a_second_invitation_replaces_the_first(riverside: Clinic, invitation: StaffInvitation, okafor: User) -> None:
    second = services.invite_staff(riverside, "okafor@example.org", role=Role.CLINICIAN, display_name="Dr N. Okafor")
    assert services.accept_invitation(okafor, invitation.pk) is None
    assert services.accept_invitation(okafor, second.pk)


def test_somebody_who_left_can_come_back(riverside: Clinic, invitation: StaffInvitation, okafor: User) -> None:
    before = factories.member(riverside, who=okafor)
    before.ended_at = timezone.now()
    before.save()
    services.accept_invitation(okafor, invitation.pk)
    assert riverside.memberships.active().get().pk == before.pk


def test_a_new_person_signs_up_and_lands_on_the_invitation_without_a_diary(invitation: StaffInvitation) -> None:
    client = sign_up("okafor@example.org")
    assert client.get("/start/")["Location"] == path(invitation)
    client.post(path(invitation))
    assert not hasattr(User.objects.get(email="okafor@example.org"), "patient")


def test_looking_does_not_accept(invitation: StaffInvitation, okafor: User, sign_in: Any) -> None:
    sign_in(okafor).get(path(invitation))
    assert not Membership.objects.exists()


def test_the_addresses_of_those_who_did_not_come_are_forgotten(invitation: StaffInvitation) -> None:
    assert services.clear_expired(timezone.now()) == 0
    assert services.clear_expired(timezone.now() + dt.timedelta(days=8)) == 1
    invitation.refresh_from_db()
    assert invitation.email == ""


def test_make_clinic_prints_a_code_without_letters_that_are_read_wrong(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("make_clinic", "Riverside Nerve Clinic", "--country", "GB", "--zone", "Europe/London", "--hours", "9 to 5", "--looks-at", "On Mondays")
    clinic = Clinic.objects.get()
    assert clinic.code in capsys.readouterr().out
    assert not set(clinic.code) & set("IO01")
    assert (clinic.opening_hours, clinic.looks_at) == ("9 to 5", "On Mondays")


@pytest.mark.parametrize(
    ("country", "zone", "words"), [("UK", "Europe/London", "UK is not a country"), ("GB", "Mars/Phobos", "Mars/Phobos is not a time zone")]
)
def test_make_clinic_says_what_is_wrong_and_makes_nothing(country: str, zone: str, words: str) -> None:
    with pytest.raises(CommandError, match=words):
        call_command("make_clinic", "Riverside", "--country", country, "--zone", zone)
    assert not Clinic.objects.exists()


def test_invite_staff_sends_a_mail_with_the_page(riverside: Clinic, django_capture_on_commit_callbacks: Any) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        call_command("invite_staff", riverside.code.lower(), "okafor@example.org", "--role", "clinician", "--name", "Dr Ngozi Okafor")
    message = mail.outbox[-1]
    assert message.subject == "An invitation to Stride"
    assert path(StaffInvitation.objects.get()) in message.body


@pytest.mark.parametrize(("code", "email", "words"), [("NOSUCH", "a@example.org", "No clinic has the code"), (None, "nonsense", "is not an e-mail address")])
def test_invite_staff_says_what_is_wrong(riverside: Clinic, code: str | None, email: str, words: str) -> None:
    with pytest.raises(CommandError, match=words):
        call_command("invite_staff", code or riverside.code, email, "--role", "clinician", "--name", "Dr X")
    assert not StaffInvitation.objects.exists()
