"""Helpers: asked by e-mail, logging for somebody else, reading only if they may, gone at once when withdrawn."""

import datetime as dt
import re
import uuid
from typing import Any

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.http import Http404
from django.test import Client

from backend.accounts.models import User
from backend.audit.models import AuditEvent
from backend.patients.models import Patient
from backend.sharing import helping
from backend.sharing.looked import access_log
from backend.sharing.models import HelperGrant
from tests import factories
from tests.sharing import diary
from tests.signing_in import sign_up

pytestmark = pytest.mark.django_db


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def dora(db: Any) -> User:
    """Amina's daughter: no diary of her own, a proved address."""
    user = factories.user("dora@example.org")
    EmailAddress.objects.create(user=user, email="dora@example.org", verified=True, primary=True)
    return user


@pytest.fixture
def helps(amina: Patient, dora: User) -> Any:
    """can_read → the grant by which Dora helps Amina."""

    def made(can_read: bool = False) -> HelperGrant:
        asked = helping.invite_helper(amina, "My daughter", "Dora@Example.org", can_read=can_read)
        return helping.accept_help(dora, asked.pk)

    return made


def log(client: Client, grant: HelperGrant, date: dt.date, **answers: str) -> Any:
    return client.post(f"/helping/{grant.pk}/log/{date}/", {"envelope": str(uuid.uuid4()), **answers})


def test_the_mail_names_neither_the_patient_nor_a_condition(amina: Patient) -> None:
    helping.invite_helper(amina, "My daughter", "dora@example.org", can_read=True)
    told = mail.outbox[-1].subject + mail.outbox[-1].body
    assert mail.outbox[-1].to == ["dora@example.org"]
    assert not {word for word in ("Amina", "pain", "diary", "leg", "health", "daughter") if word in told}


def test_the_mail_says_who_writes_and_leads_to_sign_up_as_to_sign_in(amina: Patient) -> None:
    helping.invite_helper(amina, "My daughter", "dora@example.org", can_read=True)
    told = mail.outbox[-1]
    [sign_up_there, sign_in_there, home] = re.findall(r"^https?://\S+$", told.body, re.MULTILINE)
    assert (told.subject, told.body.startswith("Hello,\n\nSomebody")) == ("Somebody asks for your help in Stride", True)
    assert told.body.endswith(f"\nStride\n{home}\n") or told.body.endswith(f"\nStride\n{home}")
    client = Client()
    assert client.get(sign_in_there.removeprefix(home), follow=True).redirect_chain[-1][0].startswith("/accounts/login/")
    assert 'name="next" value="/helping/"' in client.get(sign_up_there.removeprefix(home)).content.decode()
    page = sign_up("dora@example.org", client, next="/helping/").get("/helping/").content.decode()
    assert "asks for your help" in page


def test_an_address_that_is_not_proved_finds_no_invitation(amina: Patient) -> None:
    stranger = factories.user("dora@example.org")
    grant = helping.invite_helper(amina, "My daughter", "dora@example.org", can_read=False)
    assert helping.invitations_to_help(stranger) == []
    with pytest.raises(Http404):
        helping.accept_help(stranger, grant.pk)


def test_an_invitation_ends_after_14_days(amina: Patient, dora: User) -> None:
    past = dt.datetime.now(dt.UTC) - dt.timedelta(days=14, seconds=1)
    helping.invite_helper(amina, "My daughter", "dora@example.org", can_read=False, now=past)
    assert helping.invitations_to_help(dora) == []


@pytest.mark.parametrize("email", ["amina@example.org", "not an address", ""])
def test_a_wrong_address_is_told_beside_its_field(amina: Patient, email: str) -> None:
    User.objects.filter(pk=amina.user.pk).update(email="amina@example.org")
    answer = signed_in(User.objects.get(pk=amina.user.pk)).post("/share/helpers/", {"name": "Me", "email": email, "may": "log"})
    assert answer.status_code == 400
    assert 'id="id_email-error"' in answer.content.decode() or "error" in answer.content.decode()
    assert not HelperGrant.objects.exists()


def test_a_sixth_helper_is_refused(amina: Patient) -> None:
    client = signed_in(amina.user)
    answers = [client.post("/share/helpers/", {"name": f"H{n}", "email": f"h{n}@example.org", "may": "log"}).status_code for n in range(6)]
    assert answers == [302] * 5 + [400]


