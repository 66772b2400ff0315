"""Helpers: a partner or a carer who logs for a patient from their own account, and may read if the patient says so.

Every change and every read is audited in its own transaction. A withdrawn grant is 404 at the helper's next click.
"""

import datetime as dt
import smtplib
import uuid
from typing import Any
from urllib.parse import urlencode

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.http import Http404
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from backend.audit import services as audit
from backend.common.exceptions import DomainError, FieldError
from backend.common.localtime import format_stamp, stamp_of
from backend.patients.models import Patient
from backend.sharing.identity import one_line
from backend.sharing.models import HelperGrant
from backend.symptoms.envelopes import Result
from backend.symptoms.fields import DIARY
from backend.symptoms.models import DiaryDay
from backend.symptoms.services import record_envelopes

LASTS = dt.timedelta(days=14)
MOST = 5
READ_DAYS = 14
HIDDEN = frozenset({"note", "new"})
FIELDS = tuple(name for name in DIARY if name not in HIDDEN)
"""What a helper may fill in and read: neither notes nor the safety question, which are the patient's own."""


def invite_helper(patient: Patient, name: str, email: str, *, can_read: bool, now: dt.datetime | None = None) -> HelperGrant:
    """Ask one person by e-mail; the mail says nothing about health. DomainError for an own, a known or a sixth address."""
    now, email, name = now or timezone.now(), email.strip().lower(), one_line(name)
    with transaction.atomic():
        list(Patient.objects.select_for_update().filter(pk=patient.pk).values_list("pk"))
        _refuse(patient, name, email, now)
        grant = HelperGrant.objects.create(patient=patient, name=name, email=email, can_read=can_read, expires_at=now + LASTS)
        audit.record(patient.user, "helper.invited", grant, subject=patient.user, detail={"scopes": _scopes(grant)})
    _send_or_end(patient, grant)
    return grant


def _refuse(patient: Patient, name: str, email: str, now: dt.datetime) -> None:
    held = helpers_of(patient, now)
    if not name:
        raise _wrong("name", "required", _("Enter a name, such as “My daughter”."))
    if email == (patient.user.email or "").lower():
        raise _wrong("email", "own_address", _("This is your own address. Enter the address of the person who helps you."))
    if any(grant.email == email for grant in held):
        raise _wrong("email", "already_invited", _("This person is on your list already."))
    if len(held) >= MOST:
        raise _wrong("email", "too_many", _("You can have 5 helpers. Take one off the list first."))


def _wrong(field: str, code: str, message: str) -> DomainError:
    return DomainError(code, message, [FieldError(field, code, message)])


def _scopes(grant: HelperGrant) -> list[str]:
    return ["log", "read"] if grant.can_read else ["log"]


def _send_or_end(patient: Patient, grant: HelperGrant) -> None:
    """After the commit: a slow mail server must not hold the database."""
    home, there = settings.PUBLIC_URL, reverse("sharing:helping")
    sign_up = f"{home}{reverse('account_signup')}?{urlencode({'next': there})}"
    words = {"address": home + there, "sign_up": sign_up, "home": home, "expires_at": grant.expires_at}
    subject = render_to_string("sharing/mail/helper_subject.txt", words).strip()
    try:
        send_mail(subject, render_to_string("sharing/mail/helper.txt", words), None, [grant.email])
    except (smtplib.SMTPException, OSError) as error:
        end_help(patient, grant.pk)
        raise _wrong("email", "mail_failed", _("The e-mail did not go. Try again in a few minutes.")) from error


def helpers_of(patient: Patient, now: dt.datetime | None = None) -> list[HelperGrant]:
    """Who may help this patient, and who has been asked; oldest first."""
    held = patient.helper_grants
    return list((held.standing() | held.waiting(now)).order_by("created_at", "pk"))


def end_help(patient: Patient, grant_id: uuid.UUID, now: dt.datetime | None = None) -> HelperGrant:
    """Withdraw: from now on this person neither logs nor reads. Http404 for a grant that is not the patient's own or has ended."""
    with transaction.atomic():
        grant = patient.helper_grants.select_for_update().filter(pk=grant_id, ended_at=None).first()
        if grant is None:
            raise Http404
        _end(grant, patient.user, "helper.withdrawn", now)
    return grant


