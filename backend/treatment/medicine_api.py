"""Medicines for programs. Views read, call the service that the pages call, reply."""

import uuid
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from backend.common.api import no_store, refuse_other_account
from backend.common.exceptions import DomainError, FieldError
from backend.patients.access import patient_or_404
from backend.patients.models import Patient
from backend.treatment import medicine_schema, services
from backend.treatment.kinds import MEDICINE
from backend.treatment.medicine_input import Step, read_facts, read_medicine, read_steps
from backend.treatment.medicine_views import medicine_of
from backend.treatment.models import Medicine, MedicineStep

FACTS = frozenset(("name", "why", "instructions", "max_per_day", "min_gap_minutes", "ended_on", "stock", "refill_on", "remind"))


class Medicines(APIView):
    """The plan: every medicine with all its steps. POST adds one; with an `id` of its own the same request twice is one."""

    @extend_schema(operation_id="medicines", responses=medicine_schema.LIST, tags=["treatment"])
    def get(self, request: Request) -> Response:
        patient = patient_or_404(request.user)
        found = patient.medicines.order_by("created_at", "pk").prefetch_related("steps")
        return no_store(Response({"medicines": as_json(patient, found)}))

    @extend_schema(operation_id="medicine_add", request=medicine_schema.POST, responses=medicine_schema.MADE, tags=["treatment"])
    def post(self, request: Request) -> Response:
        refuse_other_account(request)
        patient = patient_or_404(request.user)
        typed, errors = read_medicine(request.data, patient.today())
        if typed is None:
            raise _invalid(errors)
        is_new = not (typed.id and patient.medicines.filter(pk=typed.id).exists())
        kept = services.save_medicine(patient, typed, request.user)
        return no_store(Response(saved_json(patient, kept), status=201 if is_new else 200))


class MedicineView(APIView):
    """One medicine. PUT changes the fields that it names; `steps` are those from today or a later day on, what is past stays."""

    @extend_schema(operation_id="medicine", responses=medicine_schema.ONE, tags=["treatment"])
    def get(self, request: Request, medicine_id: uuid.UUID) -> Response:
        patient = patient_or_404(request.user)
        return no_store(Response({"medicine": as_json(patient, [medicine_of(patient, medicine_id)])[0]}))

    @extend_schema(operation_id="medicine_put", request=medicine_schema.PUT, responses=medicine_schema.SAVED, tags=["treatment"])
    def put(self, request: Request, medicine_id: uuid.UUID) -> Response:
        refuse_other_account(request)
        patient = patient_or_404(request.user)
        found = medicine_of(patient, medicine_id)
        facts, steps = _read_change(request.data, found)
        now = timezone.now()
        with transaction.atomic():
            kept = services.change_facts(found, facts, request.user, now=now)
            if steps:
                after = services.change_plan(found, steps, request.user, now=now)
                kept = services.Kept(after.medicine, kept.from_tomorrow or after.from_tomorrow)
        return no_store(Response(saved_json(patient, kept)))


def _read_change(data: Any, found: Medicine) -> tuple[dict[str, Any], tuple[Step, ...]]:
    """Facts and steps, or everything that is wrong with either."""
    if not isinstance(data, dict):
        raise _invalid([FieldError("", "invalid", _("Send an object."))])
    today = found.patient.today()
    errors = [FieldError(name, "unknown_field", _("This field is not known.")) for name in sorted(str(key)[:64] for key in set(data) - FACTS - {"steps"})[:20]]
    facts, wrong = read_facts(data, found.form, today)
    steps, wrong_steps = read_steps(data["steps"], found.form, today) if "steps" in data else ((), [])
    if errors + wrong + wrong_steps:
        raise _invalid(errors + wrong + wrong_steps)
    return facts, steps


def saved_json(patient: Patient, kept: services.Kept) -> dict[str, Any]:
    return {"medicine": as_json(patient, [medicine_of(patient, kept.medicine.pk)])[0], "changes_from_tomorrow": kept.from_tomorrow}


def _invalid(errors: list[FieldError]) -> DomainError:
    return DomainError("invalid", _("Check what you sent."), errors)


# ---- As JSON --------------------------------------------------------------------------------------------------------


def as_json(patient: Patient, medicines: Iterable[Medicine]) -> list[dict[str, Any]]:
    due = dict(patient.reminders.filter(kind=MEDICINE).values_list("about", "next_due_at"))
    return [_medicine_json(one, due.get(one.pk)) for one in medicines]


def _medicine_json(one: Medicine, next_due_at: Any) -> dict[str, Any]:
    return {
        "id": str(one.pk),
        **{name: getattr(one, name) for name in ("form", "name", "why", "instructions", "max_per_day", "min_gap_minutes", "held_from")},
        **{name: getattr(one, name) for name in ("ended_on", "refill_on", "stock_counted_on", "remind")},
        "stock": None if one.stock is None else f"{one.stock:.2f}",
        "paused": one.pause_reason if one.paused_at else "",
        "next_due_at": next_due_at,
        "steps": [_step_json(step) for step in one.steps.all()],
    }


def _step_json(step: MedicineStep) -> dict[str, Any]:
    window = {name: f"{at:%H:%M}" if (at := getattr(step, name)) else None for name in ("window_from", "window_to")}
    times = [
        {"slot": row["slot"], "at": row["at"], "weekdays": row.get("weekdays"), "part": row.get("part", ""), "every_days": row.get("every_days")}
        for row in step.times
    ]
    told = {name: getattr(step, name) for name in ("starts_on", "dose_text", "every_hours", "confirmed", "replaced_on")}
    return {"id": str(step.pk), "times": times, **told, **window}
