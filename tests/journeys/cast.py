"""Everybody who is needed to see every page: one of each kind, with something in each list."""

import datetime as dt
import uuid
from dataclasses import dataclass
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

from backend.accounts.models import User
from backend.clinics.models import Clinic, Membership, Role, StaffInvitation
from backend.clinics.services import invite_staff
from backend.common.localtime import format_stamp, local_ms
from backend.home import doses
from backend.patients.models import Device, Enrolment, Export, Patient
from backend.reminders import reading
from backend.reminders.models import Notice
from backend.reminders.services import record_answers, save_reminder
from backend.sharing.models import ClinicInvitation, Grant, HelperGrant
from backend.symptoms.rough_day import start_rough_day
from backend.symptoms.services import record_envelopes
from backend.treatment import exercise_input, exercise_plans, routines, services
from backend.treatment.models import Routine
from tests import factories
from tests.journeys.phone import ZONE, today
from tests.reminders.making import rule
from tests.reminders.sent import message, subscription
from tests.treatment import medicines as plans

PASSWORD = "four plain words here"


@dataclass
class Cast:
    """`people`: by kind. The rest: what the addresses of pages need."""

    people: dict[str, User | None]
    clinic: Clinic
    grant: Grant
    other_grant: Grant
    invitation: ClinicInvitation
    known_invitation: ClinicInvitation
    enrolment: Enrolment
    question: uuid.UUID
    medicines: dict[str, uuid.UUID]
    doses: dict[str, uuid.UUID]
    exercised: dict[str, uuid.UUID]
    staff_invitation: StaffInvitation
    passkey: Authenticator
    phone: Device
    helping: HelperGrant
    token: str