def test_what_a_helper_fills_in_is_a_helpers_word(amina: Patient, helps: Any, dora: User) -> None:
    log(signed_in(dora), helps(), amina.today(), pain_avg="8", told="told")
    day = amina.days.get()
    assert (day.pain_avg, day.provenance) == (8, "helper")
    revision = amina.revisions.get()
    assert (revision.rank, revision.guessed, revision.author) == (10, False, dora)


def test_a_guess_is_kept_as_a_guess(amina: Patient, helps: Any, dora: User) -> None:
    log(signed_in(dora), helps(), amina.today(), pain_avg="8", told="guess")
    assert amina.revisions.get().guessed


def test_her_own_word_wins_whoever_spoke_last(amina: Patient, helps: Any, dora: User) -> None:
    diary.log(amina, amina.today(), pain_avg=4)
    log(signed_in(dora), helps(), amina.today(), pain_avg="8", told="told")
    assert amina.days.get().pain_avg == 4
    assert amina.revisions.count() == 2


@pytest.mark.parametrize("answers", [{}, {"pain_avg": "8"}, {"told": "told"}, {"told": "maybe", "pain_avg": "8"}, {"told": "told", "note": "canary"}])
def test_without_an_answer_and_where_it_comes_from_nothing_is_saved(amina: Patient, helps: Any, dora: User, answers: dict[str, str]) -> None:
    assert log(signed_in(dora), helps(), amina.today(), **answers).status_code == 400
    assert not amina.revisions.exists()


@pytest.mark.parametrize(("answers", "parts"), [({}, ["answers", "told"]), ({"pain_avg": "8"}, ["told"]), ({"told": "guess"}, ["answers"])])
def test_the_error_box_leads_to_what_is_missing(amina: Patient, helps: Any, dora: User, answers: dict[str, str], parts: list[str]) -> None:
    page = log(signed_in(dora), helps(), amina.today(), **answers).content.decode()
    assert re.findall(r'<li><a href="#(\w+)">', page) == parts
    assert all(page.count(f'id="{part}"') == 1 for part in parts)


def test_a_helper_writes_neither_notes_nor_the_safety_answer(amina: Patient, helps: Any, dora: User) -> None:
    log(signed_in(dora), helps(), amina.today(), pain_avg="8", told="told", note="canary", new="nothing")
    assert amina.revisions.get().fields == {"pain_avg": 8}


def test_a_double_tap_is_one_entry(amina: Patient, helps: Any, dora: User) -> None:
    grant, client = helps(), signed_in(dora)
    said = {"envelope": str(uuid.uuid4()), "pain_avg": "8", "told": "told"}
    client.post(f"/helping/{grant.pk}/log/{amina.today()}/", said)
    client.post(f"/helping/{grant.pk}/log/{amina.today()}/", said)
    assert amina.revisions.count() == 1


@pytest.mark.parametrize("date", ["2999-01-01", "yesterday", "1800-01-01"])
def test_a_day_that_cannot_be_logged_is_not_there(helps: Any, dora: User, date: str) -> None:
    assert signed_in(dora).get(f"/helping/{helps().pk}/log/{date}/").status_code == 404


def test_who_may_only_log_reads_nothing(amina: Patient, helps: Any, dora: User) -> None:
    diary.log(amina, amina.today(), pain_avg=7, note="canary")
    page = signed_in(dora).get(f"/helping/{helps().pk}/").content.decode()
    assert "not part of what was shared" in page
    assert not AuditEvent.objects.filter(verb="helper.viewed").exists()


def test_who_may_read_sees_days_and_never_notes_or_safety_answers(amina: Patient, helps: Any, dora: User) -> None:
    diary.log(amina, amina.today(), pain_avg=7, note="canary-note", new="something")
    page = signed_in(dora).get(f"/helping/{helps(can_read=True).pk}/").content.decode()
    assert '<td class="n">7</td>' in page
    assert "canary-note" not in page
    assert "Something new" not in page


