"""One small world for the guards: every role of Stride, each with what it owns, each signed in.

`world()` lasts a whole test file, because it costs half a second; each request in it runs inside `undone()`.
"""

import datetime as dt
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from allauth.account.models import EmailAddress
from django.db import transaction
from django.test import Client, override_settings
from django.test.client import ClientHandler
from django.utils import timezone

from backend.accounts.models import User
from backend.clinics.models import Clinic, Membership, Role, StaffInvitation
from backend.patients.models import Device, Enrolment, Export, Patient
from backend.reminders import calendars, reading
from backend.reminders.services import save_reminder
from backend.sharing.models import ClinicInvitation, Grant, HelperGrant
from backend.symptoms.services import record_envelopes
from backend.treatment.models import Medicine, MedicineStep, Routine
from tests import factories
from tests.reminders.making import rule
from tests.reminders.sent import message, subscription
from tests.signing_in import show_code, show_factor

ROLES = (
    "anonymous",
    "newcomer",  # signed in, no diary, no clinic
    "amina",  # the patient who owns what the addresses name
    "boris",  # a patient and a stranger
    "okafor",  # clinician with Amina's grant
    "limited",  # clinician at a clinic that Amina lets see safety answers alone
    "lund",  # clinician of another clinic
    "revoked",  # clinician whose grant Amina withdrew
    "expired",  # clinician whose grant ended yesterday
    "left",  # was a clinician at the clinic with the grant
    "unproved",  # clinician with the grant, no second factor shown
    "sam",  # coordinator at the clinic with the grant
    "manager",  # administrator of that clinic
    "both",  # clinician there, and a patient too
    "root",  # may open the admin pages
)
UNKNOWN = uuid.UUID("00000000-0000-4000-8000-000000000000")
STAFF = ("okafor", "limited", "lund", "revoked", "expired", "unproved", "sam", "manager", "both", "root")


