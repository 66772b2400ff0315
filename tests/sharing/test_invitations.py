"""A clinician asks one person, by e-mail, to share; the person decides."""

import datetime as dt
import smtplib
import uuid
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.utils import timezone

from backend.clinics.models import Clinic, Membership
from backend.common.exceptions import DomainError
from backend.patients.models import Patient
from backend.sharing import invitations, services
from backend.sharing.models import ClinicInvitation, Grant
from tests import factories

pytestmark = pytest.mark.django_db
LONG_AGO = timezone.now() - dt.timedelta(days=15)
FORM = {"name": "Amina Khan", "birth_date": "1954-02-14", "scopes": ["diary"], "start": "today", "end": "never"}


@pytest.fixture
def proved(amina: Patient) -> Patient:
    """Amina has proved her address."""
    EmailAddress.objects.create(user=amina.user, email="amina@example.org", verified=True, primary=True)
    return amina


@pytest.fixture
def asked(proved: Patient, okafor: Membership) -> ClinicInvitation:
    return services.invite_patient(okafor, "amina@example.org")


def test_an_invitation_waits_for_whoever_proved_the_address(proved: Patient, boris: Patient, okafor: Membership) -> None:
    services.invite_patient(okafor, " Amina@Example.ORG ")
    assert [one.clinic for one in services.open_invitations(proved.user)] == [okafor.clinic]
    assert services.open_invitations(boris.user) == []


def test_an_address_that_was_not_proved_gets_nothing(amina: Patient, okafor: Membership) -> None:
    EmailAddress.objects.create(user=amina.user, email="amina@example.org", verified=False)
    services.invite_patient(okafor, "amina@example.org")
    assert services.open_invitations(amina.user) == []


def test_the_mail_names_neither_clinic_nor_person_nor_condition(okafor: Membership) -> None:
    services.invite_patient(okafor, "amina@example.org")
    sent = mail.outbox[0]
    words = f"{sent.subject} {sent.body}".lower()
    assert sent.to == ["amina@example.org"]
    assert "/share/" in sent.body
    assert not [word for word in ("riverside", "nerve", "clinic", "okafor", "doctor", "pain", "diary", "amina") if word in words]


def test_an_invitation_answers_alike_for_known_and_unknown_addresses(proved: Patient, okafor: Membership, staff_in: Any) -> None:
    client = staff_in(okafor)
    replies = [client.post("/clinic/invite/", {"email": email}) for email in ("amina@example.org", "nobody@example.org")]
    assert [(reply.status_code, reply["Location"]) for reply in replies] == [(302, "/clinic/invite/")] * 2


def test_waiting_invitations_are_listed_and_can_be_cancelled(asked: ClinicInvitation, okafor: Membership, proved: Patient, staff_in: Any) -> None:
    client = staff_in(okafor)
    assert "amina@example.org" in client.get("/clinic/invite/").content.decode()
    client.post(f"/clinic/invitations/{asked.pk}/cancel/")
    assert "amina@example.org" not in client.get("/clinic/invite/").content.decode()
    assert services.open_invitations(proved.user) == []


@pytest.mark.parametrize("which", ["foreign", "unknown"])
def test_a_foreign_and_an_unknown_invitation_cannot_be_cancelled(which: str, asked: ClinicInvitation, lund: Membership, staff_in: Any) -> None:
    wanted = asked.pk if which == "foreign" else uuid.uuid4()
    assert staff_in(lund).post(f"/clinic/invitations/{wanted}/cancel/").status_code == 404
    asked.refresh_from_db()
    assert asked.is_open()


def test_the_same_address_is_not_asked_twice_while_it_waits(asked: ClinicInvitation, okafor: Membership, staff_in: Any) -> None:
    page = staff_in(okafor).post("/clinic/invite/", {"email": "AMINA@example.org"})
    assert "is waiting already" in page.content.decode()
    assert len(mail.outbox) == 1


