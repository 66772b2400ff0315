"""Folds new envelopes into the rows for reading: days and moments. Called inside the transaction of the write."""

import datetime as dt
import uuid
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils import timezone

from backend.common import bulk
from backend.patients.models import Patient
from backend.symptoms import fields as diary_fields
from backend.symptoms import merge, provenance, stored
from backend.symptoms.envelopes import Envelope
from backend.symptoms.instruments import INSTRUMENTS
from backend.symptoms.merge import Revision, Winner
from backend.symptoms.models import DiaryDay, DiaryRevision, Moment, QuestionnaireResponse
from backend.symptoms.provenance import Author

COLUMNS = tuple(diary_fields.DIARY)
DAY_COLUMNS = (*COLUMNS, "winners", "provenance", "complete", "withdrawn")
MOMENT_COLUMNS = ("date", "kind", "note", "winners")
FALLS = {"trip", "fall"}
Standing = tuple[dt.date, str | None]


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
    """What is stored of some dates: their days, and their moments in the order in which they came; and the hashes of known revisions."""

    days: dict[dt.date, DiaryDay] = field(default_factory=dict)
    moments: dict[uuid.UUID, Moment] = field(default_factory=dict)
    known: dict[uuid.UUID, str] = field(default_factory=dict)


def held(patient: Patient, envelopes: Iterable[Envelope], ids: Collection[uuid.UUID] = ()) -> Held:
    """The days of these envelopes, the moments on them and the moments that they speak of, and the revisions of `ids`, in one read.

    Every other column is the fold's own work: only what it needs to fold on is read.
    """
    envelopes = list(envelopes)
    dates = {e.date for e in envelopes}
    moments = {e.about for e in envelopes if e.kind == "moment" and e.about} | {key for date in dates for key in day_tick_ids(patient.user.account, date)}
    found = Held()
    for row in stored.rows(patient, dates, moments, ids):
        winners = merge.winners_from_row(row.winners)
        if row.what == stored.DAY and row.date:
            day = DiaryDay(patient=patient, date=row.date, winners=row.winners, provenance=row.words, complete=row.complete, withdrawn=row.withdrawn)
            found.days[row.date] = _with_columns(day, merge.values(winners))
        elif row.what == stored.MOMENT and row.key and row.date:
            found.moments[row.key] = _with_words(Moment(patient=patient, moment_id=row.key, date=row.date, winners=row.winners), winners)
        elif row.key:
            found.known[row.key] = row.words
    return found


def standing(held: Held) -> dict[uuid.UUID, Standing]:
    """Where each moment stands, and as what."""
    return {key: (moment.date, moment.kind) for key, moment in held.moments.items()}


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


def day_tick_ids(account: uuid.UUID, date: dt.date) -> tuple[uuid.UUID, uuid.UUID]:
    """The moment of the tick, and that of a later tick on a day whose first was moved to another day."""
    return day_tick_id(account, date), uuid.uuid5(account, f"day-tick:{date.isoformat()}:2")


def fold_moments(patient: Patient, moments: dict[uuid.UUID, Moment], fresh: Iterable[Envelope], days: Iterable[DiaryDay], by: Author) -> None:
    """Moments that were sent, and those that the day's tick makes: falls have one truth. Only what changes is written."""
    changed: dict[uuid.UUID, Moment] = {}

    def fold(key: uuid.UUID, date: dt.date, revision: Revision) -> Moment:
        moment = moments.setdefault(key, Moment(patient=patient, moment_id=key, date=date))
        if _fold_moment(moment, revision):
            changed[key] = moment
        return moment

    for e in fresh:
        if e.kind == "moment" and e.about:
            # The date is a field of the moment too: the latest word on it wins like any other.
            said = as_revision(e, by)
            fold(e.about, e.date, Revision({**said.fields, "date": e.date.isoformat()}, said.stamp_ms, said.id, said.rank))
    ticked = {e.date for e in fresh if e.kind == "diary" and "tripped" in e.fields}
    for date, tick in ((day.date, _tick(day)) for day in days if day.date in ticked):
        first, second = day_tick_ids(patient.user.account, date)
        stands = fold(first, date, tick)
        if _is_moved(stands) and (second in moments or tick.stamp_ms > merge.winners_from_row(stands.winners)["date"].stamp_ms):
            fold(second, date, tick)
    if changed:
        rows = _rows(changed.values(), ("patient_id", "moment_id", *MOMENT_COLUMNS))
        bulk.insert(Moment, rows, unique=("patient_id", "moment_id"), update=(*MOMENT_COLUMNS, "updated_at"))


def _tick(day: DiaryDay) -> Revision:
    """The day's word as the moment keeps it: beside what was said of the moment itself, which may have moved it."""
    one = merge.winners_from_row(day.winners)["tripped"]
    return Revision({"tick": one.value if one.value in FALLS else None, "tick_date": day.date.isoformat()}, one.stamp_ms, one.id, one.rank)


def _fold_moment(moment: Moment, revision: Revision) -> bool:
    """Whether the revision changed the moment."""
    before = merge.winners_from_row(moment.winners)
    winners = merge.fold_into(before, revision)
    moment.winners = merge.winners_to_row(winners)
    _with_words(moment, winners)
    return winners != before


def _is_moved(moment: Moment) -> bool:
    """A tick's moment that stands on another day since: the tick of its old day is about it no more."""
    winners = merge.winners_from_row(moment.winners)
    date, tick = winners.get("date"), winners.get("tick_date")
    return date is not None and tick is not None and date.value != tick.value and date.rank >= tick.rank


def _with_words(moment: Moment, winners: Mapping[str, Winner]) -> Moment:
    values = merge.values(winners)
    if _is_moved(moment):
        date, kind = values["date"], values.get("kind", values["tick"])
    else:
        newest = sorted((winners[name].order, name) for name in ("kind", "tick") if name in winners)[-1:]
        date, kind = values.get("tick_date", values.get("date")), values[newest[0][1]] if newest else None
    moment.date = dt.date.fromisoformat(str(date))
    moment.kind, moment.note = (None if word is None else str(word) for word in (kind, values.get("note")))
    return moment


def echoes(patient: Patient, fresh: Iterable[Envelope], before: Mapping[uuid.UUID, Standing], after: Mapping[uuid.UUID, Moment]) -> list[Envelope]:
    """What the days say when the moment of their tick was moved, taken back or named otherwise: a word of whoever did it."""
    made = []
    for e in fresh:
        was = before.get(e.about) if e.kind == "moment" and e.about else None
        if was is None or was[1] not in FALLS or e.about not in day_tick_ids(patient.user.account, was[0]):
            continue
        now = after[e.about]
        if (now.date, now.kind) != was:
            kind = now.kind if now.date == was[0] and now.kind in FALLS else None
            made.append(replace(e, id=uuid.uuid5(e.id, "tripped"), kind="diary", date=was[0], fields={"tripped": kind}, about=None, body_hash=""))
    return made


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