def keep_diary(patient: Patient, days: int = 80) -> None:
    """Pain that falls from 8, both legs, a fall, a note, a day taken back, gaps; logged each evening."""
    items = []
    for back in range(days, -1, -1):
        if back % 9 == 4:
            continue
        date = today(back)
        fields: dict[str, Any] = {"pain_avg": min(10, 3 + back // 12), "strength_left": "weaker" if back > 50 else "same", "strength_right": "same"}
        fields |= {"numbness": "same", "new": "nothing", "sleep": 4, "pain_worst": 9}
        fields |= {"tripped": "fall", "note": "Fell on the stairs <b>twice</b> 🚶 مرحبا"} if back == 10 else {}
        items.append(factories.envelope(date, fields, stamp=format_stamp(local_ms(date, dt.time(0, 1), ZONE)), tz=ZONE))
    taken_back = dict.fromkeys(("pain_avg", "strength_left", "strength_right", "numbness", "new", "sleep", "pain_worst"))
    items.append(factories.envelope(today(3), taken_back, tz=ZONE))
    record_envelopes(patient, patient.user, items)


def ask(patient: Patient) -> uuid.UUID:
    """2 open questions, one of an article, and one that was asked. The first is named."""
    said: list[dict[str, Any]] = [
        {"text": "My foot catches on the rug <b>twice</b> a day.\nWhat can I put on it? مرحبا"},
        {"text": "When is my next check?", "article": "your-check"},
        {"text": "Can I swim?", "asked": True},
    ]
    keys = [str(uuid.UUID(int=number + 1)) for number in range(len(said))]
    record_envelopes(patient, patient.user, [factories.question(fields, key, date=today(), tz=ZONE) for key, fields in zip(keys, said, strict=True)])
    return uuid.UUID(keys[0])


def remind(patient: Patient) -> dict[str, uuid.UUID]:
    """A medicine whose doses of yesterday and today are in every state. State → the dose of it that its page is looked at with."""
    now = dt.datetime.now(dt.UTC)
    times = sorted({(now - dt.timedelta(hours=hours)).astimezone(patient.zone).strftime("%H:%M") for hours in (9, 5, 0.2, -2)})
    save_reminder(patient, "medicine", uuid.uuid4(), rule(*times), zone=patient.time_zone, now=now - dt.timedelta(days=9))
    items = [item for item in reading.between(patient, now - dt.timedelta(hours=30), now + dt.timedelta(hours=3), now) if item.state != "coming"]
    record_answers(patient, [doses.reply_to(items[0], "taken", now, uuid.uuid4())], now=now)
    return {"answered": items[0].occurrence_id, "open": items[1].occurrence_id}


def treat(patient: Patient) -> dict[str, uuid.UUID]:
    """A titration in its second step, which nobody has confirmed; one that is paused; one for bad hours, taken too soon."""
    now = dt.datetime.now(dt.UTC)
    days = [(today(9), "300 mg", "22:00"), (today(2), "300 mg", "08:00"), (today(-5), "600 mg", "08:00")]
    steps = [{"starts_on": str(day), "dose_text": dose, "times": plans.at(time)} for day, dose, time in days]
    rising = plans.keep(patient, plans.said(name="Gabapentin <b>capsules</b> مرحبا", why="nerve pain", steps=steps), now)
    rising.steps.update(created_at=now - dt.timedelta(days=10))
    steady = plans.keep(patient, plans.said(name="Duloxetine", steps=[steps[0]], stock="3", refill_on=str(today(-2))), now)
    services.pause(steady, "hospital", patient.user)
    needed = plans.keep(patient, plans.AS_NEEDED | {"steps": [steps[0] | {"times": []}]}, now)
    for number in range(2):
        services.take(needed, uuid.uuid4(), now, patient.user, now + dt.timedelta(seconds=number))
    return {"rising": rising.pk, "steady": steady.pk, "needed": needed.pk}


def exercise(patient: Patient) -> dict[str, uuid.UUID]:
    """A plan with its history, a session of yesterday that was too much, an earlier "no", and heat that was used."""
    now = dt.datetime.now(dt.UTC)
    items = [{"exercise": "clam", "reps": 8, "sets": 2}, {"exercise": "nerve-slide", "reps": 5, "note": "Slowly <b>only</b> مرحبا", "taught": True}]
    for stage, when in ((2, now - dt.timedelta(days=9)), (3, now)):
        typed, _errors = exercise_input.read({"stage": stage, "therapist": "Jo Park", "items": items, "weekdays": [0, 2, 4], "times": ["09:00", "17:30"]})
        assert typed
        exercise_plans.save_plan(patient, patient.user, typed, when)
    sessions = {3: {"pain_before": 3, "pain_after": 5, "effort": 6, "next_day": "no"}, 1: {"pain_before": 2, "pain_after": 7, "trouble": "gave_way"}}
    for back, fields in sessions.items():
        body = {"session": str(uuid.UUID(int=back)), "date": str(today(back)), "fields": fields}
        record_envelopes(patient, patient.user, [factories.envelope(today(back), {}, kind="session", body=body, tz=ZONE)])
    heat = Routine.objects.create(patient=patient, kind="heat", note="Lower back", minutes=15, starts_on=today(9))
    routines.log(patient, patient.user, heat, uuid.uuid4(), now)
    return {"session": uuid.UUID(int=1), "routine": heat.pk}


def confirmed(email: str, password: str | None = None) -> User:
    user = factories.user(email, password=password)
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    return user


def a_patient(email: str, **extra: Any) -> Patient:
    fields = {"country": "GB", "time_zone": ZONE, "left_affected": True, "right_affected": True, "numb_at_start": "yes"}
    return Patient.objects.create(user=confirmed(email, PASSWORD), **(fields | extra))


def marked_today() -> Patient:
    """Places, feelings, a new place, a second bout, and a rough day."""
    patient = a_patient("marked@example.org")
    ticks = ("place.pain.left.knee", "place.numb.left.knee", "place.pain.left.thigh_front", "place.numb.right.sole", "feel.burning.left", "side_effect.sleepy")
    stamp = format_stamp(local_ms(today(9), dt.time(0, 1), ZONE))
    record_envelopes(
        patient,
        patient.user,
        [
            factories.envelope(today(9), {"place.pain.left.knee": True, "place.numb.left.knee": True}, stamp=stamp, tz=ZONE),
            factories.envelope(today(), dict.fromkeys(ticks, True), tz=ZONE),
            factories.moment(today(), {"kind": "second_bout", "note": "Back again"}, tz=ZONE),
        ],
    )
    start_rough_day(patient, dt.datetime.now(dt.UTC))
    return patient


def a_passkey(user: User) -> Authenticator:
    return Authenticator.objects.create(user=user, type="webauthn", data={"name": "Passkey of my phone", "passwordless": True, "credential": {}})


def a_phone(patient: Patient) -> Device:
    """With something on it that is not sent; and one that was signed out."""
    seen = {"first_seen_at": dt.datetime(2026, 9, 1, tzinfo=dt.UTC), "last_seen_at": dt.datetime(2026, 11, 18, 9, 5, tzinfo=dt.UTC)}
    Device.objects.create(patient=patient, device_id=uuid.uuid4(), label="Safari on iPad", revoked_at=dt.datetime(2026, 11, 19, tzinfo=dt.UTC), **seen)
    return Device.objects.create(patient=patient, device_id=uuid.uuid4(), label="Samsung Internet on Android", unsent=3, **seen)


def reminded(patient: Patient) -> str:
    """Phones that are pushed to, one of them gone, a test that nobody confirmed, and a message about two medicines: its token."""
    now = dt.datetime.now(dt.UTC)
    browser = subscription(patient, first_receipt_at=now, last_receipt_at=now)
    subscription(patient, "gone", label="Safari on iPhone", gone_at=now)
    at = f"{(now - dt.timedelta(minutes=4)).astimezone(patient.zone):%H:%M}"
    since = {"zone": patient.time_zone, "now": now - dt.timedelta(days=2)}
    plans = (rule(at, starts_on="2020-01-01"), rule(at, starts_on="2020-01-01", name="Paracetamol <b>forte</b> مرحبا", dose="500 mg"))
    _notice, token = message(*(save_reminder(patient, "medicine", uuid.uuid4(), plan, **since).reminder for plan in plans), to=browser)
    test = {"channel": Notice.Channel.TEST, "state": Notice.State.SENT, "sent_at": now, "send_at": now, "late_at": now}
    Notice.objects.create(patient=patient, due_at=now, **test).deliveries.create(subscription=browser, transport="push", outcome="sent", sent_at=now)
    return token


def an_invitation(by: Membership, email: str) -> ClinicInvitation:
    return ClinicInvitation.objects.create(clinic=by.clinic, invited_by=by, email=email, expires_at=dt.datetime.now(dt.UTC) + dt.timedelta(days=9))


def gather() -> Cast:
    riverside, lakeside = factories.clinic(time_zone=ZONE, looks_at="On Mondays."), factories.clinic("Lakeside Pain Clinic", time_zone=ZONE)
    patient = a_patient("amina.with-a-very-long-address@example.org", name="Amina Okonkwo-Featherstonehaugh", birth_date=dt.date(1954, 5, 9))
    keep_diary(patient)
    okafor, kim = factories.member(riverside), factories.member(riverside, Role.COORDINATOR, "Kim Ferris")
    lund = factories.member(lakeside, name="Dr Lund")
    factories.member(lakeside, name="Dr Ngozi Okafor", who=okafor.user)
    part = factories.grant(lakeside, patient, clinician_scopes=["safety"], member=lund)
    enrolment = Enrolment.objects.create(patient=patient, clinic=riverside, clinic_number="N-4711", consent_contact=True)
    secured = a_patient("lock@example.org").user
    TOTP.activate(secured, generate_totp_secret())
    RecoveryCodes.activate(secured)
    phone = a_phone(patient)
    Export.objects.create(patient=patient, state="ready", ready_at=dt.datetime.now(dt.UTC), size=754_615, content=b"a zip")
    Export.objects.create(patient=secured.patient, state="running", claimed_at=dt.datetime.now(dt.UTC), done=7, parts=18)
    invited = confirmed("new.doctor@example.org")
    people = {
        "nobody": None,
        "newcomer": confirmed("newcomer@example.org"),
        "patient": patient.user,
        "empty": a_patient("empty@example.org").user,
        "secured": secured,
        "closing": a_patient("closing@example.org", closing_since=dt.datetime.now(dt.UTC)).user,
        "one leg": a_patient("one.leg@example.org", right_affected=False).user,
        "marked": marked_today().user,
        "clinician": okafor.user,
        "locked": factories.member(riverside, name="Dr Locked").user,
        "lakeside": lund.user,
        "coordinator": kim.user,
        "invited": invited,
        "helper": confirmed("daughter@example.org"),
        "idle": factories.member(factories.clinic("Hillside Clinic", time_zone=ZONE), name="Dr Idle").user,
    }
    helps = {"expires_at": dt.datetime.now(dt.UTC) + dt.timedelta(days=9), "can_read": True, "name": "My daughter", "email": "daughter@example.org"}
    helping = HelperGrant.objects.create(patient=patient, helper=people["helper"], accepted_at=dt.datetime.now(dt.UTC), **helps)
    HelperGrant.objects.create(patient=Patient.objects.get(user=people["empty"]), **helps)
    return Cast(
        people=people,
        helping=helping,
        clinic=riverside,
        phone=phone,
        token=reminded(patient),
        grant=factories.grant(riverside, patient, until=today(-60)),
        other_grant=part,
        invitation=an_invitation(factories.member(factories.clinic("Far Clinic", time_zone=ZONE)), str(patient.user.email)),
        known_invitation=an_invitation(okafor, str(patient.user.email)),
        enrolment=enrolment,
        question=ask(patient),
        medicines=treat(patient),
        doses=remind(patient),
        exercised=exercise(patient),
        staff_invitation=invite_staff(riverside, "new.doctor@example.org", role=Role.CLINICIAN, display_name="Dr New"),
        passkey=a_passkey(patient.user),
    )
