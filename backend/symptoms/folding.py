"""Folds new envelopes into the rows for reading: days and moments. Called inside the transaction of the write."""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from backend.patients.models import Patient
from backend.symptoms import fields as diary_fields
from backend.symptoms import merge, provenance
from backend.symptoms.envelopes import Envelope
from backend.symptoms.merge import Revision
from backend.symptoms.models import DiaryDay, DiaryRevision, Moment
from backend.symptoms.provenance import Author

COLUMNS = tuple(diary_fields.DIARY)
DAY_STATE = ("winners", "provenance", "complete", "withdrawn", "updated_at")
FALLS = {"trip", "fall"}


def rank_of(by: Author) -> int:
    return merge.RANK_PATIENT if by == "self" else merge.RANK_OTHER


def provenance_of(envelope: Envelope, by: Author) -> str:
    """How this value came in: see provenance.py."""
    return provenance.of_revision(envelope.date, envelope.stamp_ms, envelope.tz, author=by, copied=envelope.copied)


def _as_revision(envelope: Envelope, by: Author) -> Revision:
    return Revision(envelope.fields, envelope.stamp_ms, str(envelope.id), rank_of(by))


def fold_days(patient: Patient, fresh: Iterable[Envelope], by: Author) -> dict[dt.date, DiaryDay]:
    """The touched days after the fold, written in one upsert."""
    diary = [e for e in fresh if e.kind == "diary"]
    if not diary:
        return {}
    dates = {e.date for e in diary}
    days = {day.date: day for day in patient.days.filter(date__in=dates)}
    for date in dates:
        day = days.setdefault(date, DiaryDay(patient=patient, date=date))
        _fold_day(day, patient, [e for e in diary if e.date == date], by)
    DiaryDay.objects.bulk_create(
        days.values(), update_conflicts=True, unique_fields=["patient", "date"], update_fields=[*COLUMNS, *DAY_STATE]
    )
    return days


def _fold_day(day: DiaryDay, patient: Patient, envelopes: list[Envelope], by: Author) -> None:
    winners = merge.winners_from_json(day.winners)
    for envelope in envelopes:
        winners = merge.fold_into(winners, _as_revision(envelope, by))
    values = merge.values(winners)
    for name in COLUMNS:
        setattr(day, name, values.get(name))
    day.winners = merge.winners_to_json(winners)
    day.complete = diary_fields.is_complete(values, "left" in patient.legs, "right" in patient.legs)
    day.withdrawn = merge.is_withdrawn(winners)
    day.provenance = provenance.of_day(winners, {str(e.id): provenance_of(e, by) for e in envelopes}, day.provenance)


def day_tick_id(account: uuid.UUID, date: dt.date) -> uuid.UUID:
    """The moment that the log's "Trip or fall?" makes: one per day, the same from every phone."""
    return uuid.uuid5(account, f"day-tick:{date.isoformat()}")


def fold_moments(patient: Patient, fresh: Iterable[Envelope], days: Mapping[dt.date, DiaryDay], by: Author) -> None:
    """Moments that were sent, and those that the day's tick makes: falls have one truth."""
    sent = [(e.moment, e.date, _as_revision(e, by)) for e in fresh if e.kind == "moment" and e.moment]
    ticks = [tick for day in days.values() if (tick := _tick(patient, day))]
    if not sent and not ticks:
        return
    held = {m.moment_id: m for m in patient.moments.filter(moment_id__in={key for key, _date, _rev in sent + ticks})}
    for key, date, revision in sent + ticks:
        moment = held.setdefault(key, Moment(patient=patient, moment_id=key, date=date))
        _fold_moment(moment, date, revision)
    Moment.objects.bulk_create(
        held.values(),
        update_conflicts=True,
        unique_fields=["patient", "moment_id"],
        update_fields=["date", "kind", "note", "winners", "updated_at"],
    )


def _tick(patient: Patient, day: DiaryDay) -> tuple[uuid.UUID, dt.date, Revision] | None:
    winner = day.winners.get("tripped")
    if winner is None:
        return None
    one = merge.winners_from_json({"tripped": winner})["tripped"]
    kind = one.value if one.value in FALLS else None
    return day_tick_id(patient.user.account, day.date), day.date, Revision({"kind": kind}, one.stamp_ms, one.id, one.rank)


def _fold_moment(moment: Moment, date: dt.date, revision: Revision) -> None:
    # The date is a field of the moment too: the latest word on it wins like any other.
    said = Revision({**revision.fields, "date": date.isoformat()}, revision.stamp_ms, revision.id, revision.rank)
    winners = merge.fold_into(merge.winners_from_json(moment.winners), said)
    values = merge.values(winners)
    moment.winners = merge.winners_to_json(winners)
    moment.date = dt.date.fromisoformat(str(values["date"]))
    moment.kind, moment.note = values.get("kind"), values.get("note")


def refold(patient: Patient, date: dt.date) -> dict[str, Any]:
    """The day's winners from all its revisions: the check that the stored fold is the fold (tests, repair)."""
    revisions = DiaryRevision.objects.filter(patient=patient, date=date, kind=DiaryRevision.Kind.DIARY)
    return merge.winners_to_json(
        merge.fold(Revision(r.fields, round(r.stamp.timestamp() * 1000), str(r.envelope_id), r.rank) for r in revisions)
    )

