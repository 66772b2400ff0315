"""The answer to "Has your prescriber changed this?" as a phone sends it: the latest word about a step counts, all of them stay."""

import datetime as dt
import uuid
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from backend.common.exceptions import FieldError
from backend.common.hooks import EnvelopeKind, Said
from backend.common.ids import read_uuid
from backend.patients.models import Patient
from backend.treatment.medicine_services import confirm_step
from backend.treatment.models import MedicineStep, PlanRevision

KIND = "step"
ANSWERS = ("same", "changed", "unsure")


def read(body: Mapping[str, Any], now: dt.datetime) -> tuple[dict[str, Any], list[FieldError]]:
    errors: list[FieldError] = []
    step = read_uuid(body.get("step"), "body.step", errors)
    answer = body.get("confirmed")
    if not isinstance(answer, str) or answer not in ANSWERS:
        errors.append(FieldError("body.confirmed", "invalid", _("Send same, changed or unsure.")))
    return {"step": str(step or ""), "confirmed": answer}, errors


def known(patient: Patient, ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, str]:
    return dict(patient.plan_revisions.filter(kind=KIND, envelope_id__in=ids).values_list("envelope_id", "body_hash"))


def _hers(patient: Patient, said: Sequence[Said]) -> dict[str, MedicineStep]:
    found = MedicineStep.objects.filter(medicine__patient=patient, pk__in={one.body["step"] for one in said})
    return {str(one.pk): one for one in found.select_related("medicine__patient")}


def refused(patient: Patient, said: Sequence[Said]) -> dict[uuid.UUID, list[FieldError]]:
    """A step of a plan that is not hers."""
    hers = _hers(patient, said)
    wrong = [FieldError("body.step", "unknown", _("This step is not in the plan."))]
    return {one.id: wrong for one in said if one.body["step"] not in hers}


def record(patient: Patient, author: Any, said: Sequence[Said]) -> None:
    hers = _hers(patient, said)
    PlanRevision.objects.bulk_create(_revision(patient, author, one) for one in said)
    for one in sorted(said, key=lambda one: (one.stamp, one.id)):
        confirm_step(hers[one.body["step"]], one.body["confirmed"], author, said_at=one.stamp)


def _revision(patient: Patient, author: Any, said: Said) -> PlanRevision:
    return PlanRevision(
        patient=patient,
        envelope_id=said.id,
        kind=KIND,
        about=uuid.UUID(said.body["step"]),
        date=said.date,
        fields={"confirmed": said.body["confirmed"]},
        stamp=said.stamp,
        tz=said.tz,
        schema=said.schema,
        rank=said.rank,
        author=author,
        body_hash=said.body_hash,
    )


ENVELOPE = EnvelopeKind(frozenset(("step", "confirmed")), read, known, record, refused)