def test_she_sees_that_her_helper_has_read(amina: Patient, helps: Any, dora: User) -> None:
    signed_in(dora).get(f"/helping/{helps(can_read=True).pk}/")
    assert [look.who for look in access_log(amina.user)] == ["My daughter"]
    assert "My daughter" in signed_in(amina.user).get("/share/looked/").content.decode()


@pytest.mark.parametrize("path", ["", "log/{today}/", "notes/", "mood/"])
def test_after_she_withdraws_every_page_is_gone(amina: Patient, helps: Any, dora: User, path: str) -> None:
    grant = helps(can_read=True)
    signed_in(amina.user).post(f"/share/helpers/{grant.pk}/withdraw/")
    assert signed_in(dora).get(f"/helping/{grant.pk}/{path.format(today=amina.today())}").status_code == 404


def test_what_was_filled_in_stays_after_the_helper_has_gone(amina: Patient, helps: Any, dora: User) -> None:
    grant = helps()
    log(signed_in(dora), grant, amina.today(), pain_avg="8", told="told")
    helping.end_help(amina, grant.pk)
    assert amina.days.get().pain_avg == 8
    assert log(signed_in(dora), grant, amina.today(), pain_avg="2", told="told").status_code == 404


def test_another_patient_cannot_end_it(helps: Any, boris: Patient) -> None:
    grant = helps()
    assert signed_in(boris.user).post(f"/share/helpers/{grant.pk}/withdraw/").status_code == 404
    assert HelperGrant.objects.standing().exists()


def test_a_helper_without_a_diary_lands_on_the_people_they_help(helps: Any, dora: User) -> None:
    helps()
    assert signed_in(dora).get("/")["Location"] == "/helping/"


def test_a_helper_can_stop_by_themselves(helps: Any, dora: User) -> None:
    grant = helps()
    signed_in(dora).post(f"/helping/{grant.pk}/stop/")
    assert helping.people_helped_by(dora) == []


def test_saying_no_ends_the_invitation(amina: Patient, dora: User) -> None:
    grant = helping.invite_helper(amina, "My daughter", "dora@example.org", can_read=False)
    signed_in(dora).post(f"/helping/{grant.pk}/answer/", {"answer": "no"})
    assert (helping.invitations_to_help(dora), helping.helpers_of(amina)) == ([], [])


def test_the_trail_holds_neither_name_nor_address_of_the_helper(helps: Any) -> None:
    helps(can_read=True)
    told = str(list(AuditEvent.objects.values()))
    assert "dora" not in told.lower()
    assert "daughter" not in told


@pytest.mark.parametrize("answers", [{"tripped": "fall"}, {"strength_left": "weaker"}])
def test_a_fall_or_a_weaker_leg_points_the_helper_to_help(amina: Patient, helps: Any, dora: User, answers: dict[str, str]) -> None:
    client, grant = signed_in(dora), helps()
    log(client, grant, amina.today(), told="told", **answers)
    assert "can need help today" in client.get(f"/helping/{grant.pk}/").content.decode()


def test_on_her_own_phone_the_log_asks_who_fills_in_once_she_wants_it(amina: Patient) -> None:
    client = signed_in(amina.user)
    assert 'data-role="filled-by" hidden' in client.get("/log/").content.decode()
    client.post("/share/helpers/here/", {"here": "yes"})
    assert 'data-role="filled-by">' in client.get("/log/").content.decode()
    assert client.get("/api/v1/session/").json()["profile"]["helped_here"] is True


@pytest.mark.parametrize(("by", "rank", "provenance"), [("", 20, "live"), ("told", 10, "helper"), ("guess", 10, "helper")])
def test_the_plain_form_says_who_filled_it_in(amina: Patient, by: str, rank: int, provenance: str) -> None:
    signed_in(amina.user).post(f"/log/{amina.today()}/", {"pain_avg": "5", "new": "nothing", "filled_by": by})
    revision = amina.revisions.get()
    assert (revision.rank, revision.provenance, revision.guessed) == (rank, provenance, by == "guess")


def test_what_a_helper_fills_in_is_filed_about_the_patient(amina: Patient, helps: Any, dora: User) -> None:
    log(signed_in(dora), helps(), amina.today(), pain_avg="8", told="told")
    event = AuditEvent.objects.get(verb="diary.recorded")
    assert (event.actor, event.subject) == (dora.account, amina.user.account)