@dataclass
class World:
    """Who there is. `grants` holds Amina's grant to the clinic of each role."""

    users: dict[str, User] = field(default_factory=dict)
    members: dict[str, Membership] = field(default_factory=dict)
    grants: dict[str, Grant] = field(default_factory=dict)
    known: dict[str, Any] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._sessions: dict[str, dict[str, str]] = {}
        self._handlers: dict[bool, ClientHandler] = {}
        self._clinics()
        self._people()
        self._amina_shares()
        self._invitations()
        self._helpers()
        self._owned()
        for role in ROLES:
            self._sessions[role] = self._signed_in(role)

    # ---- how it is filled -------------------------------------------------------------------------------------------
    def _clinics(self) -> None:
        names = ("riverside", "limited", "hillside", "revoked", "expired", "asking")
        self.clinics: dict[str, Clinic] = {name: factories.clinic(f"{name.title()} Clinic") for name in names}

    def _user(self, role: str, **extra: Any) -> User:
        user = factories.user(f"{role}@example.org", **extra)
        EmailAddress.objects.create(user=user, email=str(user.email), verified=True, primary=True)
        self.users[role] = user
        return user

    def _patient(self, role: str) -> Patient:
        user = self._user(role)
        fields = {"country": "GB", "time_zone": "Europe/London", "left_affected": True, "right_affected": False, "numb_at_start": "yes"}
        return Patient.objects.create(user=user, name=f"{role.title()} Example", birth_date=dt.date(1954, 2, 14), **fields)

    def _people(self) -> None:
        self.amina, self.boris, self.both = (self._patient(role) for role in ("amina", "boris", "both"))
        works_at = {"okafor": "riverside", "limited": "limited", "lund": "hillside", "revoked": "revoked", "expired": "expired"}
        works_at |= dict.fromkeys(("left", "unproved", "sam", "manager", "both"), "riverside")
        roles = {"sam": Role.COORDINATOR, "manager": Role.ADMINISTRATOR}
        for role, place in works_at.items():
            who = self.users.get(role) or self._user(role)
            self.members[role] = factories.member(self.clinics[place], roles.get(role, Role.CLINICIAN), role.title(), who)
        self._user("newcomer")
        self._user("root", is_staff=True, is_superuser=True)
        Membership.objects.filter(pk=self.members["left"].pk).update(ended_at=timezone.now())

    def _amina_shares(self) -> None:
        today = self.amina.today()
        days = [factories.envelope(today - dt.timedelta(days=n), {"pain_avg": 7, "strength_left": "weaker", "numbness": "more"}) for n in range(12)]
        self.moment = uuid.uuid4()
        fell = factories.moment(today, {"kind": "fall"}, str(self.moment))
        self.question = uuid.uuid4()
        asks = factories.question({"text": "Can I drive with this leg?"}, str(self.question), date=today)
        results = record_envelopes(self.amina, self.amina.user, [*days, fell, asks]).results
        assert {result.code for result in results} == {"stored"}
        yesterday = today - dt.timedelta(days=1)
        terms = {"limited": {"clinician_scopes": ["safety"]}, "revoked": {"revoked_at": timezone.now()}, "expired": {"until": yesterday}}
        for place in ("riverside", "limited", "revoked", "expired"):
            self.grants[place] = factories.grant(self.clinics[place], self.amina, **terms.get(place, {}))
        self.enrolment = Enrolment.objects.create(patient=self.amina, clinic=self.clinics["riverside"], clinic_number="STR-0144")
        self.lunds_grant = factories.grant(self.clinics["hillside"], self.boris)

    def _invitations(self) -> None:
        soon = timezone.now() + dt.timedelta(days=7)
        asking = factories.member(self.clinics["asking"])
        sent = {"invited_by": asking, "clinic": self.clinics["asking"], "expires_at": soon}
        self.invitation = ClinicInvitation.objects.create(email="amina@example.org", **sent)
        okafor = {"invited_by": self.members["okafor"], "clinic": self.clinics["riverside"], "expires_at": soon}
        self.waiting = ClinicInvitation.objects.create(email="somebody@example.org", **okafor)
        staff = {"role": Role.CLINICIAN, "display_name": "New", "expires_at": soon}
        self.staff_invitation = StaffInvitation.objects.create(clinic=self.clinics["riverside"], email="newcomer@example.org", **staff)

    def _helpers(self) -> None:
        """Boris helps Amina, so does Okafor, and Lund has been asked to."""
        asked = {"patient": self.amina, "expires_at": timezone.now() + dt.timedelta(days=7), "can_read": True}
        self.helping = HelperGrant.objects.create(email="boris@example.org", helper=self.users["boris"], accepted_at=timezone.now(), **asked)
        self.okafor_helps = HelperGrant.objects.create(email="okafor@example.org", helper=self.users["okafor"], accepted_at=timezone.now(), **asked)
        self.asked_to_help = HelperGrant.objects.create(email="lund@example.org", **asked)

    def _owned(self) -> None:
        """Amina's other phone, her copy of everything, her exercises and her heat."""
        now = timezone.now()
        seen = {"first_seen_at": now, "last_seen_at": now}
        self.device = Device.objects.create(patient=self.amina, device_id=uuid.uuid4(), label="Chrome on Android", **seen)
        self.export = Export.objects.create(patient=self.amina, state="ready", ready_at=now, content=b"a zip", size=5)
        self.exercised = uuid.uuid4()
        said = {"session": str(self.exercised), "date": self.amina.today(now).isoformat(), "fields": {"pain_after": 3}}
        record_envelopes(self.amina, self.amina.user, [factories.envelope(self.amina.today(now), {}, kind="session", body=said)])
        self.medicine = Medicine.objects.create(patient=self.amina, name="Gabapentin", form="times")
        MedicineStep.objects.create(medicine=self.medicine, starts_on=self.amina.today(now), dose_text="300 mg", times=[{"slot": "a", "at": "08:00"}])
        self.routine = Routine.objects.create(patient=self.amina, kind="heat", starts_on=self.amina.today(now))
        saved = save_reminder(self.amina, "medicine", uuid.uuid4(), rule("12:00"), zone=self.amina.time_zone, now=now - dt.timedelta(days=9))
        self.occurrence = reading.on_day(self.amina, self.amina.today(now) - dt.timedelta(days=1), now)[0].occurrence_id
        self.reminder = saved.reminder
        self.browser = subscription(self.amina)
        self.feed = calendars.new_feed(self.amina, now).rpartition("/")[2].removesuffix(".ics")
        _notice, self.token = message(self.reminder, to=self.browser)

    # ---- how it is used ---------------------------------------------------------------------------------------------
    def grant_of(self, role: str) -> Grant:
        """The grant that this role's clinic has or had; Amina's to Riverside for everybody else."""
        return self.grants.get(role, self.grants["riverside"])

    def _signed_in(self, role: str) -> dict[str, str]:
        """The cookies of a browser in which that role has just signed in."""
        client = Client()
        if role != "anonymous":
            client.force_login(self.users[role])
        if role in STAFF and role != "unproved":
            show_factor(client, self.users[role])
        if role != "anonymous":
            show_code(client, self.users[role])
        return {name: morsel.value for name, morsel in client.cookies.items()}

    def client(self, role: str, *, csrf: bool = False) -> Client:
        """A fresh browser with the session of that role; staff have shown their second factor, but for `unproved`.

        `csrf`: with the check that tests usually go without. A view that breaks answers 500, as it would for people.
        """
        client = Client(enforce_csrf_checks=csrf, raise_request_exception=False)
        # One chain of middleware for all: reading the list of static files anew costs more than the request.
        client.handler = self._handlers.setdefault(csrf, client.handler)
        client.cookies.load(self._sessions[role])
        return client


@contextmanager
def undone() -> Iterator[None]:
    """What happens inside is taken back, so that each request meets the same world."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@contextmanager
def lasting_world(blocker: Any) -> Iterator[World]:
    """A world for all tests of one file, in a transaction that is rolled back after them; pytest-django nests each test in it.

    Without rate limits: they count in the cache, which no rollback reaches, and other guards see to them.
    """
    with blocker.unblock(), override_settings(ACCOUNT_RATE_LIMITS=False, MFA_RATE_LIMITS=False), transaction.atomic():
        yield World()
        transaction.set_rollback(True)
