"""Folds new envelopes into the rows for reading: days and moments. Called inside the transaction of the write."""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from django.db.models import Q, UUIDField, Value
from django.db.models.functions import Cast
from django.utils import timezone

from backend.common import bulk
from backend.patients.models import Patient
from backend.symptoms import fields as diary_fields
from backend.symptoms import merge, provenance
from backend.symptoms.envelopes import Envelope
from backend.symptoms.instruments import INSTRUMENTS
from backend.symptoms.merge import Revision
from backend.symptoms.models import DiaryDay, DiaryRevision, Moment, QuestionnaireResponse
from backend.symptoms.provenance import Author

COLUMNS = tuple(diary_fields.DIARY)
DAY_COLUMNS = (*COLUMNS, "winners", "provenance", "complete", "withdrawn")
MOMENT_COLUMNS = ("date", "kind", "note", "winners")
FALLS = {"trip", "fall"}


def rank_of(by: Author) -> int:
    return merge.RANK_PATIENT if by == "self" else merge.RANK_OTHER


def author_of(envelope: Envelope, by: Author) -> Author:
    """Whose word it is. On the patient's own phone a helper may fill in, and says so."""
    return "helper" if by == "self" and envelope.helper else by


def provenance_of(envelope: Envelope, by: Author) -> str:
    """How this value came in: see provenance.py."""
    return provenance.of_revision(envelope.date, envelope.stamp_ms, envelope.tz, author=author_of(envelope, by), copied=envelope.copied)


def as_revision(envelope: Envelope, by: Author) -> Revision:
    return Revision(envelope.fields, envelope.stamp_ms, str(envelope.id), rank_of(author_of(envelope, by)))


@dataclass
class Held:
    """What is stored of some dates: their days, and their moments in the order in which they came."""

    days: dict[dt.date, DiaryDay]
    moments: dict[uuid.UUID, Moment]


def held(patient: Patient, envelopes: Iterable[Envelope]) -> Held:
    """The days of these envelopes, the moments on them and the moments that they speak of, in one read.

    Every other column is the fold's own work: only what it needs to fold on is read.
    """
    dates = {e.date for e in envelopes}
    ids = {e.about for e in envelopes if e.kind == "moment" and e.about} | {day_tick_id(patient.user.account, date) for date in dates}
    names = ("pk", "date", "winners", "provenance", "complete", "withdrawn", "moment_id")
    no_moment = Cast(Value(None), UUIDField())
    days = patient.days.filter(date__in=dates).annotate(moment_id=no_moment).values_list(*names)
    neither = {"provenance": Value(""), "complete": Value(False), "withdrawn": Value(False)}
    moments = patient.moments.filter(Q(date__in=dates) | Q(moment_id__in=ids)).annotate(**neither).values_list(*names)
    found = Held({}, {})
    for _pk, date, winners, source, complete, withdrawn, moment_id in sorted(days.union(moments, all=True), key=itemgetter(0)):
        if moment_id is None:
            day = DiaryDay(patient=patient, date=date, winners=winners, provenance=source, complete=complete, withdrawn=withdrawn)
            found.days[date] = _with_columns(day, merge.values(merge.winners_from_row(winners)))
        else:
            moment = Moment(patient=patient, moment_id=moment_id, date=date, winners=winners)
            found.moments[moment_id] = _with_words(moment, merge.values(merge.winners_from_row(winners)))
    return found


def fold_days(patient: Patient, days: dict[dt.date, DiaryDay], fresh: Iterable[Envelope], by: Author) -> list[DiaryDay]:
    """Fold new envelopes into `days`, written in one upsert. The days that were touched."""
    touched: dict[dt.date, list[Envelope]] = {}
    for envelope in fresh:
        if envelope.kind == "diary":
            touched.setdefault(envelope.date, []).append(envelope)
    for date, envelopes in touched.items():
        day = days.setdefault(date, DiaryDay(patient=patient, date=date))
        _fold_day(day, patient, envelopes, by)
    changed = [days[date] for date in touched]
    # Known and new days go in one statement: they have no primary key here, the unique date decides.
    bulk.insert(DiaryDay, _rows(changed, ("patient_id", "date", *DAY_COLUMNS)), unique=("patient_id", "date"), update=(*DAY_COLUMNS, "updated_at"))
    return changed


def _rows(changed: Iterable[Any], columns: Iterable[str]) -> list[dict[str, Any]]:
    now = timezone.now()
    return [{**{name: getattr(one, name) for name in columns}, "updated_at": now} for one in changed]