@pytest.mark.parametrize("email", ["", "amina", "amina@", "a b@example.org", "x" * 300 + "@example.org"])
def test_what_is_no_address_is_said_beside_the_field(email: str, okafor: Membership, staff_in: Any) -> None:
    assert staff_in(okafor).post("/clinic/invite/", {"email": email}).status_code == 400
    assert not ClinicInvitation.objects.exists()


def test_a_mail_that_does_not_go_leaves_nothing_waiting(okafor: Membership, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: Any, **kwargs: Any) -> None:
        raise smtplib.SMTPServerDisconnected

    monkeypatch.setattr(invitations, "send_mail", refuse)
    with pytest.raises(DomainError, match="mail_failed"):
        services.invite_patient(okafor, "amina@example.org")
    assert services.waiting_at(okafor.clinic) == []


def test_a_clinic_sends_at_most_50_a_day(okafor: Membership) -> None:
    row = {"clinic": okafor.clinic, "invited_by": okafor, "expires_at": timezone.now()}
    ClinicInvitation.objects.bulk_create(ClinicInvitation(**row, email=f"p{n}@example.org") for n in range(invitations.MOST_A_DAY))
    with pytest.raises(DomainError, match="too_many"):
        services.invite_patient(okafor, "amina@example.org")


def test_it_ends_after_14_days(proved: Patient, okafor: Membership) -> None:
    services.invite_patient(okafor, "amina@example.org", now=LONG_AGO)
    assert services.open_invitations(proved.user) == []
    assert services.waiting_at(okafor.clinic) == []


def test_accepting_shares_on_the_terms_of_the_form(asked: ClinicInvitation, proved: Patient, sign_in: Any) -> None:
    client = sign_in(proved.user)
    assert "Dr Ngozi Okafor" in client.get("/share/").content.decode()
    assert client.get(f"/share/invitations/{asked.pk}/").status_code == 200
    assert client.post(f"/share/invitations/{asked.pk}/", FORM).status_code == 302
    asked.refresh_from_db()
    assert asked.grant == Grant.objects.get()
    assert asked.answered_at
    assert client.get(f"/share/invitations/{asked.pk}/").status_code == 404


def test_a_wrong_form_answers_nothing(asked: ClinicInvitation, proved: Patient, sign_in: Any) -> None:
    assert sign_in(proved.user).post(f"/share/invitations/{asked.pk}/", FORM | {"scopes": []}).status_code == 400
    asked.refresh_from_db()
    assert asked.is_open()


def test_declining_shares_nothing_and_asks_no_more(asked: ClinicInvitation, proved: Patient, sign_in: Any) -> None:
    client = sign_in(proved.user)
    assert client.get(f"/share/invitations/{asked.pk}/decline/").status_code == 200
    client.post(f"/share/invitations/{asked.pk}/decline/")
    assert services.open_invitations(proved.user) == []
    assert not Grant.objects.exists()


@pytest.mark.parametrize("path", ["/share/invitations/{}/", "/share/invitations/{}/decline/"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_an_invitation_to_somebody_else_is_404(path: str, method: str, asked: ClinicInvitation, boris: Patient, sign_in: Any) -> None:
    assert getattr(sign_in(boris.user), method)(path.format(asked.pk), FORM).status_code == 404
    asked.refresh_from_db()
    assert asked.is_open()


def test_who_shares_already_changes_that_instead(asked: ClinicInvitation, proved: Patient, riverside: Clinic, sign_in: Any) -> None:
    grant = factories.grant(riverside, proved)
    page = sign_in(proved.user).get(f"/share/invitations/{asked.pk}/").content.decode()
    assert "already" in page
    assert f"/share/{grant.pk}/" in page


def test_old_addresses_are_forgotten(okafor: Membership) -> None:
    services.invite_patient(okafor, "amina@example.org", now=timezone.now() - dt.timedelta(days=200))
    services.invite_patient(okafor, "boris@example.org", now=LONG_AGO)
    services.clear_expired()
    assert list(ClinicInvitation.objects.values_list("email", flat=True)) == ["boris@example.org"]
