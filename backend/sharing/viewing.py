"""What members of a clinic read. Query and audit are one transaction; the caller renders after it has committed."""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db import transaction
from django.db.models import Max, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _

from backend.audit import services as audit
from backend.audit.models import AuditEvent
from backend.clinics.models import Membership
from backend.patients.models import Enrolment
from backend.sharing import reading, rows, search
from backend.sharing.extras import NOTHING_URGENT, Extras, Urgent, extras, urgent_since
from backend.sharing.models import Grant
from backend.sharing.reading import Reading
from backend.sharing.rows import Identity, Row
from backend.symptoms.findings import Finding
from backend.symptoms.reading import asks_any_numbness
from backend.symptoms.trends import Trend, trend

PAGE = 50
OPENED = ("trend.viewed", "days.viewed")


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list: `total` in all, `matching` the search."""

    rows: Sequence[Any]
    total: int
    matching: int
    number: int
    query: str

    @property
    def pages(self) -> int:
        return max(1, -(-self.matching // PAGE))

    @property
    def previous(self) -> int | None:
        return self.number - 1 if self.number > 1 else None

    @property
    def next(self) -> int | None:
        return self.number + 1 if self.number < self.pages else None


@dataclass(frozen=True, slots=True)
class PatientView:
    """One patient's page: who it is, what the grant shows, and the trend or the days of it."""

    grant: Grant
    identity: Identity
    reading: Reading
    today: dt.date
    extras: Extras
    trend: Trend | None = None


def list_patients(member: Membership, *, query: str = "", number: int = 1, now: dt.datetime | None = None) -> Page:
    """The patients who share with this clinician at this clinic, by name. Each one shown is audited, in one insert.

    Whom an emergency answer waits for stands first, then a same-day answer: only where safety is shared, or the order would tell it.
    """
    now = now or timezone.now()
    with transaction.atomic():
        grants = list(_identified(Grant.objects.open_for(member.user, now).filter(clinic=member.clinic_id)))
        found = _found(grants, query, now.date())
        looks = _last_looks(member.user, found)
        urgent = urgent_since(found, looks)
        found.sort(key=lambda grant: urgent.get(grant.pk, NOTHING_URGENT).rank)  # stable: by name within a rank
        page = _page(grants, found, query, number)
        shown = _list_rows(page.rows, looks, urgent, now)
        pairs = [(grant, grant.patient.user) for grant in page.rows]
        audit.record_many(member.user, "list.viewed", pairs, clinic=member.clinic)
    return Page(shown, page.total, page.matching, page.number, page.query)


def view_trend(user: Any, grant_id: uuid.UUID, span: int, now: dt.datetime | None = None) -> PatientView:
    """The last `span` days of the trend. Http404 unless a grant to this clinician is open now."""
    now = now or timezone.now()
    with transaction.atomic():
        grant = _grant_or_404(user, grant_id, now)
        read, today = reading.read(grant), grant.patient.today(now)
        more = extras(grant, today - dt.timedelta(days=span - 1), today)
        audit.record(user, "trend.viewed", grant, subject=grant.patient.user, clinic=grant.clinic, detail={"days": span})
    return PatientView(grant, rows.identity(grant), read, today, more, _trend(read, today, span))


def view_days(
    user: Any, grant_id: uuid.UUID, *, first: dt.date | None = None, last: dt.date | None = None, span: int = 28, now: dt.datetime | None = None
) -> PatientView:
    """The days `first` to `last`, or without them the last `span` days. Http404 as for the trend."""
    now = now or timezone.now()
    with transaction.atomic():
        grant = _grant_or_404(user, grant_id, now)
        today = grant.patient.today(now)
        first = first or (last or today) - dt.timedelta(days=span - 1)
        read, more = reading.read(grant, first, last), extras(grant, first, last or today)
        detail = {"days": len(read.days)}
        audit.record(user, "days.viewed", grant, subject=grant.patient.user, clinic=grant.clinic, detail=detail)
    return PatientView(grant, rows.identity(grant), read, today, more)