def _fold_day(day: DiaryDay, patient: Patient, envelopes: list[Envelope], by: Author) -> None:
    winners = merge.fold((as_revision(e, by) for e in envelopes), merge.winners_from_row(day.winners))
    values = merge.values(winners)
    _with_columns(day, values)
    day.winners = merge.winners_to_row(winners)
    day.complete = diary_fields.is_complete(values, "left" in patient.legs, "right" in patient.legs)
    day.withdrawn = merge.is_withdrawn(winners)
    day.provenance = provenance.of_day(winners, {str(e.id): provenance_of(e, by) for e in envelopes}, day.provenance)


def _with_columns(day: DiaryDay, values: Mapping[str, Any]) -> DiaryDay:
    for name in COLUMNS:
        setattr(day, name, values.get(name))
    return day


def day_tick_id(account: uuid.UUID, date: dt.date) -> uuid.UUID:
    """The moment that the log's "Trip or fall?" makes: one per day, the same from every phone."""
    return uuid.uuid5(account, f"day-tick:{date.isoformat()}")


def fold_moments(patient: Patient, moments: dict[uuid.UUID, Moment], fresh: Iterable[Envelope], days: Iterable[DiaryDay], by: Author) -> None:
    """Moments that were sent, and those that the day's tick makes: falls have one truth. Only what changes is written."""
    sent = [(e.about, e.date, as_revision(e, by)) for e in fresh if e.kind == "moment" and e.about]
    ticks = [tick for day in days if (tick := _tick(patient, day))]
    changed = {}
    for key, date, revision in sent + ticks:
        moment = moments.setdefault(key, Moment(patient=patient, moment_id=key, date=date))
        if _fold_moment(moment, date, revision):
            changed[key] = moment
    if changed:
        rows = _rows(changed.values(), ("patient_id", "moment_id", *MOMENT_COLUMNS))
        bulk.insert(Moment, rows, unique=("patient_id", "moment_id"), update=(*MOMENT_COLUMNS, "updated_at"))


def _tick(patient: Patient, day: DiaryDay) -> tuple[uuid.UUID, dt.date, Revision] | None:
    winner = day.winners.get("tripped")
    if winner is None:
        return None
    one = merge.winners_from_row({"tripped": winner})["tripped"]
    kind = one.value if one.value in FALLS else None
    return day_tick_id(patient.user.account, day.date), day.date, Revision({"kind": kind}, one.stamp_ms, one.id, one.rank)


def _fold_moment(moment: Moment, date: dt.date, revision: Revision) -> bool:
    """Whether the revision changed the moment."""
    # The date is a field of the moment too: the latest word on it wins like any other.
    said = Revision({**revision.fields, "date": date.isoformat()}, revision.stamp_ms, revision.id, revision.rank)
    before = merge.winners_from_row(moment.winners)
    winners = merge.fold_into(before, said)
    moment.winners = merge.winners_to_row(winners)
    _with_words(moment, merge.values(winners))
    return winners != before


def _with_words(moment: Moment, values: Mapping[str, Any]) -> Moment:
    moment.date = dt.date.fromisoformat(str(values["date"]))
    moment.kind, moment.note = values.get("kind"), values.get("note")
    return moment


def fold_responses(patient: Patient, fresh: Iterable[Envelope], by: Author) -> None:
    """Fold the answers of questionnaires into their responses. No query without one."""
    sent = [(e.about, e) for e in fresh if e.kind == "questionnaire" and e.about]
    if not sent:
        return
    held = {r.response_id: r for r in patient.responses.filter(response_id__in={about for about, _e in sent})}
    for about, e in sent:
        instrument = INSTRUMENTS[e.instrument]
        new = QuestionnaireResponse(patient=patient, response_id=about, instrument=e.instrument, version=instrument.version, date=e.date)
        response = held.setdefault(about, new)
        winners = merge.fold_into(merge.winners_from_row(response.winners), as_revision(e, by))
        response.winners = merge.winners_to_row(winners)
        response.date = max(response.date, e.date)
        response.complete = instrument.is_complete(merge.values(winners), patient.legs)
    columns = ("instrument", "version", "date", "winners", "complete")
    rows = _rows(held.values(), ("patient_id", "response_id", *columns))
    bulk.insert(QuestionnaireResponse, rows, unique=("patient_id", "response_id"), update=(*columns[2:], "updated_at"))


def refold(patient: Patient, date: dt.date) -> dict[str, Any]:
    """The day's winners from all its revisions: the check that the stored fold is the fold (tests, repair)."""
    revisions = DiaryRevision.objects.filter(patient=patient, date=date, kind=DiaryRevision.Kind.DIARY)
    return merge.winners_to_row(merge.fold(Revision(r.fields, round(r.stamp.timestamp() * 1000), str(r.envelope_id), r.rank) for r in revisions))