def invitations_to_help(user: Any, now: dt.datetime | None = None) -> list[HelperGrant]:
    """What waits for `user`: only at an address that they have proved."""
    return list(_to(user, now).select_related("patient__user").order_by("created_at"))


def accept_help(user: Any, grant_id: uuid.UUID, now: dt.datetime | None = None) -> HelperGrant:
    now = now or timezone.now()
    with transaction.atomic():
        grant = _waiting_or_404(user, grant_id, now)
        grant.helper, grant.accepted_at = user, now
        grant.save(update_fields=["helper", "accepted_at"])
        audit.record(user, "helper.accepted", grant, subject=grant.patient.user)
    return grant


def decline_help(user: Any, grant_id: uuid.UUID, now: dt.datetime | None = None) -> None:
    with transaction.atomic():
        _end(_waiting_or_404(user, grant_id, now), user, "helper.declined", now)


def give_up_help(user: Any, grant_id: uuid.UUID, now: dt.datetime | None = None) -> None:
    """The helper stops of their own accord."""
    with transaction.atomic():
        _end(help_or_404(user, grant_id), user, "helper.ended", now)


def helps_or_is_asked(user: Any) -> bool:
    """Somebody without a diary of their own may be here to help with another's."""
    return HelperGrant.objects.open_for(user).exists() or _to(user, None).exists()


def people_helped_by(user: Any) -> list[HelperGrant]:
    return list(HelperGrant.objects.open_for(user).select_related("patient__user").order_by("accepted_at"))


def help_or_404(user: Any, grant_id: uuid.UUID) -> HelperGrant:
    """The grant by which `user` may help now; Http404 for any other."""
    grant = HelperGrant.objects.open_for(user).select_related("patient__user").filter(pk=grant_id).first()
    if grant is None:
        raise Http404
    return grant


def log_for(user: Any, grant_id: uuid.UUID, date: dt.date, fields: dict[str, Any], *, told: str, envelope_id: str, now: dt.datetime | None = None) -> Result:
    """Record what a helper fills in: rank and provenance of a helper. `told`: "told" the value by the patient, or their own "guess"."""
    now = now or timezone.now()
    grant = help_or_404(user, grant_id)
    body = {"date": date.isoformat(), "fields": {name: value for name, value in fields.items() if name in FIELDS}, "helper": told}
    item = {"id": envelope_id, "kind": "diary", "stamp": format_stamp(stamp_of(now)), "tz": grant.patient.time_zone, "schema": 1, "body": body}
    return record_envelopes(grant.patient, user, [item], by="helper", now=now).results[0]


def read_days(user: Any, grant_id: uuid.UUID, now: dt.datetime | None = None) -> tuple[HelperGrant, list[DiaryDay] | None]:
    """The last 14 days, newest first, or None when this helper may only log. Read and audited in one transaction."""
    now = now or timezone.now()
    with transaction.atomic():
        grant = help_or_404(user, grant_id)
        if not grant.can_read:
            return grant, None
        today = grant.patient.today(now)
        days = list(grant.patient.days.filter(date__range=(today - dt.timedelta(days=READ_DAYS - 1), today)).order_by("-date").defer("note", "winners"))
        audit.record(user, "helper.viewed", grant, subject=grant.patient.user, detail={"days": len(days)})
    return grant, days


def _to(user: Any, now: dt.datetime | None) -> Any:
    proved = [email.lower() for email in EmailAddress.objects.filter(user=user, verified=True).values_list("email", flat=True)]
    return HelperGrant.objects.waiting(now).filter(email__in=proved, patient__closing_since=None).exclude(patient__user=user)


def _waiting_or_404(user: Any, grant_id: uuid.UUID, now: dt.datetime | None) -> HelperGrant:
    grant: HelperGrant | None = _to(user, now).select_for_update(of=("self",)).select_related("patient__user").filter(pk=grant_id).first()
    if grant is None:
        raise Http404
    return grant


def _end(grant: HelperGrant, by: Any, verb: str, now: dt.datetime | None) -> None:
    grant.ended_at = now or timezone.now()
    grant.save(update_fields=["ended_at"])
    audit.record(by, verb, grant, subject=grant.patient.user)