def list_enrolled(member: Membership, *, query: str = "", number: int = 1, now: dt.datetime | None = None) -> Page:
    """Names enrolled with the coordinator's clinic: identity and the consent to contact, nothing of the diary."""
    now = now or timezone.now()
    with transaction.atomic():
        people = Enrolment.objects.active().filter(clinic=member.clinic_id, patient__user__is_active=True)
        everybody = [rows.enrolled(row) for row in people.select_related("patient__user")]
        page = _page(everybody, _found(everybody, query, now.date()), query, number)
        audit.record_many(member.user, "enrolled.viewed", [(r.enrolment, r.user) for r in page.rows], clinic=member.clinic)
    return page


def _identified(grants: Any) -> Any:
    """With all that a page says of a grant, in one query."""
    number = Enrolment.objects.active().filter(patient=OuterRef("patient"), clinic=OuterRef("clinic")).values("clinic_number")[:1]
    joined = grants.select_related("patient__user", "clinic", "member")
    return joined.annotate(clinic_number=Coalesce(Subquery(number), Value("")))


def _grant_or_404(user: Any, grant_id: uuid.UUID, now: dt.datetime) -> Grant:
    grant = _identified(Grant.objects.open_for(user, now)).filter(pk=grant_id).first()
    if grant is None:
        raise Http404
    return grant


def _trend(read: Reading, today: dt.date, span: int) -> Trend:
    patient = read.grant.patient
    made = trend(
        read.points(),
        read.moment_points(),
        today=today,
        span=span,
        legs=patient.legs,
        asks_any_numbness=asks_any_numbness(patient),
        shared_since=read.since,
    )
    return replace(made, findings=tuple(_told(read, finding) for finding in made.findings if _is_shared(read, finding)))


def _is_shared(read: Reading, finding: Finding) -> bool:
    return read.shows_diary or finding.topic == "new"


def _told(read: Reading, finding: Finding) -> Finding:
    """Hidden is not none: where nothing may be said, that is said."""
    if finding.topic == "new" and not read.shows_safety:
        return Finding("new", _("Something new or worse: not shared by the patient."))
    return finding


def _found(people: Sequence[Any], query: str, today: dt.date) -> list[Any]:
    """Those whom `query` means, by name. Searched here and not in SQL: SQLite knows no case outside ASCII."""
    dates = search.birth_dates(query, today)
    named = [(rows.identity(person), person) for person in people]
    found = [(who, person) for who, person in named if not query or search.matches(query, dates, **who.sought())]
    return [person for who, person in sorted(found, key=lambda pair: (search.plain(pair[0].name), str(pair[1].pk)))]


def _page(everybody: Sequence[Any], found: Sequence[Any], query: str, number: int) -> Page:
    number = max(1, min(number, -(-len(found) // PAGE)))
    return Page(found[(number - 1) * PAGE : number * PAGE], len(everybody), len(found), number, query)


def _list_rows(grants: Sequence[Grant], looks: Mapping[uuid.UUID, dt.datetime], urgent: Mapping[uuid.UUID, Urgent], now: dt.datetime) -> list[Row]:
    """Four queries, however many patients."""
    readings = reading.read_many(grants, brief=True)
    touched = reading.touched_since(grants, {grant.pk: looks[grant.pk] for grant in grants if grant.pk in looks})
    return [rows.row(readings[g.pk], looks.get(g.pk), touched.get(g.pk, {}), g.patient.today(now), urgent.get(g.pk, NOTHING_URGENT)) for g in grants]


def _last_looks(user: Any, grants: Iterable[Grant]) -> dict[uuid.UUID, dt.datetime]:
    """When `user` last opened each of these patients, from the audit trail."""
    ids = [str(grant.pk) for grant in grants]
    seen = AuditEvent.objects.filter(actor=user.account, object_id__in=ids, verb__in=OPENED).order_by()
    return {uuid.UUID(row["object_id"]): row["at__max"] for row in seen.values("object_id").annotate(Max("at"))}
