"""Heat, TENS and therapy visits for programs. Views read, call the service that the pages call, reply."""

import datetime as dt
import uuid
from typing import Any

from django.http import Http404
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
from backend.treatment import change_schema, days_and_times, routines
from backend.treatment.models import Routine


class Routines(APIView):
    """What is planned, and what was done in the last 14 days. POST adds one; with an `id` of its own the same request twice is one."""

    @extend_schema(operation_id="routines", responses=change_schema.ROUTINES, tags=["treatment"])
    def get(self, request: Request) -> Response:
        patient = patient_or_404(request.user)
        found = [routine_json(one) for one in routines.standing(patient)]
        return no_store(Response({"routines": found, "done": done_json(patient, timezone.now())}))

    @extend_schema(operation_id="routine_add", request=change_schema.ROUTINE_POST, responses=change_schema.ROUTINE_MADE, tags=["treatment"])
    def post(self, request: Request) -> Response:
        refuse_other_account(request)
        patient = patient_or_404(request.user)
        before = set(patient.routines.values_list("pk", flat=True))
        made = _save(request, patient, None)
        return no_store(Response(routine_json(made), status=200 if made.pk in before else 201))


class RoutineView(APIView):
    """One routine. PUT is the whole of it from now on, but for its kind; DELETE ends it, and what was done stays."""

    @extend_schema(operation_id="routine", responses=change_schema.ROUTINE, tags=["treatment"])
    def get(self, request: Request, routine_id: uuid.UUID) -> Response:
        return no_store(Response(routine_json(_own(patient_or_404(request.user), routine_id))))

    @extend_schema(operation_id="routine_put", request=change_schema.ROUTINE_PUT, responses=change_schema.ROUTINE, tags=["treatment"])
    def put(self, request: Request, routine_id: uuid.UUID) -> Response:
        refuse_other_account(request)
        patient = patient_or_404(request.user)
        return no_store(Response(routine_json(_save(request, patient, _own(patient, routine_id)))))

    @extend_schema(operation_id="routine_end", responses=change_schema.GONE, tags=["treatment"])
    def delete(self, request: Request, routine_id: uuid.UUID) -> Response:
        refuse_other_account(request)
        patient = patient_or_404(request.user)
        routines.end(patient, request.user, _own(patient, routine_id), timezone.now())
        return no_store(Response(status=204))


class RoutineDone(APIView):
    """ "Done" today, by an id that the program makes; DELETE takes it back. What was taken back stays so: another "done" has another id."""

    @extend_schema(operation_id="routine_done", request=None, responses=change_schema.DONE, tags=["treatment"])
    def put(self, request: Request, routine_id: uuid.UUID, done_id: uuid.UUID) -> Response:
        refuse_other_account(request)
        patient, now = patient_or_404(request.user), timezone.now()
        routine = _own(patient, routine_id)
        if request.data:
            raise DomainError("invalid", _("Check what you sent."), [FieldError("", "unknown_field", _("Send no fields."))])
        routines.log(patient, request.user, routine, done_id, now)
        return no_store(Response({"done": [one for one in done_json(patient, now) if one["routine"] == str(routine.pk)]}))

    @extend_schema(operation_id="routine_done_take_back", responses=change_schema.GONE, tags=["treatment"])
    def delete(self, request: Request, routine_id: uuid.UUID, done_id: uuid.UUID) -> Response:
        refuse_other_account(request)
        patient = patient_or_404(request.user)
        if not routines.take_back(patient, request.user, _own(patient, routine_id), done_id, timezone.now()):
            raise Http404
        return no_store(Response(status=204))


def _own(patient: Patient, routine_id: uuid.UUID) -> Routine:
    found = patient.routines.filter(pk=routine_id).first()
    if found is None:
        raise Http404
    return found


def _save(request: Request, patient: Patient, routine: Routine | None) -> Routine:
    if not isinstance(request.data, dict):
        raise DomainError("invalid", _("Check what you sent."), [FieldError("", "invalid", _("Send an object."))])
    now = timezone.now()
    typed, errors = routines.read(request.data, patient.today(now), routine)
    made, wrong = routines.save(patient, request.user, typed, now, routine) if typed else (None, errors)
    if made is None:
        raise DomainError("invalid", _("Check what you sent."), wrong)
    return made


def routine_json(one: Routine) -> dict[str, Any]:
    told = {name: getattr(one, name) for name in ("kind", "note", "minutes", "on_date", "remind", "starts_on", "ended_on")}
    told |= {"paused": one.paused_at is not None, "weekdays": days_and_times.days_of(one.times), "times": days_and_times.times_of(one.times)}
    return {"id": str(one.pk), **told}


def done_json(patient: Patient, now: dt.datetime) -> list[dict[str, Any]]:
    return [{"id": one.envelope and str(one.envelope), "routine": str(one.routine), "date": one.date, "at": one.at} for one in routines.logged(patient, now)]
