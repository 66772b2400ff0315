"""Doses that are taken when needed: one tap, the truth is kept, and what was passed of her own limits is kept beside it.

One row an envelope; of a dose the latest stamp counts, so that undo is one more word and nothing is lost.
"""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from backend.common.exceptions import DomainError, FieldError
from backend.common.hooks import EnvelopeKind, Said
from backend.common.ids import read_uuid
from backend.common.localtime import MILLISECOND, datetime_of, format_stamp, local_date, parse_stamp, stamp_of
from backend.patients.models import Patient
from backend.symptoms.services import record_envelopes
from backend.treatment import medicine_rule
from backend.treatment.models import AsNeededDose, Medicine

KIND = "dose"
A_DAY = dt.timedelta(hours=24)
AHEAD = dt.timedelta(hours=24)
BACK = dt.timedelta(days=31)
SETTLED = {"stored", "duplicate", "conflict"}  # conflict: a double tap, whose second stamp differs


@dataclass(frozen=True, slots=True)
class Standing:
    """What her own limits say if she takes one at this moment. Never a reason to keep the truth out."""

    in_a_day: int
    last_at: dt.datetime | None
    past_maximum: bool
    within_gap: bool

    @property
    def warns(self) -> bool:
        return self.past_maximum or self.within_gap


def standing(medicine: Medicine, doses: Iterable[AsNeededDose], at: dt.datetime) -> Standing:
    """`doses`: those of this medicine that stand."""
    near = [one.taken_at for one in doses if one.medicine_id == medicine.pk]
    counted = [taken for taken in near if at - A_DAY < taken <= at]
    gap = dt.timedelta(minutes=medicine.min_gap_minutes or 0)
    return Standing(
        in_a_day=len(counted),
        last_at=max((taken for taken in near if taken <= at), default=None),
        past_maximum=medicine.max_per_day is not None and len(counted) >= medicine.max_per_day,
        within_gap=bool(gap) and any(abs(taken - at) < gap for taken in near),
    )


def doses_since(patient: Patient, since: dt.datetime, medicine: Medicine | None = None) -> list[AsNeededDose]:
    """The doses that stand, the latest first."""
    return [one for one in said_since(patient, since, medicine) if not one.withdrawn]


def said_since(patient: Patient, since: dt.datetime, medicine: Medicine | None = None) -> list[AsNeededDose]:
    """Of each dose the word that counts, the latest dose first; also of those taken back: a phone folds on from there."""
    said = patient.as_needed_doses.filter(dose_id__in=patient.as_needed_doses.filter(taken_at__gte=since).values("dose_id"))
    if medicine is not None:
        said = said.filter(medicine=medicine)
    latest = {one.dose_id: one for one in said.select_related("medicine").order_by("stamp", "envelope_id")}
    return sorted((one for one in latest.values() if one.taken_at >= since), key=lambda one: one.taken_at, reverse=True)


def latest(medicine: Medicine, dose_id: uuid.UUID) -> AsNeededDose | None:
    """The word about this dose that counts, be it that it was taken back."""
    return medicine.as_needed_doses.filter(dose_id=dose_id).order_by("stamp", "envelope_id").last()


def take(medicine: Medicine, dose_id: uuid.UUID, at: dt.datetime, author: Any, now: dt.datetime, *, envelope: uuid.UUID | None = None) -> AsNeededDose:
    """She took one. The page, the phone and a program say it alike, as an envelope; the same word again is no other one."""
    held = latest(medicine, dose_id)
    if held and not held.withdrawn and stamp_of(held.taken_at) == stamp_of(at):
        return held
    _say(medicine, dose_id, at, author, max(now, held.stamp + MILLISECOND) if held else now, withdrawn=False, envelope=envelope)
    kept = latest(medicine, dose_id)
    if kept is None:  # that envelope has said something else
        raise DomainError("invalid", _("This could not be kept. Try again."))
    return kept


def take_back(medicine: Medicine, dose_id: uuid.UUID, author: Any, now: dt.datetime) -> bool:
    """Undo: it was not taken. Said after whatever was said of it, also where a phone's clock is ahead. False: there is none."""
    held = latest(medicine, dose_id)
    if held and not held.withdrawn:
        _say(medicine, dose_id, held.taken_at, author, max(now, held.stamp + MILLISECOND), withdrawn=True)
    return held is not None


def _say(medicine: Medicine, dose_id: uuid.UUID, at: dt.datetime, author: Any, now: dt.datetime, *, withdrawn: bool, envelope: uuid.UUID | None = None) -> None:
    patient = medicine.patient
    day = patient.today(now).isoformat()
    body = {"date": day, "dose": str(dose_id), "medicine": str(medicine.pk), "taken_at": format_stamp(stamp_of(at)), "withdrawn": withdrawn}
    said = {"id": str(envelope or uuid.uuid4()), "kind": KIND, "stamp": format_stamp(stamp_of(now)), "tz": patient.time_zone, "schema": 1, "body": body}
    result = record_envelopes(patient, author, [said], now=now).results[0]
    if result.code not in SETTLED:
        errors = [FieldError(one.field.removeprefix("body."), one.code, one.message) for one in result.errors]
        raise DomainError("invalid", _("This could not be kept. Try again."), errors)


# ---- The envelope ---------------------------------------------------------------------------------------------------


def read(body: Mapping[str, Any], now: dt.datetime) -> tuple[dict[str, Any], list[FieldError]]:
    errors: list[FieldError] = []
    ids = {name: str(read_uuid(body.get(name), f"body.{name}", errors) or "") for name in ("dose", "medicine")}
    try:
        taken = datetime_of(parse_stamp(body.get("taken_at")))
    except (ValueError, OverflowError):
        errors.append(FieldError("body.taken_at", "invalid", _("Send the time as 2026-11-20T08:04:05.123Z.")))
    else:
        if not now - BACK <= taken <= now + AHEAD:
            errors.append(FieldError("body.taken_at", "range", _("Choose a time within the last 31 days.")))
    if type(body.get("withdrawn", False)) is not bool:
        errors.append(FieldError("body.withdrawn", "invalid", _("Send true or false.")))
    return {**ids, "taken_at": body.get("taken_at"), "withdrawn": body.get("withdrawn") is True}, errors


def known(patient: Patient, ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, str]:
    return dict(patient.as_needed_doses.filter(envelope_id__in=ids).values_list("envelope_id", "body_hash"))


def _hers(patient: Patient, said: Sequence[Said]) -> dict[str, Medicine]:
    return {str(one.pk): one for one in patient.medicines.filter(pk__in={one.body["medicine"] for one in said})}


def refused(patient: Patient, said: Sequence[Said]) -> dict[uuid.UUID, list[FieldError]]:
    """A dose of a medicine that is not hers, or that is due by itself: her answer to its reminder says that she took it."""
    hers = {key: one for key, one in _hers(patient, said).items() if one.form == Medicine.Form.AS_NEEDED}
    wrong = [FieldError("body.medicine", "unknown", _("No such medicine is taken when needed."))]
    return {one.id: wrong for one in said if one.body["medicine"] not in hers}


def record(patient: Patient, author: Any, said: Sequence[Said]) -> None:
    """Her own limits are looked at as they stand now."""
    hers = _hers(patient, said)
    taken = [datetime_of(parse_stamp(one.body["taken_at"])) for one in said]
    widest = max((one.min_gap_minutes or 0 for one in hers.values()), default=0)
    doses = doses_since(patient, min(taken) - max(A_DAY, dt.timedelta(minutes=widest)))
    rows: list[AsNeededDose] = []
    for one, at in zip(said, taken, strict=True):
        others = [dose for dose in [*doses, *rows] if str(dose.dose_id) != one.body["dose"] and not dose.withdrawn]
        rows.append(_row(patient, hers[one.body["medicine"]], one, at, others))
    AsNeededDose.objects.bulk_create(rows)


def _row(patient: Patient, medicine: Medicine, said: Said, at: dt.datetime, others: list[AsNeededDose]) -> AsNeededDose:
    limits = standing(medicine, others, at)
    step = medicine_rule.step_on(medicine.steps.all(), local_date(at, said.tz), medicine.held_from)  # as it stood on the day of the dose
    return AsNeededDose(
        patient=patient,
        medicine=medicine,
        dose_id=uuid.UUID(said.body["dose"]),
        taken_at=at,
        name=medicine.name,
        dose_text=step.dose_text if step else "",
        past_maximum=limits.past_maximum or _passes_with_later(medicine, others, at),
        within_gap=limits.within_gap,
        withdrawn=said.body["withdrawn"],
        envelope_id=said.id,
        stamp=said.stamp,
        body_hash=said.body_hash,
    )


def _passes_with_later(medicine: Medicine, others: list[AsNeededDose], at: dt.datetime) -> bool:
    """A dose that is added afterwards: does it pass the maximum together with doses taken after it?"""
    later = [one.taken_at for one in others if one.medicine_id == medicine.pk and at < one.taken_at < at + A_DAY]
    return any(standing(medicine, others, last).past_maximum for last in later)


ENVELOPE = EnvelopeKind(frozenset(("dose", "medicine", "taken_at", "withdrawn")), read, known, record, refused)
